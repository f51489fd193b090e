import { useTranslation } from 'react-i18next';
import type { OwnWords } from '#shared/domain/assessments';
import { loadLanguages } from '../../data/packs/languages';
import { usePack } from '../../data/packs/use-pack';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';
import { TextArea } from '../../ui/text-area';
import styles from './own-words-fields.module.css';

interface OwnWordsFieldsProps {
  value: OwnWords;
  onChange: (words: OwnWords) => void;
  label?: string;
  autoFocus?: boolean;
}

/** What was said, in the language it was said in, and the German beside it; either may stay empty. */
export function OwnWordsFields({ value, onChange, label, autoFocus = false }: OwnWordsFieldsProps) {
  const { t, i18n } = useTranslation('assessments');
  const languages = usePack(loadLanguages);
  const german = (
    <TextArea
      label={label && value.language === 'de' ? label : t('words.german')}
      value={value.german}
      onChange={(text) => onChange({ ...value, german: text })}
      maxLength={2000}
      rows={2}
      lang="de"
      autoFocus={autoFocus}
    />
  );
  if (value.language === 'de') return german;
  const known = isClientLanguage(value.language) ? LANGUAGES[value.language] : null;
  return (
    <div className={styles.pair}>
      {german}
      <TextArea
        label={t('words.original', {
          language: languages?.name(value.language, i18n.language) ?? value.language,
        })}
        value={value.original}
        onChange={(text) => onChange({ ...value, original: text })}
        maxLength={2000}
        rows={2}
        {...(known && { lang: known.tag, dir: known.direction })}
      />
    </div>
  );
}
