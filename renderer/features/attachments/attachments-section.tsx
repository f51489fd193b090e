import { Plus } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEDIA_TYPES } from '#shared/domain/attachments';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { AttachmentRow } from './attachment-row';
import styles from './attachments.module.css';
import { useAdding, useAttachments } from './use-attachments';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;

/** The files of one client, for the file's page. */
export function AttachmentsSection({ fileId }: { fileId: string }) {
  const { t } = useTranslation('attachments');
  const errorWords = useErrorWords();
  const { value, error } = useAttachments(fileId);
  const { add, adding, refused } = useAdding(fileId);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || isTyping(event.target)) return;
      event.preventDefault();
      void add(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [add]);

  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void add([...event.dataTransfer.files]);
  };
  return (
    <div
      className={classNames(styles.drop, over && styles.over)}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Section
        look="file"
        title={t('title')}
        {...(value && value.length > 0 && { count: value.length })}
        actions={
          <Button variant="quiet" icon={Plus} onPress={() => chooser.current?.click()}>
            {t('add')}
          </Button>
        }
      >
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          accept={MEDIA_TYPES.join(',')}
          onChange={({ target }) => {
            void add([...(target.files ?? [])]);
            target.value = '';
          }}
        />
        <div role="status">
          {adding > 0 && <p className={styles.adding}>{t('adding', { count: adding })}</p>}
        </div>
        {refused.map(({ name, reason }, at) => (
          <Notice key={at} meaning="danger" title={t('refused', { name })} alert>
            {reason}
          </Notice>
        ))}
        {error && <Notice meaning="danger" title={errorWords(error)} />}
        {!value && !error && <Skeleton rows={2} />}
        {value?.length === 0 && adding === 0 && <EmptyState title={t('none')}>{t('noneHelp')}</EmptyState>}
        {value && value.length > 0 && (
          <RowList label={t('title')}>
            {value.map((item) => (
              <AttachmentRow key={item.view.id} {...item} />
            ))}
          </RowList>
        )}
      </Section>
    </div>
  );
}
