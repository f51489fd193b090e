import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { lastLock } from '../lib/lock-reason';
import { paths } from '../lib/paths';
import { changeSettings, useSettings } from '../lib/settings';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { LinkButton } from '../ui/link-button';

/** Offers a PIN to whoever has just typed a passphrase after a lock, until they do not want to hear of it. */
export function PinOffer() {
  const { t } = useTranslation('app');
  const { pinOffer } = useSettings();
  const { value: pin } = useLive([SECURITY_TOPIC, 'office'], () => data.security.pin(), []);
  if (!pinOffer || !pin?.allowed || pin.set || lastLock() === null) return null;
  return (
    <Banner
      icon={KeyRound}
      actions={
        <>
          <LinkButton href={paths.ownPin}>{t('pin.setUp')}</LinkButton>
          <Button variant="quiet" onPress={() => changeSettings({ pinOffer: false })}>
            {t('pin.notNow')}
          </Button>
        </>
      }
    >
      {t('pin.offer')}
    </Banner>
  );
}
