import { ChevronDown, ChevronUp, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/icon-button';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import styles from './attachments.module.css';
import { type OpenPdf, openPdf, type PdfProblem, pdfProblemOf } from './pdf-document';

const ZOOMS = [1, 1.5, 2, 3] as const;

/** A PDF opened for as long as the view is there. */
function usePdf(file: Blob) {
  const [pdf, setPdf] = useState<OpenPdf | null>(null);
  const [problem, setProblem] = useState<PdfProblem | null>(null);
  useEffect(() => {
    let open: OpenPdf | null = null;
    let ended = false;
    openPdf(file).then(
      (opened) => {
        open = opened;
        if (ended) opened.close();
        else setPdf(opened);
      },
      (error: unknown) => setProblem(pdfProblemOf(error) ?? 'unreadable'),
    );
    return () => {
      ended = true;
      open?.close();
    };
  }, [file]);
  return { pdf, problem };
}

/** The width of an element in CSS pixels, as it changes. */
function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}

/** Pages of a PDF one by one: drawn, with their text over them for screen readers and for copying. */
export function PdfView({ file, name }: { file: Blob; name: string }) {
  const { t } = useTranslation('attachments');
  const { pdf, problem } = usePdf(file);
  if (problem) return <Notice meaning="danger" title={t(`pdf.${problem}`)} alert />;
  return pdf ? <Pages pdf={pdf} name={name} /> : <Skeleton rows={6} />;
}

function Pages({ pdf, name }: { pdf: OpenPdf; name: string }) {
  const { t } = useTranslation('attachments');
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(0);
  const { element: stage, width } = useWidth();
  const wide = Math.floor(width * (ZOOMS[zoom] ?? 1));
  const goTo = (wanted: number) => {
    setPage(Math.min(pdf.pages, Math.max(1, wanted)));
    stage.current?.scrollTo({ top: 0 });
  };
  const zoomTo = (wanted: number) => setZoom(Math.min(ZOOMS.length - 1, Math.max(0, wanted)));
  const onKeyDown = (event: KeyboardEvent) => {
    const deeds: Record<string, () => void> = {
      PageDown: () => goTo(page + 1),
      PageUp: () => goTo(page - 1),
      Home: () => goTo(1),
      End: () => goTo(pdf.pages),
      '+': () => zoomTo(zoom + 1),
      '-': () => zoomTo(zoom - 1),
    };
    const deed = event.ctrlKey || event.metaKey || event.altKey ? undefined : deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  return (
    <>
      <div className={styles.tools} role="toolbar" aria-label={t('view')}>
        <IconButton
          icon={ChevronUp}
          label={t('pdf.back')}
          isDisabled={page === 1}
          onPress={() => goTo(page - 1)}
        />
        <span role="status">{t('pdf.page', { page, pages: pdf.pages })}</span>
        <IconButton
          icon={ChevronDown}
          label={t('pdf.forward')}
          isDisabled={page === pdf.pages}
          onPress={() => goTo(page + 1)}
        />
        <IconButton
          icon={ZoomOut}
          label={t('zoomOut')}
          isDisabled={zoom === 0}
          onPress={() => zoomTo(zoom - 1)}
        />
        <span role="status">{t('percent', { percent: (ZOOMS[zoom] ?? 1) * 100 })}</span>
        <IconButton
          icon={ZoomIn}
          label={t('zoomIn')}
          isDisabled={zoom === ZOOMS.length - 1}
          onPress={() => zoomTo(zoom + 1)}
        />
      </div>
      {/* Reachable by keyboard: pages turn with Bild auf and Bild ab, arrows scroll. Paper is not mirrored with the desk. */}
      <div
        ref={stage}
        className={styles.stage}
        role="region"
        aria-label={name}
        tabIndex={0}
        dir="ltr"
        onKeyDown={onKeyDown}
      >
        {width > 0 && <Page key={`${page} ${wide}`} pdf={pdf} page={page} width={wide} />}
      </div>
    </>
  );
}

/** One page, of one size. */
function Page({ pdf, page, width }: { pdf: OpenPdf; page: number; width: number }) {
  const { t } = useTranslation('attachments');
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<'drawing' | 'text' | 'picture' | 'failed'>('drawing');
  useEffect(() => {
    const work = new AbortController();
    if (canvas.current && text.current) {
      pdf
        .show({ page, width, canvas: canvas.current, text: text.current, signal: work.signal })
        .then((done) => done && setShown(done.hasText ? 'text' : 'picture'))
        .catch(() => !work.signal.aborted && setShown('failed'));
    }
    return () => work.abort();
  }, [pdf, page, width]);
  return (
    <div
      className={styles.page}
      style={{ inlineSize: width, minBlockSize: width }}
      aria-busy={shown === 'drawing'}
    >
      {shown === 'failed' && <Notice meaning="danger" title={t('pdf.pageFailed')} alert />}
      <canvas
        ref={canvas}
        hidden={shown === 'failed'}
        {...(shown === 'picture' ? { role: 'img', 'aria-label': t('pdf.picture') } : { 'aria-hidden': true })}
      />
      <div ref={text} className={styles.textLayer} />
    </div>
  );
}
