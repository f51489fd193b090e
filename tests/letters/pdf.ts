import { getDocument, OPS, Util, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Millimetres of one PDF point. */
const MM = 25.4 / 72;

/** A run of text: left edge and baseline, mm from the upper left corner of the sheet. */
export interface Run {
  text: string;
  left: number;
  right: number;
  baseline: number;
  /** Font size in points. */
  size: number;
}

/** Something drawn (a mark, a rule): its box, mm from the upper left corner. */
export interface Shape {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface ReadPage {
  width: number;
  height: number;
  runs: Run[];
  shapes: Shape[];
}

export interface ReadPdf {
  pages: ReadPage[];
  title: string;
  language: string | null;
  tagged: boolean;
}

/** Reads positions out of the PDF itself: what the printer gets, not what the page meant. */
export async function readPdf(pdf: Uint8Array): Promise<ReadPdf> {
  const document = await getDocument({ data: new Uint8Array(pdf), useSystemFonts: false, verbosity: 0 })
    .promise;
  const [meta, mark] = [await document.getMetadata(), await document.getMarkInfo()];
  const info = meta.info as { Title?: string; Language?: string | null };
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number++)
    pages.push(await readPage(await document.getPage(number)));
  await document.destroy();
  return {
    pages,
    title: info.Title ?? '',
    language: info.Language ?? null,
    tagged: (mark as { Marked?: boolean } | null)?.Marked === true,
  };
}

async function readPage(page: PDFPageProxy): Promise<ReadPage> {
  const [, , width = 0, height = 0] = page.view;
  const content = await page.getTextContent();
  const runs = content.items.flatMap((item): Run[] => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
    return [
      {
        text: item.str,
        left: x * MM,
        right: (x + item.width) * MM,
        baseline: (height - y) * MM,
        size: Math.hypot(a, b),
      },
    ];
  });
  return { width: width * MM, height: height * MM, runs, shapes: await readShapes(page, height) };
}

/** Boxes of all painted paths, with the transformations that stand around them. */
async function readShapes(page: PDFPageProxy, height: number): Promise<Shape[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const shapes: Shape[] = [];
  const saved: number[][] = [];
  let matrix = [1, 0, 0, 1, 0, 0];
  fnArray.forEach((operation, index) => {
    const args = argsArray[index] as unknown[] | null;
    if (operation === OPS.save) saved.push(matrix);
    else if (operation === OPS.restore) matrix = saved.pop() ?? matrix;
    else if (operation === OPS.transform) matrix = Util.transform(matrix, args);
    else if (operation === OPS.constructPath) {
      const box = args?.[2] as ArrayLike<number> | undefined;
      if (!box || args?.[0] === OPS.endPath) return;
      const corner = (x: number, y: number) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
        return [(a * x + c * y + e) * MM, (height - (b * x + d * y + f)) * MM] as const;
      };
      const [x1, y1] = corner(box[0] ?? 0, box[1] ?? 0);
      const [x2, y2] = corner(box[2] ?? 0, box[3] ?? 0);
      shapes.push({
        left: Math.min(x1, x2),
        right: Math.max(x1, x2),
        top: Math.min(y1, y2),
        bottom: Math.max(y1, y2),
      });
    }
  });
  return shapes;
}
