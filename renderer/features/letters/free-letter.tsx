import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LegalBasis } from '#shared/domain/referrals';
import { FREE_TEMPLATE } from '#shared/letters/templates/free';
import type { View } from '../../data/api';
import { answerPrinted, keepLetter, noteOutput } from '../../data/letter-jobs';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { go, paths } from '../../lib/paths';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { DateField } from '../../ui/date-field';
import desk from '../../ui/letter-desk.module.css';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { PaperView } from '../../ui/paper-view';
import { PrintedDialog } from '../../ui/printed-dialog';
import { useProblemWords } from '../../ui/problem-words';
import { RadioGroup } from '../../ui/radio-group';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './free-letter.module.css';
import { readFreeSource, useFreeLetter, type FreeSource } from './use-free-letter';

const KINDS: ReadonlyArray<LegalBasis['kind']> = [
  'consent',
  'release-from-secrecy',
  'statutory-task',
  'client-carries',
];

/** A letter with one's own words, in the same geometry as every other. */
export function FreeLetterScreen({ fileId, draftId }: { fileId?: string; draftId?: string }) {
  const { t } = useTranslation('letters');
  const source = useLive(['office'], () => readFreeSource(fileId, draftId), [fileId, draftId]);
  return (
    <LivePage
      live={source}
      empty={{
        title: t('free.gone'),
        actions: <LinkButton href={paths.letters}>{t('list.title')}</LinkButton>,
      }}
    >
      {(read) => <FreeLetterPage source={read} />}
    </LivePage>
  );
}

function FreeLetterPage({ source }: { source: FreeSource }) {
  const { t } = useTranslation('letters');
  const letter = useFreeLetter(source);
  const [pages, setPages] = useState(1);
  const [showWindow, setShowWindow] = useState(true);
  const [checked, setChecked] = useState(false);
  return (
    <div className={desk.flow}>
      <div className={desk.ask}>
        <div className={desk.scroll}>
          <h1>{t('free.title')}</h1>
          <FreeLetterFields letter={letter} checked={checked} />
        </div>
        <PrintBar
          letter={letter}
          source={source}
          missing={checked && isOpen(letter.text)}
          onCheck={() => setChecked(true)}
        />
      </div>
      <section className={desk.view} aria-label={t('free.view')}>
        <div className={desk.viewHead}>
          <Checkbox label={t('free.window')} checked={showWindow} onChange={setShowWindow} />
          <span className={desk.viewEnd}>{t('free.pages', { count: pages })}</span>
        </div>
        <div className={desk.paper} role="group" aria-label={t('free.view')} tabIndex={0}>
          <PaperView
            label={t('free.view')}
            model={letter.model}
            part="original"
            showWindow={showWindow}
            onPages={setPages}
          />
        </div>
      </section>
    </div>
  );
}

type Letter = ReturnType<typeof useFreeLetter>;

/** True while something is missing without which no letter goes out. */
const isOpen = ({ basis, subject, text }: Letter['text']) =>
  basis === null || subject.trim() === '' || text.trim() === '';

/** `checked`: printing was asked for, so what is missing is marked. */
function FreeLetterFields({ letter: { text, set }, checked }: { letter: Letter; checked: boolean }) {
  const { t } = useTranslation('letters');
  const problemWords = useProblemWords();
  const { basis } = text;
  const missing = (open: boolean) => (checked && open ? problemWords('required') : undefined);
  return (
    <div className={styles.fields} lang="de">
      <TextArea
        label={t('free.recipient')}
        help={t('free.recipientHelp')}
        rows={5}
        value={text.recipient}
        onChange={(typed) => set({ recipient: typed.split('\n').slice(0, 6).join('\n') })}
      />
      <TextField
        label={t('free.subject')}
        value={text.subject}
        onChange={(subject) => set({ subject })}
        maxLength={300}
        spellCheck
        required
        error={missing(text.subject.trim() === '')}
      />
      <TextArea
        label={t('free.text')}
        help={t('free.textHelp')}
        rows={10}
        value={text.text}
        onChange={(typed) => set({ text: typed })}
        required
        error={missing(text.text.trim() === '')}
      />
      <RadioGroup
        label={t('free.basis')}
        required
        error={missing(basis === null)}
        value={basis?.kind ?? null}
        onChange={(kind) =>
          set({ basis: { kind, on: basis?.on ?? null, provision: basis?.provision ?? '' } })
        }
        options={KINDS.map((kind) => ({ value: kind, label: t(`free.${kind}`) }))}
      />
      {(basis?.kind === 'consent' || basis?.kind === 'release-from-secrecy') && (
        <DateField
          label={t('free.on')}
          value={basis.on}
          max={todayIso()}
          onChange={(on) => set({ basis: { ...basis, on } })}
        />
      )}
      {basis?.kind === 'statutory-task' && (
        <TextField
          label={t('free.provision')}
          value={basis.provision}
          maxLength={200}
          onChange={(provision) => set({ basis: { ...basis, provision } })}
        />
      )}
      <TextArea
        label={t('free.enclosures')}
        help={t('free.enclosuresHelp')}
        rows={2}
        value={text.enclosures}
        onChange={(enclosures) => set({ enclosures })}
      />
      <Checkbox
        label={t('free.fileCopy')}
        checked={text.fileCopy}
        onChange={(fileCopy) => set({ fileCopy })}
      />
      <Checkbox
        label={t('free.stationery')}
        checked={text.onStationery}
        onChange={(onStationery) => set({ onStationery })}
      />
    </div>
  );
}

interface PrintBarProps {
  letter: Letter;
  source: FreeSource;
  missing: boolean;
  onCheck: () => void;
}

function PrintBar({ letter, source, missing, onCheck }: PrintBarProps) {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const [kept, setKept] = useState<{ letter: View<'letters'>; draftId: string; how: 'print' | 'pdf' } | null>(
    null,
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { text, model, number } = letter;

  const send = async (snapshot: View<'letters'>, how: 'print' | 'pdf') => {
    await noteOutput(how, snapshot.fileId);
    await (how === 'print'
      ? platform.print([snapshot.value.model])
      : platform.savePdf([snapshot.value.model], `Schreiben ${number}.pdf`));
  };
  const start = async (how: 'print' | 'pdf') => {
    const { basis } = text;
    onCheck();
    if (basis === null || isOpen(text)) return;
    setBusy(true);
    setError(null);
    try {
      const draftId = await letter.save();
      const snapshot = await keepLetter({
        fileId: source.fileId,
        referralId: null,
        number,
        templateId: FREE_TEMPLATE.id,
        templateVersion: FREE_TEMPLATE.version,
        model,
        basis,
        date: todayIso(),
        by: source.me.id,
      });
      await send(snapshot, how);
      setKept({ letter: snapshot, draftId, how });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const problem = error ?? letter.error;
  return (
    <div className={desk.bar}>
      <Button variant="primary" size="l" icon={Printer} isDisabled={busy} onPress={() => void start('print')}>
        {t('free.print')}
      </Button>
      <Button size="l" isDisabled={busy} onPress={() => void start('pdf')}>
        {t('free.pdf')}
      </Button>
      <p role="status" className={problem || missing ? desk.problem : undefined}>
        {problem
          ? errorWords(problem)
          : t(missing ? 'free.missing' : letter.saved ? 'free.note' : 'free.saving')}
      </p>
      {kept && (
        <PrintedDialog
          number={number}
          onAgain={() => void send(kept.letter, kept.how).catch(setError)}
          onClose={() => setKept(null)}
          onAnswer={async (answer) => {
            const next = await answerPrinted(kept.letter, answer, source.me.id, kept.draftId);
            if (next !== null) letter.setNumber(next);
            showToast({ message: t(answer === 'printed' ? 'printed.sent' : 'printed.voided') });
            if (answer === 'printed') go(paths.letters);
            else setKept(null);
          }}
        />
      )}
    </div>
  );
}
