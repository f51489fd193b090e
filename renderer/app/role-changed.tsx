import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useDesk } from './desk-context';
import { lockNow } from './use-lock';

/**
 * The person at this desk has another role, or circles that were lent to them came or went: said in words, and the desk
 * opens anew with the right files.
 */
export function RoleChanged() {
  const { t } = useTranslation(['app', 'common']);
  const { role, compartments } = useDesk().person;
  const held = compartments.join(' ');
  const [begun] = useState({ role, held });
  const isRole = role !== begun.role;
  const lock = () => void lockNow(null);
  return (
    <Dialog
      title={t(isRole ? 'app:roleChanged.title' : 'app:circlesChanged.title')}
      isOpen={isRole || held !== begun.held}
      onClose={lock}
      size="s"
      role="alertdialog"
      actions={
        <Button variant="primary" onPress={lock} autoFocus>
          {t('app:roleChanged.lock')}
        </Button>
      }
    >
      {isRole && <p>{t('app:roleChanged.now', { role: t(`common:role.${role}`) })}</p>}
      <p>{t(isRole ? 'app:roleChanged.help' : 'app:circlesChanged.help')}</p>
    </Dialog>
  );
}
