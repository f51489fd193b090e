import styles from './ring.module.css';

const RADIUS = 44;
const AROUND = 2 * Math.PI * RADIUS;

/** Seconds left as a ring that empties, with the number inside. */
export function Ring({ left, of }: { left: number; of: number }) {
  return (
    <figure className={styles.ring} aria-hidden>
      <svg viewBox="0 0 96 96">
        <circle cx="48" cy="48" r={RADIUS} className={styles.track} />
        <circle
          cx="48"
          cy="48"
          r={RADIUS}
          className={styles.rest}
          strokeDasharray={AROUND}
          strokeDashoffset={AROUND * (1 - left / of)}
        />
      </svg>
      <figcaption>{left}</figcaption>
    </figure>
  );
}
