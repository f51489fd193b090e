import { useEffect } from 'react';
import { type Rating, RATINGS } from '#shared/domain/assessments';
import { RatingPicture } from './pictograms';
import styles from './rating-cards.module.css';
import type { Said } from './use-client-texts';

interface RatingCardsProps {
  label: string;
  /** What the pictures show. */
  thing: string;
  german: Said;
  client: Said;
  value: Rating | null;
  onChange: (rating: Rating | null) => void;
  /** Digits 1–4 choose while no field has the focus. */
  withKeys?: boolean;
  look?: 'cards' | 'small';
}

/** The four answers in pictures, with digit and both languages. A second press takes the answer back. */
export function RatingCards({
  label,
  thing,
  german,
  client,
  value,
  onChange,
  withKeys = false,
  look = 'cards',
}: RatingCardsProps) {
  useDigits(withKeys, (digit) => {
    const rating = RATINGS[digit - 1];
    if (rating) onChange(rating);
  });
  return (
    <div role="radiogroup" aria-label={label} className={look === 'small' ? styles.small : styles.cards}>
      {RATINGS.map((rating, index) => (
        <button
          key={rating}
          type="button"
          role="radio"
          aria-checked={value === rating}
          className={styles.card}
          onClick={() => onChange(value === rating ? null : rating)}
        >
          <span className={styles.digit} aria-hidden>
            {index + 1}
          </span>
          <RatingPicture rating={rating} thing={thing} />
          <span lang="de" className={styles.german}>
            {german.say(`rating.${rating}`)}
          </span>
          {client.language !== 'de' && (
            <span lang={client.lang} dir={client.dir} className={styles.client}>
              {client.say(`rating.${rating}`)}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** Calls back for the keys 1–9, but never while somebody is typing. */
export function useDigits(active: boolean, onDigit: (digit: number) => void): void {
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]');
      if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
      onDigit(Number(event.key));
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
