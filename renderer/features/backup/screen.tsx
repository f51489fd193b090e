import { FileSearch, FolderOpen, HardDriveDownload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupSummary } from '../../data/backup-api';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { FileButton } from '../../ui/file-button';
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
              count: outcome.summary.files,
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
  const { value: folder } = useLive([], () => platform.backups.current(), [turn]);

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
  const choose = () => platform.backups.choose().then(() => setTurn((before) => before + 1));
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
              : t(platform.backups.mayChoose() ? 'save.noFolder' : 'save.download')}
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
            {platform.backups.mayChoose() && (
              <Button icon={FolderOpen} onPress={() => void choose()}>
                {t(folder ? 'save.otherFolder' : 'save.chooseFolder')}
              </Button>
            )}
          </div>
        </Section>
        <Section look="file" title={t('check.title')}>
          <p className={styles.help}>{t('check.help')}</p>
          <FileButton
            icon={FileSearch}
            accept=".wegbuch"
            isPending={busy === 'check'}
            isDisabled={busy !== null}
            onFile={(file) => void run('check', () => data.backup.check(file))}
          >
            {t(busy === 'check' ? 'check.checking' : 'check.choose')}
          </FileButton>
        </Section>
        <Section look="file" title={t('restore.title')}>
          <p className={styles.help}>{t('restore.help')}</p>
        </Section>
      </PageBody>
    </>
  );
}
