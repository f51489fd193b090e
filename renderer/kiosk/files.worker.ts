/** Writes the kiosk's files durably; only a worker may flush (createSyncAccessHandle). */
export type FilesRequest =
  { verb: 'save'; id: string; body: string } | { verb: 'all' } | { verb: 'remove'; id: string };

export interface FilesAnswer {
  call: number;
  /** Name of the error, or null. */
  failure: string | null;
  files: Array<{ id: string; body: string }>;
}

/** The parts of the worker's file system that the compiler's window types do not know. */
interface SyncFile {
  write(bytes: Uint8Array, at: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> };

const FOLDER = 'kiosk';
const RETRIES = 20;
const RETRY_MS = 50;

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** A document that was just replaced may still hold the file for a moment. */
async function open(handle: FileSystemFileHandle): Promise<SyncFile> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (handle as WorkerFileHandle).createSyncAccessHandle();
    } catch (error) {
      const held = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!held || attempt >= RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function save(id: string, body: string): Promise<void> {
  const file = await open(await (await folder()).getFileHandle(id, { create: true }));
  try {
    const bytes = new TextEncoder().encode(body);
    file.truncate(0);
    file.write(bytes, { at: 0 });
    file.flush();
  } finally {
    file.close();
  }
}

async function all(): Promise<FilesAnswer['files']> {
  const files: FilesAnswer['files'] = [];
  for await (const [id, handle] of (await folder()).entries()) {
    if (handle.kind === 'file') files.push({ id, body: await (await handle.getFile()).text() });
  }
  return files;
}

async function remove(id: string): Promise<void> {
  try {
    await (await folder()).removeEntry(id);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}

async function answer(request: FilesRequest): Promise<FilesAnswer['files']> {
  if (request.verb === 'all') return all();
  await (request.verb === 'save' ? save(request.id, request.body) : remove(request.id));
  return [];
}

/** One after the other, so that two writes of one file cannot meet. */
let before: Promise<unknown> = Promise.resolve();
self.addEventListener('message', ({ data }: MessageEvent<FilesRequest & { call: number }>) => {
  before = before.then(async () => {
    try {
      self.postMessage({ call: data.call, failure: null, files: await answer(data) } satisfies FilesAnswer);
    } catch (error) {
      const failure = error instanceof Error ? error.name : 'unknown';
      self.postMessage({ call: data.call, failure, files: [] } satisfies FilesAnswer);
    }
  });
});
