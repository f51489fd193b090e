import { ArrowRight } from 'lucide-react';
import { useEffect, useReducer, useRef, useState } from 'react';
import { LANGUAGES } from '../i18n/languages';
import { type ChoiceOption, Choices } from './choice';
import { answersOf, isBegun, newVisit, nextVisit, type Visit, type VisitEvent } from './flow';
import { Frame } from './frame';
import { IdentityScreen } from './identity-screen';
import identity from './identity-screen.module.css';
import { IdleWarning } from './idle-warning';
import { LanguageScreen } from './language-screen';
import { MessageScreen } from './message-screen';
import { Question } from './question';
import { type KioskKey, type KioskTexts, useTexts } from './texts';
import { ThanksScreen } from './thanks-screen';
import thanks from './thanks-screen.module.css';
import { useIdle } from './use-idle';
import { useSpeech } from './use-speech';
import wide from './wide-button.module.css';

/** The question for a reason is answered by one of six pictures, or skipped. */
const REASONS: ReadonlyArray<Omit<ChoiceOption, 'onPick'> & { reason: NonNullable<Visit['reason']> }> = [
  { reason: 'work', key: 'reasonWork', pictogram: 'work' },
  { reason: 'training', key: 'reasonTraining', pictogram: 'training' },
  { reason: 'language-course', key: 'reasonLanguageCourse', pictogram: 'language-course' },
  { reason: 'recognition', key: 'reasonRecognition', pictogram: 'recognition' },
  { reason: 'letter', key: 'reasonLetter', pictogram: 'letter' },
  { reason: 'other', key: 'reasonOther', pictogram: 'other' },
];

interface VisitScreensProps {
  offline: boolean;
  /** Seals, saves and numbers; resolves with the number once the envelope is safe on disk. */
  checkIn: (answers: ReturnType<typeof answersOf>) => Promise<string>;
  /** Ends the visit and everything in memory with it. */
  onOver: () => void;
}

type Arrival = 'none' | 'sealing' | 'failed';

/** One visitor, from the choice of language to the number. */
export function VisitScreens({ offline, checkIn, onOver }: VisitScreensProps) {
  const [visit, dispatch] = useReducer(nextVisit, newVisit);
  const [arrival, setArrival] = useState<Arrival>('none');
  const sealing = useRef(false);
  const texts = useTexts(visit.language ?? 'de');
  const choosing = visit.step === 'language' && arrival === 'none';
  useDocumentLanguage(choosing ? 'de' : (texts?.language ?? 'de'));
  const { idle, touch } = useIdle(isBegun(visit) && visit.step !== 'thanks', onOver);

  const arrive = async (said: Visit, withIdentity: boolean) => {
    if (sealing.current) return;
    sealing.current = true;
    setArrival('sealing');
    try {
      const number = await checkIn(answersOf(said, withIdentity));
      setArrival('none');
      dispatch({ type: 'arrived', number });
    } catch {
      // The disk refused: no number may be shown that could be lost, so a person must help.
      setArrival('failed');
    }
  };
  const chooseOther = () => {
    dispatch({ type: 'other-language' });
    void arrive(nextVisit(visit, { type: 'other-language' }), false);
  };

  return (
    <>
      {choosing || !texts ? (
        <LanguageScreen
          offline={offline}
          onPick={(language) => dispatch({ type: 'language', language })}
          onOther={chooseOther}
        />
      ) : (
        <Steps
          key={`${visit.step} ${texts.language}`}
          {...{ visit, texts, arrival, dispatch, onOver }}
          onArrive={(withIdentity) => void arrive(visit, withIdentity)}
        />
      )}
      {texts && idle.state === 'warning' && (
        <IdleWarning texts={texts} secondsLeft={idle.secondsLeft} onStay={touch} />
      )}
    </>
  );
}

function useDocumentLanguage(language: KioskTexts['language']): void {
  useEffect(() => {
    const { tag, direction } = LANGUAGES[language];
    document.documentElement.lang = tag;
    document.documentElement.dir = direction;
  }, [language]);
}

interface StepsProps {
  visit: Visit;
  texts: KioskTexts;
  arrival: Arrival;
  dispatch: (event: VisitEvent) => void;
  onArrive: (withIdentity: boolean) => void;
  onOver: () => void;
}

const LAYOUT: Partial<Record<Visit['step'], string | undefined>> = {
  identity: identity.typing,
  thanks: thanks.thanks,
};

function Steps({ visit, texts, arrival, dispatch, onArrive, onOver }: StepsProps) {
  const speech = useSpeech(texts);
  const common = { texts, speech };
  const { step } = visit;
  const waits = arrival !== 'none';
  return (
    <Frame
      texts={texts}
      step={step}
      className={waits ? undefined : LAYOUT[step]}
      onLanguage={() => dispatch({ type: 'change-language' })}
      onBack={waits || step === 'thanks' ? undefined : () => dispatch({ type: 'back' })}
      onAgain={onOver}
    >
      {arrival === 'sealing' && <MessageScreen pictogram="wait">{texts.say('oneMoment')}</MessageScreen>}
      {arrival === 'failed' && (
        <MessageScreen pictogram="other-language">{texts.say('askStaff')}</MessageScreen>
      )}
      {!waits && step === 'kind' && <KindStep {...common} dispatch={dispatch} />}
      {!waits && step === 'reason' && <ReasonStep {...common} dispatch={dispatch} />}
      {!waits && step === 'identity' && (
        <IdentityScreen {...common} visit={visit} onEvent={dispatch} onArrive={onArrive} />
      )}
      {!waits && step === 'thanks' && (
        <ThanksScreen {...common} number={visit.number ?? ''} onOver={onOver} />
      )}
    </Frame>
  );
}

interface StepProps {
  texts: KioskTexts;
  speech: ReturnType<typeof useSpeech>;
  dispatch: (event: VisitEvent) => void;
}

function KindStep({ texts, speech, dispatch }: StepProps) {
  const answers: KioskKey[] = ['kindAppointment', 'kindWalkIn'];
  return (
    <>
      <Question {...{ texts, speech, answers }} question="kindQuestion" help="kindHelp" />
      <Choices
        {...{ texts, speech }}
        look="two"
        options={[
          {
            key: 'kindAppointment',
            pictogram: 'appointment',
            onPick: () => dispatch({ type: 'kind', kind: 'appointment' }),
          },
          {
            key: 'kindWalkIn',
            pictogram: 'no-appointment',
            onPick: () => dispatch({ type: 'kind', kind: 'walk-in' }),
          },
        ]}
      />
    </>
  );
}

function ReasonStep({ texts, speech, dispatch }: StepProps) {
  return (
    <>
      <Question
        {...{ texts, speech }}
        question="reasonQuestion"
        help="reasonHelp"
        answers={REASONS.map(({ key }) => key)}
      />
      <Choices
        {...{ texts, speech }}
        look="six"
        options={REASONS.map(({ reason, ...option }) => ({
          ...option,
          onPick: () => dispatch({ type: 'reason', reason }),
        }))}
      />
      <button
        type="button"
        className={[wide.wide, wide.quiet].join(' ')}
        onClick={() => dispatch({ type: 'reason', reason: null })}
      >
        <ArrowRight aria-hidden data-directional />
        <span>{texts.say('skipQuestion')}</span>
      </button>
    </>
  );
}
