import type { LucideIcon } from 'lucide-react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { classNames } from './class-names';

export interface IconButtonProps extends Omit<
  AriaButtonProps,
  'children' | 'className' | 'style' | 'aria-label'
> {
  icon: LucideIcon;
  /** What it does, in words; read aloud and shown on pointing. */
  label: string;
  size?: 's' | 'm' | undefined;
  className?: string | undefined;
}

/** An action that its row or region makes plain; always with words for those who do not see it. */
export function IconButton({ icon: Icon, label, size = 'm', className, ...props }: IconButtonProps) {
  return (
    <AriaButton
      {...props}
      aria-label={label}
      className={classNames(styles.icon, size === 's' && styles.small, className)}
      render={(domProps) => <button {...domProps} title={label} />}
    >
      <Icon aria-hidden />
    </AriaButton>
  );
}
