import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { DialogTrigger } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { formatDate, parseTypedDate, type DatePrecision } from '../lib/dates';
import { classNames } from './class-names';
import { FieldLabel, FieldProblem, type FieldProps } from './field';
import styles from './field.module.css';
import { IconButton } from './icon-button';

const DatePopover = lazy(async () => ({ default: (await import('./date-popover')).DatePopover }));

export interface DateFieldProps extends FieldProps {
  /** ISO day; shorter (month, year) where `precision` allows it; null = unknown. */
  value: string | null;
  onChange: (value: string | null) => void;
  onBlur?: (() => void) | undefined;
  /** Least exact value accepted. Default: a full day. */
  precision?: DatePrecision | undefined;
  min?: string | undefined;
  max?: string | undefined;
  /** Words for a date outside `min`/`max` ("Das Datum liegt vor der Geburt. Bitte prüfen."). */
  minWords?: string | undefined;
  maxWords?: string | undefined;
  autoFocus?: boolean | undefined;
}

/** A date typed as 1.2.24 or picked. What cannot be read stays as typed, with words how to mend it. */
export function DateField(props: DateFieldProps) {
  const { value, onChange, required, disabled, className, precision, min, max } = props;
  const { t } = useTranslation('common');
  const [text, setText] = useState(formatDate(value));
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    setText(formatDate(value));
    setProblem(undefined);
  }, [value]);

  const leave = () => {
    const read = parseTypedDate(text, { precision, min, max });
    if (read.ok) {
      setProblem(undefined);
      setText(formatDate(read.iso));
      if (read.iso !== value) onChange(read.iso);
    } else if (read.problem === 'date-too-early' && props.minWords) setProblem(props.minWords);
    else if (read.problem === 'date-too-late' && props.maxWords) setProblem(props.maxWords);
    else setProblem(t(`problem.${read.problem}`));
    props.onBlur?.();
  };
  const error = problem ?? props.error;
  /** A mended problem goes at once: at leaving, the button that is being pressed would move away under the mouse. */
  const type = (typed: string) => {
    setText(typed);
    if (error === undefined) return;
    const read = parseTypedDate(typed, { precision, min, max });
    if (!read.ok) return;
    setProblem(undefined);
    if (formatDate(read.iso) === typed && read.iso !== value) onChange(read.iso);
  };

  return (
    <AriaTextField
      className={classNames(styles.field, className)}
      value={text}
      onChange={type}
      onBlur={leave}
      inputMode="text"
      autoComplete="off"
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
          placeholder={t(`field.datePlaceholder.${precision ?? 'day'}`)}
          dir="ltr"
        />
        {!disabled && (
          <DialogTrigger>
            <IconButton className={styles.inside} icon={CalendarDays} label={t('field.pickDate')} />
            <Suspense>
              <DatePopover value={value} min={min} max={max} onPick={onChange} />
            </Suspense>
          </DialogTrigger>
        )}
      </div>
      <FieldProblem error={error} />
    </AriaTextField>
  );
}
