import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { isClientLanguage } from '../../i18n/languages';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { TextField } from '../../ui/text-field';
import type { ArrivalView } from './arrivals';
import styles from './queue.module.css';
import { splitName } from './split-name';

interface NewFileFormProps {
  arrival: ArrivalView;
  onClose: () => void;
  onBack: () => void;
  onDone: (clientFileId: string, name: string, mark: 'new-file') => Promise<void>;
}

/** The shortest way to a file: the name; language, concern and birth year come from the check-in. */
export function NewFileForm({ arrival, onClose, onBack, onDone }: NewFileFormProps) {
  const { t } = useTranslation('queue');
  const words = useErrorWords();
  const { number, name: said, birthYear, language, reason } = arrival.value;
  const start = splitName(said ?? '');
  const [family, setFamily] = useState(start.family);
  const [given, setGiven] = useState(start.given);
  const [original, setOriginal] = useState(start.original);
  const [year, setYear] = useState(birthYear === null ? '' : String(birthYear));
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const named = `${family}${given}${original}`.trim() !== '';
  const yearFits = /^((19|20)\d\d)?$/.test(year.trim());
  const create = async () => {
    setTried(true);
    if (!named || !yearFits) return;
    try {
      const file = await data.clientFiles.create({
        name: { family: (family || (given ? '' : original)).trim(), given: given.trim(), block: false },
        ...(original.trim() !== '' && { nameOriginal: { text: original.trim(), language } }),
        ...(year.trim() !== '' && { birthDate: year.trim() }),
        ...(isClientLanguage(language) && { language }),
        ...(reason && { concern: t(`reason.${reason}`) }),
        interpreter: 'open',
      });
      await onDone(file.id, [given, family].filter(Boolean).join(' ') || original, 'new-file');
    } catch (failure) {
      setProblem(failure);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void create();
  };
  return (
    <Dialog
      title={t('assign.newFileTitle', { number })}
      isOpen
      onClose={onClose}
      size="m"
      dismissable={false}
      actions={
        <>
          <Button variant="primary" onPress={() => void create()}>
            {t('assign.create')}
          </Button>
          <Button onPress={onBack}>{t('assign.backToSearch')}</Button>
        </>
      }
    >
      <form className={styles.assign} onSubmit={submit}>
        <TextField
          label={t('assign.family')}
          value={family}
          onChange={setFamily}
          autoFocus
          error={tried && !named ? t('assign.nameNeeded') : undefined}
        />
        <TextField label={t('assign.given')} value={given} onChange={setGiven} />
        <TextField label={t('assign.original')} value={original} onChange={setOriginal} lang={language} />
        <TextField
          label={t('assign.birthYear')}
          value={year}
          onChange={setYear}
          inputMode="numeric"
          maxLength={4}
          error={tried && !yearFits ? t('assign.yearWrong') : undefined}
        />
        {problem !== null && (
          <Notice meaning="danger" alert>
            {words(problem)}
          </Notice>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
