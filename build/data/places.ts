import { readTable, type Row } from './input';
import { tableText, writePack } from './pack';

/** Postcodes with place, municipality key and district; the state follows from the key's first two digits. */
export function makePostcodes(input: string, output: string): void {
  const rows = readTable(input, 'german/plz_ort_ags_landkreis.csv', ',');
  const districts = new Map(rows.map((row) => [(row['ags'] ?? '').slice(0, 5), row['landkreis'] ?? '']));
  const named = [...districts].filter(([, name]) => name !== '').sort();
  writePack(
    output,
    'postcodes',
    {
      source: 'OpenStreetMap: postcodes, places, municipality keys and districts of Germany',
      licence: 'ODbL-1.0',
      date: '2026-11-22',
    },
    ['postcode', 'place', 'ags'],
    rows
      .map((row) => [row['plz'] ?? '', row['ort'] ?? '', row['ags'] ?? ''])
      .sort((a, b) => (a.join() < b.join() ? -1 : 1)),
    { districts: tableText(named) },
  );
}

const PLAIN_SUFFIX = /, (Stadt|Land|\S*[sS]tadt|Freie und Hansestadt)$/;
const base = (name: string) =>
  name
    .replace(PLAIN_SUFFIX, '')
    .replace(/^Landkreis /, '')
    .replace(/ \(.*\)$/, '');

function jobcenterName(row: Row, listed: ReadonlyMap<string, number>): string {
  const name = row['name'] ?? '';
  const long = name.replace('a.d.', 'an der').replace('i.d. OPf', 'in der Oberpfalz');
  if (/^(922|955|962)/.test(row['traeger_nr'] ?? '')) return `Jobcenter Berlin ${long}`;
  const plain = long.replace(PLAIN_SUFFIX, '');
  if ((listed.get(base(name)) ?? 0) < 2 || long.startsWith('Landkreis ')) return `Jobcenter ${plain}`;
  return /, \S*([sS]tadt|Hansestadt)$/.test(long)
    ? `Jobcenter Stadt ${plain}`
    : `Jobcenter Landkreis ${plain}`;
}

/** The partners every office starts with: Jobcenter, chambers of industry and commerce, chambers of crafts. */
export function makePartnerSeeds(input: string, output: string): void {
  const jobcenters = readTable(input, 'german/jobcenter_2022.tsv');
  const listed = new Map<string, number>();
  for (const row of jobcenters) {
    const key = base(row['name'] ?? '');
    listed.set(key, (listed.get(key) ?? 0) + 1);
  }
  const ihk = readTable(input, 'german/ihk.tsv');
  const hwk = readTable(input, 'german/handwerkskammern.tsv');
  const collator = new Intl.Collator('de');
  const byName = (a: string[], b: string[]) => collator.compare(a[1] ?? '', b[1] ?? '');
  const rows = [
    ...jobcenters
      .map((row) => [
        'jobcenter',
        jobcenterName(row, listed),
        row['name'] ?? '',
        row['traeger_nr'] ?? '',
        row['form'] ?? '',
        '',
      ])
      .sort(byName),
    ...ihk
      .map((row) => {
        const short = row['name'] ?? '';
        return [
          'ihk',
          short.replace('IHK', 'Industrie- und Handelskammer'),
          short,
          '',
          '',
          row['city'] ?? '',
        ];
      })
      .sort(byName),
    ...hwk
      .map((row) => {
        const name = row['name'] ?? '';
        return ['hwk', name, name.replace('Handwerkskammer', 'HWK'), '', '', ''];
      })
      .sort(byName),
  ];
  const names = new Set(rows.map((row) => row[1]));
  if (names.size !== rows.length) throw new Error('Two partners have the same name.');
  writePack(
    output,
    'partner-seeds',
    {
      source:
        'Jobcenter: list of the bodies responsible under SGB II (2022); chambers: public lists of IHK and HWK. No addresses.',
      licence: 'German law text, free (§ 5 UrhG); names of chambers are facts',
      date: '2022-12-31',
    },
    ['kind', 'name', 'listed', 'number', 'form', 'city'],
    rows,
  );
}
