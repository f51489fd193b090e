import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { classNames } from './class-names';
import styles from './field.module.css';

export interface Chip<T extends string = string> {
  value: T;
  label: ReactNode;
  disabled?: boolean | undefined;
}

interface ChipGroupProps<T extends string> {
  /** Read aloud as the name of the group. */
  label: string;
  chips: ReadonlyArray<Chip<T>>;
  value: T | null;
  onChange: (value: T | null) => void;
  /** With it a second press takes the choice back (null). */
  mayBeEmpty?: boolean;
  /** `segments`: joined, for switching between two or three views. */
  look?: 'chips' | 'segments' | undefined;
  /** Shows a tick on the chosen chip (questions), not on filters. */
  tick?: boolean | undefined;
  className?: string | undefined;
}

/** One of several, as chips or segments. */
export function ChipGroup<T extends string>(props: ChipGroupProps<T>) {
  const { look = 'chips', tick, value } = props;
  return (
    <ToggleButtonGroup
      aria-label={props.label}
      className={classNames(look === 'segments' ? styles.segments : styles.chips, props.className)}
      selectionMode="single"
      selectedKeys={value === null ? [] : [value]}
      disallowEmptySelection={!props.mayBeEmpty}
      onSelectionChange={(keys) => props.onChange(([...keys] as T[])[0] ?? null)}
    >
      {props.chips.map((chip) => (
        <ToggleButton
          key={chip.value}
          id={chip.value}
          className={classNames(styles.chip)}
          isDisabled={chip.disabled ?? false}
        >
          {tick && chip.value === value && <Check aria-hidden />}
          {chip.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
