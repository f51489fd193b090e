import { useEffect, useState } from 'react';
import type { ClientLanguage } from '#shared/domain/common';
import type german from '../i18n/client/de/kiosk.json';
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
    void clientTexts(language, 'kiosk').then((file) => {
      if (!current) return;
      setTexts({
        language,
        draft: file._status === 'draft',
        say: (key, values) => fill(file[key] ?? '', values ?? {}),
      });
    });
    return () => {
      current = false;
    };
  }, [language]);
  return texts;
}
