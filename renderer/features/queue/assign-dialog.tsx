import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useLoading } from '../../data/use-loading';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { RadioGroup } from '../../ui/radio-group';
import { SearchField } from '../../ui/search-field';
import { showToast } from '../../ui/toast';
import type { ArrivalView } from './arrivals';
import { type Candidate, findCandidates } from './candidates';
import { NewFileForm } from './new-file-form';
import styles from './queue.module.css';

type Mark = 'birth-date' | 'document';

interface AssignDialogProps {
  arrival: ArrivalView;
  onClose: () => void;
}

/** Which file an arrival belongs to is decided by a person, and never by the name alone. */
export function AssignDialog({ arrival, onClose }: AssignDialogProps) {
  const { t } = useTranslation('queue');
  const { number } = arrival.value;
  const [creating, setCreating] = useState(false);
  const finish = async (clientFileId: string, name: string, secondMark: Mark | 'new-file') => {
    const { clientFileId: before = null, secondMark: markBefore = null } = arrival.value;
    await data.documents.change('arrivals', arrival.id, { clientFileId, secondMark });
    showToast({
      message: t('said.assigned', { number, name }),
      undo: async () => {
        await data.documents.change('arrivals', arrival.id, { clientFileId: before, secondMark: markBefore });
      },
    });
    onClose();
  };
  return creating ? (
    <NewFileForm arrival={arrival} onClose={onClose} onBack={() => setCreating(false)} onDone={finish} />
  ) : (
    <ChooseFile arrival={arrival} onClose={onClose} onNew={() => setCreating(true)} onDone={finish} />
  );
}

interface ChooseFileProps extends AssignDialogProps {
  onNew: () => void;
  onDone: (clientFileId: string, name: string, mark: Mark) => Promise<void>;
}

function ChooseFile({ arrival, onClose, onNew, onDone }: ChooseFileProps) {
  const { t } = useTranslation(['queue', 'common']);
  const loading = useLoading();
  const words = useErrorWords();
  const { number, name } = arrival.value;
  const [text, setText] = useState(name ?? '');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [mark, setMark] = useState<Mark | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const found = useLive(['client-files', 'aliases'], () => findCandidates(arrival.value, text), [text], {
    keep: true,
  });
  const candidates = found.value ?? [];
  const chosen = candidates.find(({ row }) => row.id === chosenId);
  const choose = (id: string) => {
    setChosenId(id);
    setMark(null);
  };
  const assign = async () => {
    if (!chosen || !mark) return;
    try {
      await onDone(chosen.row.id, chosen.row.name, mark);
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <Dialog
      title={t('assign.title', { number })}
      isOpen
      onClose={onClose}
      size="m"
      dismissable={false}
      actions={
        <>
          <Button variant="primary" isDisabled={!chosen || !mark} onPress={() => void assign()}>
            {t('assign.assign')}
          </Button>
          <Button icon={FilePlus2} onPress={onNew}>
            {t('assign.newFile')}
          </Button>
        </>
      }
    >
      <div className={styles.assign}>
        <Said arrival={arrival} />
        <SearchField label={t('assign.search')} value={text} onChange={setText} autoFocus />
        {candidates.length === 0 ? (
          <p className={styles.soft}>{loading ? t('common:stillLoading.title') : t('assign.none')}</p>
        ) : (
          <RadioGroup
            label={t('assign.candidates')}
            look="cards"
            value={chosen?.row.id ?? null}
            onChange={choose}
            options={candidates.map((candidate) => ({
              value: candidate.row.id,
              label: <CandidateName candidate={candidate} />,
              hint: <CandidateFacts candidate={candidate} />,
            }))}
          />
        )}
        {chosen && <SecondMark candidates={candidates} chosen={chosen} mark={mark} onMark={setMark} />}
        {problem !== null && (
          <Notice meaning="danger" alert>
            {words(problem)}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

function Said({ arrival }: { arrival: ArrivalView }) {
  const { t } = useTranslation('queue');
  const { name, birthYear, code } = arrival.value;
  const facts = [birthYear && t('row.born', { year: birthYear }), code && t('row.code', { code })].filter(
    Boolean,
  );
  return (
    <p className={styles.said}>
      <span>{t('assign.said')}</span>
      <strong>
        {name ? <Bidi>{name}</Bidi> : t('assign.nothingSaid')}
        {facts.length > 0 && ` · ${facts.join(' · ')}`}
      </strong>
    </p>
  );
}

function CandidateName({ candidate: { row } }: { candidate: Candidate }) {
  return (
    <>
      {row.name} {row.nameOriginal && <Bidi lang={row.language ?? undefined}>{row.nameOriginal}</Bidi>}
    </>
  );
}

function CandidateFacts({ candidate: { row, codeFits, year } }: { candidate: Candidate }) {
  const { t } = useTranslation('queue');
  const facts = [
    row.birthDate && t('row.born', { year: formatDate(row.birthDate) }),
    row.fileNumber,
    codeFits && t('assign.codeFits'),
    year === 'fits' && t('assign.yearFits'),
    year === 'differs' && t('assign.yearDiffers'),
  ];
  return <>{facts.filter(Boolean).join(' · ')}</>;
}

interface SecondMarkProps {
  candidates: Candidate[];
  chosen: Candidate;
  mark: Mark | null;
  onMark: (mark: Mark) => void;
}

/** Always asked: two people may have the same name and even the same birth year. */
function SecondMark({ candidates, chosen, mark, onMark }: SecondMarkProps) {
  const { t } = useTranslation('queue');
  const others = candidates.length - 1;
  const { birthDate } = chosen.row;
  return (
    <>
      {others > 0 && <Notice meaning="warn">{t('assign.sameName', { count: others })}</Notice>}
      <RadioGroup
        label={t('assign.mark')}
        help={t('assign.markHelp')}
        value={mark}
        onChange={onMark}
        options={[
          {
            value: 'birth-date',
            label: birthDate
              ? t('assign.markBirthDate', { date: formatDate(birthDate) })
              : t('assign.markBirthDateUnknown'),
            disabled: !birthDate,
          },
          { value: 'document', label: t('assign.markDocument') },
        ]}
      />
    </>
  );
}
