import { useTranslation } from 'react-i18next';
import type { OwnWords } from '#shared/domain/assessments';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useFields } from '../../data/use-fields';
import { Choice, CountryField, EvidenceField, YearsField } from './entry-fields';
import { EntryList } from './entry-list';
import styles from './entry-list.module.css';
import { EscoField } from './esco-field';
import { emptyEntry, mainWords } from './own-words';
import { OwnWordsFields } from './own-words-fields';
import type { AssessmentData } from './use-assessment';
import { yearsIn } from './years';

const SETTINGS = ['employed', 'self-employed', 'family', 'informal', 'military', 'care'] as const;

/** Work of any kind, also in the family or without a contract. */
export function WorkEntries({ run }: { run: AssessmentData }) {
  const { t } = useTranslation('assessments');
  return (
    <EntryList
      collection="work-experiences"
      label={t('entry.work')}
      addLabel={t('entry.addWork')}
      entries={run.workExperiences}
      create={() => data.documents.create('work-experiences', emptyEntry(run), { fileId: run.file.id })}
      detail={({ value }) =>
        [
          value.years ? t('years', { count: value.years }) : null,
          value.setting && t(`setting.${value.setting}`),
          value.occupation ? t('esco.label', { label: value.occupation.labelDe }) : t('esco.open'),
        ]
          .filter(Boolean)
          .join(' · ')
      }
      form={(view) => <WorkForm view={view} />}
    />
  );
}

function WorkForm({ view }: { view: View<'work-experiences'> }) {
  const { t } = useTranslation('assessments');
  const { value, set } = useFields('work-experiences', view);
  // "Bäcker, 5 Jahre" fills the years in, as long as nobody entered them.
  const setWords = (words: OwnWords) => {
    const years = value.years ?? yearsIn(words.german) ?? yearsIn(words.original);
    set({ words, ...(years !== null && years !== value.years && { years }) });
  };
  return (
    <div className={styles.fields}>
      <OwnWordsFields label={t('entry.worked')} value={value.words} onChange={setWords} autoFocus />
      <div className={styles.row}>
        <YearsField value={value.years ?? null} max={70} onChange={(years) => set({ years })} />
        <CountryField value={value.country ?? null} onChange={(country) => set({ country })} />
      </div>
      <Choice
        legend={t('entry.setting')}
        options={SETTINGS.map((code) => ({ value: code, label: t(`setting.${code}`) }))}
        value={value.setting ?? null}
        onChange={(setting) => set({ setting })}
      />
      <EscoField
        kind="occupations"
        words={mainWords(value.words)}
        value={value.occupation ?? null}
        onChange={(occupation) => set({ occupation })}
      />
      <EvidenceField value={value.evidence} onChange={(evidence) => set({ evidence })} />
    </div>
  );
}
