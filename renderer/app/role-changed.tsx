import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useDesk } from './desk-context';
import { lockNow } from './use-lock';

/** A lead changed the role of the person at this desk: said in words, and the desk opens anew with the right files. */
export function RoleChanged() {
  const { t } = useTranslation(['app', 'common']);
  const { role } = useDesk().person;
  const [begun] = useState(role);
  const lock = () => void lockNow(null);
  return (
    <Dialog
      title={t('app:roleChanged.title')}
      isOpen={role !== begun}
      onClose={lock}
      size="s"
      role="alertdialog"
      actions={
        <Button variant="primary" onPress={lock} autoFocus>
          {t('app:roleChanged.lock')}
        </Button>
      }
    >
      <p>{t('app:roleChanged.now', { role: t(`common:role.${role}`) })}</p>
      <p>{t('app:roleChanged.help')}</p>
    </Dialog>
  );
}
