import { useEffect, useRef, useState } from 'react';
import { answerCodes, type Question } from '#shared/domain/assessment-instrument';
import { COMPANION_CHANNEL, companionMessage, type CompanionMessage } from '#shared/domain/queue';
import type { Said } from './use-client-texts';

interface CompanionInput {
  question: Question | null;
  german: Said;
  client: Said;
  onCode: (code: string) => void;
}

/** The text key of an answer. */
export function answerKey(question: Question, code: string): string {
  return question.kind === 'rating' ? `rating.${code}` : `a.${question.id}.${code}`;
}

/**
 * Shows the question on the companion screen (texts only, nothing personal) and takes over what the client
 * points at there. A wish (say it again, no answer, pause) is shown to the counsellor, who decides.
 */
export function useCompanion({ question, german, client, onCode }: CompanionInput): {
  wish: 'again' | 'no-answer' | 'pause' | null;
} {
  const [wish, setWish] = useState<'again' | 'no-answer' | 'pause' | null>(null);
  const codes = question ? answerCodes(question) : [];
  const message =
    question && client.say(`q.${question.id}`) ? questionMessage(question, codes, german, client) : null;
  const latest = useRef({ codes, message, onCode });
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    latest.current = { codes, message, onCode };
  });

  useEffect(() => {
    const opened = new BroadcastChannel(COMPANION_CHANNEL);
    channel.current = opened;
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const read = companionMessage.safeParse(data);
      if (!read.success) return;
      if (read.data.type === 'display-opened' && latest.current.message)
        opened.postMessage(latest.current.message);
      if (read.data.type === 'wish') setWish(read.data.wish);
      if (read.data.type === 'pointed') {
        const code = latest.current.codes[read.data.digit - 1];
        if (code) latest.current.onCode(code);
      }
    });
    return () => {
      opened.postMessage({ type: 'clear' } satisfies CompanionMessage);
      opened.close();
    };
  }, []);

  const key = message ? JSON.stringify(message) : '';
  useEffect(() => {
    setWish(null);
    if (latest.current.message) channel.current?.postMessage(latest.current.message);
  }, [key]);
  return { wish };
}

function questionMessage(
  question: Question,
  codes: readonly string[],
  german: Said,
  client: Said,
): CompanionMessage {
  return {
    type: 'question',
    language: client.language,
    question: client.say(`q.${question.id}`),
    answers: codes.map((code, index) => ({
      digit: index + 1,
      label: client.say(answerKey(question, code)),
      pictogram: code,
    })),
    german: german.say(`q.${question.id}`),
  };
}
