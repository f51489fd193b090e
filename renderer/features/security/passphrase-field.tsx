import { Eye, EyeOff } from 'lucide-react';
import { useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { TextField } from 'react-aria-components/TextField';
import { classNames } from '../../ui/class-names';
import { FieldLabel, FieldProblem, type FieldProps } from '../../ui/field';
import styles from '../../ui/field.module.css';
import { IconButton } from '../../ui/icon-button';

export interface PassphraseFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  /** `new` lets password keepers offer one; `current` lets them fill it in. */
  kind: 'new' | 'current';
  autoFocus?: boolean | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

/** A passphrase that can be shown, so that long ones are typed without mistakes. */
export function PassphraseField(props: PassphraseFieldProps) {
  const { value, onChange, onBlur, kind, error, disabled, inputRef } = props;
  const { t } = useTranslation('common');
  const [shown, setShown] = useState(false);
  return (
    <TextField
      className={classNames(styles.field)}
      value={value}
      onChange={onChange}
      onBlur={() => onBlur?.()}
      type={shown ? 'text' : 'password'}
      autoComplete={kind === 'new' ? 'new-password' : 'current-password'}
      autoFocus={props.autoFocus ?? false}
      spellCheck="false"
      isDisabled={disabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldLabel {...props} />
      <div className={styles.group}>
        <Input className={classNames(styles.input)} dir="auto" {...(inputRef && { ref: inputRef })} />
        <IconButton
          className={styles.inside}
          icon={shown ? EyeOff : Eye}
          label={t(shown ? 'field.hidePassphrase' : 'field.showPassphrase')}
          onPress={() => setShown(!shown)}
        />
      </div>
      <FieldProblem error={error} />
    </TextField>
  );
}
