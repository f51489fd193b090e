import { FileText, Printer, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecurityApi } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { formatDate, todayIso } from '../../lib/dates';
import { go, paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { ConfirmDialog } from '../../ui/dialog';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Qr } from '../../ui/qr';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import styles from './recovery-sheet.module.css';

type Sheet = NonNullable<Awaited<ReturnType<SecurityApi['recoverySheet']>>>;

/** The paper itself, as printed. German, because it lies in the office's safe. */
function Paper({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation('security');
  const paper = (key: 'title' | 'what' | 'store' | 'use' | 'warning' | 'qr' | 'date') =>
    t(`sheet.paper.${key}`, { lng: 'de', office: sheet.officeName, date: formatDate(todayIso()) });
  return (
    <article className={styles.paper} lang="de" dir="ltr">
      <h2>{paper('title')}</h2>
      <p className={styles.office}>{sheet.officeName}</p>
      <p>{paper('what')}</p>
      <div className={styles.secret}>
        <Qr text={sheet.qr} label={paper('qr')} className={styles.qr} />
        <ol className={styles.groups}>
          {sheet.groups.map((group, at) => (
            <li key={at}>
              <small>{at + 1}</small>
              {group}
            </li>
          ))}
        </ol>
      </div>
      <ol className={styles.steps}>
        <li>{paper('store')}</li>
        <li>{paper('use')}</li>
        <li>{paper('warning')}</li>
      </ol>
      <p className={styles.date}>{paper('date')}</p>
    </article>
  );
}

/** The same content as a text file, for offices that keep it on a stick in the safe. */
function saveAsText(sheet: Sheet, title: string, use: string): void {
  const lines = [
    title,
    sheet.officeName,
    '',
    ...sheet.groups.map((group, at) => `${at + 1}\t${group}`),
    '',
    use,
  ];
  const url = URL.createObjectURL(new Blob([lines.join('\r\n')], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'Notfallblatt.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

function Stored() {
  const { t } = useTranslation('security');
  return (
    <EmptyState look="page" alone icon={ShieldCheck} title={t('sheet.stored')}>
      {t('sheet.storedHelp')}
    </EmptyState>
  );
}

function SheetActions({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation(['security', 'common']);
  const words = useErrorWords();
  const [kept, setKept] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const stored = async () => {
    setAsking(false);
    try {
      await data.security.recoverySheetStored();
      showToast({ message: t('security:sheet.done') });
      go(paths.today);
    } catch (reason) {
      setProblem(reason);
    }
  };
  const german = (key: 'title' | 'use') => t(`security:sheet.paper.${key}`, { lng: 'de' });
  return (
    <div className={styles.actions}>
      <p>{t('security:sheet.why')}</p>
      <div className={styles.buttons}>
        <Button variant="primary" icon={Printer} onPress={() => window.print()}>
          {t('security:sheet.print')}
        </Button>
        <Button icon={FileText} onPress={() => saveAsText(sheet, german('title'), german('use'))}>
          {t('security:sheet.save')}
        </Button>
      </div>
      <Checkbox
        label={t('security:sheet.kept')}
        hint={t('security:sheet.keptHelp')}
        checked={kept}
        onChange={setKept}
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button icon={ShieldCheck} isDisabled={!kept} onPress={() => setAsking(true)}>
        {t('security:sheet.finish')}
      </Button>
      <ConfirmDialog
        title={t('security:sheet.confirmTitle')}
        isOpen={asking}
        confirm={t('security:sheet.confirm')}
        onConfirm={() => void stored()}
        onClose={() => setAsking(false)}
      >
        {t('security:sheet.confirmHelp')}
      </ConfirmDialog>
    </div>
  );
}

/** The office's second way in: shown until it lies in the safe, then never again. */
export function RecoverySheetScreen() {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const { value, status, error } = useLive([SECURITY_TOPIC], () => data.security.recoverySheet(), []);
  if (status === 'ready' && value === null) return <Stored />;
  return (
    <div className={styles.screen}>
      <PageHead title={t('sheet.title')} subtitle={t('sheet.subtitle')} />
      <PageBody className={styles.columns ?? ''}>
        {value ? (
          <>
            <Paper sheet={value} />
            <SheetActions sheet={value} />
          </>
        ) : error ? (
          <Notice meaning="danger">{words(error)}</Notice>
        ) : (
          <Skeleton />
        )}
      </PageBody>
    </div>
  );
}
