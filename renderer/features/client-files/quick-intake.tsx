import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ClientRow } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toast';
import { isReady, useIntake } from './intake';
import { IntakeFields } from './intake-fields';
import { go, paths } from '../../lib/paths';
import styles from './quick-intake.module.css';
import { useCandidates } from './use-candidates';

/** Name, language, concern in a minute: the file exists as soon as name and language are there. */
export function QuickIntake({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('client-files');
  const errorWords = useErrorWords();
  const { intake, values, file, error } = useIntake();
  const doubles = useCandidates(values.name, values.birthDate, file?.id ?? null);

  const close = async () => {
    await intake.close();
    onClose();
  };
  const open = async () => {
    await intake.save();
    const { file: made } = intake.read();
    if (!made) return;
    await close();
    go(paths.clientFile(made.id));
  };
  const takeExisting = async (row: ClientRow) => {
    await intake.save();
    const made = intake.read().file;
    await keepConcern(row.id, values.concern);
    if (made) await data.documents.remove('client-files', made.id);
    intake.reset();
    onClose();
    go(paths.clientFile(row.id));
    if (made)
      showToast({ message: t('intake.merged'), undo: () => data.documents.restore('client-files', made.id) });
  };

  return (
    <Dialog
      title={t('intake.title')}
      isOpen={isOpen}
      onClose={() => void close()}
      size="side"
      dismissable={false}
      actions={
        <>
          <Button
            variant="primary"
            size="l"
            icon={ArrowRight}
            isDisabled={!file && !isReady(values)}
            onPress={() => void open()}
          >
            {t('intake.open')}
          </Button>
          <p role="status" className={styles.soft}>
            {file
              ? t('intake.saved', { fileNumber: file.value.fileNumber })
              : !isReady(values) && t('intake.waiting')}
          </p>
        </>
      }
    >
      <div className={styles.form}>
        <p className={styles.soft}>{t('intake.intro')}</p>
        <IntakeFields
          values={values}
          set={intake.set}
          afterName={
            doubles.length > 0 && <Doubles rows={doubles} onSame={(row) => void takeExisting(row)} />
          }
        />
        {error && (
          <Notice meaning="danger" title={t('notSaved')} alert>
            {errorWords(error)}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

/** People who may be the same one; two people may share name and birth date. */
function Doubles({ rows, onSame }: { rows: ClientRow[]; onSame: (row: ClientRow) => void }) {
  const { t } = useTranslation('client-files');
  return (
    <Notice meaning="neutral" title={t('intake.double', { count: rows.length })}>
      <ul className={styles.doubles}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              <Bidi>{row.name}</Bidi>{' '}
              <span className={styles.soft}>
                {row.birthDate ? formatDate(row.birthDate) : t('birth.unknown')}
              </span>
            </span>
            <Button variant="quiet" onPress={() => onSame(row)}>
              {t('intake.same')}
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** What was typed into the new file is not lost when the person already has one. */
async function keepConcern(id: string, concern: string): Promise<void> {
  if (!concern.trim()) return;
  const existing = await data.documents.get('client-files', id);
  const both = [existing?.value.concern, concern].filter(Boolean).join('\n');
  await data.documents.change('client-files', id, { concern: both });
}
