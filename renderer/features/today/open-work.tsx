import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMomentWords } from '../../lib/use-moment-words';
import { paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { nameOf } from './names';
import styles from './today.module.css';
import type { Today } from './use-today';

/** Rows shown before the rest is asked for. */
const FIRST_ROWS = 6;

/** A long list begins with its first rows; the rest comes at once when asked for. */
function CappedRows<T>({ items, row }: { items: readonly T[]; row: (item: T) => ReactNode }) {
  const { t } = useTranslation('today');
  const [all, setAll] = useState(false);
  const rest = items.length - FIRST_ROWS;
  return (
    <>
      <RowList>{(all ? items : items.slice(0, FIRST_ROWS)).map(row)}</RowList>
      {!all && rest > 0 && (
        <Button variant="quiet" className={styles.more} onPress={() => setAll(true)}>
          {t('more', { count: rest })}
        </Button>
      )}
    </>
  );
}

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
        <CappedRows
          items={today.drafts}
          row={(draft) => {
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
          }}
        />
      )}
    </Section>
  );
}

/** Referrals to ask about: those whose reminder has come, then those without an answer, longest first. */
export function Answers({
  today,
  referrals,
  inPlaceOf,
}: {
  today: Today;
  referrals: Today['referrals'];
  /** The colleague for whom this person stands in, if it is one; else null. */
  inPlaceOf: (id: string | null | undefined) => string | null;
}) {
  const { t } = useTranslation(['today', 'common']);
  return (
    <Section title={t('today:answers.title')} count={referrals.length}>
      {referrals.length === 0 ? (
        <EmptyState title={t('today:answers.empty')} />
      ) : (
        <CappedRows
          items={referrals}
          row={({ view, days, due }) => {
            const colleague = inPlaceOf(view.value.counsellor);
            return (
              <Row
                key={view.id}
                title={view.value.partnerName || t('today:answers.handedOut')}
                detail={[
                  t('common:time.days', { count: days }),
                  due && t('today:answers.due'),
                  nameOf(today.files.get(view.fileId ?? '')),
                  colleague !== null && t('today:deputy.inPlaceOf', { name: colleague }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                actions={
                  <LinkButton href={paths.askAbout(view.id)} variant="quiet">
                    {t('today:answers.ask')}
                  </LinkButton>
                }
              />
            );
          }}
        />
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
              <LinkButton href={paths.conflicts} variant="quiet">
                {t('today:versions.compare')}
              </LinkButton>
            }
          />
        ))}
      </RowList>
    </Section>
  );
}
