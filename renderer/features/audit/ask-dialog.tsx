import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIT_REASONS, type AuditReason } from '#shared/domain/audit-requests';
import { localDay } from '#shared/domain/days';
import type { ClientRow } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { Dialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import styles from './audit.module.css';

const MONTH_MS = 30 * 86_400_000;

/** One client file, if it is about one alone. */
function FileChoice({
  file,
  onChange,
}: {
  file: ClientRow | null;
  onChange: (file: ClientRow | null) => void;
}) {
  const { t } = useTranslation('audit');
  const [text, setText] = useState('');
  const { value: found } = useLive(
    ['client-files'],
    async () => (text.trim() === '' ? [] : data.clientFiles.search(text, 5)),
    [text],
  );
  if (file)
    return (
      <RowList label={t('ask.file')}>
        <Row
          title={<Bidi>{file.name}</Bidi>}
          detail={file.fileNumber}
          actions={<IconButton icon={X} label={t('ask.allFiles')} onPress={() => onChange(null)} />}
        />
      </RowList>
    );
  return (
    <div>
      <TextField label={t('ask.file')} help={t('ask.fileHelp')} value={text} onChange={setText} />
      {found && found.length > 0 && (
        <RowList label={t('ask.file')}>
          {found.map((row) => (
            <Row
              key={row.id}
              title={<Bidi>{row.name}</Bidi>}
              detail={row.fileNumber}
              actions={<Button onPress={() => onChange(row)}>{t('ask.thisFile')}</Button>}
            />
          ))}
        </RowList>
      )}
    </div>
  );
}

function useReasons() {
  const { t } = useTranslation('audit');
  return AUDIT_REASONS.map((value) => ({
    value,
    label: t(`reason.${value}`),
    hint: t(`reasonHint.${value}`),
  }));
}

/** Why, which days, and which file: what the second person decides about. */
export function AskDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['audit', 'common']);
  const words = useErrorWords();
  const [reason, setReason] = useState<AuditReason | null>(null);
  const [from, setFrom] = useState<string | null>(() => localDay(Date.now() - MONTH_MS));
  const [to, setTo] = useState<string | null>(() => localDay(Date.now()));
  const [file, setFile] = useState<ClientRow | null>(null);
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const reasons = useReasons();
  const required = t('common:problem.required');

  const ask = async () => {
    setChecked(true);
    if (reason === null || from === null || to === null || to < from || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await data.audit.ask({ reason, from, to, ...(file && { clientFileId: file.id }) });
      onClose();
    } catch (failure) {
      setProblem(failure);
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t('audit:ask.title')}
      isOpen
      onClose={onClose}
      dismissable={false}
      actions={
        <>
          <Button variant="primary" isPending={pending} onPress={() => void ask()}>
            {t('audit:ask.submit')}
          </Button>
          <Button onPress={onClose}>{t('common:action.cancel')}</Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{t('audit:ask.text')}</p>
        <Select
          label={t('audit:ask.reason')}
          options={reasons}
          value={reason}
          onChange={setReason}
          error={checked && reason === null ? required : undefined}
        />
        <div className={styles.days}>
          <DateField
            label={t('audit:ask.from')}
            value={from}
            onChange={setFrom}
            error={checked && from === null ? required : undefined}
          />
          <DateField
            label={t('audit:ask.to')}
            value={to}
            onChange={setTo}
            error={
              checked && to === null
                ? required
                : from !== null && to !== null && to < from
                  ? t('audit:ask.order')
                  : undefined
            }
          />
        </div>
        <FileChoice file={file} onChange={setFile} />
        {problem !== null && (
          <Notice meaning="danger" alert>
            {words(problem)}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
