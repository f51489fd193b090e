import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { Banner } from '../ui/banner';

/** People have a desk, a notebook, a room for conversations; more joinings than that may be one PC that forgets. */
const MANY = 3;

/** Says what to do when this PC seems to lose its store with each logon (roaming profiles, terminal servers). */
export function WipedStore() {
  const { t } = useTranslation('app');
  const { value: earlier } = useLive([SECURITY_TOPIC], () => data.security.earlierDevices(), []);
  if (earlier === undefined || earlier < MANY) return null;
  return (
    <Banner icon={HardDrive} meaning="warn">
      {t('wiped.many', { count: earlier })}
    </Banner>
  );
}
