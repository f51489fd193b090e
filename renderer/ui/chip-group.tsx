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

interface CommonProps<T extends string> {
  /** Read aloud as the name of the group. */
  label: string;
  chips: ReadonlyArray<Chip<T>>;
  /** `segments`: joined, for switching between two or three views. */
  look?: 'chips' | 'segments' | undefined;
  /** Shows a tick on chosen chips (questions), not on filters. */
  tick?: boolean | undefined;
  className?: string | undefined;
}

function Chips<T extends string>(
  props: CommonProps<T> & {
    mode: 'single' | 'multiple';
    chosen: readonly T[];
    mayBeEmpty: boolean;
    onChosen: (chosen: T[]) => void;
  },
) {
  const { look = 'chips', tick, chosen } = props;
  return (
    <ToggleButtonGroup
      aria-label={props.label}
      className={classNames(look === 'segments' ? styles.segments : styles.chips, props.className)}
      selectionMode={props.mode}
      selectedKeys={chosen}
      disallowEmptySelection={!props.mayBeEmpty}
      onSelectionChange={(keys) => props.onChosen([...keys] as T[])}
    >
      {props.chips.map((chip) => (
        <ToggleButton
          key={chip.value}
          id={chip.value}
          className={classNames(styles.chip)}
          isDisabled={chip.disabled ?? false}
        >
          {tick && chosen.includes(chip.value) && <Check aria-hidden />}
          {chip.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** One of several, as chips or segments. With `mayBeEmpty` a second press takes the choice back (null). */
export function ChipGroup<T extends string>(
  props: CommonProps<T> & { value: T | null; mayBeEmpty?: boolean; onChange: (value: T | null) => void },
) {
  return (
    <Chips
      {...props}
      mode="single"
      mayBeEmpty={props.mayBeEmpty ?? false}
      chosen={props.value === null ? [] : [props.value]}
      onChosen={(chosen) => props.onChange(chosen[0] ?? null)}
    />
  );
}

/** Any number of several (filters, topics). */
export function MultiChipGroup<T extends string>(
  props: CommonProps<T> & { values: readonly T[]; onChange: (values: T[]) => void },
) {
  return <Chips {...props} mode="multiple" mayBeEmpty chosen={props.values} onChosen={props.onChange} />;
}
