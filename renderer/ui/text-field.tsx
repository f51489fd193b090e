import type { HTMLInputAutoCompleteAttribute, Ref } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  name?: string | undefined;
  type?: 'text' | 'email' | 'tel' | 'url' | 'password' | undefined;
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | undefined;
  autoComplete?: HTMLInputAutoCompleteAttribute | undefined;
  placeholder?: string | undefined;
  maxLength?: number | undefined;
  /** Stands inside the field at its end ("km", "€"). */
  unit?: string | undefined;
  /** Language of what is typed, for script, spell-check and reading aloud. */
  lang?: string | undefined;
  dir?: 'auto' | 'ltr' | 'rtl' | undefined;
  spellCheck?: boolean | undefined;
  autoFocus?: boolean | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { error, required, disabled, className, unit, placeholder, lang, dir = 'auto', inputRef } = props;
  return (
    <AriaTextField
      className={classNames(styles.field, className)}
      value={props.value}
      onChange={props.onChange}
      onBlur={() => props.onBlur?.()}
      {...(props.name !== undefined && { name: props.name })}
      type={props.type ?? 'text'}
      {...(props.inputMode && { inputMode: props.inputMode })}
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.maxLength !== undefined && { maxLength: props.maxLength })}
      spellCheck={props.spellCheck === undefined ? 'false' : props.spellCheck ? 'true' : 'false'}
      autoFocus={props.autoFocus ?? false}
      isRequired={required ?? false}
      isDisabled={disabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldLabel {...props} />
      <div className={styles.group}>
        <Input
          className={classNames(styles.input)}
          placeholder={placeholder ?? ''}
          {...(lang && { lang })}
          {...(inputRef && { ref: inputRef })}
          dir={dir}
        />
        {unit && <span className={styles.unit}>{unit}</span>}
      </div>
      <FieldProblem error={error} />
    </AriaTextField>
  );
}
