import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useFields } from '../../data/use-fields';
import { TextField } from '../../ui/text-field';
import { Choice, CountryField, EvidenceField, YearsField } from './entry-fields';
import { EntryList } from './entry-list';
import styles from './entry-list.module.css';
import { emptyEntry } from './own-words';
import { OwnWordsFields } from './own-words-fields';
import type { AssessmentData } from './use-assessment';

const KINDS = ['school', 'vocational', 'university', 'course', 'other'] as const;
const DEGREES = ['yes', 'no', 'open'] as const;

/** School, training, courses. */
export function EducationEntries({ run }: { run: AssessmentData }) {
  const { t } = useTranslation('assessments');
  return (
    <EntryList
      collection="educations"
      label={t('entry.educations')}
      addLabel={t('entry.addEducation')}
      entries={run.educations}
      create={() => data.documents.create('educations', emptyEntry(run), { fileId: run.file.id })}
      detail={({ value }) =>
        [
          value.kind && t(`educationKind.${value.kind}`),
          value.years ? t('years', { count: value.years }) : null,
          value.degree && value.degree !== 'open' ? t(`degree.${value.degree}`) : null,
        ]
          .filter(Boolean)
          .join(' · ')
      }
      form={(view) => <EducationForm view={view} />}
    />
  );
}

function EducationForm({ view }: { view: View<'educations'> }) {
  const { t } = useTranslation('assessments');
  const { value, set } = useFields('educations', view);
  return (
    <div className={styles.fields}>
      <OwnWordsFields
        label={t('entry.learned')}
        value={value.words}
        onChange={(words) => set({ words })}
        autoFocus
      />
      <Choice
        legend={t('entry.kind')}
        options={KINDS.map((code) => ({ value: code, label: t(`educationKind.${code}`) }))}
        value={value.kind ?? null}
        onChange={(kind) => set({ kind: kind ?? 'other' })}
      />
      <div className={styles.row}>
        <YearsField value={value.years ?? null} max={40} onChange={(years) => set({ years })} />
        <CountryField value={value.country ?? null} onChange={(country) => set({ country })} />
        <TextField
          label={t('entry.endedOn')}
          value={value.endedOn ?? ''}
          onChange={(endedOn) => set({ endedOn: endedOn || null })}
          maxLength={10}
          dir="ltr"
        />
      </div>
      <Choice
        legend={t('entry.degree')}
        options={DEGREES.map((code) => ({ value: code, label: t(`degree.${code}`) }))}
        value={value.degree ?? 'open'}
        onChange={(degree) => set({ degree: degree ?? 'open' })}
      />
      <EvidenceField value={value.evidence} onChange={(evidence) => set({ evidence })} />
    </div>
  );
}
