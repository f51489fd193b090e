import { ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';
import list from './list.module.css';

export interface SelectOption<T extends string = string> {
  value: T;
  label: string;
  /** Second line. */
  hint?: string | undefined;
}

export interface SelectProps<T extends string> extends FieldProps {
  options: ReadonlyArray<SelectOption<T>>;
  value: T | null;
  onChange: (value: T) => void;
  onBlur?: (() => void) | undefined;
  name?: string | undefined;
  placeholder?: string | undefined;
}

/** One choice of a short, known list (up to about 15; longer lists take ComboBox). */
export function Select<T extends string>(props: SelectProps<T>) {
  const { options, value, onChange, error, required, disabled, className } = props;
  const { t } = useTranslation('common');
  return (
    <AriaSelect
      className={classNames(styles.field, className)}
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      onBlur={() => props.onBlur?.()}
      {...(props.name !== undefined && { name: props.name })}
      placeholder={props.placeholder ?? t('field.choose')}
      isRequired={required ?? false}
      isDisabled={disabled ?? false}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <FieldLabel {...props} />
      <Button className={classNames(styles.select)} {...(error !== undefined && { 'data-invalid': true })}>
        <SelectValue
          className={({ isPlaceholder }) => classNames(styles.value, isPlaceholder && styles.empty)}
        >
          {({ isPlaceholder, selectedText, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <ChevronDown aria-hidden />
      </Button>
      <FieldProblem error={error} />
      <Popover className={classNames(list.popover)} offset={4}>
        <ListBox
          className={classNames(list.list)}
          items={options.map((option) => ({ ...option, id: option.value }))}
        >
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={classNames(list.item)}>
              <span className={list.text}>{option.label}</span>
              {option.hint && <span className={list.hint}>{option.hint}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
