import { useEffect, useRef, useState } from 'react';
import type { OwnWords } from '#shared/domain/assessments';
import { SAVE_PAUSE_MS } from '../../data/use-fields';
import { OwnWordsFields } from './own-words-fields';

/** An answer in the person's own words; saved at each pause and when the question is left. */
export function WordsAnswer({ value, onChange }: { value: OwnWords; onChange: (words: OwnWords) => void }) {
  const [words, setWords] = useState(value);
  const waiting = useRef<OwnWords | null>(null);
  const saveNow = useRef(onChange);
  useEffect(() => {
    saveNow.current = onChange;
  });
  const flush = () => {
    if (waiting.current) saveNow.current(waiting.current);
    waiting.current = null;
  };
  useEffect(() => {
    const timer = setTimeout(flush, SAVE_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  useEffect(() => flush, []);
  return (
    <OwnWordsFields
      value={words}
      onChange={(next) => {
        waiting.current = next;
        setWords(next);
      }}
      autoFocus
    />
  );
}
