import { Building2, type LucideIcon, UserRound } from 'lucide-react';
import type { ClientRow, View } from '../data/api';
import { data } from '../data/client';
import { useLive } from '../data/use-live';
import { formatDate } from '../lib/dates';
import { paths } from '../lib/paths';
import { rankBy } from '../lib/rank';
import { useCommands } from './commands';

export interface SearchHit {
  id: string;
  title: string;
  detail: string;
  /** The name in its own script. */
  original: string | null;
  icon: LucideIcon;
  run: () => void;
}

export interface SearchGroup {
  key: 'people' | 'lastOpened' | 'partners' | 'actions';
  hits: SearchHit[];
}

const PEOPLE = 6;
const PARTNERS = 4;
const ACTIONS = 5;

function personHit(row: ClientRow, open: (path: string) => void): SearchHit {
  return {
    id: `person-${row.id}`,
    title: row.name,
    original: row.nameOriginal,
    detail: [formatDate(row.birthDate), row.fileNumber].filter(Boolean).join(' · '),
    icon: UserRound,
    run: () => open(paths.clientFile(row.id)),
  };
}

function partnerHit({ id, value }: View<'partners'>, open: (path: string) => void): SearchHit {
  return {
    id: `partner-${id}`,
    title: value.name,
    original: null,
    detail: [value.department, value.address?.place].filter(Boolean).join(' · '),
    icon: Building2,
    run: () => open(`${paths.partners}?partner=${id}`),
  };
}

/** People, partners and actions that answer `text`; with an empty text the files opened last. */
export function useSearch(text: string, active: boolean, open: (path: string) => void): SearchGroup[] {
  const commands = useCommands(open);
  const people = useLive(
    ['client-files', 'aliases'],
    () => (active ? data.clientFiles.search(text, PEOPLE) : Promise.resolve([])),
    [text, active],
    { keep: true },
  );
  const partners = useLive(
    ['partners'],
    () => (active ? data.documents.list('partners') : Promise.resolve([])),
    [active],
    { keep: true },
  );
  const found = text.trim() === '' ? [] : (partners.value ?? []);
  const groups: SearchGroup[] = [
    {
      key: text.trim() === '' ? 'lastOpened' : 'people',
      hits: (people.value ?? []).map((row) => personHit(row, open)),
    },
    {
      key: 'partners',
      hits: rankBy(
        text,
        found,
        ({ value }) => [value.name, value.remit ?? '', value.contactPerson ?? ''],
        PARTNERS,
      ).map((view) => partnerHit(view, open)),
    },
    {
      key: 'actions',
      hits: rankBy(text, commands, ({ title, words }) => [title, words], ACTIONS).map((command) => ({
        id: `action-${command.id}`,
        title: command.title,
        original: null,
        detail: command.key,
        icon: command.icon,
        run: command.run,
      })),
    },
  ];
  return groups.filter(({ hits }) => hits.length > 0);
}
