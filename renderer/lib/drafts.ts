/** What is typed in a form and is no document yet, with the address at which the form opens again. */
export interface Draft {
  path: string;
  value: unknown;
}

const forms = new Map<string, () => Draft | null>();
const back = new Map<string, unknown>();

/**
 * A form that stands says how its draft is read when a lock comes; null: nothing is typed. What it had from before a
 * lock is its own from then on. Returns the way to take it back.
 */
export function offerDraft(name: string, read: () => Draft | null): () => void {
  back.delete(name);
  forms.set(name, read);
  return () => {
    if (forms.get(name) === read) forms.delete(name);
  };
}

/** What is typed in every form now, by their names. */
export function draftsNow(): Record<string, Draft> {
  const drafts = [...forms].flatMap(([name, read]) => {
    const draft = read();
    return draft ? [[name, draft] as const] : [];
  });
  return Object.fromEntries(drafts);
}

/** Gives drafts from before a lock back to the forms that will ask for them. */
export function bringBack(drafts: Record<string, Draft>): void {
  for (const [name, { value }] of Object.entries(drafts)) back.set(name, value);
}

/** A form's draft from before the lock, until the form stands. */
export function draftOf(name: string): unknown {
  return back.get(name);
}
