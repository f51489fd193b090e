import type pg from 'pg';

/**
 * Everything in the database as one text, for canary scans: all rows of all ordinary tables, as PostgreSQL
 * writes them and, for binary columns, their bytes read as UTF-8, Latin-1 and UTF-16; texts that are base64url
 * or hexadecimal are decoded likewise. Runs as owner, who sees every office.
 */
export async function dumpAllText(owner: pg.Client): Promise<string> {
  const tables = await owner.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { schema, name } of tables.rows) {
    const { rows } = await owner.query<Record<string, unknown>>(`select * from "${schema}"."${name}"`);
    for (const row of rows) for (const value of Object.values(row)) parts.push(...readings(value));
  }
  return parts.join('\n');
}

function asText(bytes: Buffer): string[] {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return [
    bytes.toString('utf8'),
    bytes.toString('latin1'),
    even.toString('utf16le'),
    Buffer.from(even).swap16().toString('utf16le'),
    bytes.toString('base64'),
  ];
}

function readings(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return asText(value);
  if (value === null || value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const decoded = [text];
  // Quoted texts inside JSON are read on their own as well.
  for (const part of text.match(/[A-Za-z0-9_-]{16,}/g) ?? []) {
    decoded.push(...asText(Buffer.from(part, 'base64url')));
    if (/^([0-9a-f]{2})+$/i.test(part)) decoded.push(...asText(Buffer.from(part, 'hex')));
  }
  return decoded;
}
