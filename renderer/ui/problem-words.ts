import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';

/** Problem codes with words in common.json. A schema may give one of them as its `message`. */
const PROBLEM_CODES = [
  'required',
  'too-short',
  'too-long',
  'too-small',
  'too-big',
  'email',
  'postcode',
  'invalid',
  'date-unreadable',
  'date-impossible',
  'date-too-early',
  'date-too-late',
  'date-needs-day',
  'passphrase-weak',
  'passphrase-different',
  'server-address',
  'kiosk-letter',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

const isCode = (text: string | undefined): text is ProblemCode => PROBLEM_CODES.includes(text as ProblemCode);

/** Turns a zod issue without words of its own into a problem code. */
export function problemCode(issue: z.core.$ZodRawIssue): ProblemCode {
  const empty = issue.input === undefined || issue.input === null || issue.input === '';
  switch (issue.code) {
    case 'too_small':
      if (issue['origin'] !== 'string') return 'too-small';
      return empty || issue['minimum'] === 1 ? 'required' : 'too-short';
    case 'too_big':
      return issue['origin'] === 'string' ? 'too-long' : 'too-big';
    case 'invalid_type':
      return empty ? 'required' : 'invalid';
    case 'invalid_format':
      if (issue['format'] === 'email') return 'email';
      return issue['format'] === 'date' ? 'date-unreadable' : 'invalid';
    case 'invalid_value':
      return empty ? 'required' : 'invalid';
    default:
      return 'invalid';
  }
}

/** Words for a problem code: what is wrong and how to mend it. */
export function useProblemWords(): (code: string | undefined) => string {
  const { t } = useTranslation('common');
  return useCallback((code) => t(`problem.${isCode(code) ? code : 'invalid'}`), [t]);
}
