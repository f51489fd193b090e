import { useRouterState } from '@tanstack/react-router';
import { FlaskConical, HardDrive, KeyRound } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC, SYNC_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { formatDate } from '../lib/dates';
import { paths } from '../lib/paths';
import { Banner } from '../ui/banner';
import { LinkButton } from '../ui/link-button';
import { useDesk } from './desk-context';
import { FactorBanners } from './factor-notices';
import { HandedInBanner } from './handed-in-banner';
import { LoadingBanner } from './loading-banner';
import { PinOffer } from './pin-offer';
import { DailyBackup } from './screens';
import { WipedStore } from './wiped-store';

/** What the device says about its room, in words; null when all is well. */
function useRoomWords(): string | null {
  const { t } = useTranslation('app');
  const { value: room } = useLive([SYNC_TOPIC], () => data.storage.room(), []);
  if (room?.level === 'full') return t('banner.roomFull');
  if (room?.level === 'low') return t('banner.roomLow');
  return room && !room.journal ? t('banner.noJournal') : null;
}

/** What the whole office must know: a demo, a recovery sheet not stored yet, a device without room. */
export function OfficeBanners() {
  const { t } = useTranslation('app');
  const { demo, person } = useDesk();
  const room = useRoomWords();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const there = path === paths.recoverySheet.slice(1);
  const { value: recovery } = useLive(
    [SECURITY_TOPIC, 'client-files'],
    () => data.security.recoveryState(),
    [],
  );
  return (
    <>
      <LoadingBanner />
      {demo && <Banner icon={FlaskConical}>{t('banner.demo')}</Banner>}
      {!demo && person.role !== 'administration' && (
        <Suspense fallback={null}>
          <DailyBackup />
        </Suspense>
      )}
      <FactorBanners />
      <WipedStore />
      <PinOffer />
      {!demo && person.role === 'lead' && path !== paths.admin.slice(1) && <HandedInBanner />}
      {room && (
        <Banner icon={HardDrive} meaning="warn">
          {room}
        </Banner>
      )}
      {recovery?.pending && !demo && !there && person.role === 'lead' && (
        <Banner
          icon={KeyRound}
          meaning={recovery.overdue ? 'warn' : 'neutral'}
          actions={
            <LinkButton href={paths.recoverySheet} variant={recovery.overdue ? 'primary' : 'quiet'}>
              {t('banner.recoveryOpen')}
            </LinkButton>
          }
        >
          {recovery.overdue
            ? t('banner.recoveryOverdue')
            : t('banner.recovery', { date: formatDate(recovery.dueOn), count: recovery.filesLeft })}
        </Banner>
      )}
    </>
  );
}
