import { useCallback, useEffect, useRef, useState } from 'react';
import type { DataError, View } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { SAVE_PAUSE_MS } from '../../data/use-fields';
import { EMPTY_INTAKE, type IntakeValues } from './intake-fields';
import { hasName } from './person';

/** A file can be made as soon as there is a name and a language. */
export function isReady(values: IntakeValues): boolean {
  return hasName(values.name) && values.language !== '';
}

/** What differs from what is stored. */
export function changedFields(values: IntakeValues, stored: IntakeValues): Partial<IntakeValues> {
  const keys = (Object.keys(values) as Array<keyof IntakeValues>).filter(
    (key) => JSON.stringify(values[key]) !== JSON.stringify(stored[key]),
  );
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

/**
 * A quick intake saves itself at each pause: first it makes the file, from then on it changes fields. What
 * cannot be a file yet (no language) stays in memory, also when the sheet is closed and opened again.
 */
export function useIntake(counsellor: string | null) {
  const [values, setValues] = useState(EMPTY_INTAKE);
  const [file, setFile] = useState<View<'client-files'> | null>(null);
  const [error, setError] = useState<DataError | null>(null);
  const latest = useRef({ values, counsellor });
  const stored = useRef<{ id: string; values: IntakeValues } | null>(null);
  const saving = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    latest.current = { values, counsellor };
  });

  const save = useCallback(() => {
    saving.current = saving.current.then(async () => {
      const { values: now, counsellor: who } = latest.current;
      try {
        if (stored.current) {
          const patch = changedFields(now, stored.current.values);
          if (Object.keys(patch).length > 0)
            await data.documents.change('client-files', stored.current.id, patch);
          stored.current.values = now;
        } else if (isReady(now)) {
          const made = await data.clientFiles.create({ ...now, counsellor: who });
          stored.current = { id: made.id, values: now };
          setFile(made);
        }
        setError(null);
      } catch (reason) {
        setError(toDataError(reason));
      }
    });
    return saving.current;
  }, []);

  useEffect(() => {
    const timer = setTimeout(() => void save(), SAVE_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [values, save]);

  useEffect(() => () => void save(), [save]);

  const set = useCallback((patch: Partial<IntakeValues>) => setValues((now) => ({ ...now, ...patch })), []);
  const reset = useCallback(() => {
    stored.current = null;
    // At once: closing the sheet saves what is latest, and that must not be the same person a second time.
    latest.current = { ...latest.current, values: EMPTY_INTAKE };
    setValues(EMPTY_INTAKE);
    setFile(null);
    setError(null);
  }, []);
  return { values, set, file, error, save, reset };
}
