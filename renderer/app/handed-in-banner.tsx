import { PackageOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { paths } from '../lib/paths';
import { Banner } from '../ui/banner';
import { LinkButton } from '../ui/link-button';

/** A lead is told that an ended device handed something in. */
export function HandedInBanner() {
  const { t } = useTranslation('app');
  const { value: waiting = [] } = useLive([SECURITY_TOPIC], () => data.handedIn.list(), []);
  const names = [...new Set(waiting.map(({ personName }) => personName))].join(', ');
  if (waiting.length === 0) return null;
  return (
    <Banner
      icon={PackageOpen}
      actions={
        <LinkButton href={paths.admin} variant="quiet">
          {t('banner.handedInOpen')}
        </LinkButton>
      }
    >
      {t('banner.handedIn', { names })}
    </Banner>
  );
}
