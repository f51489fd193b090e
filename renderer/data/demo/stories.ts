import type { PARTNER_KINDS } from '#shared/domain/partners';
import type { REFERRAL_TOPICS } from '#shared/domain/referrals';

/** Occupations as clients tell of them: own words in German, the matched ESCO concept. */
export interface Trade {
  german: string;
  uri: string | null;
  label: string;
  skills: readonly string[];
}

const esco = (id: string) => `http://data.europa.eu/esco/occupation/${id}`;

export const TRADES: readonly Trade[] = [
  { german: 'Bäcker in der Bäckerei vom Onkel', uri: esco('1aadb308-432a-4d01-b54b-b4f7f76dd419'), label: 'Bäcker/Bäckerin', skills: ['Teig ansetzen', 'Backofen bedienen'] },
  { german: 'Köchin in einem Hotel', uri: esco('90f75f67-495d-49fa-ab57-2f320e251d7e'), label: 'Koch/Köchin', skills: ['für viele Menschen kochen', 'Einkauf planen'] },
  { german: 'Friseurin, eigener Salon', uri: esco('099c6bb0-22d3-4c5d-8bf5-70910af381ef'), label: 'Friseur/Friseurin', skills: ['Haare schneiden und färben', 'Kundinnen beraten'] },
  { german: 'Buchhaltung in einer Baufirma', uri: esco('c3aae59e-1441-4b3e-bdd1-6da50dc7cf42'), label: 'Buchhalter/Buchhalterin', skills: ['Rechnungen prüfen', 'Tabellen am Computer'] },
  { german: 'Maurer, Häuser gebaut', uri: esco('05f321f8-055b-407d-bf19-e0ddabda56b7'), label: 'Maurer/Maurerin', skills: ['Mauern und verputzen', 'Pläne lesen'] },
  { german: 'Lkw-Fahrer, auch Ausland', uri: esco('45037d43-a8f5-4f46-b332-b2935bc305f4'), label: 'Lastkraftwagenfahrer/Lastkraftwagenfahrerin', skills: ['lange Strecken fahren', 'Ladung sichern'] },
  { german: 'Tischler, Möbel nach Maß', uri: esco('e1416610-ad08-4f37-8b46-9f99632a5c0f'), label: 'Tischler/Tischlerin', skills: ['Holz zuschneiden', 'Maschinen einstellen'] },
  { german: 'Verkäuferin im Lebensmittelladen', uri: esco('9ba74e8a-c40c-4228-9998-eb3c7a5c11df'), label: 'Verkäufer/Verkäuferin', skills: ['Kasse machen', 'freundlich mit Leuten reden'] },
  { german: 'Krankenpflege im Krankenhaus', uri: esco('87d0795a-d41f-47ee-979f-0ab7d73836e7'), label: 'Gesundheits- und Krankenpfleger/Gesundheits- und Krankenschwester', skills: ['Verbände wechseln', 'Blutdruck messen'] },
  { german: 'Bauingenieurin, Statik', uri: esco('d7d986e1-7333-431b-9719-0c5c6939e360'), label: 'Bauingenieur/Bauingenieurin', skills: ['technisch zeichnen', 'Baustellen leiten'] },
  { german: 'Landwirtschaft, Tiere und Gemüse', uri: esco('1c1e86f9-6347-42d6-aa6e-c95b138bf640'), label: 'Landwirt/Landwirtin', skills: ['Tiere versorgen', 'Traktor fahren'] },
  { german: 'Schweißer in der Werkstatt', uri: esco('7aedaa07-3884-4c5b-88f9-80997b2aa54b'), label: 'Schweißer/Schweißerin', skills: ['Metall schweißen', 'genau messen'] },
  { german: 'auf Kinder aufgepasst', uri: esco('3413f234-6230-47a8-8cc7-2691fd54ce3a'), label: 'Kinderbetreuer/Kinderbetreuerin', skills: ['mit Kindern spielen', 'Streit schlichten'] },
  { german: 'in Onkels Laden geholfen', uri: null, label: '', skills: ['Ware einräumen', 'Kasse machen'] },
]; // prettier-ignore

export const CONCERNS: readonly string[] = [
  'Möchte den Abschluss anerkennen lassen und sucht eine Beratung dazu.',
  'Sucht einen Deutschkurs am Vormittag, Kinder sind dann in der Schule.',
  'Möchte schnell arbeiten, am liebsten im alten Beruf.',
  'Fragt nach einer Ausbildung, die auch mit B1 möglich ist.',
  'Versteht ein Schreiben vom Jobcenter nicht.',
  'Braucht Hilfe beim Lebenslauf.',
  'Sucht eine größere Wohnung in der Nähe der Schule.',
  'Hat eine Zusage für ein Praktikum und fragt, was noch fehlt.',
];

/** Streets and towns that do not exist, with postcodes that are not given out. */
export const STREETS = ['Kastanienweg', 'Alte Bleiche', 'Am Hammerwerk', 'Tuchmacherstraße', 'Schwebebahnstraße', 'Zur Talsperre', 'Bandwirkerplatz', 'Lindenhöhe'] as const; // prettier-ignore
export const TOWNS = [['42998', 'Wupperberg'], ['42997', 'Talhausen'], ['42996', 'Bergfelde'], ['42995', 'Hammersbeck']] as const; // prettier-ignore

export interface DemoPartner {
  name: string;
  department?: string;
  contactPerson?: string;
  kind: (typeof PARTNER_KINDS)[number];
  topic: (typeof REFERRAL_TOPICS)[number];
  remit: string;
}

export const PARTNERS: readonly DemoPartner[] = [
  { name: 'Jobcenter Wupperberg', department: 'Team Integration', contactPerson: 'Frau Sommer', kind: 'jobcenter', topic: 'work', remit: 'Leistungen und Vermittlung nach SGB II' },
  { name: 'Agentur für Arbeit Talhausen', department: 'Arbeitgeber-Service', kind: 'employment-agency', topic: 'work', remit: 'Stellen und Förderung' },
  { name: 'Stadt Wupperberg, Ausländerbehörde', kind: 'foreigners-authority', topic: 'residence', remit: 'Aufenthaltstitel und Beschäftigungserlaubnis' },
  { name: 'Bergische Industrie- und Handelskammer', department: 'Anerkennungsberatung', contactPerson: 'Herr Vogel', kind: 'ihk', topic: 'recognition', remit: 'Berufe in Industrie und Handel' },
  { name: 'Handwerkskammer Bergland', department: 'Anerkennung', contactPerson: 'Frau Winter', kind: 'hwk', topic: 'recognition', remit: 'Berufe im Handwerk' },
  { name: 'Sprachschule Brücke', kind: 'language-course', topic: 'language', remit: 'Integrationskurse und Berufssprachkurse' },
  { name: 'Volkshochschule Talhausen', kind: 'language-course', topic: 'language', remit: 'Deutsch A1 bis C1, Abendkurse' },
  { name: 'Migrationsberatung Haus der Begegnung', contactPerson: 'Herr Yıldız', kind: 'counselling', topic: 'counselling', remit: 'Beratung für Erwachsene' },
  { name: 'Schuldnerberatung Bergfelde', kind: 'counselling', topic: 'counselling', remit: 'Schulden und Verträge' },
  { name: 'Bildungswerk Hammersbeck', kind: 'training-provider', topic: 'training', remit: 'Umschulung, Teilqualifizierung' },
  { name: 'Wohnraumbüro Wupperberg', kind: 'housing', topic: 'housing', remit: 'Wohnungssuche' },
  { name: 'Tischlerei Ahrens', contactPerson: 'Frau Ahrens', kind: 'employer', topic: 'work', remit: 'Praktikum und Ausbildung' },
]; // prettier-ignore
