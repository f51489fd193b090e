import { FolderOpen, HardDriveDownload } from 'lucide-react';
import { useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupSummary } from '../../data/backup-api';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { backupFolder, chooseBackupFolder, mayChooseFolder } from '../../platform/backup-folder';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Section } from '../../ui/section';
import styles from './backup.module.css';
import { saveBackup } from './save-backup';

type Outcome = { did: 'saved' | 'checked'; summary: BackupSummary } | { problem: unknown };

/** How it went. */
function Told({ outcome }: { outcome: Outcome | null }) {
  const { t } = useTranslation('backup');
  const words = useErrorWords();
  const moments = useMomentWords();
  return (
    <>
      <div role="status">
        {outcome && 'summary' in outcome && (
          <Notice meaning="ok">
            {t(outcome.did, {
              at: moments.moment(outcome.summary.madeAt),
              files: outcome.summary.files,
              records: outcome.summary.records,
            })}
          </Notice>
        )}
      </div>
      {outcome && 'problem' in outcome && (
        <Notice meaning="danger" alert>
          {words(outcome.problem)}
        </Notice>
      )}
    </>
  );
}

/** Backups in the hands of people: save one, choose where they lie, see whether one is whole. */
export function BackupScreen() {
  const { t } = useTranslation('backup');
  const moments = useMomentWords();
  const [busy, setBusy] = useState<'save' | 'check' | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [turn, setTurn] = useState(0);
  const { value: state } = useLive([SYNC_TOPIC], () => data.backup.state(), [turn]);
  const { value: folder } = useLive([], backupFolder, [turn]);

  const run = async (what: 'save' | 'check', work: () => Promise<BackupSummary | null>) => {
    setBusy(what);
    setOutcome(null);
    try {
      const summary = await work();
      if (summary) setOutcome({ did: what === 'save' ? 'saved' : 'checked', summary });
    } catch (problem) {
      setOutcome({ problem });
    } finally {
      setBusy(null);
      setTurn((before) => before + 1);
    }
  };
  const choose = () => chooseBackupFolder().then(() => setTurn((before) => before + 1));
  const check = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file) void run('check', () => data.backup.check(file));
    event.target.value = '';
  };
  return (
    <>
      <PageHead
        title={t('title')}
        subtitle={state?.lastGood ? t('last', { at: moments.moment(state.lastGood) }) : t('none')}
      />
      <PageBody className={styles.page ?? ''}>
        <Told outcome={outcome} />
        <Section look="file" title={t('save.title')}>
          <p className={styles.help}>{t('save.help')}</p>
          <p className={styles.help}>
            {folder
              ? t('save.folder', { name: folder.name })
              : t(mayChooseFolder() ? 'save.noFolder' : 'save.download')}
          </p>
          <div className={styles.actions}>
            <Button
              variant="primary"
              icon={HardDriveDownload}
              isPending={busy === 'save'}
              onPress={() => void run('save', saveBackup)}
            >
              {t(busy === 'save' ? 'save.saving' : 'save.now')}
            </Button>
            {mayChooseFolder() && (
              <Button icon={FolderOpen} onPress={() => void choose()}>
                {t(folder ? 'save.otherFolder' : 'save.chooseFolder')}
              </Button>
            )}
          </div>
        </Section>
        <Section look="file" title={t('check.title')}>
          <p className={styles.help}>{t('check.help')}</p>
          <label className={styles.file}>
            {t(busy === 'check' ? 'check.checking' : 'check.choose')}
            <input type="file" accept=".wegbuch" disabled={busy !== null} onChange={check} />
          </label>
        </Section>
        <Section look="file" title={t('restore.title')}>
          <p className={styles.help}>{t('restore.help')}</p>
        </Section>
      </PageBody>
    </>
  );
}
