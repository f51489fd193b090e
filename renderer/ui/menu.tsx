import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { classNames } from './class-names';
import list from './list.module.css';

export interface MenuAction {
  id: string;
  label: string;
  icon?: LucideIcon | undefined;
  /** Key or state at the end of the line. */
  end?: string | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** A line before it: actions of one kind stand together. */
  gap?: boolean | undefined;
  /** Ticked: one of several settings. */
  checked?: boolean | undefined;
  onPress: () => void;
}

export interface MenuProps {
  /** The button that opens it (Button or IconButton). */
  trigger: ReactElement;
  label: string;
  actions: readonly MenuAction[];
}

/** Second-order actions of a page or a row. */
export function Menu({ trigger, label, actions }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={classNames(list.popover)} placement="bottom end" offset={4}>
        <AriaMenu aria-label={label} className={classNames(list.list)}>
          {actions.map(({ id, label: words, icon: Icon, end, danger, disabled, checked, gap, onPress }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={words}
              isDisabled={disabled ?? false}
              onAction={onPress}
              className={classNames(list.menuItem, danger && list.danger, gap && list.gap)}
            >
              {Icon && <Icon aria-hidden />}
              <span>{words}</span>
              {(end ?? checked) && <span className={list.end}>{checked ? '✓' : end}</span>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
