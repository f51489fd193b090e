import { getDocument, InvalidPDFException, PDFWorker, TextLayer, type PDFDocumentProxy } from 'pdfjs-dist';
import decoderUrl from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url';
import { trustedScript } from '../../lib/trusted-script';
import workerUrl from './pdf.worker.ts?worker&url';

/** Why a PDF cannot be shown. */
export type PdfProblem = 'password' | 'unreadable';

/** Larger pictures inside a PDF are left out, in pixels: a page of A0 at 300 dpi has 140 million. */
const MOST_PICTURE_PIXELS = 160_000_000;
/** A page is drawn with at most so many pixels; beyond that it is enlarged. */
const MOST_CANVAS_PIXELS = 16_000_000;

export interface OpenPdf {
  pages: number;
  /**
   * Draws a page (from 1) so wide, in CSS pixels, onto the canvas, and lays its text over it. Gives whether there is
   * any text; null when `signal` ended it.
   */
  show(this: void, page: PageSpot): Promise<{ hasText: boolean } | null>;
  close(this: void): void;
}

export interface PageSpot {
  page: number;
  width: number;
  canvas: HTMLCanvasElement;
  /** Emptied and filled with the text of the page. */
  text: HTMLElement;
  signal: AbortSignal;
}

/** What went wrong when a PDF was opened, as far as a person can do something about it. */
export function pdfProblemOf(error: unknown): PdfProblem | null {
  if ((error as { name?: unknown } | null)?.name === 'PasswordException') return 'password';
  return error instanceof InvalidPDFException ? 'unreadable' : null;
}

/** Opens a PDF. Throws what `pdfProblemOf` explains. */
export async function openPdf(file: Blob): Promise<OpenPdf> {
  const port = new Worker(trustedScript(workerUrl), { type: 'module', name: 'wegbuch-pdf' });
  const worker = PDFWorker.create({ port });
  const close = () => {
    worker.destroy();
    port.terminate();
  };
  try {
    const document = await getDocument({
      data: new Uint8Array(await file.arrayBuffer()),
      worker,
      // The content security policy forbids all of it; nothing in a PDF may run or load anything.
      isEvalSupported: false,
      enableXfa: false,
      useWasm: false,
      // The one decoder that has no part in the worker; the library adds a name to the folder it takes this for.
      wasmUrl: `${new URL(decoderUrl, window.document.baseURI).href}?/`,
      maxImageSize: MOST_PICTURE_PIXELS,
    }).promise;
    return { pages: document.numPages, show: (page) => showPage(document, page), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function showPage(document: PDFDocumentProxy, spot: PageSpot): Promise<{ hasText: boolean } | null> {
  const { canvas, text, signal, width } = spot;
  const page = await document.getPage(spot.page);
  if (signal.aborted) return null;
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  const most = Math.sqrt(MOST_CANVAS_PIXELS / (viewport.width * viewport.height));
  const density = Math.min(window.devicePixelRatio, most);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  const transform = [density, 0, 0, density, 0, 0];
  const drawing = page.render({ canvas, viewport, transform });
  const content = await page.getTextContent();
  if (!signal.aborted) {
    text.replaceChildren();
    text.style.setProperty('--total-scale-factor', String(viewport.scale));
    await new TextLayer({ textContentSource: content, container: text, viewport }).render();
  }
  if (signal.aborted) drawing.cancel();
  signal.addEventListener('abort', () => drawing.cancel());
  try {
    await drawing.promise;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  return { hasText: content.items.some((item) => 'str' in item && item.str.trim() !== '') };
}
