import { Printer, UserPlus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientRow } from '../../data/api';
import { data } from '../../data/client';
import { representedBy } from '../../lib/deputies';
import { useLive } from '../../data/use-live';
import { useLoading } from '../../data/use-loading';
import { usePeople } from '../../data/use-people';
import { go, paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { SearchField } from '../../ui/search-field';
import { Skeleton } from '../../ui/skeleton';
import { ClientPrintList } from './client-print-list';
import styles from './screen.module.css';
import { ClientTable, type ListEntry } from './client-table';
import { QuickIntake } from './quick-intake';

/** Rows fetched around what is visible; the rest of the list stays in the worker. */
const WINDOW = 200;
const LAST_OPENED = 10;
const KEEP = { keep: true };
const TOPICS = ['client-files', 'aliases', 'security'];

/** All client files: search as you type, the last opened first, then everybody by name. */
export function ClientFilesScreen({ intake = false }: { intake?: boolean }) {
  const { t } = useTranslation('client-files');
  const { me, all, nameOf } = usePeople();
  const table = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [mine, setMine] = useState<Whose>('all');
  const [from, setFrom] = useState(0);
  const [taking, setTaking] = useState(intake);
  const [printing, setPrinting] = useState<ClientRow[] | null>(null);
  const typed = text.trim();
  const represented = representedBy(all, me?.id).map(({ person }) => person.id);
  const counsellors = me ? [me.id, ...(mine === 'represented' ? represented : [])] : [];
  const filter = { ...(mine !== 'all' && { counsellors }), ...(typed && { text: typed }) };
  const page = useLive(
    TOPICS,
    () => data.clientFiles.page({ offset: from, limit: WINDOW, ...filter }),
    [from, typed, mine, counsellors.join(' ')],
    KEEP,
  );
  const loading = useLoading();
  const recent = useLive(TOPICS, () => data.clientFiles.search('', LAST_OPENED), [], KEEP);
  const total = page.value?.total ?? 0;
  const showRecent = typed === '' && mine === 'all' && (recent.value?.length ?? 0) > 0 && total > LAST_OPENED;
  const entries = listEntries(showRecent ? (recent.value ?? []) : [], page.value?.rows ?? [], from, total);

  const print = async () => {
    await data.audit.note({ action: 'printed', kind: 'client-files' });
    setPrinting((await data.clientFiles.page({ offset: 0, limit: total, ...filter })).rows);
  };
  const takeIn = (
    <Button variant="primary" icon={UserPlus} onPress={() => setTaking(true)}>
      {t('list.takeIn')}
    </Button>
  );

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t('list.title')}</h1>
        <p aria-live="polite">
          {page.value && (total > 0 || !loading) && t(typed ? 'list.found' : 'list.count', { count: total })}
        </p>
        <div className={styles.end}>
          <Button icon={Printer} onPress={() => void print()} isDisabled={total === 0}>
            {t('list.print')}
          </Button>
          {takeIn}
        </div>
      </header>
      <Tools
        text={text}
        mine={mine}
        standsIn={represented.length > 0}
        onChange={(change) => {
          setFrom(0);
          if (change.text !== undefined) setText(change.text);
          if (change.mine !== undefined) setMine(change.mine);
        }}
        onOpenFirst={() => typed && page.value?.rows[0] && go(paths.clientFile(page.value.rows[0].id))}
        onDown={() => table.current?.focus()}
      />
      {page.status === 'error' && <Notice meaning="danger" title={t('list.error')} alert />}
      {page.status === 'loading' && <Skeleton rows={8} />}
      {page.value && total === 0 && <Nobody typed={typed} actions={takeIn} />}
      {total > 0 && (
        <ClientTable
          key={`${typed} ${mine}`}
          entries={entries}
          total={total}
          nameOf={nameOf}
          represented={represented}
          scroller={table}
          onVisible={(first) => setFrom(Math.max(0, Math.floor((first - WINDOW / 4) / 50) * 50))}
        />
      )}
      <QuickIntake isOpen={taking} onClose={() => setTaking(false)} />
      {printing && <ClientPrintList rows={printing} nameOf={nameOf} onDone={() => setPrinting(null)} />}
    </div>
  );
}

type Whose = 'all' | 'mine' | 'represented';

interface ToolsProps {
  text: string;
  mine: Whose;
  /** Somebody is away whom this person stands in for. */
  standsIn: boolean;
  onChange: (change: { text?: string; mine?: Whose }) => void;
  /** Enter in the search field. */
  onOpenFirst: () => void;
  /** ↓ in the search field goes into the list. */
  onDown: () => void;
}

function Tools({ text, mine, standsIn, onChange, onOpenFirst, onDown }: ToolsProps) {
  const { t } = useTranslation('client-files');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    onDown();
  };
  return (
    <div className={styles.tools} onKeyDown={onKeyDown}>
      <SearchField
        className={styles.search}
        label={t('list.search')}
        placeholder={t('list.searchHint')}
        value={text}
        onChange={(next) => onChange({ text: next })}
        onSubmit={onOpenFirst}
        autoFocus
      />
      <ChipGroup
        label={t('list.filter')}
        chips={(['all', 'mine', ...(standsIn ? (['represented'] as const) : [])] as const).map((value) => ({
          value,
          label: t(`list.${value}`),
        }))}
        value={mine}
        onChange={(next) => onChange({ mine: next ?? 'all' })}
      />
    </div>
  );
}

function Nobody({ typed, actions }: { typed: string; actions: ReactNode }) {
  const { t } = useTranslation(['client-files', 'common']);
  // A list that is not complete must not say that there is nobody.
  if (useLoading()) {
    return (
      <EmptyState look="page" title={t('common:stillLoading.title')} actions={actions}>
        {t('common:stillLoading.help')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      look="page"
      title={typed ? t('list.nobodyFound', { text: typed }) : t('list.empty')}
      actions={actions}
    >
      {typed ? t('list.nobodyFoundHelp') : t('list.emptyHelp')}
    </EmptyState>
  );
}

/** The list as one sequence: last opened under their heading, then everybody; rows not fetched yet are null. */
function listEntries(recent: ClientRow[], rows: ClientRow[], from: number, total: number): ListEntry[] {
  const everybody = Array.from({ length: total }, (_, index): ListEntry => ({
    kind: 'client',
    row: rows[index - from] ?? null,
    place: index,
  }));
  if (recent.length === 0) return everybody;
  return [
    { kind: 'heading', words: 'recent' },
    ...recent.map((row): ListEntry => ({ kind: 'client', row, place: null })),
    { kind: 'heading', words: 'everybody' },
    ...everybody,
  ];
}
