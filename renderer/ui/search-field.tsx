import { Search, X } from 'lucide-react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names';
import styles from './field.module.css';
import { IconButton } from './icon-button';

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: ((value: string) => void) | undefined;
  placeholder?: string | undefined;
  autoFocus?: boolean | undefined;
  className?: string | undefined;
}

/** Search as you type; Escape empties it. */
export function SearchField(props: SearchFieldProps) {
  const { t } = useTranslation('common');
  return (
    <AriaSearchField
      className={classNames(styles.field, props.className)}
      value={props.value}
      onChange={props.onChange}
      onSubmit={(value) => props.onSubmit?.(value)}
      autoFocus={props.autoFocus ?? false}
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="visually-hidden">{props.label}</Label>
      <div className={classNames(styles.group, styles.withStart)}>
        <span className={styles.start}>
          <Search aria-hidden />
        </span>
        <Input
          className={classNames(styles.input, styles.search)}
          placeholder={props.placeholder ?? props.label}
          dir="auto"
        />
        {props.value !== '' && <IconButton className={styles.inside} icon={X} label={t('field.clear')} />}
      </div>
    </AriaSearchField>
  );
}
