import { Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ERASURE_REASONS, type ErasureReason } from '#shared/domain/erasures';
import { data } from '../../data/client';
import type { UnsyncedView } from '../../data/erasure-api';
import { useErrorWords } from '../../i18n/errors';
import type { FieldWords } from '../../i18n/field-words';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import styles from './erasure.module.css';

const OF_FILES = ERASURE_REASONS.filter((reason) => reason !== 'wrong-file' && reason !== 'wrong-entry');

interface EraseFileProps {
  fileId: string;
  number: string;
  unsynced: readonly UnsyncedView[];
  words: FieldWords;
}

/** The whole file: what goes, what stays, and its number typed by hand. */
export function EraseFile({ fileId, number, unsynced, words }: EraseFileProps) {
  const { t } = useTranslation('erasure');
  const errorWords = useErrorWords();
  const [reason, setReason] = useState<ErasureReason | null>(null);
  const [typed, setTyped] = useState('');
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const right = typed.trim().toUpperCase() === number.toUpperCase();

  const erase = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!right || reason === null || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await data.erasure.eraseFile(fileId, reason);
    } catch (failure) {
      setProblem(failure);
    } finally {
      setPending(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void erase(event)}>
      <p>{t('file.goes')}</p>
      <p>{t('file.stays')}</p>
      {unsynced.length > 0 && (
        <div>
          <p>{t('file.unsynced', { count: unsynced.length })}</p>
          <ul className={styles.list}>
            {unsynced.map(({ collection, id, value }) => (
              <li key={id}>
                <Bidi>{words.record(collection, value)}</Bidi>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Select
        label={t('file.reason')}
        options={OF_FILES.map((value) => ({ value, label: t(`reason.${value}`) }))}
        value={reason}
        onChange={setReason}
      />
      <TextField
        label={t('file.typed')}
        help={t('file.typedHelp', { number })}
        value={typed}
        onChange={setTyped}
        dir="ltr"
        error={checked && !right ? t('file.typedWrong') : undefined}
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {errorWords(problem)}
        </Notice>
      )}
      <p>
        <strong>{t('file.final')}</strong>
      </p>
      <div>
        <Button
          type="submit"
          variant="danger"
          icon={Trash2}
          isDisabled={reason === null || typed === ''}
          isPending={pending}
        >
          {t('file.submit')}
        </Button>
      </div>
    </form>
  );
}
