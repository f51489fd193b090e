import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names';
import styles from './field.module.css';

/** What every field has: label above, help under the label, the problem in words under the control. */
export interface FieldProps {
  label: string;
  help?: ReactNode | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  /** The label is read aloud but not shown (search fields, tables). */
  hideLabel?: boolean | undefined;
  /** Further marks beside the label, such as "offen". */
  labelEnd?: ReactNode | undefined;
  className?: string | undefined;
}

export function FieldLabel({ label, help, required, hideLabel, labelEnd }: FieldProps) {
  const { t } = useTranslation('common');
  return (
    <>
      <Label className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
        {required && <span className={styles.required}> {t('field.required')}</span>}
        {labelEnd}
      </Label>
      {help && (
        <Text slot="description" className={styles.help}>
          {help}
        </Text>
      )}
    </>
  );
}

export function FieldProblem({ error }: { error: string | undefined }) {
  return (
    <FieldError className={classNames(styles.error)}>
      <CircleAlert aria-hidden />
      {error}
    </FieldError>
  );
}
