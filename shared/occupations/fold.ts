/** Longest text a search looks at; the rest of a pasted text says nothing more. */
const MAX_LENGTH = 200;

/** Marks without a sound: bidi controls, joiners, variation selectors, soft hyphen. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF]/gu;

/** Arabic script: alef, ya, ta marbuta, kaf forms are written in many ways for one sound; tatweel only stretches. */
function foldArabic(text: string): string {
  return text
    .replace(/[\u0640\u064B-\u065F\u0670\u06D6-\u06ED]/gu, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/[ىئیې]/gu, 'ي')
    .replace(/ؤ/gu, 'و')
    .replace(/[ةە]/gu, 'ه')
    .replace(/ک/gu, 'ك')
    .replace(/(^|[^\p{L}])(?:وال|بال|ال)(?=\p{L}{3})/gu, '$1');
}

/** `ä`, `ae` and `a` are one letter here, likewise o and u, except where `ue` is no umlaut (Bauer, neue, Quelle). */
function foldGerman(text: string): string {
  return text
    .replaceAll('ß', 'ss')
    .replace(/[äæ]/gu, 'a')
    .replace(/[öø]/gu, 'o')
    .replaceAll('ü', 'u')
    .replaceAll('ae', 'a')
    .replaceAll('oe', 'o')
    .replace(/(?<![aeq])ue/gu, 'u');
}

/** Cuts a text to what a search looks at and removes what has no sound. Safe for any input. */
export function cleanText(text: string): string {
  return text.slice(0, MAX_LENGTH).normalize('NFKC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
}

/** Folds a text for comparing: lower case, no diacritics, one spelling per sound. */
export function foldText(text: string): string {
  const lower = foldGerman(text.toLowerCase().normalize('NFC'));
  if (!/[^\x00-\x7F]/u.test(lower)) return lower;
  const plain = lower.normalize('NFD').replace(/[\u0300-\u036F]/gu, '');
  return /\p{Script=Arabic}/u.test(plain) ? foldArabic(plain) : plain;
}

/** The words of a folded text: letters and digits, with `+` and `#` kept for C++ and C#. */
export function wordsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}+#]*/gu) ?? [];
}
