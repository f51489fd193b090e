import { useEffect, useRef, useState } from 'react';
import type { LetterModel } from '#shared/domain/letters';
import type { PaperOptions } from '#shared/letters/paper-protocol';
import { connectPaper, paperAddress, type PaperFrame } from '../platform/paper-frame';
import styles from './paper-view.module.css';

/** CSS px of a sheet of A4 and of the space between two (paper.css). */
const SHEET = { width: (210 * 96) / 25.4, height: (297 * 96) / 25.4, gap: (6 * 96) / 25.4 } as const;

/** The very sheets that would be printed, as wide as there is room. */
export function PaperView({
  label,
  model,
  part,
  showWindow,
  onPages,
}: {
  label: string;
  model: LetterModel;
  part: PaperOptions['part'];
  showWindow: boolean;
  onPages?: ((pages: number) => void) | undefined;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const paper = useRef<PaperFrame | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState(1);
  const [width, setWidth] = useState(0);
  const tell = useRef(onPages);
  useEffect(() => {
    tell.current = onPages;
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const connected = connectPaper(element);
    paper.current = connected;
    // Only now, so that no answer of the document can be missed.
    element.src = paperAddress();
    return () => {
      paper.current = null;
      connected.end();
    };
  }, []);

  useEffect(() => {
    let stale = false;
    paper.current?.render([model], { part, showWindow }).then(
      (count) => {
        if (stale) return;
        setPages(count);
        tell.current?.(count);
      },
      // A preview that was closed, or one the next change replaces: the print itself reports its failure.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [model, part, showWindow]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const height = pages * SHEET.height + (pages - 1) * SHEET.gap;
  const scale = width / SHEET.width;
  return (
    <div ref={box} className={styles.box} style={{ blockSize: height * scale }}>
      <iframe
        ref={frame}
        title={label}
        className={styles.paper}
        style={{ inlineSize: SHEET.width, blockSize: height, transform: `scale(${String(scale)})` }}
      />
    </div>
  );
}
