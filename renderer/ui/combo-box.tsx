import { ChevronDown, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import buttonStyles from './button.module.css';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';
import { IconButton } from './icon-button';
import list from './list.module.css';

export interface ComboBoxItem {
  id: string;
  label: string;
  /** Second line: why it was found, what tells it from its neighbours. */
  hint?: string | undefined;
  lang?: string | undefined;
}

export interface ComboBoxProps<T extends ComboBoxItem> extends FieldProps {
  /** Finds what fits the typed text; with an empty text the first choices. Later answers to earlier text are dropped. */
  search: (text: string) => Promise<readonly T[]> | readonly T[];
  value: T | null;
  onChange: (item: T | null) => void;
  onBlur?: (() => void) | undefined;
  /** With it, typed text that is not in the list is kept and handed over when the field is left. */
  onText?: ((text: string) => void) | undefined;
  placeholder?: string | undefined;
  lang?: string | undefined;
  autoFocus?: boolean | undefined;
  /** Message when nothing fits. */
  emptyText?: string | undefined;
}

/** The typed text, what was found for it, and what leaving the field makes of it. */
function useTypedSearch<T extends ComboBoxItem>(props: ComboBoxProps<T>) {
  const { search, value, onChange, onText } = props;
  const [text, setText] = useState(value?.label ?? '');
  const [items, setItems] = useState<readonly T[]>([]);
  const [searching, setSearching] = useState(false);
  const asked = useRef(0);
  const searchNow = useRef(search);
  searchNow.current = search;

  const ask = (typed: string) => {
    const number = ++asked.current;
    setSearching(true);
    const isLast = () => number === asked.current;
    void Promise.resolve(searchNow.current(typed))
      .then((found) => isLast() && setItems(found))
      .finally(() => isLast() && setSearching(false));
  };
  useEffect(() => setText(value?.label ?? ''), [value?.id, value?.label]);

  const choose = (item: T | null) => {
    onChange(item);
    setText(item?.label ?? '');
  };
  const leave = () => {
    if (onText && text.trim() !== (value?.label ?? '')) onText(text.trim());
    else if (text.trim() === '' && value) onChange(null);
    else if (!onText) setText(value?.label ?? '');
    props.onBlur?.();
  };
  const type = (typed: string) => {
    setText(typed);
    ask(typed);
  };
  return { text, items, searching, type, ask, choose, leave };
}

/** Search in a long list while typing. */
export function ComboBox<T extends ComboBoxItem>(props: ComboBoxProps<T>) {
  const { value, error, required, disabled, className } = props;
  const { t } = useTranslation('common');
  const { text, items, searching, type, ask, choose, leave } = useTypedSearch(props);

  return (
    <AriaComboBox
      className={classNames(styles.field, className)}
      items={items}
      inputValue={text}
      onInputChange={type}
      onOpenChange={(open, trigger) => open && ask(trigger === 'input' ? text : '')}
      value={value?.id ?? null}
      onChange={(key) => {
        const item = items.find((candidate) => candidate.id === key);
        if (item) choose(item);
      }}
      onBlur={leave}
      menuTrigger="focus"
      allowsCustomValue
      allowsEmptyCollection
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
          placeholder={props.placeholder ?? ''}
          {...(props.lang && { lang: props.lang })}
          dir="auto"
        />
        {value && !disabled ? (
          <IconButton
            slot={null}
            className={styles.inside}
            icon={X}
            label={t('field.clear')}
            onPress={() => choose(null)}
          />
        ) : (
          <Button className={classNames(buttonStyles.icon, styles.inside)}>
            <ChevronDown aria-hidden />
          </Button>
        )}
      </div>
      <FieldProblem error={error} />
      <Popover className={classNames(list.popover)} offset={4}>
        <ListBox
          className={classNames(list.list)}
          renderEmptyState={() => (
            <div className={list.empty}>
              {searching ? t('state.loading') : (props.emptyText ?? t('field.nothingFound'))}
            </div>
          )}
        >
          {(item: T) => (
            <ListBoxItem id={item.id} textValue={item.label} className={classNames(list.item)}>
              <span lang={item.lang} dir="auto">
                {item.label}
              </span>
              {item.hint && <span className={list.hint}>{item.hint}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
