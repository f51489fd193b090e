import { data } from '../data/client';
import { bringBack, type Draft, draftsNow } from '../lib/drafts';
import { go, paths } from '../lib/paths';

/** A field as it is found again: by its words, and which of those with the same words. */
interface FieldPlace {
  label: string;
  at: number;
  /** Where the cursor stood; null where the field has none. */
  cursor: [number, number] | null;
}

interface Place {
  hash: string;
  field: FieldPlace | null;
  drafts: Record<string, Draft>;
}

type TypedField = HTMLInputElement | HTMLTextAreaElement;
const FIELDS = 'input, textarea';
/** A screen that comes back later than this has another focus by then. */
const PATIENCE_MS = 5_000;

const labelOf = (field: TypedField) =>
  field.getAttribute('aria-label') ?? field.labels?.[0]?.textContent ?? field.name;

const fieldsLabelled = (label: string) =>
  [...document.querySelectorAll<TypedField>(FIELDS)].filter((field) => labelOf(field) === label);

function focusedField(): FieldPlace | null {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return null;
  if (field.type === 'password') return null;
  const label = labelOf(field);
  const { selectionStart: from, selectionEnd: to } = field;
  const cursor: FieldPlace['cursor'] = from === null || to === null ? null : [from, to];
  return { label, at: fieldsLabelled(label).indexOf(field), cursor };
}

/** Keeps where the person is and what they typed, for when they are back. The lock screen names nothing of it. */
export async function keepPlace(): Promise<void> {
  const place: Place = { hash: window.location.hash, field: focusedField(), drafts: draftsNow() };
  await data.security.keepPlace(JSON.stringify(place));
}

/** Takes the address off the lock screen, past a router that would follow it. */
export function leavePlace(): void {
  History.prototype.replaceState.call(window.history, null, '', paths.today);
}

/** Goes back to where the person was: the same screen, the same field, with what was typed. */
export async function takePlace(): Promise<void> {
  const kept = await data.security.takePlace();
  if (kept === null) return;
  const { hash, field, drafts } = JSON.parse(kept) as Place;
  bringBack(drafts);
  const [draft] = Object.values(drafts);
  const path = draft?.path ?? hash;
  if (path !== '' && path !== window.location.hash) go(path);
  if (field) focusOnceThere(field);
}

/** Puts the cursor back as soon as the field stands there, unless the person has begun something else. */
function focusOnceThere({ label, at, cursor }: FieldPlace): void {
  const done = new AbortController();
  const look = () => {
    const field = fieldsLabelled(label)[at];
    if (!field) return;
    done.abort();
    field.focus();
    if (cursor) field.setSelectionRange(...cursor);
  };
  const observer = new MutationObserver(look);
  done.signal.addEventListener('abort', () => observer.disconnect());
  observer.observe(document.body, { childList: true, subtree: true });
  for (const begun of ['keydown', 'pointerdown'])
    window.addEventListener(begun, () => done.abort(), { signal: done.signal });
  setTimeout(() => done.abort(), PATIENCE_MS);
  look();
}
