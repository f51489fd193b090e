import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { classNames } from './class-names';
import styles from './field.module.css';

export interface CheckboxProps {
  label: ReactNode;
  hint?: ReactNode | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  onBlur?: (() => void) | undefined;
  indeterminate?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Read aloud instead of the label where the label is empty (selection in rows). */
  'aria-label'?: string | undefined;
  className?: string | undefined;
}

export function Checkbox(props: CheckboxProps) {
  const { label, hint, checked, onChange, indeterminate, disabled, className } = props;
  return (
    <AriaCheckbox
      className={classNames(styles.option, className)}
      isSelected={checked}
      onChange={onChange}
      onBlur={() => props.onBlur?.()}
      isIndeterminate={indeterminate ?? false}
      isDisabled={disabled ?? false}
      {...(props['aria-label'] !== undefined && { 'aria-label': props['aria-label'] })}
    >
      <span className={styles.box} aria-hidden>
        {indeterminate ? <Minus /> : checked && <Check />}
      </span>
      <span>
        {label}
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
    </AriaCheckbox>
  );
}
