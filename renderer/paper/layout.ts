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
export function partsOf(model: LetterModel): LetterPart[] {
  const parts = model.parts ?? ['original', 'client-copy'];
  return parts.filter((part) => part !== 'client-copy' || model.clientCopy !== null);
}

function prepare(source: SheetSource, bench: HTMLElement): Job {
  const flow = flowOf(source);
  const first = sheet(source, true);
  const column = element('div', 'text', ...flow.map((block) => block.node));
  bench.append(first, element('section', 'sheet', column));
  return { source, first, column, flow };
}

function measure({ flow }: Job): Block[] {
  return flow.map(({ node, breaks, keepWithNext, keepWithPrevious }) => {
    const style = getComputedStyle(node);
    const height = node.getBoundingClientRect().height;
    const lines = breaks ? Math.max(1, Math.round(height / parseFloat(style.lineHeight))) : 1;
    return { height, gap: parseFloat(style.marginBlockStart), lines, keepWithNext, keepWithPrevious };
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

/** Facts of one page form one list, rows of the client's copy one grid. */
function fillColumn(
  column: HTMLElement,
  entries: Array<{ kind: FlowBlock['kind']; node: HTMLElement }>,
): void {
  let list: HTMLElement | null = null;
  for (const { kind, node } of entries) {
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

function assemble(job: Job, blocks: Block[]): HTMLElement[] {
  const { source, first, flow } = job;
  const notice = source.part === 'client-copy' && source.model.clientCopy?.draft === true;
  const end = notice ? TEXT.endAboveNotice : TEXT.end;
  const pages = paginate(blocks, (end - TEXT.first) * MM, (end - TEXT.further) * MM);
  const nodes = nodesOf(job, pages, blocks);
  return pages.map((pieces, index) => {
    const page = index === 0 ? first : sheet(source, false);
    const column = element('div', index === 0 ? 'text' : 'text continued');
    fillColumn(
      column,
      pieces.flatMap((piece) => {
        const node = nodes.get(piece);
        return node ? [{ kind: flow[piece.block]?.kind ?? 'text', node }] : [];
      }),
    );
    page.append(column);
    endSheet(page, source, index + 1, pages.length);
    return page;
  });
}

/**
 * Lays letters out as sheets of A4. All of them are measured together and only then put together, so that a
 * job of a hundred letters costs two layouts. Resolves when the sheets stand in `target`.
 */
export async function layOut(
  models: readonly LetterModel[],
  part: LetterPart | null,
  target: HTMLElement,
): Promise<{ pages: number }> {
  const bench = element('div', 'bench');
  document.body.append(bench);
  const jobs = models.flatMap((model) =>
    partsOf(part === null ? model : { ...model, parts: [part] }).map((each) =>
      prepare({ model, part: each }, bench),
    ),
  );
  // A layout first names the fonts that are needed; only then is waiting for them meaningful.
  bench.getBoundingClientRect();
  await document.fonts.ready;
  const measured = jobs.map((job) => ({ job, blocks: measure(job) }));
  const sheets = measured.flatMap(({ job, blocks }) => assemble(job, blocks));
  target.replaceChildren(...sheets);
  bench.remove();
  for (const page of sheets) fitSheet(page);
  return { pages: sheets.length };
}
