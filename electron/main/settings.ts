import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from '../files/durable';

/** What the main process keeps between starts: nothing personal. */
const settings = z.object({
  /** Origins that windows may connect to. */
  servers: z.array(z.string()).max(10).default([]),
  /** Whether windows are kept out of screenshots and shared screens. */
  contentProtection: z.boolean().default(true),
  /** Random, never leaves the device: in which part of a staged roll-out it is. */
  deviceId: z.string().max(64).nullable().default(null),
  /** The newest version that a verified manifest ever named here: nothing older is taken after it. */
  newestSeen: z.string().max(32).nullable().default(null),
});
export type MainSettings = z.infer<typeof settings>;

/** The settings of this device, read once. */
export interface Settings {
  get(): MainSettings;
  /** Changes some of them, on disk before it resolves. */
  change(some: Partial<MainSettings>): Promise<void>;
}

/** A missing or unreadable file means no settings; the person is asked again by the app. */
export async function openSettings(path: string): Promise<Settings> {
  let current = settings.parse({});
  try {
    const parsed = settings.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) current = parsed.data;
  } catch {
    // As at a first start.
  }
  return {
    get: () => current,
    async change(some) {
      current = { ...current, ...some };
      await writeWhole(path, [JSON.stringify(current)]);
    },
  };
}
