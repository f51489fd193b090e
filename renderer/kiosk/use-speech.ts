import { useCallback, useEffect, useState } from 'react';
import { canSpeak, hush, speak } from './speech';
import type { KioskKey, KioskTexts } from './texts';

export interface Speech {
  /** Key of what is being read. */
  reading: string | null;
  can(key: KioskKey): boolean;
  /** Reads one after the other. */
  read(keys: KioskKey[]): void;
}

/** Reading aloud for one screen; leaving the screen ends it. */
export function useSpeech(texts: KioskTexts): Speech {
  const [reading, setReading] = useState<string | null>(null);
  const [, setVoices] = useState(0);
  useEffect(() => {
    const onVoices = () => setVoices((count) => count + 1);
    globalThis.speechSynthesis?.addEventListener('voiceschanged', onVoices);
    return () => {
      globalThis.speechSynthesis?.removeEventListener('voiceschanged', onVoices);
      hush();
    };
  }, []);
  const read = useCallback(
    (keys: KioskKey[]) => {
      const { language } = texts;
      void speak(
        keys.map((key) => ({ language, key, text: texts.say(key) })),
        setReading,
      );
    },
    [texts],
  );
  return { reading, read, can: (key) => canSpeak(texts.language, key) };
}
