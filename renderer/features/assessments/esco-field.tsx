import { useTranslation } from 'react-i18next';
import type { EscoMatch } from '#shared/domain/assessments';
import type { OccupationHit } from '../../data/occupations-api';
import { data } from '../../data/client';
import { ComboBox } from '../../ui/combo-box';
import styles from './entry-list.module.css';
import { withoutYears } from './years';

interface EscoFieldProps {
  kind: 'occupations' | 'skills';
  /** What was said: the first suggestions come from it. */
  words: string;
  value: EscoMatch | null;
  onChange: (match: EscoMatch | null) => void;
}

/** An ESCO concept beside the own words: optional, replaceable, may follow later. */
export function EscoField({ kind, words, value, onChange }: EscoFieldProps) {
  const { t } = useTranslation('assessments');
  const search = async (typed: string) => {
    const text = typed.trim() || withoutYears(words);
    if (text === '') return [];
    const hits = await (kind === 'occupations'
      ? data.occupations.occupations(text, 'de', 12)
      : data.occupations.skills(text, 'de', 12));
    return hits.map(asItem);
  };
  return (
    <div>
      <ComboBox
        label={t(kind === 'occupations' ? 'esco.occupation' : 'esco.skill')}
        help={t('esco.help')}
        value={value ? { id: value.uri, label: value.labelDe } : null}
        search={search}
        onChange={(item) => onChange(item ? { uri: item.id, labelDe: item.label } : null)}
        emptyText={t('esco.nothing')}
      />
      {value && <p className={styles.note}>{t('esco.beside')}</p>}
    </div>
  );
}

function asItem({ uri, label, labelLang, matched }: OccupationHit) {
  return {
    id: uri,
    label,
    ...(labelLang !== 'de' && { lang: labelLang }),
    ...(matched && { hint: matched }),
  };
}
