import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** What the main process keeps between starts: nothing personal, only where the app may connect to. */
const settings = z.object({ servers: z.array(z.string()).max(10) });
export type MainSettings = z.infer<typeof settings>;

/** A missing or unreadable file means no settings; the person is asked again by the app. */
export async function readSettings(path: string): Promise<MainSettings> {
  try {
    const parsed = settings.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : { servers: [] };
  } catch {
    return { servers: [] };
  }
}

export async function writeSettings(path: string, value: MainSettings): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
