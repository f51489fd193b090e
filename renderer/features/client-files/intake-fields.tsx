import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientName } from '#shared/domain/client-files';
import { todayIso } from '../../lib/dates';
import { ChipGroup } from '../../ui/chip-group';
import { DateField } from '../../ui/date-field';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { LanguageField } from './code-fields';
import { NameFields } from './name-fields';
import styles from './edit.module.css';

export interface IntakeValues {
  name: ClientName;
  language: string;
  interpreter: 'needed' | 'not-needed' | 'open';
  concern: string;
  birthDate: string | null;
  phone: string;
}

export const EMPTY_INTAKE: IntakeValues = {
  name: { family: '', given: '', block: false },
  language: '',
  interpreter: 'open',
  concern: '',
  birthDate: null,
  phone: '',
};

/** The fields of a quick intake, in the order in which one asks. Only name and language are needed. */
export function IntakeFields({
  values,
  set,
  afterName,
}: {
  values: IntakeValues;
  set: (patch: Partial<IntakeValues>) => void;
  /** People with this name: shown where the name is typed. */
  afterName: ReactNode;
}) {
  const { t } = useTranslation('client-files');
  return (
    <div className={styles.fields}>
      <NameFields value={values.name} onChange={(name) => set({ name })} autoFocus />
      {afterName}
      <LanguageField
        label={t('field.language')}
        required
        value={values.language || null}
        onChange={(language) => set({ language: language ?? '' })}
      />
      <div>
        <p className={styles.legend}>{t('field.interpreter')}</p>
        <ChipGroup
          label={t('field.interpreter')}
          value={values.interpreter}
          onChange={(interpreter) => set({ interpreter: interpreter ?? 'open' })}
          chips={(['needed', 'not-needed', 'open'] as const).map((code) => ({
            value: code,
            label: t(`interpreterShort.${code}`),
          }))}
        />
      </div>
      <TextArea
        label={t('field.concern')}
        help={t('intake.concernHelp')}
        value={values.concern}
        onChange={(concern) => set({ concern })}
        maxLength={2000}
        lang="de"
      />
      <DateField
        label={t('field.birthDate')}
        labelEnd={<span className={styles.optional}>{t('canWait')}</span>}
        value={values.birthDate}
        onChange={(birthDate) => set({ birthDate })}
        precision="year"
        max={todayIso()}
        maxWords={t('problem.birthInFuture')}
      />
      <TextField
        label={t('field.phone')}
        labelEnd={<span className={styles.optional}>{t('canWait')}</span>}
        type="tel"
        value={values.phone}
        onChange={(phone) => set({ phone })}
        maxLength={40}
        dir="ltr"
      />
    </div>
  );
}
