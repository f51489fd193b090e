import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import type { ErasureReceipts, ErasureView } from '../../data/erasure-api';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Row, RowList } from '../../ui/row-list';
import { Skeleton } from '../../ui/skeleton';
import styles from './erasure.module.css';

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
  const stateOf = ({ waiting, target }: ErasureView): string | undefined => {
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
          <Notice meaning={error ? 'danger' : 'info'}>{error ? errorWords(error) : t('list.unknown')}</Notice>
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
              />
            ))}
          </RowList>
        )}
      </PageBody>
    </>
  );
}
