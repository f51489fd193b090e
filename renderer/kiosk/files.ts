import workerUrl from './files.worker.ts?worker&url';
import { trustedScript } from '../lib/trusted-script';
import type { FilesAnswer, FilesRequest } from './files.worker';

/** Small durable files in the origin's private file system, written and flushed by a worker of their own. */
export interface Files {
  save(id: string, body: string): Promise<void>;
  all(): Promise<Array<{ id: string; body: string }>>;
  remove(id: string): Promise<void>;
}

/** A disk that does not answer counts as broken. */
const TIME_OUT_MS = 5_000;

/** Starts the worker. Every promise rejects when the disk refuses or does not answer in time. */
export function openFiles(): Files {
  const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'wegbuch-kiosk-files' });
  const waiting = new Map<number, (answer: FilesAnswer) => void>();
  let asked = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<FilesAnswer>) => {
    waiting.get(data.call)?.(data);
    waiting.delete(data.call);
  });
  const ask = (request: FilesRequest): Promise<FilesAnswer> =>
    new Promise((resolve, reject) => {
      const call = ++asked;
      const timer = setTimeout(() => {
        waiting.delete(call);
        reject(new Error('kiosk files: time-out'));
      }, TIME_OUT_MS);
      waiting.set(call, (answer) => {
        clearTimeout(timer);
        if (answer.failure === null) resolve(answer);
        else reject(new Error(`kiosk files: ${answer.failure}`));
      });
      worker.postMessage({ ...request, call });
    });
  return {
    save: async (id, body) => void (await ask({ verb: 'save', id, body })),
    all: async () => (await ask({ verb: 'all' })).files,
    remove: async (id) => void (await ask({ verb: 'remove', id })),
  };
}
