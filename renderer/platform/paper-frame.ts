import type { LetterModel } from '#shared/domain/letters';
import type { PaperOptions, PaperReply, PaperRequest } from '#shared/letters/paper-protocol';

/** How long the paper document may take to load or to lay out a job, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The paper document in a frame of this page. */
export interface PaperFrame {
  /** Lays the letters out; resolves with the number of sheets. Rejects when the paper cannot be laid out. */
  render(models: LetterModel[], options?: PaperOptions): Promise<number>;
  /** Ends listening; the frame itself belongs to whoever made it. */
  end(): void;
}

/** Address of the paper document beside this page, under http and app:// alike. */
export function paperAddress(): string {
  return new URL('paper.html', document.baseURI).href;
}

interface Waiting {
  take(reply: PaperReply): void;
  fail(reason: Error): void;
}

/** Speaks with the paper document that `frame` loads; the frame's address must be `paperAddress()`. */
export function connectPaper(frame: HTMLIFrameElement): PaperFrame {
  const waiting: Waiting[] = [];
  let ready: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => (ready = resolve));
  let queue: Promise<unknown> = loaded;

  const listen = (event: MessageEvent<PaperReply>) => {
    if (event.origin !== window.location.origin || event.source !== frame.contentWindow) return;
    if (event.data.type === 'wegbuch-paper:ready') ready();
    else waiting.shift()?.take(event.data);
  };
  window.addEventListener('message', listen);

  const ask = (request: PaperRequest) =>
    new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The paper did not answer.')), PATIENCE_MS);
      waiting.push({
        take(reply) {
          clearTimeout(timer);
          if (reply.type === 'wegbuch-paper:rendered') resolve(reply.pages);
          else reject(new Error('The paper could not lay out the letters.'));
        },
        fail: reject,
      });
      frame.contentWindow?.postMessage(request, window.location.origin);
    });

  return {
    render(models, options = { part: null, showWindow: false }) {
      const job = queue.then(() => ask({ type: 'wegbuch-paper:render', models, options }));
      queue = job.catch(() => undefined);
      return job;
    },
    end() {
      window.removeEventListener('message', listen);
      for (const each of waiting.splice(0)) each.fail(new Error('The paper was closed.'));
    },
  };
}
