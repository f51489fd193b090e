import { Download, RotateCw, ZoomIn, ZoomOut } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import styles from './attachments.module.css';
import { saveCopy } from './use-attachments';

const ZOOMS = ['100', '150', '200', '300'] as const;

function Picture({ image, name }: { image: ImageBitmap; name: string }) {
  const { t } = useTranslation('attachments');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [turns, setTurns] = useState(0);
  const [zoom, setZoom] = useState(0);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    const sideways = turns % 2 === 1;
    canvas.current.width = sideways ? image.height : image.width;
    canvas.current.height = sideways ? image.width : image.height;
    context.translate(canvas.current.width / 2, canvas.current.height / 2);
    context.rotate((turns * Math.PI) / 2);
    context.drawImage(image, -image.width / 2, -image.height / 2);
  }, [image, turns]);
  return (
    <>
      <div className={styles.tools} role="toolbar" aria-label={t('view')}>
        <IconButton
          icon={ZoomOut}
          label={t('zoomOut')}
          isDisabled={zoom === 0}
          onPress={() => setZoom(zoom - 1)}
        />
        <span role="status">{t('percent', { percent: ZOOMS[zoom] })}</span>
        <IconButton
          icon={ZoomIn}
          label={t('zoomIn')}
          isDisabled={zoom === ZOOMS.length - 1}
          onPress={() => setZoom(zoom + 1)}
        />
        <IconButton icon={RotateCw} label={t('turn')} onPress={() => setTurns((turns + 1) % 4)} />
      </div>
      {/* Reachable by keyboard, so that it can be scrolled without a mouse. A picture is not mirrored with the desk. */}
      <div className={styles.stage} role="region" aria-label={name} tabIndex={0} dir="ltr">
        <canvas ref={canvas} role="img" aria-label={name} data-zoom={ZOOMS[zoom]} />
      </div>
    </>
  );
}

/** Its own chunk: whoever opens no PDF never loads what shows them. */
const PdfView = lazy(async () => ({ default: (await import('./pdf-view')).PdfView }));

type Content = { image: ImageBitmap } | { text: string } | { pdf: Blob };

async function contentOf({ id, value }: View<'attachments'>): Promise<Content> {
  const file = await data.attachments.open(id);
  const { mediaType } = value.content;
  if (mediaType === 'application/pdf') return { pdf: file };
  return mediaType === 'text/plain' ? { text: await file.text() } : { image: await createImageBitmap(file) };
}

/** A picture, text or PDF, opened on this screen only. */
export function Preview({ view, onClose }: { view: View<'attachments'>; onClose: () => void }) {
  const { t } = useTranslation('attachments');
  const errorWords = useErrorWords();
  const [content, setContent] = useState<Content | null>(null);
  const [error, setError] = useState<unknown>(null);
  const asked = useRef(view);
  useEffect(() => {
    let open = true;
    contentOf(asked.current).then(
      (found) => open && setContent(found),
      (reason: unknown) => open && setError(reason),
    );
    return () => {
      open = false;
    };
  }, []);
  const { name } = view.value;
  const save = () => saveCopy(view).catch((reason: unknown) => showToast({ message: errorWords(reason) }));
  return (
    <Dialog
      title={name}
      size="l"
      isOpen
      onClose={onClose}
      actions={
        <Button icon={Download} onPress={() => void save()}>
          {t('save')}
        </Button>
      }
    >
      {error !== null && <Notice meaning="danger" title={errorWords(error)} alert />}
      {error === null && !content && <Skeleton rows={6} />}
      {content && 'image' in content && <Picture image={content.image} name={name} />}
      {content && 'pdf' in content && (
        <Suspense fallback={<Skeleton rows={6} />}>
          <PdfView file={content.pdf} name={name} />
        </Suspense>
      )}
      {content && 'text' in content && (
        <pre className={styles.text} dir="auto">
          {content.text}
        </pre>
      )}
    </Dialog>
  );
}
