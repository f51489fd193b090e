import { useEffect, useState, useSyncExternalStore } from 'react';
import type { DataError, View } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { type Draft, offerDraft, draftOf } from '../../lib/drafts';
import { SAVE_PAUSE_MS, saveOnLock } from '../../data/use-fields';
import { paths } from '../../lib/paths';
import { EMPTY_INTAKE, type IntakeValues } from './intake-fields';
import { hasName } from './person';

/** Name of the draft of a quick intake. */
const DRAFT = 'intake';

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

/** Where a quick intake writes to. */
export interface IntakeFiles {
  create(values: IntakeValues): Promise<View<'client-files'>>;
  change(id: string, patch: Partial<IntakeValues>): Promise<unknown>;
}

interface IntakeState {
  values: IntakeValues;
  /** The file, once it is made. */
  file: View<'client-files'> | null;
  error: DataError | null;
}

const EMPTY: IntakeState = { values: EMPTY_INTAKE, file: null, error: null };

/**
 * A quick intake saves itself at each pause: first it makes the file, from then on it changes fields. What
 * cannot be a file yet (no language) stays in memory, also when the sheet is closed and opened again.
 */
export class Intake {
  private state = EMPTY;
  /** What the file holds. */
  private stored = EMPTY_INTAKE;
  private saving = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  /** `draft`: what was typed before a lock. */
  constructor(
    private readonly files: IntakeFiles,
    draft?: IntakeValues,
  ) {
    if (draft) this.set(draft);
  }

  /** What was typed and no file holds; without such, the file. */
  readonly draft = (): Draft | null => {
    const { values, file } = this.state;
    if (Object.keys(changedFields(values, this.stored)).length > 0 && !file)
      return { path: paths.newClientFile, value: values };
    return file && { path: paths.clientFile(file.id), value: undefined };
  };

  readonly read = (): IntakeState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private update(patch: Partial<IntakeState>): void {
    this.state = { ...this.state, ...patch };
    this.listeners.forEach((listener) => listener());
  }

  /** Takes over what was typed. */
  readonly set = (patch: Partial<IntakeValues>): void => {
    this.update({ values: { ...this.state.values, ...patch } });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), SAVE_PAUSE_MS);
  };

  /** Saves what can be saved now; resolves when it is safe or its error is shown. */
  readonly save = (): Promise<void> => {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.write());
    return this.saving;
  };

  private async write(): Promise<void> {
    const { values, file } = this.state;
    try {
      if (file) {
        const patch = changedFields(values, this.stored);
        if (Object.keys(patch).length > 0) await this.files.change(file.id, patch);
        this.stored = values;
      } else if (isReady(values)) {
        this.update({ file: await this.files.create(values) });
        this.stored = values;
      }
      this.update({ error: null });
    } catch (reason) {
      this.update({ error: toDataError(reason) });
    }
  }

  /** Saves; the next intake is another person's as soon as this one has a file and all of it is in there. */
  readonly close = async (): Promise<void> => {
    await this.save();
    if (this.state.file && !this.state.error) this.reset();
  };

  /** Empty again, at once: whatever still saves must not take in the same person a second time. */
  reset(): void {
    clearTimeout(this.timer);
    this.stored = EMPTY_INTAKE;
    this.update(EMPTY);
  }
}

/** The files of this office; the person at the desk is the counsellor. */
const officeFiles: IntakeFiles = {
  async create(values) {
    const state = await data.security.state();
    const counsellor = state.state === 'unlocked' ? state.person.id : null;
    return data.clientFiles.create({ ...values, counsellor });
  },
  change: (id, patch) => data.documents.change('client-files', id, patch),
};

/** The quick intake of this screen, with what it holds now. */
export function useIntake(): IntakeState & { intake: Intake } {
  const [intake] = useState(() => new Intake(officeFiles, draftOf(DRAFT) as IntakeValues | undefined));
  const state = useSyncExternalStore(intake.subscribe, intake.read);
  useEffect(() => () => void intake.save(), [intake]);
  useEffect(() => saveOnLock(intake.save), [intake]);
  useEffect(() => offerDraft(DRAFT, intake.draft), [intake]);
  return { intake, ...state };
}
