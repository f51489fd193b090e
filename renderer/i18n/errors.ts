import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataErrorCode } from '../data/api';
import { toDataError } from '../data/errors';

const KNOWN: Record<DataErrorCode, true> = {
  locked: true,
  'not-found': true,
  invalid: true,
  'no-right': true,
  'wrong-passphrase': true,
  wait: true,
  'weak-passphrase': true,
  'server-unreachable': true,
  'device-lost': true,
  'device-stolen': true,
  'server-not-allowed': true,
  'server-too-old': true,
  'app-too-old': true,
  'code-unknown': true,
  'code-expired': true,
  'roster-invalid': true,
  'storage-full': true,
  'storage-broken': true,
  'time-out': true,
  'last-lead': true,
  'decided-already': true,
  'recovery-wrong': true,
  'file-too-large': true,
  'file-type': true,
  'file-heic': true,
  'file-damaged': true,
  'file-missing': true,
  'already-set-up': true,
  'backup-damaged': true,
  'backup-newer': true,
  'backup-folder': true,
  'backup-folder-full': true,
  'weak-pin': true,
  'wrong-pin': true,
  'pin-over': true,
  'pin-unavailable': true,
  'factor-needed': true,
  'factor-wrong': true,
  'factor-expired': true,
  'factor-used': true,
  'factor-key-missing': true,
  unknown: true,
};

/** The one place that turns a reason code into words (namespace `common`). */
export function errorWords(t: TFunction<'common'>, reason: unknown): string {
  const { code } = toDataError(reason);
  return t(`error.${KNOWN[code] ? code : 'unknown'}`, { ns: 'common' });
}

/** `errorWords` for components. */
export function useErrorWords(): (reason: unknown) => string {
  const { t } = useTranslation('common');
  return useCallback((reason) => errorWords(t, reason), [t]);
}
