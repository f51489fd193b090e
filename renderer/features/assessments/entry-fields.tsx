import { useTranslation } from 'react-i18next';
import { loadCountries } from '../../data/packs/countries';
import { foldName } from '../../data/packs/pack';
import { usePack } from '../../data/packs/use-pack';
import { ChipGroup } from '../../ui/chip-group';
import { ComboBox } from '../../ui/combo-box';
import { TextField } from '../../ui/text-field';
import styles from './entry-list.module.css';
import { typedYears } from './years';

/** Years as a number: "5", "2,5", "1 1/2"; empty is unknown. */
export function YearsField({
  value,
  max,
  onChange,
}: {
  value: number | null;
  max: number;
  onChange: (years: number | null) => void;
}) {
  const { t, i18n } = useTranslation('assessments');
  return (
    <TextField
      key={value}
      label={t('entry.years')}
      inputMode="decimal"
      value={value === null ? '' : value.toLocaleString(i18n.language)}
      onChange={(text) => {
        const years = typedYears(text, max);
        if (years !== undefined) onChange(years);
      }}
      maxLength={5}
      dir="ltr"
    />
  );
}

/** Where it was; found by name in the staff's language. */
export function CountryField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (code: string | null) => void;
}) {
  const { t, i18n } = useTranslation('assessments');
  const countries = usePack(loadCountries);
  const item = (code: string) => ({ id: code, label: countries?.name(code, i18n.language) ?? code });
  const search = (text: string) => {
    const query = foldName(text);
    return (countries?.list(i18n.language) ?? [])
      .filter(({ name }) => foldName(name).startsWith(query) || foldName(name).includes(` ${query}`))
      .map(({ code }) => item(code));
  };
  return (
    <ComboBox
      label={t('entry.country')}
      value={value ? item(value) : null}
      search={search}
      onChange={(chosen) => onChange(chosen?.id ?? null)}
    />
  );
}

const EVIDENCE = ['here', 'translated', 'lost', 'none', 'open'] as const;
type Evidence = (typeof EVIDENCE)[number];

/** What can be shown on paper for it. */
export function EvidenceField({
  value,
  onChange,
}: {
  value: Evidence | undefined;
  onChange: (evidence: Evidence) => void;
}) {
  const { t } = useTranslation('assessments');
  return (
    <Choice
      legend={t('entry.evidence')}
      options={EVIDENCE.map((code) => ({ value: code, label: t(`evidence.${code}`) }))}
      value={value ?? 'open'}
      onChange={(evidence) => onChange(evidence ?? 'open')}
    />
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  options: ReadonlyArray<{ value: T; label: string }>;
  value: T | null;
  onChange: (value: T | null) => void;
}

/** One of a few, or nothing. */
export function Choice<T extends string>({ legend, options, value, onChange }: ChoiceProps<T>) {
  return (
    <div>
      <p className={styles.legend}>{legend}</p>
      <ChipGroup label={legend} mayBeEmpty chips={options} value={value} onChange={onChange} />
    </div>
  );
}
