/** `(m/w/d)` and its kin. */
const ANY_GENDER = /[([]?\b[mwfdxi](?:\s*[/|,]\s*[mwfdxi*]){1,3}\b[)\]]?|\((?:m|w|f|d|x)\)/giu;

/** A sign of a form for both genders; most labels have none and are left alone. */
const MAY_NAME_BOTH = /[/*:_·•’'(]|\p{Ll}(?:In|Innen|R)(?!\p{L})|\b[mwfd]\b/u;

/** Words that say how somebody works or learnt, not what. Already folded. */
const QUALIFIERS = new Set(
  (
    'lehrling lehre auszubildend auszubildende auszubildender azubi ausgebildet ausgebildete gelernt gelernte gelernter ' +
    'angelernt angelernte ungelernt ungelernte gepruft geprufte gepruftr geprufter staatl staatlich dipl diplomiert ' +
    'diplomierte diplomierter akad akademisch akademische akademischer mag bakk bsc msc ba ma konz konzessioniert ' +
    'teilzeit vollzeit geringfugig saison selbstandig selbststandig selbstandige selbstandiger anerkannt ' +
    'anerkannte anerkannter bzw u und oder fur der die das des im in am an bei von vom zum zur mit als ein eine ' +
    'einer eines div diverse sonst sonstige allg allgemein ehemalig ehemaliger ehem'
  ).split(' '),
);

/** True for a folded word that says nothing about the occupation itself. */
export function isQualifier(word: string): boolean {
  return QUALIFIERS.has(word);
}

/**
 * Writes a German title in one neutral form: `BäckerIn`, `Bäcker/in`, `Bäcker*innen`, `Bäcker (m/w/d)` become
 * `Bäcker`; `Kaufmann/-frau` becomes `Kaufmann`; `Angestellte/r` becomes `Angestellte`.
 */
export function neutralTitle(text: string): string {
  if (!MAY_NAME_BOTH.test(text)) return text;
  return text
    .replace(ANY_GENDER, ' ')
    .replace(/(\p{Ll}{2})In(nen)?(?!\p{L})/gu, '$1')
    .replace(/(\p{Ll})R(?!\p{L})/gu, '$1')
    .replace(/(\p{Ll}{2})\s*(?:[/*:_·•’']\s*-?|\(\s*-?)(?:in|innen|e[rn]?|r|n)(?!\p{L})\)?/gu, '$1')
    .replace(/(mann|kfm\.?)\s*[/(]\s*-?\s*(?:\p{L}*frau|\p{L}*kffr\.?|\p{L}*kfr\.?|in)\)?/giu, '$1')
    .replace(/(frau)\s*[/(]\s*-?\s*\p{L}*mann\)?/giu, '$1')
    .replace(/(pfleger|helfer|meister|wart)\s*\/\s*-?\s*(?:schwester|frau|in)(?!\p{L})/giu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** What job titles are shortened to, folded and without the full stop. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  abt: 'abteilung',
  ang: 'angestellter',
  angest: 'angestellter',
  arb: 'arbeiter',
  ass: 'assistent',
  assist: 'assistent',
  betr: 'betreuer',
  buchh: 'buchhalter',
  chem: 'chemie',
  einzelh: 'einzelhandel',
  eh: 'einzelhandel',
  el: 'elektro',
  elektr: 'elektriker',
  fa: 'facharbeiter',
  facharb: 'facharbeiter',
  gastr: 'gastronomie',
  gew: 'gewerblich',
  grafikdes: 'grafikdesigner',
  grosshdl: 'grosshandel',
  hdl: 'handel',
  hilfsarb: 'hilfsarbeiter',
  inst: 'installateur',
  kaufm: 'kaufmannisch',
  kindergartn: 'kindergartner',
  krankenschw: 'krankenschwester',
  lebensm: 'lebensmittel',
  masch: 'maschinen',
  mech: 'mechaniker',
  med: 'medizinisch',
  mitarb: 'mitarbeiter',
  ordinationsass: 'ordinationsassistent',
  paed: 'padagoge',
  pad: 'padagoge',
  pharm: 'pharmazeutisch',
  prod: 'produktion',
  rest: 'restaurant',
  sachb: 'sachbearbeiter',
  schw: 'schwester',
  sekr: 'sekretar',
  sozialarb: 'sozialarbeiter',
  techn: 'technisch',
  verk: 'verkaufer',
  vers: 'versicherung',
  verw: 'verwaltung',
};

/** A folded word written out: `kfm`, `Bürokffr` and `Einzelh.` as well as the words people use in full. */
export function writeOut(word: string): string {
  const whole = Object.hasOwn(SHORT_FORMS, word) ? SHORT_FORMS[word] : undefined;
  return (
    whole ??
    word
      .replace(/(?:kfm|kff?r|kfl)$/u, 'kaufmann')
      .replace(/(?<=\p{L}{3})(?:arb|angest|mech)$/u, (end) => SHORT_FORMS[end] ?? end)
  );
}

/** Female and collective endings and what they are counted as. Folded; longest first. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/kauf(?:frauen|frau|leute|leuten)$/u, 'kaufmann'],
  [/(?:fachfrau|fachleute|fachkrafte|fachkraft)$/u, 'fachmann'],
  [/(?:frau|leute)$/u, 'mann'],
  [/krankenschwester$/u, 'krankenpfleger'],
  [/schwestern?$/u, 'schwester'],
  [/eusen?$/u, 'eur'],
  [/hilfen?$/u, 'helfer'],
  [/(?:gehilfin|gehilfinnen|gehilfen|gehilfe)$/u, 'helfer'],
  [/(?:krafte|kraften)$/u, 'kraft'],
];

/** Words that only look female. */
const NOT_FEMALE =
  /(?:ein|zin|rmin|enin|elin|olin|ulin|erlin|[aeiou]in|kabin|termin|disziplin|magazin|robin|lupin)$/u;

function withoutCase(word: string): string {
  if (word.length > 5 && /(?:er|eur|or|ist|ent|ant|ling)(?:en|s|n)$/u.test(word))
    return word.replace(/(?:en|s|n)$/u, '');
  return word.length > 4 ? word.replace(/(?:en|es|e|n|s)$/u, '') : word;
}

const remembered = new Map<string, string>();
const MOST_REMEMBERED = 60_000;

/** The stem of a folded German word: one for male, female, singular and plural. */
export function stemWord(word: string): string {
  if (word.length < 5) return word;
  let stem = remembered.get(word);
  if (stem === undefined) {
    stem = findStem(word);
    if (remembered.size < MOST_REMEMBERED) remembered.set(word, stem);
  }
  return stem;
}

function findStem(word: string): string {
  let stem = word.replace(/innen$/u, 'in');
  if (/in$/u.test(stem) && stem.length > 5 && !NOT_FEMALE.test(stem)) stem = stem.slice(0, -2);
  for (const [pattern, ending] of ENDINGS) {
    if (pattern.test(stem) && stem.replace(pattern, ending).length > 3) {
      stem = stem.replace(pattern, ending);
      break;
    }
  }
  return withoutCase(stem);
}
