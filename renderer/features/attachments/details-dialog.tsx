import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import styles from './attachments.module.css';

/** Name, day and note of a file. */
export function DetailsDialog({ view, onClose }: { view: View<'attachments'>; onClose: () => void }) {
  const { t } = useTranslation('attachments');
  const { t: common } = useTranslation('common');
  const errorWords = useErrorWords();
  const [name, setName] = useState(view.value.name);
  const [takenOn, setTakenOn] = useState(view.value.takenOn);
  const [note, setNote] = useState(view.value.note);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    try {
      await data.documents.change('attachments', view.id, { name: name.trim(), takenOn, note: note.trim() });
      onClose();
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog
      title={t('details')}
      size="s"
      isOpen
      dismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button variant="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>
            {t('saveDetails')}
          </Button>
          <Button variant="quiet" onPress={onClose}>
            {common('action.cancel')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField label={t('name')} value={name} onChange={setName} maxLength={200} required />
        <DateField
          label={t('takenOn')}
          value={takenOn}
          onChange={setTakenOn}
          max={todayIso()}
          maxWords={t('future')}
        />
        <TextArea label={t('note')} value={note} onChange={setNote} maxLength={2000} />
        {error !== null && <Notice meaning="danger" title={errorWords(error)} alert />}
      </div>
    </Dialog>
  );
}
