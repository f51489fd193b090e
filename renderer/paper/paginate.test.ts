import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paginate, type Block } from './paginate';

const text = (lines: number): Block => ({
  height: lines * 10,
  gap: 8,
  lines,
  keepWithNext: false,
  keepWithPrevious: false,
});
const solid = (height: number, change: Partial<Block> = {}): Block => ({ ...text(1), height, ...change });

describe('paginate', () => {
  it('keeps at least two lines of a paragraph on each side of a break', () => {
    expect(paginate([text(9), text(5)], 110, 200)).toEqual([
      [{ block: 0, from: 0, to: 9 }],
      [{ block: 1, from: 0, to: 5 }],
    ]);
    expect(paginate([text(9), text(5)], 140, 200)[0]?.[1]).toEqual({ block: 1, from: 0, to: 3 });
  });

  it('moves a heading along with its text', () => {
    const pages = paginate([text(8), solid(10, { keepWithNext: true }), solid(30)], 110, 200);
    expect(pages[1]?.map((piece) => piece.block)).toEqual([1, 2]);
  });

  it('never leaves the closing alone: two lines go with it', () => {
    const pages = paginate([text(10), solid(40, { keepWithPrevious: true })], 110, 200);
    expect(pages).toEqual([
      [{ block: 0, from: 0, to: 8 }],
      [
        { block: 0, from: 8, to: 10 },
        { block: 1, from: 0, to: 1 },
      ],
    ]);
  });

  it('prints every line exactly once, in order, and overfills no page', () => {
    const block = fc.record({
      lines: fc.integer({ min: 1, max: 40 }),
      heading: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 25 }), (made) => {
        const blocks = [
          ...made.map(({ lines, heading }) => (heading ? solid(10, { keepWithNext: true }) : text(lines))),
          solid(40, { keepWithPrevious: true }),
        ];
        const pages = paginate(blocks, 300, 400);
        const seen = pages
          .flat()
          .flatMap(({ block: at, from, to }) =>
            Array.from({ length: to - from }, (_, line) => `${String(at)}:${String(from + line)}`),
          );
        const all = blocks.flatMap(({ lines }, at) =>
          Array.from({ length: lines }, (_, line) => `${String(at)}:${String(line)}`),
        );
        expect(seen).toEqual(all);
        pages.forEach((pieces, index) => {
          const used = pieces.reduce((sum, piece, at) => {
            const of = blocks[piece.block] as Block;
            return (
              sum +
              (at > 0 && piece.from === 0 ? of.gap : 0) +
              (of.height / of.lines) * (piece.to - piece.from)
            );
          }, 0);
          expect(used).toBeLessThanOrEqual((index === 0 ? 300 : 400) + 0.1);
        });
      }),
    );
  });
});
