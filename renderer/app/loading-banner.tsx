import { CloudDownload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../data/client';
import type { Loading } from '../data/sync-api';
import { useLive } from '../data/use-live';
import { ProgressBanner } from '../ui/progress-banner';

/** Screen readers are told in steps of so many per cent. */
const SPOKEN_STEP = 25;

function useTimeWords(): (secondsLeft: number | null) => string | null {
  const { t } = useTranslation('app');
  return (seconds) => {
    if (seconds === null) return null;
    if (seconds < 60) return t('loading.soon');
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 90) return t('loading.minutes', { count: minutes });
    return t('loading.hours', { count: Math.round(minutes / 60) });
  };
}

const shareOf = ({ done, total }: Loading) => (total ? Math.min(1, done / total) : null);

/** On a device that does not have all of the office yet: how far it is, and that one can already work. */
export function LoadingBanner() {
  const { t, i18n } = useTranslation('app');
  const timeWords = useTimeWords();
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  const loading = sync && 'loading' in sync ? sync.loading : null;
  const [begun, setBegun] = useState(false);
  if (loading && !begun) setBegun(true);

  const share = loading && shareOf(loading);
  const step = Math.floor(((share ?? 0) * 100) / SPOKEN_STEP) * SPOKEN_STEP;
  const running = sync?.kind === 'syncing';
  const main = t(running ? 'loading.running' : 'loading.paused');
  const said = step > 0 ? t('loading.said', { percent: step }) : main;
  const number = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const counted =
    loading?.total && t('loading.counted', { done: number(loading.done), total: number(loading.total) });
  const words = loading && [
    main,
    counted,
    running && timeWords(loading.secondsLeft),
    running && t('loading.work'),
  ];
  return (
    <>
      {words && (
        <ProgressBanner icon={CloudDownload} label={t('loading.progress')} share={share}>
          {words.filter(Boolean).join(' ')}
        </ProgressBanner>
      )}
      <span role="status" className="visually-hidden">
        {loading ? said : begun && sync?.kind === 'synced' ? t('loading.done') : ''}
      </span>
    </>
  );
}
