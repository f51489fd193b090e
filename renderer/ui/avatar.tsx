import styles from './avatar.module.css';
import { classNames } from './class-names';

/** First letters of the first and the last name. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letter = (word: string | undefined) => (word ? ([...word][0] ?? '').toLocaleUpperCase('de') : '');
  return letter(words[0]) + (words.length > 1 ? letter(words.at(-1)) : '');
}

/** A person of the office by initials; the name stands beside it. */
export function Avatar({
  name,
  size = 's',
  className,
}: {
  name: string;
  size?: 's' | 'm';
  className?: string | undefined;
}) {
  return (
    <span className={classNames(styles.avatar, size === 'm' && styles.m, className)} aria-hidden>
      {initials(name)}
    </span>
  );
}
