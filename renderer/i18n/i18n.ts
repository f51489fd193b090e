import i18next, { type BackendModule, type PostProcessorModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Languages of the staff interface. `ar` is a preview of the mirrored layout with German words. */
export const STAFF_LANGUAGES = ['de', 'en'] as const;
export type StaffLanguage = (typeof STAFF_LANGUAGES)[number];

const files = import.meta.glob<{ default: Record<string, unknown> }>('./locales/*/*.json');

/** Loads one namespace of one language as its own chunk, so that a screen brings only its own words. */
const lazyFiles: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`./locales/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts for ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (file) => done(null, file.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

/**
 * In the mirrored preview the words stay German or English: each text is isolated (U+2066 … U+2069), so that
 * its full stop and its numbers keep their places in a page that runs from right to left.
 */
const isolate: PostProcessorModule = {
  type: 'postProcessor',
  name: 'isolate',
  process: (text: string) => (document.documentElement.dir === 'rtl' ? `\u2066${text}\u2069` : text),
};

/** Starts i18next for the staff entry; German is the source language and the fallback. */
export async function startI18n(language: StaffLanguage): Promise<void> {
  await i18next
    .use(lazyFiles)
    .use(isolate)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'de',
      supportedLngs: [...STAFF_LANGUAGES],
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
      postProcess: ['isolate'],
    });
}
