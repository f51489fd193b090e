import { afterEach, describe, expect, it, vi } from 'vitest';
import type { View } from '../../data/api';
import { changedFields, Intake, isReady, type IntakeFiles } from './intake';
import { EMPTY_INTAKE, type IntakeValues } from './intake-fields';

const typed = { ...EMPTY_INTAKE, name: { family: 'Tesfay', given: '', block: true }, language: 'ti' };

describe('quick intake', () => {
  it('can become a file with a name and a language, not before', () => {
    expect(isReady(EMPTY_INTAKE)).toBe(false);
    expect(isReady({ ...typed, language: '' })).toBe(false);
    expect(isReady(typed)).toBe(true);
  });

  it('saves only what changed', () => {
    expect(changedFields(typed, typed)).toEqual({});
    expect(changedFields({ ...typed, concern: 'Sucht Arbeit' }, typed)).toEqual({ concern: 'Sucht Arbeit' });
    expect(changedFields({ ...typed, name: { ...typed.name, family: 'Tesfaye' } }, typed)).toHaveProperty(
      'name.family',
      'Tesfaye',
    );
  });
});

/** An office that keeps the files it was asked to make. */
function office() {
  const made: IntakeValues[] = [];
  const files: IntakeFiles = {
    create: (values) => {
      made.push(values);
      return Promise.resolve({ id: `file${made.length}` } as View<'client-files'>);
    },
    change: (id, patch) => {
      const at = Number(id.slice(4)) - 1;
      made[at] = { ...(made[at] ?? EMPTY_INTAKE), ...patch };
      return Promise.resolve();
    },
  };
  return { files, families: () => made.map(({ name }) => name.family) };
}

/** The fault that was: it forgets the file it made, and what was typed only a moment later. */
class Forgetful extends Intake {
  override reset(): void {
    const { values } = this.read();
    super.reset();
    this.set(values);
    queueMicrotask(() => queueMicrotask(() => super.reset()));
  }
}

/** The sheet closes as it does on the desk: it empties itself, and going away saves what is left. */
async function closeTwice(intake: Intake): Promise<void> {
  intake.set(typed);
  await intake.save();
  intake.reset();
  await intake.save();
}

describe('a quick intake that closes', () => {
  afterEach(() => vi.useRealTimers());

  it('takes a person in once, and the control that forgets late takes them in twice', async () => {
    const [sound, forgetful] = [office(), office()];
    await closeTwice(new Intake(sound.files));
    expect(sound.families()).toEqual(['Tesfay']);
    await closeTwice(new Forgetful(forgetful.files));
    expect(forgetful.families()).toEqual(['Tesfay', 'Tesfay']);
  });

  it('is empty for the next person, also when it closes before its first pause', async () => {
    vi.useFakeTimers();
    const { files, families } = office();
    const intake = new Intake(files);
    intake.set(typed);
    await intake.close();
    expect(intake.read()).toEqual({ values: EMPTY_INTAKE, file: null, error: null });
    intake.set({ ...typed, name: { ...typed.name, family: 'Kovalenko' } });
    await vi.runAllTimersAsync();
    expect(families()).toEqual(['Tesfay', 'Kovalenko']);
  });

  it('keeps what cannot be a file yet, and what could not be saved', async () => {
    const intake = new Intake({
      create: () => Promise.reject(new Error('disk')),
      change: () => Promise.resolve(),
    });
    intake.set({ ...typed, language: '' });
    await intake.close();
    expect(intake.read()).toMatchObject({ values: { name: { family: 'Tesfay' } }, error: null });
    intake.set({ language: 'ti' });
    await intake.close();
    expect(intake.read()).toMatchObject({
      values: { language: 'ti' },
      file: null,
      error: { code: 'unknown' },
    });
  });
});
