import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { RATINGS } from '#shared/domain/assessments';
import type { View } from '../../data/api';
import type { OccupationHit } from '../../data/occupations-api';
import { data } from '../../data/client';
import { useFields } from '../../data/use-fields';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { todayIso } from '../../lib/dates';
import { TextField } from '../../ui/text-field';
import { Choice } from './entry-fields';
import { EntryList } from './entry-list';
import styles from './entry-list.module.css';
import { EscoField } from './esco-field';
import { emptyWords, mainWords } from './own-words';
import { OwnWordsFields } from './own-words-fields';
import { RatingCards } from './rating-cards';
import { mergeSuggestions } from './suggestions';
import type { AssessmentData } from './use-assessment';
import { type Said, useSaid } from './use-client-texts';

/** How many skills are suggested at once. */
const SUGGESTED = 14;

/** What the person is good at, with suggestions from the occupations they worked in. */
export function SkillEntries({ run, client }: { run: AssessmentData; client: Said }) {
  const { t } = useTranslation('assessments');
  const { language } = run.assessment.value;
  const create = (hit?: OccupationHit) =>
    data.documents.create(
      'skills',
      {
        assessmentId: run.assessment.id,
        words: hit ? { original: '', language, german: hit.label } : emptyWords(language),
        ...(hit && { concept: { uri: hit.uri, labelDe: hit.label } }),
      },
      { fileId: run.file.id },
    );
  return (
    <>
      <EntryList
        collection="skills"
        label={t('entry.skills')}
        addLabel={t('entry.addSkill')}
        entries={run.skills}
        create={() => create()}
        detail={({ value }) =>
          [
            value.selfRating && t('selfSays', { rating: t(`rating.${value.selfRating}`) }),
            value.counsellorRating &&
              t('counsellorSays', { rating: t(`rating.${value.counsellorRating.rating}`) }),
            value.concept ? t('esco.label', { label: value.concept.labelDe }) : t('esco.open'),
          ]
            .filter(Boolean)
            .join(' · ')
        }
        form={(view) => <SkillForm view={view} client={client} />}
      />
      <Suggestions run={run} onTake={(hit) => void create(hit)} />
    </>
  );
}

function SkillForm({ view, client }: { view: View<'skills'>; client: Said }) {
  const { t } = useTranslation('assessments');
  const german = useSaid('de');
  const { me } = usePeople();
  const { value, set } = useFields('skills', view);
  return (
    <div className={styles.fields}>
      <OwnWordsFields
        label={t('entry.able')}
        value={value.words}
        onChange={(words) => set({ words })}
        autoFocus
      />
      <div>
        <p className={styles.legend}>{t('self')}</p>
        <RatingCards
          look="small"
          label={t('self')}
          thing="skill"
          german={german}
          client={client}
          value={value.selfRating ?? null}
          onChange={(selfRating) => set({ selfRating })}
        />
      </div>
      <Choice
        legend={t('counsellor')}
        options={RATINGS.map((code) => ({ value: code, label: t(`rating.${code}`) }))}
        value={value.counsellorRating?.rating ?? null}
        onChange={(rating) =>
          set({ counsellorRating: rating && me ? { rating, on: todayIso(), by: me.id } : null })
        }
      />
      <EscoField
        kind="skills"
        words={mainWords(value.words)}
        value={value.concept ?? null}
        onChange={(concept) => set({ concept })}
      />
      <TextField
        label={t('entry.note')}
        value={value.note ?? ''}
        onChange={(note) => set({ note })}
        maxLength={500}
      />
    </div>
  );
}

/** Skills that go with the chosen occupations, essential ones first; one press takes one over. */
function Suggestions({ run, onTake }: { run: AssessmentData; onTake: (hit: OccupationHit) => void }) {
  const { t } = useTranslation('assessments');
  const occupations = run.workExperiences.flatMap(({ value }) => value.occupation?.uri ?? []);
  const found = useLive(
    [],
    () => Promise.all(occupations.map((uri) => data.occupations.skillsOf(uri, 'de'))),
    [occupations.join(' ')],
  );
  const taken = new Set(run.skills.flatMap(({ value }) => value.concept?.uri ?? []));
  const said = new Set(run.skills.map(({ value }) => mainWords(value.words).toLowerCase()));
  const hits = mergeSuggestions(found.value ?? [], taken, SUGGESTED + said.size)
    .filter(({ label }) => !said.has(label.toLowerCase()))
    .slice(0, SUGGESTED);
  if (occupations.length === 0) return <p className={styles.note}>{t('suggest.none')}</p>;
  if (hits.length === 0) return null;
  return (
    <div className={styles.suggestions}>
      <p className={styles.legend}>{t('suggest.title')}</p>
      <ul>
        {hits.map((hit) => (
          <li key={hit.uri}>
            <button type="button" lang={hit.labelLang} onClick={() => onTake(hit)}>
              <Plus aria-hidden />
              {hit.label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
