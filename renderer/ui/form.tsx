import { zodResolver } from '@hookform/resolvers/zod';
import type { ReactNode } from 'react';
import {
  Controller,
  useForm,
  type Control,
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  type Resolver,
  type UseFormReturn,
} from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { DateField, type DateFieldProps } from './date-field';
import { ErrorSummary } from './error-summary';
import { problemCode, useProblemWords } from './problem-words';
import { Select, type SelectProps } from './select';
import { TextField, type TextFieldProps } from './text-field';

/**
 * react-hook-form over a zod schema: checks on leaving a field, then at each change. Issues become problem
 * codes (`problem.<code>` in common.json); a `message` that is such a code is kept.
 */
export function useZodForm<Input extends FieldValues, Output extends FieldValues>(
  schema: z.ZodType<Output, Input>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Output> {
  const resolver: Resolver<Input, unknown, Output> = zodResolver(schema, { error: problemCode });
  return useForm<Input, unknown, Output>({
    resolver,
    defaultValues,
    mode: 'onBlur',
    reValidateMode: 'onChange',
    shouldFocusError: false,
  });
}

type Bound<Props, Values extends FieldValues, Output extends FieldValues> = Omit<
  Props,
  'value' | 'onChange' | 'onBlur' | 'name' | 'error' | 'checked'
> & {
  control: Control<Values, unknown, Output>;
  name: FieldPath<Values>;
};

interface BoundField {
  value: unknown;
  onChange: (value: unknown) => void;
  onBlur: () => void;
  error: string | undefined;
}

/** One place that connects a control with its form: value, blur, problem in words. */
function Field<Values extends FieldValues, Output extends FieldValues>(props: {
  control: Control<Values, unknown, Output>;
  name: FieldPath<Values>;
  render: (field: BoundField) => ReactNode;
}) {
  const words = useProblemWords();
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => (
        <div data-field={props.name}>
          {props.render({
            value: field.value,
            onChange: field.onChange,
            onBlur: field.onBlur,
            error: fieldState.error ? words(fieldState.error.message) : undefined,
          })}
        </div>
      )}
    />
  );
}

export function FormTextField<V extends FieldValues, O extends FieldValues>({
  control,
  name,
  ...props
}: Bound<TextFieldProps, V, O>) {
  return (
    <Field
      control={control}
      name={name}
      render={({ value, ...field }) => (
        <TextField {...props} {...field} name={name} value={typeof value === 'string' ? value : ''} />
      )}
    />
  );
}

export function FormSelect<V extends FieldValues, O extends FieldValues, T extends string>({
  control,
  name,
  ...props
}: Bound<SelectProps<T>, V, O>) {
  return (
    <Field
      control={control}
      name={name}
      render={({ value, ...field }) => (
        <Select<T>
          {...(props as SelectProps<T>)}
          {...field}
          name={name}
          value={(value ?? null) as T | null}
        />
      )}
    />
  );
}

export function FormDateField<V extends FieldValues, O extends FieldValues>({
  control,
  name,
  ...props
}: Bound<DateFieldProps, V, O>) {
  return (
    <Field
      control={control}
      name={name}
      render={({ value, ...field }) => (
        <DateField {...props} {...field} value={(value ?? null) as string | null} />
      )}
    />
  );
}

/** The summary of a form's problems after a try to save; `labels` names the fields. */
export function FormErrorSummary<I extends FieldValues, O extends FieldValues>({
  form,
  labels,
}: {
  form: UseFormReturn<I, unknown, O>;
  labels: Partial<Record<FieldPath<I>, string>>;
}) {
  const words = useProblemWords();
  const { t } = useTranslation('common');
  const { errors, submitCount } = form.formState;
  if (submitCount === 0) return null;
  const problems = (Object.keys(labels) as FieldPath<I>[]).flatMap((name) => {
    const error = form.getFieldState(name, form.formState).error;
    if (!error) return [];
    return [
      {
        label: labels[name] ?? t('field.unnamed'),
        problem: words(error.message),
        focus: () => focusField(name),
      },
    ];
  });
  // A problem outside the named fields would otherwise stay invisible.
  if (problems.length === 0 && Object.keys(errors).length > 0) {
    problems.push({ label: t('field.unnamed'), problem: words(undefined), focus: () => undefined });
  }
  return <ErrorSummary problems={problems} />;
}

function focusField(name: string): void {
  const field = document.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const control = field?.querySelector<HTMLElement>('input, textarea, button');
  control?.scrollIntoView({ block: 'center' });
  control?.focus();
}
