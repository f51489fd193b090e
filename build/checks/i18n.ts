import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CLIENT_LANGUAGES } from '#shared/domain/common';

/** A flat view of a text file: key path → text. */
type Texts = Map<string, string>;

function flatten(value: unknown, prefix = ''): Texts {
  const texts: Texts = new Map();
  if (typeof value === 'string') return texts.set(prefix, value);
  if (Array.isArray(value)) {
    value.forEach((part, index) =>
      flatten(part, `${prefix}.${index}`).forEach((text, key) => texts.set(key, text)),
    );
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      flatten(part, prefix === '' ? key : `${prefix}.${key}`).forEach((text, path) => texts.set(path, text));
    }
  }
  return texts;
}

/** Plural endings differ by language; keys are compared without them. */
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{?\s*(\w+)[^}]*\}?\}/g)].map((match) => match[1] ?? '').sort();

/** Problems of a translation against its source: missing, superfluous, empty, other placeholders. */
export function compareTexts(source: unknown, translation: unknown, name: string): string[] {
  const from = flatten(source);
  const to = flatten(translation);
  const problems: string[] = [];
  const toBases = new Set([...to.keys()].map(base));
  const fromBases = new Map([...from].map(([key, text]) => [base(key), text]));
  for (const key of fromBases.keys()) if (!toBases.has(key)) problems.push(`${name}: ${key} is missing`);
  for (const [key, text] of to) {
    const original = from.get(key) ?? fromBases.get(base(key));
    if (original === undefined) problems.push(`${name}: ${key} is not in the German source`);
    else if (text.trim() === '' && original.trim() !== '') problems.push(`${name}: ${key} is empty`);
    else if (
      !key.endsWith('_one') &&
      !key.endsWith('_zero') &&
      placeholders(text).join() !== placeholders(original).join()
    ) {
      problems.push(`${name}: ${key} has other placeholders than the German source`);
    }
  }
  return problems;
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** All problems of staff texts (de, en) and client texts (19 languages) under `i18n` (renderer/i18n). */
export function i18nProblems(i18n: string): string[] {
  const problems: string[] = [];
  const names = (language: string) => readdirSync(join(i18n, 'locales', language)).sort();
  if (names('de').join() !== names('en').join()) problems.push('locales/en has other files than locales/de');
  for (const file of names('de')) {
    const english = join(i18n, 'locales/en', file);
    if (existsSync(english))
      problems.push(...compareTexts(read(join(i18n, 'locales/de', file)), read(english), `en/${file}`));
  }
  const german = join(i18n, 'client/de');
  for (const file of existsSync(german) ? readdirSync(german).sort() : []) {
    const source = read(join(german, file));
    for (const language of CLIENT_LANGUAGES) {
      const path = join(i18n, 'client', language, file);
      if (!existsSync(path)) {
        problems.push(`client/${language}/${file} is missing`);
        continue;
      }
      const texts = read(path) as { _status?: string };
      if (texts._status !== 'draft' && texts._status !== 'reviewed')
        problems.push(`client/${language}/${file}: _status must be draft or reviewed`);
      problems.push(...compareTexts(source, texts, `client/${language}/${file}`));
    }
  }
  return problems;
}

if (process.argv[1] === import.meta.filename) {
  const problems = i18nProblems(resolve(import.meta.dirname, '../../renderer/i18n'));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log('Texts are complete in every language.');
}
