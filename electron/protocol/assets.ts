import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveAsset, responseHeaders } from './resolve';

/** Answers requests for `app://wegbuch/…`. */
export type Assets = (url: string) => Promise<Response>;

/** Paths of the files of a folder, relative to it. Links are no files: what they point at is not the bundle's. */
async function filesOf(folder: string, below = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await filesOf(folder, path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}

/**
 * Serves the files that lie in `folder` now, and nothing else: what is asked for is looked up in their list and
 * never walked to. Every answer has the headers, a refusal too.
 */
export function createAssets(folder: string): Assets {
  let list: Promise<Set<string>> | null = null;
  return async (url) => {
    list ??= filesOf(folder).then((files) => new Set(files));
    const asset = resolveAsset(url);
    if ('refused' in asset || !(await list).has(asset.path))
      return new Response(null, { status: 404, headers: responseHeaders('') });
    const headers = { ...responseHeaders(asset.path), 'Content-Type': asset.type };
    try {
      return new Response(new Uint8Array(await readFile(join(folder, asset.path))), { headers });
    } catch {
      return new Response(null, { status: 404, headers: responseHeaders('') });
    }
  };
}
