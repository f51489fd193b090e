import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Row, RowList } from '../../ui/row-list';
import { TextField } from '../../ui/text-field';
import styles from './erasure.module.css';

interface MoveDialogProps {
  what: string;
  fromFileId: string;
  onMove: (toFileId: string) => void;
  onClose: () => void;
}

/** Into which file an entry belongs. */
export function MoveDialog({ what, fromFileId, onMove, onClose }: MoveDialogProps) {
  const { t } = useTranslation('erasure');
  const [text, setText] = useState('');
  const { value: found } = useLive(['client-files'], () => data.clientFiles.search(text, 8), [text]);
  const files = found?.filter(({ id }) => id !== fromFileId) ?? [];
  return (
    <Dialog title={t('move.title', { what })} isOpen onClose={onClose}>
      <div className={styles.form}>
        <p>{t('move.text')}</p>
        <TextField label={t('move.search')} help={t('move.help')} value={text} onChange={setText} />
        {files.length === 0 ? (
          <p role="status">{t('move.nothing')}</p>
        ) : (
          <RowList label={t('move.search')}>
            {files.map(({ id, name, fileNumber, birthDate }) => (
              <Row
                key={id}
                title={<Bidi>{name}</Bidi>}
                detail={[fileNumber, birthDate].filter(Boolean).join(' · ')}
                actions={<Button onPress={() => onMove(id)}>{t('move.here')}</Button>}
              />
            ))}
          </RowList>
        )}
      </div>
    </Dialog>
  );
}
