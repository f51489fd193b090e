import type { LetterModel, LetterPart } from '#shared/domain/letters';
import { element } from './dom';
import { fitSheet } from './fit';
import { flowOf, type FlowBlock } from './flow';
import { paginate, type Block, type Piece } from './paginate';
import { endSheet, sheet, type SheetSource } from './sheet';

/** CSS px of one millimetre. */
const MM = 96 / 25.4;
/** Where the text begins and ends on a sheet, mm from its upper edge (DIN 5008 form B). */
const TEXT = { first: 98.46, further: 34, end: 269.5, endAboveNotice: 263.5 } as const;

interface Job {
  source: SheetSource;
  first: HTMLElement;
  column: HTMLElement;
  flow: FlowBlock[];
}

/** The parts of a letter in the order they are printed. */
function partsOf(model: LetterModel): LetterPart[] {
  const parts = model.parts ?? ['original', 'client-copy'];
  return parts.filter((part) => part !== 'client-copy' || model.clientCopy !== null);
}

/** Facts of one page form one list. */
function fillColumn(column: HTMLElement, blocks: ReadonlyArray<Pick<FlowBlock, 'kind' | 'node'>>): void {
  let list: HTMLElement | null = null;
  for (const { kind, node } of blocks) {
    if (kind !== 'fact') {
      list = null;
      column.append(node);
      continue;
    }
    if (list === null) {
      list = element('dl', 'facts');
      column.append(list);
    }
    list.append(node);
  }
}

function prepare(source: SheetSource, bench: HTMLElement): Job {
  const flow = flowOf(source);
  const column = element('div', 'text');
  fillColumn(column, flow);
  const first = sheet(source, true);
  first.append(column);
  bench.append(first);
  return { source, first, column, flow };
}

function measure({ flow }: Job): Block[] {
  return flow.map(({ node, kind, breaks, keepWithNext, keepWithPrevious }) => {
    const style = getComputedStyle(node);
    // The space above a list of facts belongs to the list, not to its first fact.
    const leads = kind === 'fact' && node.previousElementSibling === null && node.parentElement;
    const gap = parseFloat(leads ? getComputedStyle(leads).marginBlockStart : style.marginBlockStart);
    const height = node.getBoundingClientRect().height;
    const lines = breaks ? Math.max(1, Math.round(height / parseFloat(style.lineHeight))) : 1;
    return { height, gap, lines, keepWithNext, keepWithPrevious };
  });
}

/** Offset of the first character of each given line of a paragraph that consists of one text node. */
function lineStarts(node: HTMLElement, wanted: readonly number[]): Map<number, number> {
  const starts = new Map<number, number>();
  const text = node.firstChild;
  if (!(text instanceof Text)) return starts;
  const top = node.getBoundingClientRect().top;
  const lineHeight = parseFloat(getComputedStyle(node).lineHeight);
  const range = document.createRange();
  for (let offset = 0; offset < text.length; offset++) {
    range.setStart(text, offset);
    range.setEnd(text, offset + 1);
    const rect = range.getClientRects()[0];
    if (!rect || rect.width === 0) continue;
    const line = Math.floor((rect.top + rect.height / 2 - top) / lineHeight);
    if (!starts.has(line)) starts.set(line, offset);
  }
  return new Map(wanted.map((line) => [line, starts.get(line) ?? text.length]));
}

/** The node of a piece: the block itself, or a copy that holds only the lines of this piece. */
function nodesOf(job: Job, pages: Piece[][], blocks: Block[]): Map<Piece, HTMLElement> {
  const nodes = new Map<Piece, HTMLElement>();
  const pieces = pages.flat();
  for (const [at, { node }] of job.flow.entries()) {
    const own = pieces.filter((piece) => piece.block === at);
    const [only] = own;
    if (own.length === 1 && only) {
      nodes.set(only, node);
      continue;
    }
    const text = node.textContent ?? '';
    const starts = lineStarts(
      node,
      own.map((piece) => piece.from),
    );
    for (const piece of own) {
      const begin = starts.get(piece.from) ?? 0;
      const end = own.find((next) => next.from === piece.to);
      const cut = text.slice(begin, end ? (starts.get(end.from) ?? text.length) : text.length);
      nodes.set(
        piece,
        element('p', node.className, piece.to < (blocks[at]?.lines ?? 1) ? cut.trimEnd() : cut),
      );
    }
  }
  return nodes;
}

function assemble(job: Job, blocks: Block[]): HTMLElement[] {
  const { source, first, column, flow } = job;
  const notice = source.part === 'client-copy' && source.model.clientCopy?.draft === true;
  const end = notice ? TEXT.endAboveNotice : TEXT.end;
  const pages = paginate(blocks, (end - TEXT.first) * MM, (end - TEXT.further) * MM);
  const nodes = pages.length > 1 ? nodesOf(job, pages, blocks) : new Map<Piece, HTMLElement>();
  const contents = pages.map((pieces) =>
    pieces.flatMap((piece) => {
      const node = nodes.get(piece);
      return node ? [{ kind: flow[piece.block]?.kind ?? 'text', node }] : [];
    }),
  );
  if (pages.length > 1) column.replaceChildren();
  const sheets = contents.map((content, index) => {
    if (index === 0) {
      fillColumn(column, content);
      return first;
    }
    const continued = element('div', 'text continued');
    fillColumn(continued, content);
    const page = sheet(source, false);
    page.append(continued);
    return page;
  });
  first.after(...sheets.slice(1));
  sheets.forEach((page, index) => endSheet(page, source, index + 1, sheets.length));
  return sheets;
}

/**
 * Lays letters out as sheets of A4 and shows them in place of `shown`. Every letter is set once on its first
 * sheet and measured there, all of them in one layout; only what does not fit moves to further sheets.
 */
export async function layOut(
  models: readonly LetterModel[],
  part: LetterPart | null,
  shown: HTMLElement,
): Promise<{ pages: number; sheets: HTMLElement }> {
  const target = element('main', 'sheets bench');
  const jobs = models.flatMap((model) =>
    partsOf(part === null ? model : { ...model, parts: [part] }).map((each) =>
      prepare({ model, part: each }, target),
    ),
  );
  shown.after(target);
  // A layout first names the fonts that are needed; only then is waiting for them meaningful.
  target.getBoundingClientRect();
  await document.fonts.ready;
  const measured = jobs.map((job) => ({ job, blocks: measure(job) }));
  const sheets = measured.flatMap(({ job, blocks }) => assemble(job, blocks));
  for (const page of sheets) fitSheet(page);
  target.classList.remove('bench');
  shown.remove();
  return { pages: sheets.length, sheets: target };
}
