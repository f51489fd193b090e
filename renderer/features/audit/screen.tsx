import { BookOpenCheck, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIT_READERS } from '#shared/security/rights';
import type { Person } from '../../data/api';
import type { AuditReading, AuditRequestView } from '../../data/audit-api';
import { data, SECURITY_TOPIC, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { formatDate, formatTime } from '../../lib/dates';
import { useMomentWords } from '../../lib/use-moment-words';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { showToast } from '../../ui/toast';
import { AskDialog } from './ask-dialog';
import styles from './audit.module.css';
import { Reading, Trouble } from './reading';

const NOTED = ['read', 'searched', 'changed', 'out', 'device', 'audit'] as const;
const TOPICS = ['audit-requests', SECURITY_TOPIC, SYNC_TOPIC];

/** What is noted, what never is, and for how long: for everybody, since it is about everybody. */
function WhatIsNoted({ days }: { days: number | null }) {
  const { t } = useTranslation('audit');
  return (
    <Section look="file" title={t('noted.title')}>
      <p className={styles.help}>{t('noted.text')}</p>
      <ul className={styles.list}>
        {NOTED.map((what) => (
          <li key={what}>{t(`noted.${what}`)}</li>
        ))}
      </ul>
      <p className={styles.help}>{t('noted.never')}</p>
      <p className={styles.help}>{t('noted.kept', { count: days ?? 183 })}</p>
    </Section>
  );
}

interface RequestsProps {
  requests: readonly AuditRequestView[];
  onOpen: (request: AuditRequestView) => void;
}

/** Wishes to read the audit, each with what this person can do about it. */
function Requests({ requests, onOpen }: RequestsProps) {
  const { t } = useTranslation(['audit', 'common']);
  const words = useErrorWords();
  const moments = useMomentWords();
  const people = usePeople();
  const [asked, setAsked] = useState<AuditRequestView | null>(null);
  const nameOf = ({ by }: AuditRequestView) => people.nameOf(by) || t('audit:line.someone');
  const stateOf = ({ state, until }: AuditRequestView) =>
    state === 'open' && until
      ? t('audit:request.open', { time: formatTime(until) })
      : t(`audit:request.${state}`);
  const consent = ({ id }: AuditRequestView) => {
    setAsked(null);
    data.audit.consent(id).then(
      () => showToast({ message: t('audit:consent.done') }),
      (reason: unknown) => showToast({ message: words(reason) }),
    );
  };
  if (requests.length === 0) return <p className={styles.help}>{t('audit:request.none')}</p>;
  return (
    <>
      <RowList label={t('audit:request.title')}>
        {requests.map((request) => (
          <Row
            key={request.id}
            past={request.state === 'over'}
            title={`${t(`audit:reason.${request.reason}`)} · ${formatDate(request.from)} – ${formatDate(request.to)}`}
            detail={
              <Bidi>
                {[
                  t('audit:request.by', { name: nameOf(request), at: moments.moment(request.at) }),
                  request.clientFileId && t('audit:request.oneFile'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Bidi>
            }
            state={stateOf(request)}
            actions={
              request.can.consent ? (
                <Button icon={KeyRound} onPress={() => setAsked(request)}>
                  {t('audit:request.consent')}
                </Button>
              ) : (
                request.mine &&
                request.state === 'open' && (
                  <Button variant="primary" icon={BookOpenCheck} onPress={() => onOpen(request)}>
                    {t('audit:request.read')}
                  </Button>
                )
              )
            }
          />
        ))}
      </RowList>
      {asked && (
        <ConfirmDialog
          isOpen
          title={t('audit:consent.title', { name: nameOf(asked) })}
          confirm={t('audit:consent.confirm')}
          onConfirm={() => consent(asked)}
          onClose={() => setAsked(null)}
        >
          {t('audit:consent.text', { reason: t(`audit:reason.${asked.reason}`) })}
        </ConfirmDialog>
      )}
    </>
  );
}

/** The audit: what is noted of everybody, and reading it, which takes two persons and a reason. */
export function AuditScreen({ person }: { person: Person }) {
  const { t } = useTranslation('audit');
  const words = useErrorWords();
  const isReader = AUDIT_READERS.includes(person.role);
  const { value: state } = useLive(TOPICS, () => data.audit.state(), []);
  const { value: requests, error } = useLive(TOPICS, async () => (isReader ? data.audit.requests() : []), [
    isReader,
  ]);
  const [asking, setAsking] = useState(false);
  const [opened, setOpened] = useState<{ request: AuditRequestView; reading: AuditReading } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const open = (request: AuditRequestView) => {
    setProblem(null);
    data.audit.read(request.id).then((reading) => setOpened({ request, reading }), setProblem);
  };
  return (
    <>
      <PageHead
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          isReader && (
            <Button variant="primary" isDisabled={state?.ready !== true} onPress={() => setAsking(true)}>
              {t('ask.open')}
            </Button>
          )
        }
      />
      <PageBody className={styles.page ?? ''}>
        {state && !state.ready && <Notice meaning="info">{t('notReady')}</Notice>}
        {isReader && state?.ready && state.readers < 2 && <Notice meaning="warn">{t('alone')}</Notice>}
        {isReader && state?.trouble && <Trouble trouble={state.trouble} />}
        {(problem ?? error) !== null && (problem ?? error) !== undefined && (
          <Notice meaning="danger" alert>
            {words(problem ?? error)}
          </Notice>
        )}
        {opened && <Reading key={opened.request.id} request={opened.request} reading={opened.reading} />}
        {isReader && requests && (
          <Section look="file" title={t('request.title')}>
            <Requests requests={requests} onOpen={open} />
          </Section>
        )}
        <WhatIsNoted days={state?.days ?? null} />
      </PageBody>
      {asking && <AskDialog onClose={() => setAsking(false)} />}
    </>
  );
}
