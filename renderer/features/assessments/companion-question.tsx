import { Hand, Pause, Repeat, Volume2, X } from 'lucide-react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { answerCodes, type Question } from '#shared/domain/assessment-instrument';
import { RATINGS } from '#shared/domain/assessments';
import { IconButton } from '../../ui/icon-button';
import cards from '../../ui/answer-cards.module.css';
import styles from './companion-question.module.css';
import { RatingPicture, ThingPicture } from './pictograms';
import { useDigits } from './rating-cards';
import { answerKey } from './use-companion';
import type { Said } from './use-client-texts';
import { useVoice } from './use-voice';

interface CompanionQuestionProps {
  question: Question;
  german: Said;
  client: Said;
  chosen: string | null;
  onCode: (code: string) => void;
  onSkip: () => void;
  onPause: () => void;
  onClose: () => void;
}

/** The question in the client's language over the whole screen, with answers to point at; Escape goes back. */
export function CompanionQuestion(props: CompanionQuestionProps) {
  const { question, german, client, chosen, onCode, onSkip, onPause, onClose } = props;
  const { t } = useTranslation('assessments');
  const speak = useVoice(client.lang);
  const codes = answerCodes(question);
  const text = client.say(`q.${question.id}`);
  const skip = () => {
    onSkip();
    onClose();
  };
  useDigits(true, (digit) => {
    const code = codes[digit - 1];
    if (code) onCode(code);
  });
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className={styles.overlay ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.screen ?? ''} aria-label={german.say(`q.${question.id}`)}>
          <div className={styles.body} lang={client.lang} dir={client.dir}>
            <div className={styles.question}>
              {question.kind === 'rating' && (
                <span className={styles.thing}>
                  <ThingPicture thing={question.id} />
                </span>
              )}
              <h1>{text}</h1>
              {speak && (
                <button
                  type="button"
                  className={styles.listen}
                  aria-label={t('companion.listen')}
                  onClick={() => speak(text)}
                >
                  <Volume2 aria-hidden />
                </button>
              )}
            </div>
            {codes.length > 0 ? (
              <Answers question={question} codes={codes} client={client} chosen={chosen} onCode={onCode} />
            ) : (
              <span className={styles.open}>
                <ThingPicture thing={question.id} className={styles.picture} />
              </span>
            )}
            <Wishes
              question={question}
              german={german}
              client={client}
              press={{ repeat: () => speak?.(text), 'no-answer': skip, pause: onPause }}
            />
          </div>
          <span className={styles.close}>
            <IconButton icon={X} label={t('companion.close')} onPress={onClose} />
          </span>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface AnswersProps extends Pick<CompanionQuestionProps, 'question' | 'client' | 'chosen' | 'onCode'> {
  codes: readonly string[];
}

function Answers({ question, codes, client, chosen, onCode }: AnswersProps) {
  return (
    <ol className={cards.answers}>
      {codes.map((code, index) => {
        const rating = question.kind === 'rating' ? RATINGS.find((one) => one === code) : undefined;
        return (
          <li key={code}>
            <button
              type="button"
              aria-pressed={chosen === code}
              className={cards.answer}
              onClick={() => onCode(code)}
            >
              <span className={cards.digit}>{index + 1}</span>
              {rating && <RatingPicture rating={rating} thing={question.id} className={styles.picture} />}
              <span className={cards.label}>{client.say(answerKey(question, code))}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

const WISHES = [
  { key: 'repeat', icon: Repeat },
  { key: 'no-answer', icon: Hand },
  { key: 'pause', icon: Pause },
] as const;

interface WishesProps extends Pick<CompanionQuestionProps, 'question' | 'german' | 'client'> {
  press: Record<(typeof WISHES)[number]['key'], () => void>;
}

/** What the client may want besides answering, and the German question for the interpreter. */
function Wishes({ question, german, client, press }: WishesProps) {
  const { t } = useTranslation('assessments');
  return (
    <footer className={styles.foot}>
      {WISHES.map(({ key, icon: Icon }) => (
        <button key={key} type="button" className={styles.wish} onClick={press[key]}>
          <Icon aria-hidden />
          {client.say(key)}
        </button>
      ))}
      <p lang="de" dir="ltr" className={styles.german}>
        {client.draft && <small>{t('draft')}</small>}
        {german.say(`q.${question.id}`)}
      </p>
    </footer>
  );
}
