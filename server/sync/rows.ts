import type { StoredRow } from '#shared/sync/protocol';
import type { RowsTable } from '../storage/tables';

/** A row of the database as it travels. */
export function toStoredRow(row: RowsTable): StoredRow {
  return {
    id: row.id,
    collection: row.collection,
    compartment: row.compartment,
    fileId: row.file_id,
    keyId: row.key_id,
    seq: row.seq,
    rev: row.rev,
    maxStamp: row.max_stamp,
    body: row.body.toString('base64url'),
  };
}
