import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import type { ErasureReceipts, ErasureView } from '../../data/erasure-api';
import { toDataError } from '../../data/errors';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { Mark } from '../../ui/mark';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Row, RowList } from '../../ui/row-list';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import styles from './erasure.module.css';

const isOldServer = (reason: unknown) => toDataError(reason).code === 'server-too-old';

/** What a person can do about an erasure that the server refused. */
function RefusedActions({ refused }: { refused: NonNullable<ErasureView['refused']> }) {
  const { t } = useTranslation('erasure');
  const errorWords = useErrorWords();
  const run = (work: Promise<void>, done: string) => {
    work.then(
      () => showToast({ message: done }),
      (reason: unknown) => showToast({ message: errorWords(reason) }),
    );
  };
  return (
    <>
      <Button onPress={() => run(data.quarantine.sendAgain(refused.key), t('list.sent'))}>
        {t('list.sendAgain')}
      </Button>
      {refused.mine && (
        <Button variant="quiet" onPress={() => run(data.quarantine.discard(refused.key), t('list.givenUp'))}>
          {t('list.giveUp')}
        </Button>
      )}
    </>
  );
}

/** What was erased for good, and which devices have not confirmed it yet. */
export function ErasuresScreen() {
  const { t } = useTranslation('erasure');
  const errorWords = useErrorWords();
  const moments = useMomentWords();
  const people = usePeople();
  const { value: erasures, error } = useLive([SYNC_TOPIC, 'erasures'], () => data.erasure.list(), []);
  const receipts = useLive([SYNC_TOPIC, 'erasures'], () => data.erasure.receipts(), []);

  const devicesWithout = (seq: number, { devices }: ErasureReceipts) =>
    devices
      .filter(({ upTo }) => upTo < seq)
      .map(({ personId, at }) => {
        const name = people.nameOf(personId) || t('list.someone');
        return at ? t('list.device', { name, at: moments.moment(at) }) : t('list.deviceNever', { name });
      });
  const stateOf = ({ waiting, refused, target }: ErasureView): string | undefined => {
    if (refused) return t(`list.${refused.code}`);
    if (waiting) return t('list.waiting');
    const seq = receipts.value?.seqs[target];
    if (!receipts.value || seq === undefined) return undefined;
    const missing = devicesWithout(seq, receipts.value);
    return missing.length === 0 ? t('list.all') : t('list.missing', { devices: missing.join(', ') });
  };
  return (
    <>
      <PageHead title={t('list.title')} subtitle={t('list.subtitle')} />
      <PageBody className={styles.page ?? ''}>
        {(error ?? receipts.error) && (
          <Notice meaning={error ? 'danger' : 'info'}>
            {error ? errorWords(error) : t(isOldServer(receipts.error) ? 'list.oldServer' : 'list.unknown')}
          </Notice>
        )}
        {!erasures && !error && <Skeleton />}
        {erasures?.length === 0 && <p>{t('list.none')}</p>}
        {erasures && erasures.length > 0 && (
          <RowList label={t('list.title')}>
            {erasures.map((erasure) => (
              <Row
                key={erasure.id}
                title={`${t(`list.${erasure.kind}`)}: ${t(`reason.${erasure.reason}`)}`}
                detail={[
                  t('list.by', {
                    at: moments.moment(erasure.at),
                    by: people.nameOf(erasure.by) || t('list.someone'),
                  }),
                  stateOf(erasure),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                state={
                  erasure.refused && (
                    <Mark meaning="warn" icon={TriangleAlert}>
                      {t('list.refused')}
                    </Mark>
                  )
                }
                actions={erasure.refused && <RefusedActions refused={erasure.refused} />}
              />
            ))}
          </RowList>
        )}
      </PageBody>
    </>
  );
}
