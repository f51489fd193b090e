import { Armchair, MonitorUp, Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArrivalState } from '#shared/domain/queue';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { useNow } from '../../lib/use-now';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import { callArrival, setState } from './actions';
import { AddDialog } from './add-dialog';
import { ArrivalRow, type RowActions } from './arrival-row';
import { type ArrivalGroup, type ArrivalView, nextNumbers } from './arrivals';
import { AssignDialog } from './assign-dialog';
import { announceNext, openDisplay } from './calling';
import styles from './queue.module.css';
import { useArrivals, type WaitingArea } from './use-arrivals';

/** The waiting area: who waits, who is in consultation, who is done today; live. */
export function QueueScreen() {
  const { t } = useTranslation('queue');
  const words = useErrorWords();
  const { me } = usePeople();
  const { area, error } = useArrivals();
  const [assigning, setAssigning] = useState<ArrivalView | null>(null);
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const by = me?.id ?? null;

  const attempt = async (deed: () => Promise<() => Promise<void>>, message: string) => {
    try {
      const undo = await deed();
      setProblem(null);
      showToast({ message, undo });
    } catch (reason) {
      setProblem(reason);
    }
  };
  const actions: RowActions = {
    onCall: (arrival) => {
      void attempt(() => callArrival(arrival, by), t('said.called', { number: arrival.value.number }));
    },
    onAssign: setAssigning,
    onState: (arrivals, state) => {
      setSelected(new Set());
      void attempt(() => setState(arrivals, state, by), saidOf(t, arrivals, state));
    },
  };
  const failure = problem ?? error;
  return (
    <>
      <PageHead
        title={t('title')}
        subtitle={t('live')}
        actions={
          <>
            <Button icon={MonitorUp} onPress={() => void openDisplay()}>
              {t('openDisplay')}
            </Button>
            <Button icon={Plus} variant="primary" onPress={() => setAdding(true)}>
              {t('add')}
            </Button>
          </>
        }
      />
      <PageBody className={styles.page ?? ''}>
        {failure !== null && (
          <Notice meaning="danger" alert>
            {words(failure)}
          </Notice>
        )}
        {area ? (
          <Lists area={area} selected={selected} onSelected={setSelected} {...actions} />
        ) : (
          <Skeleton rows={5} />
        )}
      </PageBody>
      {assigning && <AssignDialog arrival={assigning} onClose={() => setAssigning(null)} />}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function saidOf(
  t: ReturnType<typeof useTranslation<'queue'>>['t'],
  arrivals: readonly ArrivalView[],
  state: ArrivalState,
): string {
  const numbers = arrivals.map(({ value }) => value.number);
  if (state === 'discarded')
    return t('said.discarded', { count: numbers.length, numbers: numbers.join(', ') });
  return t(`said.${state}`, { number: numbers.join(', ') });
}

interface ListsProps extends RowActions {
  area: WaitingArea;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
}

function Lists({ area, selected, onSelected, ...actions }: ListsProps) {
  const { t } = useTranslation('queue');
  const now = useNow(15_000).getTime();
  const next = nextNumbers(area.waiting).join(' ');
  useEffect(() => announceNext(next === '' ? [] : next.split(' ')), [next]);
  const chosen = area.waiting.filter(({ first }) => selected.has(first.id));
  const rest = (arrivals: ArrivalView[]) =>
    arrivals.map((arrival) => (
      <ArrivalRow key={arrival.id} arrival={arrival} fileName={area.nameOf(arrival)} now={now} {...actions} />
    ));
  return (
    <>
      <Section title={t('waiting')} count={area.waiting.length}>
        {area.waiting.length === 0 ? (
          <EmptyState icon={Armchair} title={t('empty')}>
            {t('emptyHelp')}
          </EmptyState>
        ) : (
          <Waiting groups={area.waiting} {...{ area, now, selected, onSelected, ...actions }} />
        )}
        {chosen.length > 0 && (
          <Selection groups={chosen} onClear={() => onSelected(new Set())} {...actions} />
        )}
      </Section>
      {area.inConsultation.length > 0 && (
        <Section title={t('inConsultation')} count={area.inConsultation.length}>
          <ul className={styles.rows}>{rest(area.inConsultation)}</ul>
        </Section>
      )}
      {area.ended.length > 0 && (
        <Section title={t('ended')} count={area.ended.length}>
          <ul className={styles.rows}>{rest(area.ended)}</ul>
        </Section>
      )}
    </>
  );
}

interface WaitingProps extends ListsProps {
  groups: ArrivalGroup[];
  now: number;
}

function Waiting({ groups, area, now, selected, onSelected, ...actions }: WaitingProps) {
  const { t } = useTranslation('queue');
  const firstWaiting = groups.find(({ first }) => first.value.state.state === 'waiting')?.first.id;
  const select = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelected(next);
  };
  const onKey = (event: KeyboardEvent<HTMLLIElement>, { first, repeats }: ArrivalGroup) => {
    if (event.target !== event.currentTarget) return;
    const row = event.currentTarget;
    const toward = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') (toward as HTMLElement | null)?.focus();
    else if (event.key === 'Enter') actions.onCall(first);
    else if (event.key === ' ') select(first.id, !selected.has(first.id));
    else if (event.key === 'Delete') actions.onState([first, ...repeats], 'discarded');
    else return;
    event.preventDefault();
  };
  return (
    <>
      <ul className={styles.rows} aria-describedby="queue-keys">
        {groups.map((group) => (
          <ArrivalRow
            key={group.first.id}
            arrival={group.first}
            repeats={group.repeats}
            fileName={area.nameOf(group.first)}
            now={now}
            first={group.first.id === firstWaiting}
            selected={selected.has(group.first.id)}
            onSelect={(on) => select(group.first.id, on)}
            onKey={(event) => onKey(event, group)}
            {...actions}
          />
        ))}
      </ul>
      <p id="queue-keys" className={styles.keys}>
        {t('keys')}
      </p>
    </>
  );
}

interface SelectionProps extends Pick<RowActions, 'onState'> {
  groups: ArrivalGroup[];
  onClear: () => void;
}

/** What can be done with several at once. */
function Selection({ groups, onClear, onState }: SelectionProps) {
  const { t } = useTranslation('queue');
  const arrivals = groups.flatMap(({ first, repeats }) => [first, ...repeats]);
  return (
    <div className={styles.selection} role="status">
      <span>{t('selected', { count: groups.length })}</span>
      <Button onPress={() => onState(arrivals, 'left')}>{t('action.left')}</Button>
      <Button onPress={() => onState(arrivals, 'done')}>{t('action.done')}</Button>
      <Button variant="danger" onPress={() => onState(arrivals, 'discarded')}>
        {t('action.discard')}
      </Button>
      <Button variant="quiet" onPress={onClear}>
        {t('clearSelection')}
      </Button>
    </div>
  );
}
