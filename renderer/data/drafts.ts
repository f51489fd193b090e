/** What is typed in a form and is no document yet, with the address at which the form opens again. */
export interface Draft {
  path: string;
  value: unknown;
}

const forms = new Map<string, () => Draft | null>();
const back = new Map<string, unknown>();

/** A form says how its draft is read when a lock comes; null: nothing is typed. Returns the way to take it back. */
export function offerDraft(name: string, read: () => Draft | null): () => void {
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

/** A form's draft from before the lock, once. */
export function takeDraft(name: string): unknown {
  const value = back.get(name);
  back.delete(name);
  return value;
}
