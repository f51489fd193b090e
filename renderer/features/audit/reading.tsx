import { Clock3, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACTIONS } from '#shared/audit/entries';
import type { AuditLine, AuditReading, AuditRequestView } from '../../data/audit-api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { useMomentWords } from '../../lib/use-moment-words';
import { downloadFile } from '../../platform/backup-folder';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Mark } from '../../ui/mark';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { showToast } from '../../ui/toast';
import styles from './audit.module.css';

/** Lines shown at a time. */
const PAGE = 100;

/** Names of the files that lines are about, for whoever may read them anyway. */
function useFileNames(lines: readonly AuditLine[]): (id: string | null) => string | null {
  const { t } = useTranslation('audit');
  const ids = [...new Set(lines.flatMap(({ fileId }) => fileId ?? []))];
  const { value } = useLive(
    ['client-files'],
    async () => {
      const views = await Promise.all(ids.map((id) => data.documents.get('client-files', id)));
      return new Map(views.flatMap((view) => (view ? [[view.id, view.value] as const] : [])));
    },
    [ids.join(' ')],
  );
  return (id) => {
    if (id === null) return null;
    const file = value?.get(id);
    const { family = '', given = '' } = file?.name ?? {};
    return file ? `${[given, family].filter(Boolean).join(' ')} (${file.fileNumber})` : t('line.fileGone');
  };
}

/** What an entry says, in words. */
function useLineWords() {
  const { t } = useTranslation(['audit', 'conflicts']);
  const text = t as unknown as (key: string, options: Record<string, unknown>) => string;
  const kindOf = (kind: string) =>
    text(`audit:kind.${kind}`, { defaultValue: text(`conflicts:record.${kind}`, { defaultValue: kind }) });
  return ({ action, kind, purpose, count }: AuditLine): string => {
    const known = ACTIONS.includes(action);
    const parts = [
      known ? t(`audit:action.${action}`) : action,
      kind && kindOf(kind),
      count !== null &&
        (action === 'searched' || action === 'audit-read') &&
        t('audit:line.count', { count }),
      purpose &&
        text(`audit:reason.${purpose}`, {
          defaultValue: text(`erasure:reason.${purpose}`, { defaultValue: purpose }),
        }),
    ];
    return parts.filter(Boolean).join(' · ');
  };
}

/** What is wrong with the audits of single devices. */
function Chains({ reading }: { reading: AuditReading }) {
  const { t } = useTranslation('audit');
  const people = usePeople();
  const faulty = reading.chains.filter(({ fault }) => fault !== null);
  return (
    <div className={styles.stack}>
      {faulty.length === 0 ? (
        <Notice meaning="ok">{t('chain.whole', { count: reading.chains.length })}</Notice>
      ) : (
        faulty.map(({ deviceId, person, fault }) => (
          <Notice
            key={deviceId}
            meaning="danger"
            title={t('chain.broken', { name: people.nameOf(person) || deviceId })}
          >
            {t('chain.at', { number: fault?.number ?? 0 })}
          </Notice>
        ))
      )}
      {reading.closed > 0 && <Notice meaning="info">{t('chain.closed', { count: reading.closed })}</Notice>}
    </div>
  );
}

/** The lines of an audit that two persons opened, newest first. */
export function Reading({ request, reading }: { request: AuditRequestView; reading: AuditReading }) {
  const { t } = useTranslation(['audit', 'conflicts', 'erasure']);
  const words = useErrorWords();
  const moments = useMomentWords();
  const people = usePeople();
  const lineWords = useLineWords();
  const [shown, setShown] = useState(PAGE);
  const lines = reading.lines.slice(0, shown);
  const fileName = useFileNames(lines);
  const save = () => {
    data.audit.file(request.id).then(
      ({ name, text }) => downloadFile(name, new Blob([text], { type: 'application/json' })),
      (reason: unknown) => showToast({ message: words(reason) }),
    );
  };
  return (
    <Section
      look="file"
      title={t('audit:reading.title', { from: formatDate(request.from), to: formatDate(request.to) })}
      actions={
        <Button icon={Download} onPress={save}>
          {t('audit:reading.save')}
        </Button>
      }
    >
      <Chains reading={reading} />
      {lines.length === 0 && <p className={styles.help}>{t('audit:reading.none')}</p>}
      <RowList label={t('audit:title')}>
        {lines.map((line) => (
          <Row
            key={line.id}
            title={<Bidi>{lineWords(line)}</Bidi>}
            detail={
              <Bidi>
                {[
                  moments.moment(line.at),
                  people.nameOf(line.person) || t('audit:line.someone'),
                  fileName(line.fileId),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Bidi>
            }
            state={
              line.clockBack && (
                <Mark meaning="warn" icon={Clock3}>
                  {t('audit:line.clockBack')}
                </Mark>
              )
            }
          />
        ))}
      </RowList>
      {reading.lines.length > shown && (
        <Button onPress={() => setShown(shown + PAGE)}>{t('audit:reading.more')}</Button>
      )}
    </Section>
  );
}

/** Where the server and this device differed. */
export function Trouble({
  trouble,
}: {
  trouble: { action: 'server-behind' | 'chain-rejoined'; at: string };
}) {
  const { t } = useTranslation('audit');
  const moments = useMomentWords();
  return (
    <Notice meaning="warn" title={t(`action.${trouble.action}`)}>
      {t(`trouble.${trouble.action}`, { at: moments.moment(trouble.at) })}
    </Notice>
  );
}
