import {
  CircleCheck,
  CloudDownload,
  Download,
  FileText,
  HardDrive,
  MoreHorizontal,
  Pencil,
  RefreshCw,
  Trash2,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttachmentState } from '../../data/attachments-api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Mark, type Meaning } from '../../ui/mark';
import { Menu } from '../../ui/menu';
import { Row } from '../../ui/row-list';
import { showToast } from '../../ui/toast';
import styles from './attachments.module.css';
import { DetailsDialog } from './details-dialog';
import { Preview } from './preview';
import { type Item, saveCopy } from './use-attachments';
import { pictureAddress, sizeWords } from './words';

const MARKS: Readonly<Record<AttachmentState['place'], [Meaning, LucideIcon]>> = {
  here: ['neutral', HardDrive],
  sending: ['info', RefreshCw],
  fetching: ['info', RefreshCw],
  server: ['ok', CircleCheck],
  away: ['neutral', CloudDownload],
  refused: ['warn', TriangleAlert],
  missing: ['warn', TriangleAlert],
};

function PlaceMark({ state }: { state: AttachmentState }) {
  const { t, i18n } = useTranslation('attachments');
  const { place, done, total, code } = state;
  const [meaning, icon] = MARKS[place];
  const sizes = { done: sizeWords(done, i18n.language), total: sizeWords(total, i18n.language) };
  return (
    <Mark meaning={meaning} icon={icon}>
      {place === 'refused' && code === 'blob-too-large' ? t('place.tooLarge') : t(`place.${place}`, sizes)}
    </Mark>
  );
}

/** One file: what it is, where it is, and what can be done with it. */
export function AttachmentRow({ view, state }: Item) {
  const { t, i18n } = useTranslation('attachments');
  const errorWords = useErrorWords();
  const [showing, setShowing] = useState<'preview' | 'details' | null>(null);
  const { name, note, takenOn, thumbnail, content } = view.value;

  const trying = (work: () => Promise<void>) => () => {
    work().catch((reason: unknown) => showToast({ message: errorWords(reason) }));
  };
  const save = trying(() => saveCopy(view));
  const remove = trying(async () => {
    await data.documents.remove('attachments', view.id);
    showToast({
      message: t('removed', { name }),
      undo: () => data.documents.restore('attachments', view.id),
    });
  });
  const keep = trying(() => data.attachments.keep(view.id, !state?.keep));
  const facts = [
    takenOn && formatDate(takenOn),
    t(`type.${content.mediaType}`),
    sizeWords(content.bytes, i18n.language),
  ];
  return (
    <Row
      anchor={
        thumbnail ? (
          <img className={styles.thumbnail} src={pictureAddress(thumbnail)} alt="" />
        ) : (
          <FileText className={styles.icon} aria-hidden />
        )
      }
      title={<bdi>{name}</bdi>}
      detail={
        <>
          {facts.filter(Boolean).join(' · ')}
          {note && (
            <>
              {' · '}
              <bdi>{note}</bdi>
            </>
          )}
        </>
      }
      state={state && <PlaceMark state={state} />}
      actions={
        <>
          <Button variant="quiet" aria-label={t('showOf', { name })} onPress={() => setShowing('preview')}>
            {t('show')}
          </Button>
          <Menu
            label={t('more', { name })}
            trigger={<IconButton icon={MoreHorizontal} label={t('more', { name })} />}
            actions={[
              { id: 'details', icon: Pencil, label: t('details'), onPress: () => setShowing('details') },
              { id: 'save', icon: Download, label: t('save'), onPress: save },
              ...(state && state.place !== 'here' && state.place !== 'refused'
                ? [{ id: 'keep', icon: HardDrive, label: t('keep'), checked: state.keep, onPress: keep }]
                : []),
              { id: 'remove', icon: Trash2, label: t('remove'), danger: true, gap: true, onPress: remove },
            ]}
          />
          {showing === 'preview' && <Preview view={view} onClose={() => setShowing(null)} />}
          {showing === 'details' && <DetailsDialog view={view} onClose={() => setShowing(null)} />}
        </>
      }
    />
  );
}
