import { useTranslation } from 'react-i18next';
import { dayWords, momentWords, sinceWords } from './moments';

/** Moments, days and waits in the words of the interface language. */
export function useMomentWords() {
  const { t } = useTranslation('common');
  return {
    moment: (moment: string) => momentWords(t, moment),
    day: (moment: string) => dayWords(t, moment),
    since: (moment: string, now: number) => sinceWords(t, moment, now),
  };
}
