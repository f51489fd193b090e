import { useEffect, useState } from 'react';
import { type ClientTexts, clientTexts } from '../../i18n/client-texts';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';

export interface Said {
  /** The text in this language; empty while it is being loaded. */
  say: (key: string) => string;
  draft: boolean;
  lang: string;
  dir: 'ltr' | 'rtl';
  language: string;
}

/** The assessment's texts in one client language; German for a language without texts. */
export function useSaid(language: string): Said {
  const known = isClientLanguage(language) ? language : 'de';
  const [texts, setTexts] = useState<{ language: string; texts: ClientTexts } | null>(null);
  useEffect(() => {
    let wanted = true;
    void clientTexts(known, 'assessments').then(
      (loaded) => wanted && setTexts({ language: known, texts: loaded }),
    );
    return () => {
      wanted = false;
    };
  }, [known]);
  const current = texts?.language === known ? texts.texts : null;
  const { tag, direction } = LANGUAGES[known];
  return {
    say: (key) => current?.[key] ?? '',
    draft: current?._status === 'draft',
    lang: tag,
    dir: direction,
    language: known,
  };
}
