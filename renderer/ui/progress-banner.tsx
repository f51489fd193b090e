import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import banner from './banner.module.css';
import styles from './progress-banner.module.css';

export interface ProgressBannerProps {
  icon: LucideIcon;
  /** Names the bar. */
  label: string;
  /** From 0 to 1; null while that is unknown. */
  share: number | null;
  children: ReactNode;
}

/** Something that goes on for a while, above the page, with a quiet bar. Its changes are not read out. */
export function ProgressBanner({ icon: Icon, label, share, children }: ProgressBannerProps) {
  return (
    <div className={banner.banner}>
      <Icon aria-hidden />
      <p>{children}</p>
      <progress
        className={styles.bar}
        aria-label={label}
        max={100}
        {...(share === null ? {} : { value: Math.floor(share * 100) })}
      />
    </div>
  );
}
