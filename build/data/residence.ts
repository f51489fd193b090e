import { readTable } from './input';
import { writePack } from './pack';

/** Residence documents and asylum decisions: a reference to pick from, not a statement of law. */
export function makeResidenceDocuments(input: string, output: string): void {
  const rows = readTable(input, 'german/aufenthaltsstatus.tsv').map((row) => [
    row['liste'] === 'aufenthaltstitel' ? 'document' : 'decision',
    row['notation'] ?? '',
    row['label_de'] ?? '',
    row['label_en'] ?? '',
    (row['norm'] ?? '').replace(/ \(Quelle nennt .*\)$/, ''),
  ]);
  writePack(
    output,
    'residence-documents',
    {
      source:
        'Unofficial code lists of residence documents and asylum decisions; sections compared with the law of 2026-08-19',
      licence: 'CC-BY-4.0',
      date: '2026-08-19',
    },
    ['kind', 'code', 'de', 'en', 'section'],
    rows,
  );
}
