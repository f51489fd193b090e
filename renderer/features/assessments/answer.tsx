import { useTranslation } from 'react-i18next';
import type { Question } from '#shared/domain/assessment-instrument';
import { type AssessmentAnswer, RATINGS } from '#shared/domain/assessments';
import { usePeople } from '../../data/use-people';
import { todayIso } from '../../lib/dates';
import { ChipGroup } from '../../ui/chip-group';
import styles from './answer.module.css';
import { EducationEntries } from './education-entries';
import { emptyWords } from './own-words';
import { RatingCards } from './rating-cards';
import { SkillEntries } from './skill-entries';
import type { AnswerPatch, AssessmentData } from './use-assessment';
import type { Said } from './use-client-texts';
import { WordsAnswer } from './words-answer';
import { WorkEntries } from './work-entries';

export interface AnswerProps {
  run: AssessmentData;
  question: Question;
  value: AssessmentAnswer | null;
  german: Said;
  client: Said;
  onAnswer: (patch: AnswerPatch) => void;
}

/** The way a question is answered: pictures, choices, own words or entries. */
export function Answer(props: AnswerProps) {
  const { run, question, value, client, onAnswer } = props;
  switch (question.kind) {
    case 'rating':
      return <RatingAnswer {...props} />;
    case 'choice':
      return <ChoiceAnswer {...props} choices={question.choices} />;
    case 'words':
      return (
        <WordsAnswer
          value={value?.words ?? emptyWords(client.language)}
          onChange={(words) => onAnswer({ words })}
        />
      );
    case 'entries':
      if (question.entries === 'educations') return <EducationEntries run={run} />;
      return question.entries === 'skills' ? (
        <SkillEntries run={run} client={client} />
      ) : (
        <WorkEntries run={run} />
      );
  }
}

function RatingAnswer({ question, value, german, client, onAnswer }: AnswerProps) {
  const { t } = useTranslation('assessments');
  const { me } = usePeople();
  const self = RATINGS.find((code) => code === value?.code) ?? null;
  return (
    <>
      <RatingCards
        label={t('self')}
        thing={question.id}
        german={german}
        client={client}
        value={self}
        onChange={(code) => onAnswer({ code })}
        withKeys
      />
      <div className={styles.counsellor}>
        <p className={styles.legend}>{t('counsellor')}</p>
        <ChipGroup
          label={t('counsellor')}
          mayBeEmpty
          value={value?.counsellorRating?.rating ?? null}
          onChange={(rating) =>
            onAnswer({ counsellorRating: rating && me ? { rating, on: todayIso(), by: me.id } : null })
          }
          chips={RATINGS.map((code) => ({ value: code, label: t(`rating.${code}`) }))}
        />
      </div>
    </>
  );
}

function ChoiceAnswer({
  question,
  choices,
  value,
  german,
  client,
  onAnswer,
}: AnswerProps & { choices: readonly string[] }) {
  return (
    <div className={styles.choices} role="radiogroup" aria-label={german.say(`q.${question.id}`)}>
      {choices.map((choice) => {
        const key = `a.${question.id}.${choice}`;
        return (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={value?.code === choice}
            className={styles.choice}
            onClick={() => onAnswer({ code: value?.code === choice ? null : choice })}
          >
            <span lang="de">{german.say(key)}</span>
            {client.language !== 'de' && (
              <span lang={client.lang} dir={client.dir} className={styles.client}>
                {client.say(key)}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
