import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';

export interface TextAreaProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  name?: string | undefined;
  rows?: number | undefined;
  placeholder?: string | undefined;
  maxLength?: number | undefined;
  lang?: string | undefined;
  dir?: 'auto' | 'ltr' | 'rtl' | undefined;
  autoFocus?: boolean | undefined;
}

/** Several lines; grows with what is written. */
export function TextArea(props: TextAreaProps) {
  const { error, required, disabled, className, placeholder, rows, lang, dir = 'auto' } = props;
  return (
    <AriaTextField
      className={classNames(styles.field, className)}
      value={props.value}
      onChange={props.onChange}
      onBlur={() => props.onBlur?.()}
      {...(props.name !== undefined && { name: props.name })}
      {...(props.maxLength !== undefined && { maxLength: props.maxLength })}
      autoFocus={props.autoFocus ?? false}
      isRequired={required ?? false}
      isDisabled={disabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldLabel {...props} />
      <AriaTextArea
        className={classNames(styles.area)}
        placeholder={placeholder ?? ''}
        rows={rows ?? 3}
        {...(lang && { lang })}
        dir={dir}
      />
      <FieldProblem error={error} />
    </AriaTextField>
  );
}
