import { useTranslation } from 'react-i18next';
import { LETTER_PARTS, type LetterPart } from '#shared/domain/letters';
import { CLIENT_LANGUAGES, type ClientLanguage } from '#shared/domain/common';
import { LANGUAGES } from '../../i18n/languages';
import { todayIso } from '../../lib/dates';
import { Checkbox } from '../../ui/checkbox';
import { DateField } from '../../ui/date-field';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import type { ReferChoice } from './choice';
import styles from './refer.module.css';

const NONE = 'none';

/** "Was wird gedruckt?" */
export function PrintStep(props: {
  choice: ReferChoice;
  set: (patch: Partial<ReferChoice>) => void;
  languageName: (language: string) => string;
  error: string | undefined;
}) {
  const { t } = useTranslation('referrals');
  const { choice, set } = props;
  const withPart = (part: LetterPart, wanted: boolean) =>
    LETTER_PARTS.filter((each) => (each === part ? wanted : choice.parts.includes(each)));
  const languages = CLIENT_LANGUAGES.filter((language) => language !== 'de');
  return (
    <div className={styles.stack}>
      <div className={styles.copies}>
        <Checkbox
          label={t('print.original')}
          checked={choice.parts.includes('original')}
          onChange={(wanted) => set({ parts: withPart('original', wanted) })}
        />
        <Checkbox
          label={
            choice.copyLanguage === null
              ? t('print.copy')
              : t('print.copyIn', { language: props.languageName(choice.copyLanguage) })
          }
          checked={choice.copyLanguage !== null && choice.parts.includes('client-copy')}
          disabled={choice.copyLanguage === null}
          onChange={(wanted) => set({ parts: withPart('client-copy', wanted) })}
        />
        <Checkbox
          label={t('print.file')}
          checked={choice.parts.includes('file-copy')}
          onChange={(wanted) => set({ parts: withPart('file-copy', wanted) })}
        />
        <Checkbox
          label={t('print.stationery')}
          checked={choice.onStationery}
          onChange={(onStationery) => set({ onStationery })}
        />
      </div>
      {props.error && <p className={styles.problem}>{props.error}</p>}
      <div className={styles.pair}>
        <Select<ClientLanguage | typeof NONE>
          label={t('print.language')}
          value={(choice.copyLanguage ?? NONE) as ClientLanguage | typeof NONE}
          onChange={(language) =>
            set(
              language === NONE
                ? { copyLanguage: null, parts: withPart('client-copy', false) }
                : { copyLanguage: language, parts: withPart('client-copy', true) },
            )
          }
          options={[
            { value: NONE, label: t('print.noCopy') },
            ...languages.map((language) => ({
              value: language,
              label: props.languageName(language),
              hint: LANGUAGES[language].autonym,
            })),
          ]}
        />
        <DateField
          label={t('print.answerBy')}
          value={choice.answerBy}
          min={todayIso()}
          minWords={t('print.answerPast')}
          onChange={(answerBy) => set({ answerBy })}
        />
      </div>
      <TextArea
        label={t('print.enclosures')}
        help={t('print.enclosuresHelp')}
        rows={2}
        value={choice.enclosures}
        lang="de"
        onChange={(enclosures) => set({ enclosures })}
      />
    </div>
  );
}
