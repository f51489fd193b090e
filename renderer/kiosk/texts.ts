import { useEffect, useState } from 'react';
import type { ClientLanguage } from '#shared/domain/common';
import german from '../i18n/client/de/kiosk.json';
import { clientTexts, fill } from '../i18n/client-texts';

export type KioskKey = Exclude<keyof typeof german, '_status'>;

/** The kiosk's texts in one language. */
export interface KioskTexts {
  language: ClientLanguage;
  /** Nobody who speaks the language has read them yet. */
  draft: boolean;
  say(key: KioskKey, values?: Record<string, string>): string;
}

/** The texts of a language, or null until they are loaded; the last ones stay while others load. */
export function useTexts(language: ClientLanguage): KioskTexts | null {
  const [texts, setTexts] = useState<KioskTexts | null>(null);
  useEffect(() => {
    let current = true;
    const show = (shown: ClientLanguage, file: Record<string, string>) => {
      if (!current) return;
      setTexts({
        language: shown,
        draft: file['_status'] === 'draft',
        say: (key, values) => fill(file[key] ?? '', values ?? {}),
      });
    };
    clientTexts(language, 'kiosk').then(
      (file) => show(language, file),
      // Cut off from the server in the middle of loading: German is always there.
      () => show('de', german),
    );
    return () => {
      current = false;
    };
  }, [language]);
  return texts;
}
