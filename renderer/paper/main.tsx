import './jitless';
import type { LetterModel } from '#shared/domain/letters';
import { element } from './dom';
import './fonts.css';
import { layOut } from './layout';
import './paper.css';
import type { PaperApi, PaperOptions, PaperReply, PaperRequest } from '#shared/letters/paper-protocol';

declare global {
  interface Window {
    wegbuchPaper: PaperApi;
  }
}

let shown: HTMLElement = element('main', 'sheets');
document.getElementById('root')?.replaceWith(shown);
// Neutral on purpose: it becomes the title of the PDF and the suggestion for its file name.
document.title = 'Schreiben';

let queue: Promise<unknown> = Promise.resolve();

/** One job after the other: a preview that is typed into asks faster than paper is laid out. */
function render(models: readonly LetterModel[], options: PaperOptions): Promise<{ pages: number }> {
  const job = queue.then(async () => {
    document.body.classList.toggle('show-window', options.showWindow);
    const { pages, sheets } = await layOut(models, options.part, shown);
    shown = sheets;
    return { pages };
  });
  queue = job.catch(() => undefined);
  return job;
}

window.wegbuchPaper = { render: (models) => render(models, { part: null, showWindow: false }) };

const holder = window.parent === window ? (window.opener as Window | null) : window.parent;

function reply(message: PaperReply): void {
  holder?.postMessage(message, location.origin);
}

window.addEventListener('message', (event: MessageEvent<PaperRequest>) => {
  if (event.origin !== location.origin || event.source !== holder) return;
  if (event.data.type !== 'wegbuch-paper:render') return;
  render(event.data.models, event.data.options).then(
    ({ pages }) => reply({ type: 'wegbuch-paper:rendered', pages }),
    () => reply({ type: 'wegbuch-paper:failed' }),
  );
});
reply({ type: 'wegbuch-paper:ready' });
