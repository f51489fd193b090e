import { Signpost } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { ReferralRow } from './referral-row';

/** The referrals of one client file, for the file's page. */
export function ReferralsSection({ fileId }: { fileId: string }) {
  const { t } = useTranslation('referrals');
  const { t: inFile } = useTranslation('client-files');
  const errorWords = useErrorWords();
  const { me } = usePeople();
  const { value, error } = useLive(
    ['referrals', 'conflicts'],
    () => data.documents.list('referrals', { fileId }),
    [fileId],
  );
  const open = value?.flatMap(({ conflicts }) => conflicts).length ?? 0;
  return (
    <Section
      id="referrals"
      look="file"
      title={t('list.title')}
      {...(value && { count: value.length })}
      actions={
        <LinkButton icon={Signpost} href={paths.refer(fileId)}>
          {t('list.refer')}
        </LinkButton>
      }
    >
      {error && <Notice meaning="danger" title={errorWords(error)} />}
      {open > 0 && (
        <Notice
          meaning="info"
          title={inFile('conflict.title')}
          actions={<LinkButton href={paths.conflicts}>{inFile('conflict.open')}</LinkButton>}
        >
          {inFile('conflict.text', { count: open })}
        </Notice>
      )}
      {!value && !error && <Skeleton rows={2} />}
      {value?.length === 0 && <EmptyState title={t('list.noneInFile')} />}
      {value && value.length > 0 && (
        <RowList label={t('list.title')}>
          {value.map((referral) => (
            <ReferralRow key={referral.id} referral={referral} by={me?.id ?? null} />
          ))}
        </RowList>
      )}
    </Section>
  );
}
