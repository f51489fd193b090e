import type { Conflict } from '#shared/domain/conflicts';
import { canonical, sameJson } from './canonical';
import { isSameWriter } from './clock';
import { DELETED_FIELD, type Field, type Json, type Stamp, type StoredDocument } from './document';
import { HISTORY } from './history';
import { fieldOf, laterField } from './merge';

/**
 * Finds what a merge would overwrite in silence (architecture § 3). A draft holds nothing but the two
 * versions, so that every device makes the same conflict of them.
 */
export type ConflictDraft = Pick<Conflict, 'of' | 'field' | 'kind' | 'kept' | 'other'>;

type Side = ConflictDraft['kept'];

/**
 * Documents for which a second value is no conflict: a conflict's `resolved` simply takes the later one, and a
 * history holds nothing that could differ.
 */
const WITHOUT_CONFLICTS: ReadonlySet<string> = new Set(['conflicts', HISTORY]);

function isDeleted(document: StoredDocument): boolean {
  return fieldOf(document, DELETED_FIELD)?.value === true;
}

/** Names of the fields whose stamp in `document` is in none of the versions both sides know. */
function changedFields(document: StoredDocument, known: readonly (StoredDocument | null)[]): Set<string> {
  return new Set(
    Object.keys(document.fields).filter((name) => {
      const stamp = fieldOf(document, name)?.stamp;
      return !known.some((version) => version && fieldOf(version, name)?.stamp === stamp);
    }),
  );
}

function side({ value, stamp }: Field): Side {
  return { value, stamp };
}

/**
 * Conflicts between the local version (not yet synchronised) and the server's. Both may have grown from `base`;
 * what was sent and not yet answered may have reached the server's version, so that its values there are ours and
 * no news. Bookkeeping fields (leading "_") take part only through deletion.
 */
export function findConflicts(
  local: StoredDocument,
  remote: StoredDocument,
  { base, sent }: { base: StoredDocument | null; sent: StoredDocument | null },
): ConflictDraft[] {
  if (WITHOUT_CONFLICTS.has(local.collection)) return [];
  const mine = changedFields(local, [base]);
  const theirs = changedFields(remote, [base, sent]);
  const of = { collection: local.collection, id: local.id };
  const drafts: ConflictDraft[] = [];
  for (const name of [...mine].sort()) {
    if (!theirs.has(name) || (name.startsWith('_') && name !== DELETED_FIELD)) continue;
    const [a, b] = [fieldOf(local, name), fieldOf(remote, name)];
    if (!a || !b || isSameWriter(a.stamp, b.stamp) || sameJson(a.value, b.value)) continue;
    const [winner, loser] = laterField(a, b) === a ? [side(a), side(b)] : [side(b), side(a)];
    const kind = name === DELETED_FIELD ? 'delete-edit' : 'edit';
    drafts.push({ of, field: name, kind, kept: winner, other: loser });
  }
  const deletion = findDeleteAgainstEdit(
    { document: local, changed: mine },
    { document: remote, changed: theirs },
  );
  return deletion ? [...drafts.filter(({ field }) => field !== DELETED_FIELD), deletion] : drafts;
}

interface Changed {
  document: StoredDocument;
  changed: Set<string>;
}

function findDeleteAgainstEdit(a: Changed, b: Changed): ConflictDraft | null {
  if (isDeleted(a.document) === isDeleted(b.document)) return null;
  const [gone, edited] = isDeleted(a.document) ? [a, b] : [b, a];
  const deletion = fieldOf(gone.document, DELETED_FIELD);
  if (!deletion || !gone.changed.has(DELETED_FIELD)) return null;
  // A later "restore" wins by itself; the plain field conflict keeps the deletion visible then.
  const restored = fieldOf(edited.document, DELETED_FIELD);
  if (restored && laterField(restored, deletion) === restored) return null;
  const edits: Record<string, Json> = {};
  let stamp: Stamp = '';
  for (const name of [...edited.changed].sort()) {
    const field = fieldOf(edited.document, name);
    if (!field || name.startsWith('_')) continue;
    edits[name] = field.value;
    if (field.stamp > stamp) stamp = field.stamp;
  }
  if (stamp === '') return null;
  return {
    of: { collection: gone.document.collection, id: gone.document.id },
    field: DELETED_FIELD,
    kind: 'delete-edit',
    kept: side(deletion),
    other: { value: edits, stamp },
  };
}

/** UUID version 8 (RFC 9562 § 5.8) from the first 16 of the given bytes. */
export function uuid8(bytes: Uint8Array): string {
  const own = Uint8Array.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(own, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** An id that every holder of the naming key computes alike: UUIDv8 of HMAC-SHA-256 over the parts. */
export async function nameId(naming: CryptoKey, parts: Json[]): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', naming, new TextEncoder().encode(canonical(parts)));
  return uuid8(new Uint8Array(mac));
}

/** What a conflict's id is made of: the document, the field and both stamps. */
export function conflictName(draft: ConflictDraft): Json[] {
  return [
    'conflict',
    draft.of.collection,
    draft.of.id,
    draft.field,
    ...[draft.kept.stamp, draft.other.stamp].sort(),
  ];
}

/** The conflict document of a draft; its stamps come from the two versions too. */
export function conflictDocument(id: string, draft: ConflictDraft): StoredDocument {
  const stamp = draft.kept.stamp > draft.other.stamp ? draft.kept.stamp : draft.other.stamp;
  const values: Record<string, Json> = {
    of: draft.of,
    field: draft.field,
    kind: draft.kind,
    kept: { value: draft.kept.value, stamp: draft.kept.stamp },
    other: { value: draft.other.value, stamp: draft.other.stamp },
  };
  return {
    id,
    collection: 'conflicts',
    schemaVersion: 1,
    fields: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, stamp }])),
  };
}
