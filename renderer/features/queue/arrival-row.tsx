import { BellRing, Ellipsis, FolderOpen, UserRoundPlus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArrivalState } from '#shared/domain/queue';
import { sinceWords } from '../../lib/moments';
import { go, paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuAction } from '../../ui/menu';
import type { ArrivalView } from './arrivals';
import { arrivalLanguage, ownScript } from './languages';
import styles from './queue.module.css';

export interface RowActions {
  onCall: (arrival: ArrivalView) => void;
  onAssign: (arrival: ArrivalView) => void;
  onState: (arrivals: ArrivalView[], state: ArrivalState) => void;
}

interface ArrivalRowProps extends RowActions {
  arrival: ArrivalView;
  repeats?: ArrivalView[] | undefined;
  /** Name of the file it belongs to; null while it belongs to none. */
  fileName: string | null;
  now: number;
  /** The one filled button of the list. */
  first?: boolean | undefined;
  selected?: boolean | undefined;
  /** Missing where nothing is selected (ended arrivals). */
  onSelect?: ((selected: boolean) => void) | undefined;
  onKey?: ((event: KeyboardEvent<HTMLLIElement>) => void) | undefined;
}

/** One arrival: number, person, language, since when, and the verb. */
export function ArrivalRow(props: ArrivalRowProps) {
  const { arrival, first, selected = false, onSelect, onKey, onCall } = props;
  const { t } = useTranslation('queue');
  const { number, state } = arrival.value;
  const open = state.state === 'waiting' || state.state === 'called';
  return (
    <li
      className={styles.row}
      data-past={state.state === 'done' || state.state === 'left' || undefined}
      data-selected={selected || undefined}
      tabIndex={onKey ? 0 : undefined}
      aria-label={onKey ? number : undefined}
      onKeyDown={onKey}
    >
      <span className={styles.select}>
        {onSelect && (
          <Checkbox label="" aria-label={t('select', { number })} checked={selected} onChange={onSelect} />
        )}
      </span>
      <strong className={styles.number}>{number}</strong>
      <Person {...props} />
      <Language {...props} />
      <Since {...props} />
      <div className={styles.actions}>
        <FileAction {...props} />
        {open && (
          <Button variant={first ? 'primary' : 'secondary'} icon={BellRing} onPress={() => onCall(arrival)}>
            {t(state.state === 'called' ? 'action.callAgain' : 'action.call')}
          </Button>
        )}
        <Menu
          label={t('row.more', { number })}
          trigger={<IconButton icon={Ellipsis} label={t('row.more', { number })} />}
          actions={useSteps(props)}
        />
      </div>
    </li>
  );
}

function Person({ arrival, repeats = [], fileName, onState }: ArrivalRowProps) {
  const { t } = useTranslation('queue');
  const { name, birthYear, code, kind, reason, source } = arrival.value;
  const why = [
    t(`kind.${kind}`),
    reason && t(`reason.${reason}`),
    birthYear && t('row.born', { year: birthYear }),
    code && t('row.code', { code }),
    source === 'staff' && t('row.byHand'),
  ].filter(Boolean);
  const numbers = repeats.map(({ value }) => value.number).join(', ');
  return (
    <div className={styles.person}>
      <span className={fileName === null ? styles.unknown : undefined}>
        <Bidi>{fileName ?? name ?? t('row.noFile')}</Bidi>
      </span>
      <small>{why.join(' · ')}</small>
      {repeats.length > 0 && (
        <small className={styles.repeats}>
          {t('row.repeats', { count: repeats.length, numbers })}
          <Button variant="quiet" onPress={() => onState(repeats, 'discarded')}>
            {t('row.discardRepeats')}
          </Button>
        </small>
      )}
    </div>
  );
}

function Language({ arrival, now }: ArrivalRowProps) {
  const { t } = useTranslation(['queue', 'common']);
  const own = ownScript(arrival.value.language);
  const word = t(`queue:language.${arrivalLanguage(arrival.value.language)}`);
  return (
    <div className={styles.language}>
      <span>{word}</span>
      <small>
        {own && own.autonym !== word && <Bidi lang={own.tag}>{own.autonym}</Bidi>}
        <span className={styles.narrowSince}>{sinceWords(t as never, arrival.value.at, now)}</span>
      </small>
    </div>
  );
}

function Since({ arrival, now }: ArrivalRowProps) {
  const { t } = useTranslation(['queue', 'common']);
  const { at, state } = arrival.value;
  const words = (moment: string) => sinceWords(t as never, moment, now);
  if (state.state === 'done' || state.state === 'left') {
    return <div className={styles.since}>{t(`queue:row.${state.state}`)}</div>;
  }
  return (
    <div className={styles.since}>
      <span>{words(at)}</span>
      {state.state === 'called' && <small>{t('queue:row.called', { since: words(state.at) })}</small>}
      {state.state === 'in-consultation' && (
        <small>{t('queue:row.inConsultation', { since: words(state.at) })}</small>
      )}
    </div>
  );
}

function FileAction({ arrival, fileName, onAssign }: ArrivalRowProps) {
  const { t } = useTranslation('queue');
  const { number, clientFileId } = arrival.value;
  return clientFileId ? (
    <IconButton
      icon={FolderOpen}
      label={t('row.openFile', { name: fileName ?? number })}
      onPress={() => go(paths.clientFile(clientFileId))}
    />
  ) : (
    <IconButton icon={UserRoundPlus} label={t('row.assign', { number })} onPress={() => onAssign(arrival)} />
  );
}

/** The further steps that make sense from here. */
function useSteps({ arrival, repeats = [], onAssign, onState }: ArrivalRowProps): MenuAction[] {
  const { t } = useTranslation('queue');
  const { state, clientFileId } = arrival.value;
  const step = (id: ArrivalState, label: string, danger = false): MenuAction => ({
    id,
    label,
    danger,
    onPress: () => onState(id === 'discarded' ? [arrival, ...repeats] : [arrival], id),
  });
  const all: Record<'waiting' | 'in-consultation' | 'done' | 'left' | 'discarded', MenuAction> = {
    'in-consultation': step('in-consultation', t('action.inConsultation')),
    done: step('done', t('action.done')),
    left: step('left', t('action.left')),
    waiting: step('waiting', t('action.waiting')),
    discarded: step('discarded', t('action.discard'), true),
  };
  const assign: MenuAction = {
    id: 'assign',
    label: t(clientFileId ? 'action.changeFile' : 'action.assign'),
    onPress: () => onAssign(arrival),
  };
  switch (state.state) {
    case 'waiting':
      return [all['in-consultation'], assign, all.done, all.left, all.discarded];
    case 'called':
      return [all['in-consultation'], assign, all.waiting, all.done, all.left, all.discarded];
    case 'in-consultation':
      return [all.done, assign, all.waiting, all.left];
    default:
      return [all.waiting, all['in-consultation'], assign];
  }
}
