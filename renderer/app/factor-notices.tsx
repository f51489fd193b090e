import { ShieldCheck, ShieldOff } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC, SYNC_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { useErrorWords } from '../i18n/errors';
import { useConversation } from '../lib/conversation';
import { paths } from '../lib/paths';
import { useMomentWords } from '../lib/use-moment-words';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { LinkButton } from '../ui/link-button';
import { showToast } from '../ui/toast';
import styles from './frame.module.css';
import { FactorDialog } from './screens';

const useNews = () => useLive([SECURITY_TOPIC], () => data.security.factorNews(), []).value;

/** Whether the server wants a code, as this window or the one that synchronises was told. */
export function useFactorNeeded(): boolean {
  const news = useNews();
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  return news?.needed === true || (sync?.kind === 'problem' && sync.code === 'factor-needed');
}

/** Whether the question for the code stands open, and the dialog. */
function useCodeDialog() {
  const [open, setOpen] = useState(false);
  const dialog = open && (
    <Suspense fallback={null}>
      <FactorDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
  return { ask: () => setOpen(true), dialog };
}

/** In place of the state of synchronisation: a code is needed, and a click asks for it. */
export function FactorStatus({ waiting }: { waiting: number }) {
  const { t } = useTranslation('app');
  const { ask, dialog } = useCodeDialog();
  return (
    <>
      <span role="status">
        <button type="button" className={classNames(styles.sync, styles.review)} onClick={ask}>
          <ShieldCheck aria-hidden />
          {waiting > 0 ? t('sync.factor', { count: waiting }) : t('sync.factorNothing')}
        </button>
      </span>
      {dialog}
    </>
  );
}

/** Says that the server waits for a code, but not while somebody sits at the table, and who switched the factor off. */
export function FactorBanners() {
  const { t } = useTranslation('app');
  const moments = useMomentWords();
  const words = useErrorWords();
  const needed = useFactorNeeded();
  const ended = useNews()?.ended ?? null;
  const conversation = useConversation();
  const { ask, dialog } = useCodeDialog();
  return (
    <>
      {needed && conversation === null && (
        <Banner
          icon={ShieldCheck}
          actions={
            <Button variant="primary" onPress={ask}>
              {t('factor.give')}
            </Button>
          }
        >
          {t('factor.needed')}
        </Banner>
      )}
      {ended && (
        <Banner
          icon={ShieldOff}
          meaning="warn"
          actions={
            <>
              <LinkButton href={`${paths.admin}?part=factor`}>{t('factor.setUp')}</LinkButton>
              <Button
                variant="quiet"
                onPress={() =>
                  void data.security
                    .factorSeen()
                    .catch((reason: unknown) => showToast({ message: words(reason) }))
                }
              >
                {t('factor.seen')}
              </Button>
            </>
          }
        >
          {ended.by === null
            ? t('factor.endedBySheet', { at: moments.day(ended.at) })
            : t('factor.endedBy', { name: ended.by, at: moments.day(ended.at) })}
        </Banner>
      )}
      {dialog}
    </>
  );
}
