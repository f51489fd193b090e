import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { officeDay, yearAfter } from '#shared/domain/days';
import type { Circles } from '#shared/security/compartments';
import { type Deputy, lackedBy } from '#shared/security/deputies';
import type { Person } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Select } from '../../ui/select';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';
import { StepDialog } from './step-dialog';

export interface DeputyDialogProps {
  person: Person;
  me: Person;
  people: readonly Person[];
  circles: Circles;
  onClose: () => void;
}

const worksWithClients = ({ role, standing }: Person) => role !== 'administration' && standing === 'active';

/** Who stands in for somebody, from a day to a day: what is arranged, and one more. */
export function DeputyDialog({ person, me, people, circles, onClose }: DeputyDialogProps) {
  const { t } = useTranslation(['admin', 'common']);
  const today = officeDay(Date.now());
  const [deputyId, setDeputyId] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(today);
  const [until, setUntil] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const isMe = person.id === me.id;
  const isLead = me.role === 'lead';
  const may = isMe || isLead;
  const { name } = person;
  const choices = people.filter((one) => worksWithClients(one) && one.id !== person.id);
  const chosen = choices.find(({ id }) => id === deputyId);
  const isLent = chosen !== undefined && lackedBy(chosen.role, person.role, circles).length > 0;
  const required = t('common:problem.required');
  const save = async () => {
    setChecked(true);
    if (!chosen || !from || !until || until < from || (isLent && !isLead)) return;
    await data.security.setDeputy({ personId: person.id, deputyId: chosen.id, from, until });
    showToast({
      message: t('admin:deputy.done', {
        name,
        deputy: chosen.name,
        from: formatDate(from),
        until: formatDate(until),
      }),
    });
    onClose();
  };
  return (
    <StepDialog
      title={isMe ? t('admin:deputy.titleMe') : t('admin:deputy.title', { name })}
      isOpen
      step={may ? t('admin:deputy.save') : null}
      onStep={save}
      onClose={onClose}
    >
      <Arranged person={person} me={me} people={people} />
      {may && (
        <>
          <Select
            label={t('admin:deputy.who')}
            options={choices.map(({ id, name: label, role }) => ({
              value: id,
              label,
              hint: t(`common:role.${role}`),
            }))}
            value={deputyId}
            onChange={setDeputyId}
            error={checked && !chosen ? required : undefined}
          />
          <Days {...{ from, until, today, checked }} onFrom={setFrom} onUntil={setUntil} />
          {chosen && isLent && (
            <Notice meaning={isLead ? 'info' : 'warn'} alert={!isLead}>
              {t(isLead ? 'admin:deputy.lends' : 'admin:deputy.lacks', { name: chosen.name })}
            </Notice>
          )}
          <Chain chosen={chosen} from={from} until={until} people={people} />
          <p className={styles.note}>{t('admin:deputy.help')}</p>
        </>
      )}
    </StepDialog>
  );
}

/** First and last day. */
function Days({
  from,
  until,
  today,
  checked,
  onFrom,
  onUntil,
}: {
  from: string | null;
  until: string | null;
  today: string;
  /** Whether what is missing is said. */
  checked: boolean;
  onFrom: (day: string | null) => void;
  onUntil: (day: string | null) => void;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const required = t('common:problem.required');
  const order = from && until && until < from ? t('admin:deputy.order') : undefined;
  return (
    <div className={styles.days}>
      <DateField
        label={t('admin:deputy.from')}
        value={from}
        onChange={onFrom}
        error={checked && !from ? required : undefined}
      />
      <DateField
        label={t('admin:deputy.until')}
        value={until}
        onChange={onUntil}
        min={today}
        max={yearAfter(from ?? today)}
        minWords={t('admin:deputy.over')}
        maxWords={t('admin:deputy.tooLong')}
        error={checked && !until ? required : order}
      />
    </div>
  );
}

/** What is arranged, each to be ended by whom it concerns and by leads. */
function Arranged({ person, me, people }: Pick<DeputyDialogProps, 'person' | 'me' | 'people'>) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const [problem, setProblem] = useState<unknown>(null);
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? '';
  const deputies = people.find(({ id }) => id === person.id)?.deputies ?? [];
  const end = async ({ personId, deputyId }: Deputy) => {
    setProblem(null);
    try {
      await data.security.endDeputy({ personId, deputyId });
      showToast({ message: t('deputy.ended', { name: nameOf(deputyId) }) });
    } catch (reason) {
      setProblem(reason);
    }
  };
  if (deputies.length === 0) return null;
  return (
    <>
      <RowList label={t('deputy.arranged')}>
        {deputies.map((one) => (
          <Row
            key={one.deputyId}
            title={nameOf(one.deputyId)}
            detail={t('deputy.days', { from: formatDate(one.from), until: formatDate(one.until) })}
            actions={
              [one.personId, one.deputyId].includes(me.id) || me.role === 'lead' ? (
                <Button
                  variant="quiet"
                  aria-label={t('deputy.endOf', { name: nameOf(one.deputyId) })}
                  onPress={() => void end(one)}
                >
                  {t('deputy.end')}
                </Button>
              ) : undefined
            }
          />
        ))}
      </RowList>
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </>
  );
}

/** Says so when who shall stand in is away themselves in these days: nothing is passed on. */
function Chain({
  chosen,
  from,
  until,
  people,
}: {
  chosen: Person | undefined;
  from: string | null;
  until: string | null;
  people: readonly Person[];
}) {
  const { t } = useTranslation('admin');
  const away = chosen?.deputies.find((one) => from && until && one.from <= until && one.until >= from);
  if (!chosen || !away) return null;
  return (
    <Notice meaning="warn">
      {t('deputy.chain', {
        name: chosen.name,
        deputy: people.find(({ id }) => id === away.deputyId)?.name ?? '',
        from: formatDate(away.from),
        until: formatDate(away.until),
      })}
    </Notice>
  );
}
