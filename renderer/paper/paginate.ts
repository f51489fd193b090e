/** A block of the text as measured; all heights in CSS px. */
export interface Block {
  height: number;
  /** Space above it unless it is the first on its page. */
  gap: number;
  /** Number of lines if it may break between them, else 1. */
  lines: number;
  keepWithNext: boolean;
  keepWithPrevious: boolean;
}

/** Lines `from` (inclusive) to `to` (exclusive) of a block, placed on a page. */
export interface Piece {
  block: number;
  from: number;
  to: number;
}

/** Fewest lines of a paragraph on either side of a page break (orphans, widows). */
const FEWEST_LINES = 2;

interface Page {
  pieces: Piece[];
  used: number;
  room: number;
}

/**
 * Breaks blocks into pages of `firstRoom` and then `nextRoom` px: at lines inside paragraphs, never leaving
 * fewer than two of them alone, a heading never apart from its text, the closing never alone on a page.
 * A block taller than a whole page that cannot break stands on a page of its own.
 */
export function paginate(blocks: readonly Block[], firstRoom: number, nextRoom: number): Piece[][] {
  const pages: Page[] = [{ pieces: [], used: 0, room: firstRoom }];
  const heightOf = (block: Block, from: number, to: number) => (block.height / block.lines) * (to - from);
  const place = (page: Page, piece: Piece) => {
    const block = blocks[piece.block];
    if (!block) return;
    const gap = page.pieces.length === 0 || piece.from > 0 ? 0 : block.gap;
    page.used += gap + heightOf(block, piece.from, piece.to);
    page.pieces.push(piece);
  };
  const turn = (last: Page, pulled: Piece[]): Page => {
    const page: Page = { pieces: [], used: 0, room: nextRoom };
    last.pieces.splice(last.pieces.length - pulled.length, pulled.length);
    for (const piece of pulled) place(page, piece);
    pages.push(page);
    return page;
  };

  let page = pages[0] as Page;
  blocks.forEach((block, at) => {
    let from = 0;
    for (;;) {
      const gap = page.pieces.length === 0 || from > 0 ? 0 : block.gap;
      const free = page.room - page.used - gap + 0.01;
      if (heightOf(block, from, block.lines) <= free) {
        place(page, { block: at, from, to: block.lines });
        return;
      }
      const fitting = Math.floor(free / heightOf(block, 0, 1));
      const taken = Math.min(fitting, block.lines - from - FEWEST_LINES);
      if (block.lines > 1 && taken >= FEWEST_LINES) {
        place(page, { block: at, from, to: from + taken });
        from += taken;
        page = turn(page, []);
      } else if (page.pieces.length === 0) {
        place(page, { block: at, from, to: block.lines });
        return;
      } else {
        page = turn(page, from > 0 ? [] : companions(blocks, page.pieces, block));
      }
    }
  });
  return pages.map((done) => done.pieces);
}

/** Pieces at the end of a page that must move along with `block`; splits a long paragraph to spare two lines. */
function companions(blocks: readonly Block[], pieces: Piece[], block: Block): Piece[] {
  let start = pieces.length;
  const last = pieces.at(-1);
  const lastBlock = last && blocks[last.block];
  if (block.keepWithPrevious && last && lastBlock) {
    const lines = last.to - last.from;
    if (lastBlock.lines > 1 && lines >= 2 * FEWEST_LINES) {
      const pulled = { ...last, from: last.to - FEWEST_LINES };
      last.to = pulled.from;
      pieces.push(pulled);
      return [pulled];
    }
    if (pieces.length > 1) start--;
  }
  while (start > 1 && blocks[pieces[start - 1]?.block ?? -1]?.keepWithNext === true) start--;
  return pieces.slice(start);
}
