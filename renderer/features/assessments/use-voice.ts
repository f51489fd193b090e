import { useEffect, useState } from 'react';

/** Reads text aloud where the system has a voice of this language that works offline; else null. */
export function useVoice(lang: string): ((text: string) => void) | null {
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null);
  useEffect(() => {
    const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
    if (!speech) return;
    const find = () => {
      const prefix = lang.split('-')[0] ?? lang;
      setVoice(
        speech.getVoices().find((one) => one.localService && one.lang.split(/[-_]/)[0] === prefix) ?? null,
      );
    };
    find();
    speech.addEventListener('voiceschanged', find);
    return () => {
      speech.removeEventListener('voiceschanged', find);
      speech.cancel();
    };
  }, [lang]);
  if (!voice) return null;
  return (text) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  };
}
