import { ArrowLeft, FileUp, FolderOpen } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupOutlook } from '../../data/backup-api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { FileButton } from '../../ui/file-button';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { PassphraseField } from './passphrase-field';

interface Chosen {
  file: Blob;
  outlook: BackupOutlook;
}

/** Step 1: which file. */
function FileForm({ onChosen }: { onChosen: (chosen: Chosen) => void }) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [problem, setProblem] = useState<unknown>(null);
  const choose = async (file: File) => {
    setProblem(null);
    try {
      onChosen({ file, outlook: await data.backup.look(file) });
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <div className={styles.form}>
      <p className={styles.help}>{t('restore.fileHelp')}</p>
      <span>
        <FileButton icon={FolderOpen} accept=".wegbuch" onFile={(file) => void choose(file)}>
          {t('restore.file')}
        </FileButton>
      </span>
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </div>
  );
}

/** Step 2: by passphrase or by the recovery sheet. */
function OpenForm({ file, outlook }: Chosen) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [way, setWay] = useState<'passphrase' | 'sheet'>('passphrase');
  const [personId, setPersonId] = useState(outlook.people[0]?.id ?? null);
  const [passphrase, setPassphrase] = useState('');
  const [groups, setGroups] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const person = outlook.people.find(({ id }) => id === personId);

  const restore = async (event: FormEvent) => {
    event.preventDefault();
    const ready = way === 'sheet' ? groups.trim() !== '' : personId !== null && passphrase !== '';
    if (!ready || pending) return;
    setPending(true);
    setProblem(null);
    try {
      if (way === 'sheet') await data.backup.restore({ file, groups });
      else if (personId !== null) {
        await data.backup.restore({ file, personId, passphrase });
        await data.security.unlock({ personId, passphrase });
      }
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void restore(event)}>
      {way === 'sheet' ? (
        <TextArea
          label={t('recover.groups')}
          help={t('recover.groupsHelp')}
          value={groups}
          onChange={setGroups}
        />
      ) : (
        <>
          {outlook.people.length > 1 && (
            <Select
              label={t('broken.person')}
              options={outlook.people.map(({ id, name }) => ({ value: id, label: name }))}
              value={personId}
              onChange={setPersonId}
            />
          )}
          <PassphraseField
            kind="current"
            label={t('unlock.passphraseOf', { name: person?.name ?? '' })}
            value={passphrase}
            onChange={setPassphrase}
            autoFocus
          />
        </>
      )}
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button type="submit" variant="primary" wide icon={FileUp} isPending={pending}>
        {t(pending ? 'restore.restoring' : 'restore.submit')}
      </Button>
      <Button variant="quiet" onPress={() => setWay(way === 'sheet' ? 'passphrase' : 'sheet')}>
        {t(way === 'sheet' ? 'restore.withPassphrase' : 'restore.withSheet')}
      </Button>
    </form>
  );
}

/** An office from a backup, on a device that has none. */
export function Restore({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation(['security', 'common']);
  const moments = useMomentWords();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <GateShell
      officeName={chosen?.outlook.officeName}
      title={t('security:restore.title')}
      subtitle={
        chosen
          ? t('security:restore.from', { at: moments.moment(chosen.outlook.madeAt) })
          : t('security:restore.subtitle')
      }
      above={
        <Button variant="quiet" icon={ArrowLeft} onPress={onBack} className={styles.back}>
          {t('common:action.back')}
        </Button>
      }
    >
      <div className={`${styles.sheet} ${styles.single}`}>
        {chosen ? <OpenForm {...chosen} /> : <FileForm onChosen={setChosen} />}
      </div>
    </GateShell>
  );
}
