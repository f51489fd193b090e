import { ChevronRight, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { REFERRAL_TOPICS } from '#shared/domain/referrals';
import { fullName } from '#shared/letters/german';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { loadLanguages } from '../../data/packs/languages';
import type { NameTable } from '../../data/packs/names';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { go, paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { ChipGroup } from '../../ui/chip-group';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { PrintedDialog } from '../../ui/printed-dialog';
import { showToast } from '../../ui/toast';
import { sharesFor, type Missing } from './choice';
import { LetterPane } from './letter-pane';
import { Numbered } from './numbered';
import { PrintStep } from './print-step';
import { RecipientStep } from './recipient-step';
import desk from '../../ui/letter-desk.module.css';
import styles from './refer.module.css';
import { SharingStep } from './sharing-step';
import { TextDialog } from './text-dialog';
import { useLetter } from './use-letter';
import { PLACE, usePrintJob, type PrintJob } from './use-print-job';
import { useAutosave, useRefer, type Refer } from './use-refer';
import { useReferSource, type ReferSource } from './use-refer-source';

/** "Weitervermitteln": four questions on one page, the letter beside them. */
export function ReferScreen({ fileId, referralId }: { fileId: string; referralId?: string }) {
  const { t } = useTranslation('client-files');
  const source = useReferSource(fileId, referralId);
  const partners = useLive(['partners'], () => data.documents.list('partners'), []);
  const languages = useLive([], loadLanguages, []);
  // `null` (no such file) is known by the source alone.
  const value = source.value &&
    partners.value &&
    languages.value && {
      source: source.value,
      partners: partners.value,
      languages: languages.value,
    };
  return (
    <LivePage
      live={{ value, error: source.error ?? partners.error ?? languages.error }}
      empty={{
        title: t('file.gone'),
        children: t('file.goneHelp'),
        actions: <LinkButton href={paths.clientFiles}>{t('list.title')}</LinkButton>,
      }}
    >
      {(read) => <ReferPage {...read} />}
    </LivePage>
  );
}

interface PageProps {
  source: ReferSource;
  partners: Array<View<'partners'>>;
  languages: NameTable;
}

function ReferPage({ source, partners, languages }: PageProps) {
  const { t, i18n } = useTranslation('referrals');
  const refer = useRefer(source, t('recipient.handOver'));
  const { choice, set } = refer;
  const chosen = choice.recipient;
  const partner = chosen?.kind === 'partner' ? (partners.find(({ id }) => id === chosen.id) ?? null) : null;
  const model = useLetter(source, choice, partner, refer.number);
  useAutosave(refer, model);
  const [editing, setEditing] = useState(false);
  const job = usePrintJob(refer, source, model);
  const name = fullName(source.file.value.name);
  const languageName = (language: string) => languages.name(language, i18n.language);
  const words = (missing: Missing) => (job.missing.includes(missing) ? t(`missing.${missing}`) : undefined);
  return (
    <div className={desk.flow}>
      <div className={desk.ask}>
        <div className={desk.scroll}>
          <Head file={source.file} name={name} />
          <Numbered number={1} title={t('topic.title')} id={PLACE.topic}>
            <ChipGroup
              label={t('topic.title')}
              tick
              value={choice.topic}
              chips={REFERRAL_TOPICS.map((topic) => ({ value: topic, label: t(`topic.${topic}`) }))}
              onChange={(topic) => topic && set({ topic, shares: sharesFor(topic) })}
            />
            {words('topic') && <p className={styles.problem}>{words('topic')}</p>}
          </Numbered>
          <Numbered number={2} title={t('recipient.title')} id={PLACE.recipient}>
            <RecipientStep
              choice={choice}
              partners={partners}
              error={words('recipient')}
              onChange={(recipient) =>
                set(
                  recipient.kind === 'hand-over' && choice.basis === null
                    ? { recipient, basis: { kind: 'client-carries', on: null, provision: '' } }
                    : { recipient },
                )
              }
            />
          </Numbered>
          <Numbered number={3} title={t('share.title')} id={PLACE.basis}>
            <SharingStep choice={choice} source={source} clientName={name} set={set} words={words} />
            {words('protectedAddress') && <p className={styles.problem}>{words('protectedAddress')}</p>}
          </Numbered>
          <Numbered number={4} title={t('print.title')} id={PLACE.parts}>
            <PrintStep choice={choice} set={set} languageName={languageName} error={words('parts')} />
            {choice.answerBy && (
              <p className={styles.soft}>{t('print.remind', { date: formatDate(choice.answerBy) })}</p>
            )}
          </Numbered>
        </div>
        <PrintBar job={job} refer={refer} ready={model !== null} />
      </div>
      <LetterPane
        model={model}
        languageName={choice.copyLanguage === null ? null : languageName(choice.copyLanguage)}
        onEdit={() => setEditing(true)}
      />
      {editing && model && (
        <TextDialog
          model={model}
          edited={choice.edited !== null}
          onTake={(edited) => set({ edited })}
          onClose={() => setEditing(false)}
        />
      )}
      {job.letter && <AfterPrint job={job} number={refer.number} fileId={source.file.id} />}
    </div>
  );
}

function Head({ file, name }: { file: View<'client-files'>; name: string }) {
  const { t } = useTranslation('referrals');
  return (
    <>
      <p className={styles.crumb}>
        <a href={paths.clientFile(file.id)}>
          <bdi>{name}</bdi>
        </a>
        <ChevronRight aria-hidden />
        <span>{t('refer.file', { number: file.value.fileNumber })}</span>
      </p>
      <h1>{t('refer.title')}</h1>
    </>
  );
}

/** The question after printing: only a yes counts as sent. */
function AfterPrint({ job, number, fileId }: { job: PrintJob; number: string; fileId: string }) {
  const { t } = useTranslation('letters');
  return (
    <PrintedDialog
      number={number}
      onAgain={() => void job.again()}
      onClose={job.end}
      onAnswer={async (answer) => {
        await job.answer(answer);
        showToast({ message: t(answer === 'printed' ? 'printed.sent' : 'printed.voided') });
        if (answer === 'printed') go(paths.clientFile(fileId));
      }}
    />
  );
}

function PrintBar({ job, refer, ready }: { job: PrintJob; refer: Refer; ready: boolean }) {
  const { t } = useTranslation('referrals');
  const errorWords = useErrorWords();
  const problem = job.error ?? refer.error;
  return (
    <div className={desk.bar}>
      <Button
        variant="primary"
        size="l"
        icon={Printer}
        isDisabled={job.busy || !ready}
        onPress={() => void job.start('print')}
      >
        {t('bar.print')}
      </Button>
      <Button size="l" isDisabled={job.busy || !ready} onPress={() => void job.start('pdf')}>
        {t('bar.pdf')}
      </Button>
      <p role="status">
        {problem ? (
          <span className={desk.problem}>{errorWords(problem)}</span>
        ) : job.missing.length > 0 ? (
          <span className={desk.problem}>
            {job.missing.includes('protectedAddress')
              ? t('missing.protectedAddress')
              : t('missing.summary', { count: job.missing.length })}
          </span>
        ) : (
          t(refer.saved ? 'bar.note' : 'bar.saving')
        )}
      </p>
    </div>
  );
}
