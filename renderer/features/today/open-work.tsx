import { useTranslation } from 'react-i18next';
import { useMomentWords } from '../../lib/use-moment-words';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { nameOf } from './names';
import type { Today } from './use-today';

/** Where a draft is gone on with. */
function draftPath({ kind, id, fileId, referralId }: Today['drafts'][number]): string {
  if (kind === 'assessment' && fileId) return paths.assessment(fileId, id);
  if (referralId && fileId) return paths.refer(fileId, referralId);
  return paths.letterDraft(id);
}

/** Begun and not finished: letters and assessments. */
export function Drafts({ today }: { today: Today }) {
  const words = useMomentWords();
  const { t } = useTranslation(['today', 'common']);
  return (
    <Section title={t('today:drafts.title')} count={today.drafts.length}>
      {today.drafts.length === 0 ? (
        <EmptyState title={t('today:drafts.empty')} />
      ) : (
        <RowList>
          {today.drafts.map((draft) => {
            const file = draft.fileId ? today.files.get(draft.fileId) : undefined;
            const kind = t(`today:drafts.${draft.kind}`);
            const subject = draft.kind === 'letter' && file ? draft.title : null;
            const detail = [kind, subject, words.moment(draft.changedAt)];
            return (
              <Row
                key={draft.id}
                title={nameOf(file) ?? draft.title}
                detail={detail.filter(Boolean).join(' · ')}
                actions={
                  <LinkButton href={draftPath(draft)} variant="quiet">
                    {t('today:drafts.goOn')}
                  </LinkButton>
                }
              />
            );
          })}
        </RowList>
      )}
    </Section>
  );
}

/** Referrals that wait for an answer, longest first. */
export function Answers({ today, referrals }: { today: Today; referrals: Today['referrals'] }) {
  const { t } = useTranslation(['today', 'common']);
  const sorted = [...referrals].sort((left, right) => right.days - left.days);
  return (
    <Section title={t('today:answers.title')} count={sorted.length}>
      {sorted.length === 0 ? (
        <EmptyState title={t('today:answers.empty')} />
      ) : (
        <RowList>
          {sorted.map(({ view, days }) => (
            <Row
              key={view.id}
              title={view.value.partnerName || t('today:answers.handedOut')}
              detail={[t('common:time.days', { count: days }), nameOf(today.files.get(view.fileId ?? ''))]
                .filter(Boolean)
                .join(' · ')}
              actions={
                <LinkButton href={`${paths.referrals}?referral=${view.id}`} variant="quiet">
                  {t('today:answers.ask')}
                </LinkButton>
              }
            />
          ))}
        </RowList>
      )}
    </Section>
  );
}

/** Versions to review: only shown when there are some. */
export function Versions({ today }: { today: Today }) {
  const { t } = useTranslation(['today', 'conflicts']);
  if (today.conflictList.length === 0) return null;
  return (
    <Section title={t('today:versions.title')} count={today.conflictList.length}>
      <RowList>
        {today.conflictList.map(({ id, fileId, field, kind }) => (
          <Row
            key={id}
            title={nameOf(fileId ? today.files.get(fileId) : undefined) ?? t('today:versions.office')}
            detail={
              kind === 'delete-edit'
                ? t('today:versions.deleted')
                : t(`conflicts:field.${field}` as 'conflicts:field.name', { defaultValue: field })
            }
            actions={
              <LinkButton href={`${paths.conflicts}?conflict=${id}`} variant="quiet">
                {t('today:versions.compare')}
              </LinkButton>
            }
          />
        ))}
      </RowList>
    </Section>
  );
}
