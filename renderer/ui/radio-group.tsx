import type { ReactNode } from 'react';
import { Radio, RadioGroup as AriaRadioGroup } from 'react-aria-components/RadioGroup';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';

export interface RadioOption<T extends string = string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode | undefined;
  /** Stands at the end of the line ("19 Tage"). */
  end?: ReactNode | undefined;
  disabled?: boolean | undefined;
}

export interface RadioGroupProps<T extends string> extends FieldProps {
  options: ReadonlyArray<RadioOption<T>>;
  value: T | null;
  onChange: (value: T) => void;
  onBlur?: (() => void) | undefined;
  /** `cards`: choices with a second line that share borders; `row`: side by side. */
  look?: 'list' | 'row' | 'cards' | undefined;
}

/** One of a few, all visible. */
export function RadioGroup<T extends string>(props: RadioGroupProps<T>) {
  const { options, value, onChange, error, required, disabled, className, look = 'list' } = props;
  return (
    <AriaRadioGroup
      className={classNames(styles.field, className)}
      value={value}
      onChange={(next) => onChange(next as T)}
      onBlur={() => props.onBlur?.()}
      isRequired={required ?? false}
      isDisabled={disabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      orientation={look === 'row' ? 'horizontal' : 'vertical'}
    >
      <FieldLabel {...props} />
      <div className={look === 'cards' ? styles.cards : look === 'row' ? styles.row : styles.options}>
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className={classNames(styles.option)}
            isDisabled={option.disabled ?? false}
          >
            <span className={styles.dot} aria-hidden />
            <span>
              {option.label}
              {option.hint && <span className={styles.hint}>{option.hint}</span>}
            </span>
            {option.end && <span className={styles.end}>{option.end}</span>}
          </Radio>
        ))}
      </div>
      <FieldProblem error={error} />
    </AriaRadioGroup>
  );
}
