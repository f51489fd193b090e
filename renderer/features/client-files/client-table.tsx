import { useVirtualizer } from '@tanstack/react-virtual';
import { Languages } from 'lucide-react';
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type RefObject,
  useEffect,
  useId,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientRow } from '../../data/api';
import { data, SYNC_TOPIC } from '../../data/client';
import { loadLanguages } from '../../data/packs/languages';
import { usePack } from '../../data/packs/use-pack';
import { useLive } from '../../data/use-live';
import { formatDate } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { classNames } from '../../ui/class-names';
import { CopyButton } from '../../ui/copy-button';
import styles from './client-table.module.css';
import { nextActive } from './list-keys';
import { go, paths } from '../../lib/paths';

export type ListEntry =
  | { kind: 'heading'; words: 'recent' | 'everybody' }
  | { kind: 'client'; row: ClientRow | null; place: number | null };

interface ClientTableProps {
  entries: ListEntry[];
  total: number;
  nameOf: (id: string | null | undefined) => string;
  /** Ids of colleagues whom this person stands in for. */
  represented: readonly string[];
  /** Told which place of the whole list stands first on screen, so that its rows can be fetched. */
  onVisible: (first: number) => void;
  scroller: RefObject<HTMLDivElement | null>;
}

const COLUMNS = ['name', 'birthDate', 'language', 'concern', 'counsellor', 'fileNumber'] as const;

/** The list as a virtual grid: ↑↓ Bild↑↓ Pos1 Ende move, Enter opens. Only what is visible stands in the page. */
export function ClientTable({ entries, total, nameOf, represented, onVisible, scroller }: ClientTableProps) {
  const { t } = useTranslation('client-files');
  const hasServer = useHasServer();
  const [active, setActive] = useState(() => nextActive(entries, -1, 'ArrowDown', 1));
  const base = useId();
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'heading' ? 38 : 47),
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const firstPlace = items.map(({ index }) => placeOf(entries[index])).find((place) => place !== null) ?? 0;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new place is told, not a new handler
  useEffect(() => onVisible(firstPlace), [firstPlace]);

  const onKeyDown = (event: KeyboardEvent) => {
    const entry = entries[active];
    if (
      event.key === 'Enter' &&
      event.target === event.currentTarget &&
      entry?.kind === 'client' &&
      entry.row
    ) {
      go(paths.clientFile(entry.row.id));
      return;
    }
    const next = nextActive(entries, active, event.key, 12);
    if (next === active) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
  };

  return (
    <div
      ref={scroller}
      className={styles.table}
      role="grid"
      tabIndex={0}
      aria-label={t('list.title')}
      aria-rowcount={total}
      aria-activedescendant={`${base}-${active}`}
      onKeyDown={onKeyDown}
    >
      <Columns />
      <div role="rowgroup" className={styles.body} style={{ blockSize: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const entry = entries[index];
          if (!entry) return null;
          const style = { transform: `translateY(${start}px)` };
          if (entry.kind === 'heading') {
            return <Heading key={index} style={style} words={t(`list.${entry.words}`)} />;
          }
          return (
            <div
              key={index}
              id={`${base}-${index}`}
              role="row"
              aria-rowindex={(entry.place ?? index) + 1}
              aria-selected={index === active}
              data-active={index === active || undefined}
              className={styles.row}
              style={style}
            >
              <Cells
                row={entry.row}
                counsellor={nameOf(entry.row?.counsellor)}
                inPlace={represented.includes(entry.row?.counsellor ?? '')}
                hasServer={hasServer}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Heading({ words, style }: { words: string; style: CSSProperties }) {
  return (
    <div role="row" className={styles.heading} style={style}>
      <span role="gridcell">{words}</span>
    </div>
  );
}

function Columns() {
  const { t } = useTranslation('client-files');
  return (
    <div role="row" className={classNames(styles.row, styles.columns)}>
      {COLUMNS.map((column) => (
        <div key={column} role="columnheader" className={styles[column]}>
          {t(`column.${column}`)}
        </div>
      ))}
    </div>
  );
}

function placeOf(entry: ListEntry | undefined): number | null {
  return entry?.kind === 'client' ? entry.place : null;
}

function useHasServer(): boolean {
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  return sync !== undefined && sync.kind !== 'no-server';
}

interface CellsProps {
  /** Null while it is being fetched. */
  row: ClientRow | null;
  /** Their name. */
  counsellor: string;
  /** This person stands in for them. */
  inPlace: boolean;
  /** Without a server every file is on this device alone. */
  hasServer: boolean;
}

/** Drawn again only when its own row changes: while an office is loading, the list hears of it many times. */
const Cells = memo(function Cells({ row, counsellor, inPlace, hasServer }: CellsProps) {
  const { t, i18n } = useTranslation('client-files');
  const languages = usePack(loadLanguages);
  if (!row) return <span className={styles.pending} />;
  const why =
    row.matched === 'alias' || row.matched === 'file-number' || row.matched === 'birth-date'
      ? row.matched
      : null;
  return (
    <>
      <div role="gridcell" className={styles.name}>
        <a href={paths.clientFile(row.id)} tabIndex={-1} className={styles.link}>
          <Bidi>{row.name}</Bidi>
        </a>
        <span className={styles.second}>
          {row.nameOriginal && <Bidi lang={row.language ?? undefined}>{row.nameOriginal}</Bidi>}
          {why && <span>{t(`matched.${why}`)}</span>}
          {row.closed && <span>{t('list.closed')}</span>}
          {hasServer && row.saved === 'here' && <span>{t('saved.here')}</span>}
        </span>
      </div>
      <div role="gridcell" className={styles.birthDate}>
        {row.birthDate ? formatDate(row.birthDate) : <span className={styles.open}>{t('open')}</span>}
      </div>
      <div role="gridcell" className={styles.language}>
        {row.language ? (
          (languages?.name(row.language, i18n.language) ?? row.language)
        ) : (
          <span className={styles.open}>{t('open')}</span>
        )}
        {row.interpreter === 'needed' && (
          <span className={styles.mark} title={t('interpreter.needed')}>
            <Languages aria-hidden />
            <span className="visually-hidden">{t('interpreter.needed')}</span>
          </span>
        )}
      </div>
      <div role="gridcell" className={styles.concern} dir="auto">
        {row.concern}
      </div>
      <div role="gridcell" className={styles.counsellor}>
        <Bidi>{counsellor}</Bidi>
        {inPlace && <span className={styles.second}>{t('list.inPlace')}</span>}
      </div>
      <div role="gridcell" className={styles.fileNumber}>
        <bdi dir="ltr">{row.fileNumber}</bdi>
        <CopyButton text={row.fileNumber} what={t('column.fileNumber')} />
      </div>
    </>
  );
});
