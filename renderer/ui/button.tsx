import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { classNames } from './class-names';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** One filled (`primary`) button per region. */
  variant?: ButtonVariant | undefined;
  size?: 'm' | 'l' | undefined;
  icon?: LucideIcon | undefined;
  /** Stretches over the whole inline size of its container. */
  wide?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A verb to press. */
export function Button({
  variant = 'secondary',
  size = 'm',
  icon: Icon,
  wide,
  className,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      data-variant={variant}
      className={classNames(
        styles.button,
        styles[variant],
        size === 'l' && styles.large,
        wide && styles.wide,
        className,
      )}
    >
      {Icon && <Icon aria-hidden />}
      {children}
    </AriaButton>
  );
}
