import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { Dialog } from '../../ui/dialog';
import { FactorCodeForm } from '../../ui/factor-code-form';
import { showToast } from '../../ui/toast';

/** Asks for the code that the server wants from this device; whoever closes it goes on working. */
export function FactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('security');
  const give = async (code: string) => {
    await data.security.giveFactorCode({ code });
    void data.sync.now();
    showToast({ message: t('factor.done') });
    onClose();
  };
  return (
    <Dialog title={t('factor.title')} isOpen onClose={onClose} size="s" dismissable={false}>
      <p>{t('factor.why')}</p>
      <FactorCodeForm onCode={give} submit={t('factor.give')} recovery />
      <p>{t('factor.lost')}</p>
    </Dialog>
  );
}
