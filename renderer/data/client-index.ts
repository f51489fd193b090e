import type { ClientRow } from './api';
import { foldName, foldUmlauts, parseBirthDate, searchWords, sortKey } from './fold';

/** What search compares: folded words, each with a space before it, by where they come from. */
export interface Folded {
  key: string;
  name: string;
  original: string;
  alias: string;
}

/** All that lists and search need to know of one client file; what a page of the read model holds. */
export interface ClientEntry {
  row: Omit<ClientRow, 'matched'>;
  /** Further names by id of their document. */
  aliases: Record<string, string>;
  folded: Folded;
}

interface Item {
  entry: ClientEntry;
  /** Place in name order. */
  position: number;
  /** Replaced by a newer version of the same file, or deleted. */
  dead: boolean;
}

interface Bucket {
  items: Item[];
  sorted: boolean;
}

type Matched = Exclude<ClientRow['matched'], null>;

const words = (text: string) =>
  searchWords(text)
    .map((word) => ` ${word}`)
    .join('');
const collator = new Intl.Collator('de-u-co-phonebk');

/** Folds what search and sorting need of a row and its further names. */
export function fold(row: ClientEntry['row'], aliases: Record<string, string>): Folded {
  return {
    key: sortKey(row.name),
    name: words(row.name),
    original: row.nameOriginal === null ? '' : words(row.nameOriginal),
    alias: words(Object.values(aliases).join(' ')),
  };
}

function compare({ entry: a }: Item, { entry: b }: Item): number {
  if (a.folded.key !== b.folded.key) return a.folded.key < b.folded.key ? -1 : 1;
  const byName = collator.compare(a.row.name, b.row.name);
  return byName !== 0 ? byName : a.row.id < b.row.id ? -1 : 1;
}

const byPosition = (a: Item, b: Item) => a.position - b.position;
const plainNumber = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What was typed, understood: words (each with its spellings and a space before), a date, a file number. */
interface Query {
  words: string[][];
  birthDate: string | null;
  number: string;
}

function parseQuery(text: string, thisYear: number): Query {
  const plain = foldName(text).split(' ').filter(Boolean);
  const umlauts = foldUmlauts(text).split(' ');
  const number = plainNumber(text);
  return {
    words: plain.map((word, at) => [...new Set([` ${word}`, ` ${umlauts[at] ?? word}`])]),
    birthDate: parseBirthDate(text, thisYear),
    number: /^[\s0-9A-Za-z-]+$/.test(text) && number.length >= 3 && number.length <= 12 ? number : '',
  };
}

const holds = (haystack: string, spellings: string[]) =>
  haystack !== '' && spellings.some((word) => haystack.includes(word));

/** Which part of a file matches all words, if any. */
function matchWords({ entry: { folded } }: Item, query: Query): Matched | null {
  const [first] = query.words;
  if (!first) return null;
  for (const spellings of query.words) {
    if (
      !holds(folded.name, spellings) &&
      !holds(folded.original, spellings) &&
      !holds(folded.alias, spellings)
    )
      return null;
  }
  if (holds(folded.name, first)) return 'name';
  return holds(folded.original, first) ? 'original' : 'alias';
}

function matchNumbers({ entry: { row } }: Item, query: Query): Matched | null {
  if (query.birthDate !== null && row.birthDate?.startsWith(query.birthDate)) return 'birth-date';
  return query.number !== '' && plainNumber(row.fileNumber).startsWith(query.number) ? 'file-number' : null;
}

/**
 * The list of client files in memory, in name order, with a word index for search-as-you-type. Names in any
 * script as typed; 100,000 files answer within a few milliseconds.
 */
export class ClientIndex {
  private readonly byId = new Map<string, Item>();
  private order: Item[] = [];
  private pending: Item[] = [];
  private settled = true;
  private dead = 0;
  /**
   * Files in name order by how their words begin: "mo" any word, "^mo" the first word of the name, "#7k" the
   * file number, "@1992" the year of birth.
   */
  private buckets = new Map<string, Bucket>();
  private lastPage: { text: string; items: readonly Item[] } | null = null;

  constructor(private readonly thisYear: () => number) {}

  get size(): number {
    this.settle();
    return this.order.length;
  }

  get(id: string): ClientEntry | undefined {
    return this.byId.get(id)?.entry;
  }

  /** Adds a file or replaces what was known of it. */
  put(entry: ClientEntry): void {
    this.remove(entry.row.id);
    const item: Item = { entry, position: 0, dead: false };
    this.byId.set(entry.row.id, item);
    this.pending.push(item);
    this.settled = false;
  }

  remove(id: string): void {
    const before = this.byId.get(id);
    if (!before) return;
    before.dead = true;
    this.byId.delete(id);
    this.dead++;
    this.settled = false;
  }

  /** Files in name order that match, a window of them, and how many there are. */
  page(options: { offset: number; limit: number; text?: string; counsellors?: readonly string[] }): {
    rows: ClientRow[];
    total: number;
  } {
    this.settle();
    const { counsellors } = options;
    let items = this.matching(options.text?.trim() ?? '');
    if (counsellors) items = items.filter(({ entry }) => counsellors.includes(entry.row.counsellor ?? ''));
    const rows = items.slice(options.offset, options.offset + options.limit);
    return { rows: rows.map(({ entry }) => ({ ...entry.row, matched: null })), total: items.length };
  }

  /** The best matches, best first: number or date, first word of the name, any word. */
  search(text: string, limit: number): ClientRow[] {
    this.settle();
    const query = parseQuery(text, this.thisYear());
    const found = new Map<Item, Matched>();
    const collect = (items: readonly Item[], match: (item: Item, query: Query) => Matched | null) => {
      for (const item of items) {
        if (found.size >= limit) return;
        if (item.dead || found.has(item)) continue;
        const matched = match(item, query);
        if (matched) found.set(item, matched);
      }
    };
    collect(this.numbered(query), matchNumbers);
    const [first] = query.words;
    if (first) {
      for (const word of first) collect(this.bucket(`^${word.slice(1, 3)}`), matchWords);
      collect(this.worded(query), matchWords);
    }
    return [...found].map(([{ entry }, matched]) => ({ ...entry.row, matched }));
  }

  private matching(text: string): readonly Item[] {
    if (text === '') return this.order;
    if (this.lastPage?.text === text) return this.lastPage.items;
    const query = parseQuery(text, this.thisYear());
    const found = new Set<Item>();
    for (const item of this.numbered(query)) if (!item.dead && matchNumbers(item, query)) found.add(item);
    for (const item of this.worded(query)) if (!item.dead && matchWords(item, query)) found.add(item);
    const items = [...found].sort(byPosition);
    this.lastPage = { text, items };
    return items;
  }

  private bucket(start: string): readonly Item[] {
    const bucket = this.buckets.get(start);
    if (!bucket) return [];
    if (!bucket.sorted) bucket.items.sort(byPosition);
    bucket.sorted = true;
    return bucket.items;
  }

  private numbered(query: Query): readonly Item[] {
    const dated = query.birthDate === null ? [] : this.bucket(`@${query.birthDate.slice(0, 4)}`);
    if (query.number === '') return dated;
    const numbered = this.bucket(`#${query.number.slice(0, 2)}`);
    return dated.length === 0 ? numbered : [...dated, ...numbered];
  }

  /** Every file that can match: those under the rarest of the typed words. */
  private worded(query: Query): readonly Item[] {
    let smallest: readonly Item[] | null = null;
    for (const spellings of query.words) {
      const lists = [...new Set(spellings.map((word) => word.slice(1, 3)))].map((start) =>
        this.bucket(start),
      );
      const list = lists.length === 1 ? (lists[0] ?? []) : lists.flat();
      if (!smallest || list.length < smallest.length) smallest = list;
    }
    return smallest ?? [];
  }

  /** Brings order, positions and buckets up to date with what was put. */
  private settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.lastPage = null;
    const fresh = this.pending.filter((item) => !item.dead).sort(compare);
    this.pending = [];
    const alive = this.dead > 0 ? this.order.filter((item) => !item.dead) : this.order;
    this.order = mergeSorted(alive, fresh);
    this.order.forEach((item, position) => (item.position = position));
    // Dead files are skipped while searching; when they are many the buckets are built anew.
    const rebuild = this.dead > 1_000;
    if (rebuild) {
      this.buckets = new Map();
      this.dead = 0;
    }
    for (const item of rebuild ? this.order : fresh) this.addToBuckets(item);
  }

  private addToBuckets(item: Item): void {
    const { row, folded } = item.entry;
    const starts = new Set<string>();
    addStarts(starts, folded.name);
    addStarts(starts, folded.original);
    addStarts(starts, folded.alias);
    starts.add(`^${folded.name.slice(1, 2)}`).add(`^${folded.name.slice(1, 3)}`);
    starts.add(`#${plainNumber(row.fileNumber).slice(0, 2)}`);
    if (row.birthDate !== null) starts.add(`@${row.birthDate.slice(0, 4)}`);
    for (const start of starts) {
      const bucket = this.buckets.get(start);
      if (!bucket) this.buckets.set(start, { items: [item], sorted: true });
      else {
        const last = bucket.items[bucket.items.length - 1];
        bucket.sorted &&= last === undefined || last.position < item.position;
        bucket.items.push(item);
      }
    }
  }
}

/** The first letter and the first two letters of each word. */
function addStarts(starts: Set<string>, text: string): void {
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    starts.add(text.slice(at + 1, at + 2));
    const second = text.charAt(at + 2);
    if (second !== ' ' && second !== '') starts.add(text.slice(at + 1, at + 3));
  }
}

function mergeSorted(a: readonly Item[], b: readonly Item[]): Item[] {
  if (a.length === 0 || b.length === 0) return [...a, ...b];
  const merged: Item[] = [];
  let at = 0;
  for (const item of b) {
    for (let next = a[at]; next && compare(next, item) <= 0; next = a[++at]) merged.push(next);
    merged.push(item);
  }
  return [...merged, ...a.slice(at)];
}
