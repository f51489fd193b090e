import { z } from 'zod';
import { letterModel } from '#shared/domain/letters';
import type { WindowKind } from './channels';

/**
 * Everything a window may ask of the main process. Arguments and results are parsed on the main side; a
 * channel that is not listed here does not exist. `window` names the only kind of window that may call it.
 */
const printOutcome = z.enum(['done', 'cancelled', 'unknown']);
const nothing = z.tuple([]);
const fileOutcome = z.enum(['done', 'full', 'failed']);
/** Random, made by the worker whose file it is. */
const journalName = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const journalBytes = z.instanceof(Uint8Array).refine(({ length }) => length <= 256 * 1024 * 1024);
const position = z.int().min(0);
const backupName = z.string().regex(/^Wegbuch-Sicherung-\d{8}-\d{4}\.wegbuch$/);
const MOST_PIECE_BYTES = 16 * 1024 * 1024;
const piece = z.instanceof(Uint8Array).refine(({ length }) => length <= MOST_PIECE_BYTES);

const shortText = z.string().max(200);
const pinQuestion = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('keep'),
    entry: z.object({
      personId: shortText,
      salt: shortText,
      proof: shortText,
      sealed: z.string().max(4_000),
      until: z.number(),
    }),
  }),
  z.object({ ask: z.literal('people') }),
  z.object({ ask: z.literal('open'), personId: shortText, proof: shortText }),
  z.object({ ask: z.literal('forget'), personId: shortText.nullable() }),
]);

export const IPC = {
  'staff:print': {
    window: 'staff',
    args: z.tuple([z.array(letterModel).min(1).max(500)]),
    result: printOutcome,
  },
  'staff:save-pdf': {
    window: 'staff',
    args: z.tuple([z.array(letterModel).min(1).max(500), z.string().max(80)]),
    result: printOutcome,
  },
  'staff:open-calling-window': { window: 'staff', args: nothing, result: z.void() },
  'staff:open-companion-window': { window: 'staff', args: nothing, result: z.void() },
  'staff:idle-minutes': { window: 'staff', args: nothing, result: z.number().min(0) },
  'staff:replace-after-lock': { window: 'staff', args: nothing, result: z.void() },
  /** Adds the origin of a server to what windows may connect to; `false` when it is neither https nor local. */
  'staff:allow-server': { window: 'staff', args: z.tuple([z.string().max(300)]), result: z.boolean() },
  'staff:read-note': { window: 'staff', args: nothing, result: z.string().nullable() },
  'staff:write-note': {
    window: 'staff',
    args: z.tuple([
      z
        .string()
        .max(16 * 1024 * 1024)
        .nullable(),
    ]),
    result: fileOutcome,
  },
  'staff:free-bytes': { window: 'staff', args: nothing, result: position },
  'staff:open-journal': { window: 'staff', args: z.tuple([journalName]), result: fileOutcome },
  'staff:append-journal': {
    window: 'staff',
    args: z.tuple([journalName, journalBytes]),
    result: fileOutcome,
  },
  'staff:read-journal': {
    window: 'staff',
    args: z.tuple([journalName, position]),
    result: z.instanceof(Uint8Array),
  },
  'staff:journal-size': { window: 'staff', args: z.tuple([journalName]), result: position },
  'staff:replace-journal': {
    window: 'staff',
    args: z.tuple([journalName, journalBytes, position]),
    result: fileOutcome,
  },
  'staff:choose-backup-folder': { window: 'staff', args: nothing, result: z.boolean() },
  'staff:backup-folder': {
    window: 'staff',
    args: nothing,
    result: z.object({ name: z.string(), open: z.boolean() }).nullable(),
  },
  'staff:write-backup': {
    window: 'staff',
    args: z.tuple([backupName, position, piece]),
    result: fileOutcome,
  },
  'staff:finish-backup': { window: 'staff', args: z.tuple([backupName]), result: fileOutcome },
  'staff:read-backup': {
    window: 'staff',
    args: z.tuple([backupName, position, z.int().min(1).max(MOST_PIECE_BYTES)]),
    result: z.instanceof(Uint8Array),
  },
  'staff:thin-out-backups': { window: 'staff', args: nothing, result: z.void() },
  'staff:unlocked': { window: 'staff', args: z.tuple([z.int().min(1).max(60).nullable()]), result: z.void() },
  'staff:copied': { window: 'staff', args: nothing, result: z.void() },
  'staff:content-protection': { window: 'staff', args: nothing, result: z.boolean().nullable() },
  'staff:protect-content': { window: 'staff', args: z.tuple([z.boolean()]), result: z.void() },
  'staff:keep-secret': {
    window: 'staff',
    args: z.tuple([z.string().regex(/^[A-Za-z0-9_-]{22,512}$/)]),
    result: z.enum(['done', 'failed', 'unavailable']),
  },
  'staff:kept-secret': {
    window: 'staff',
    args: nothing,
    result: z.discriminatedUnion('state', [
      z.object({ state: z.enum(['none', 'unavailable', 'changed']) }),
      z.object({ state: z.literal('ready'), secret: z.string() }),
    ]),
  },
  'staff:ask-pins': {
    window: 'staff',
    args: z.tuple([pinQuestion]),
    result: z.object({
      people: z.array(z.object({ personId: z.string(), salt: z.string(), left: z.int() })),
      sealed: z.string().nullable(),
    }),
  },
  'kiosk:save-envelope': {
    window: 'kiosk',
    args: z.tuple([z.string().regex(/^[A-Za-z0-9_-]{8,64}$/), z.string().max(16_384)]),
    result: z.void(),
  },
  'kiosk:pending-envelopes': {
    window: 'kiosk',
    args: nothing,
    result: z.array(z.object({ id: z.string(), body: z.string() })),
  },
  'kiosk:settle': {
    window: 'kiosk',
    args: z.tuple([z.union([z.literal('visit-over'), z.string().regex(/^[A-Za-z0-9_-]{8,64}$/)])]),
    result: z.void(),
  },
} as const satisfies Record<string, { window: WindowKind; args: z.ZodType; result: z.ZodType }>;

export type IpcChannel = keyof typeof IPC;
export type IpcArgs<C extends IpcChannel> = z.infer<(typeof IPC)[C]['args']>;
export type IpcResult<C extends IpcChannel> = z.infer<(typeof IPC)[C]['result']>;
