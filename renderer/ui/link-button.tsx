import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import styles from './button.module.css';
import { classNames } from './class-names';

export interface LinkButtonProps {
  href: string;
  variant?: 'primary' | 'secondary' | 'quiet' | undefined;
  size?: 'm' | 'l' | undefined;
  icon?: LucideIcon | undefined;
  className?: string | undefined;
  /** Opens beside the app instead of in its place. */
  newWindow?: boolean | undefined;
  onPress?: (() => void) | undefined;
  children: ReactNode;
}

/** Looks like a button, goes to a page: a real link, so that it can be opened in any way links can. */
export function LinkButton({
  href,
  variant = 'secondary',
  size = 'm',
  icon: Icon,
  className,
  newWindow,
  onPress,
  children,
}: LinkButtonProps) {
  return (
    <Link
      href={href}
      {...(newWindow && { target: '_blank' })}
      {...(onPress && { onPress })}
      data-variant={variant}
      className={classNames(styles.button, styles[variant], size === 'l' && styles.large, className)}
    >
      {Icon && <Icon aria-hidden />}
      {children}
    </Link>
  );
}
