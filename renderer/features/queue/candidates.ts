import type { Arrival } from '#shared/domain/queue';
import type { ClientRow } from '../../data/api';
import { data } from '../../data/client';
import { todayIso } from '../../lib/dates';

/** A file that an arrival may belong to, and what speaks for or against it. Never decided by itself. */
export interface Candidate {
  row: ClientRow;
  codeFits: boolean;
  year: 'fits' | 'differs' | 'unknown';
}

/** Codes as people type them: capitals or not, O for 0, I or L for 1, with or without dashes. */
export function sameCode(one: string, other: string): boolean {
  const plain = (code: string) =>
    code
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .replace(/O/g, '0')
      .replace(/[IL]/g, '1');
  return plain(one) === plain(other) && plain(one) !== '';
}

/** Whether the birth year said at the kiosk and the birth date of a file agree. */
export function compareYear(said: number | null, birthDate: string | null): Candidate['year'] {
  if (said === null || !birthDate) return 'unknown';
  return birthDate.startsWith(String(said)) ? 'fits' : 'differs';
}

/** Best first: the appointment's code, then the birth year, else in the order of the search. */
export function ranked(candidates: readonly Candidate[]): Candidate[] {
  const weight = ({ codeFits, year }: Candidate) =>
    (codeFits ? 0 : 4) + (year === 'fits' ? 0 : year === 'unknown' ? 1 : 2);
  return [...candidates].sort((a, b) => weight(a) - weight(b));
}

async function fileOfCode(code: string | null): Promise<ClientRow | null> {
  if (code === null) return null;
  const today = todayIso();
  const appointments = await data.documents.list('appointments');
  const found = appointments.find(
    ({ value, fileId }) =>
      fileId !== null && value.day === today && !value.cancelled && sameCode(value.code, code),
  );
  if (!found?.fileId) return null;
  const file = await data.documents.get('client-files', found.fileId);
  if (!file) return null;
  const rows = await data.clientFiles.search(file.value.fileNumber, 5);
  return rows.find((row) => row.id === file.id) ?? null;
}

const LIMIT = 8;

/** Files to choose from: by the code of today's appointment, by what was said, by what staff type. */
export async function findCandidates(arrival: Arrival, typed: string): Promise<Candidate[]> {
  const text = typed.trim();
  const [byCode, rows] = await Promise.all([
    fileOfCode(arrival.code),
    text === '' ? [] : data.clientFiles.search(text, LIMIT),
  ]);
  const all = byCode === null ? rows : [byCode, ...rows.filter((row) => row.id !== byCode.id)];
  return ranked(
    all.map((row) => ({
      row,
      codeFits: row.id === byCode?.id,
      year: compareYear(arrival.birthYear, row.birthDate),
    })),
  );
}
