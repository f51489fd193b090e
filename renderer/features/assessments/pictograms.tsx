import type { ReactNode } from 'react';
import type { Rating } from '#shared/domain/assessments';
import styles from './pictograms.module.css';

/** Things that the questions are about, drawn around 0,0 in a square of 56 units. */
const THINGS: Record<string, ReactNode> = {
  cook: (
    <>
      <path className={styles.tint} d="M-20-4h40v14a10 10 0 0 1-10 10h-20a10 10 0 0 1-10-10z" />
      <path d="M-27-4h54M-8-12c-3-4 3-6 0-11M8-12c-3-4 3-6 0-11" />
    </>
  ),
  sew: (
    <>
      <path className={styles.tint} d="M-9-22l-17 9 6 13 6-3v23h28V-3l6 3 6-13-17-9c-3 7-15 7-18 0z" />
      <path d="M-7 4h2M-1 4h2M5 4h2M-7 11h2M-1 11h2M5 11h2" />
    </>
  ),
  repair: (
    <path
      className={styles.tint}
      d="M21-14a12 12 0 0 1-16 13L-13 20a6 6 0 0 1-9-9L-1-5a12 12 0 0 1 14-16l-7 7 1 7 7 1z"
    />
  ),
  build: (
    <>
      <path className={styles.tint} d="M-25-17h50v34h-50z" />
      <path d="M-25-6h50M-25 6h50M-8-17v11M9-17v11M0-6V6M-17-6V6M17-6V6M-8 6v11M9 6v11" />
    </>
  ),
  drive: (
    <>
      <path className={styles.tint} d="M-27 10v-24H4v24zM4-6h12l10 9v7H4z" />
      <circle className={styles.plain} cx="-14" cy="12" r="6" />
      <circle className={styles.plain} cx="14" cy="12" r="6" />
    </>
  ),
  computer: (
    <>
      <path className={styles.tint} d="M-20-18h40V8h-40z" />
      <path d="M-27 16h54M-8-8l-5 5 5 5M8-8l5 5-5 5" />
    </>
  ),
  sell: (
    <>
      <path className={styles.tint} d="M-19-2h38v22h-38z" />
      <path
        className={styles.plain}
        d="M-26-4l6-16h40l6 16a6.5 6.5 0 0 1-13 0 6.5 6.5 0 0 1-13 0 6.5 6.5 0 0 1-13 0 6.5 6.5 0 0 1-13 0z"
      />
      <path d="M-5 20V8H5v12" />
    </>
  ),
  care: (
    <>
      <path className={styles.tint} d="M0 6C-13-3-15-10-10-15c4-4 9-1 10 4 1-5 6-8 10-4 5 5 3 12-10 21z" />
      <path d="M-25 8c6-3 10 0 14 3h9c5 0 5 6 0 6h-8M3 14l13-6c5-2 8 3 4 6L3 22h-14l-14-3" />
    </>
  ),
  garden: (
    <>
      <path d="M0 20V-6M-22 20h44" />
      <path
        className={styles.tint}
        d="M0-4c-15 0-19-8-19-17 13 0 19 6 19 17zM0 6c13 0 18-6 18-15C6-9 0-4 0 6z"
      />
    </>
  ),
  organise: (
    <>
      <path className={styles.tint} d="M-18-17h36v38h-36z" />
      <path className={styles.plain} d="M-7-22H7v9H-7z" />
      <path d="M-11-3l3 3 5-6M3-2h9M-11 10l3 3 5-6M3 11h9" />
    </>
  ),
  skill: <path className={styles.tint} d="M0-22l7 14 15 2-11 11 3 15L0 13l-14 7 3-15-11-11 15-2z" />,
};

/** What a question is about; a star where there is no picture of its own. */
export function ThingPicture({ thing, className }: { thing: string; className?: string | undefined }) {
  return (
    <svg viewBox="0 0 96 96" className={className ?? styles.picture} aria-hidden>
      <Thing name={thing} at="48 48" size={1.4} />
    </svg>
  );
}

/** The four answers: not yet, with another person, alone, showing it to others. */
export function RatingPicture({
  rating,
  thing,
  className,
}: {
  rating: Rating;
  thing: string;
  className?: string | undefined;
}) {
  return (
    <svg viewBox="0 0 96 96" className={className ?? styles.picture} aria-hidden>
      {SCENES[rating](thing)}
    </svg>
  );
}

const SCENES: Record<Rating, (thing: string) => ReactNode> = {
  'not-yet': (thing) => (
    <>
      <Thing name={thing} at="46 44" size={1.25} />
      <circle className={styles.plain} cx="71" cy="71" r="17" />
      <path d="M64 64l14 14M78 64L64 78" />
    </>
  ),
  'with-help': (thing) => (
    <>
      <Figure x={65} y={18} size={1.05} plain />
      <Figure x={33} y={26} size={1} />
      <Thing name={thing} at="49 77" size={0.68} front />
    </>
  ),
  alone: (thing) => (
    <>
      <Figure x={48} y={19} size={1.22} />
      <Thing name={thing} at="48 75" size={0.76} front />
    </>
  ),
  'can-teach': (thing) => (
    <>
      <Figure x={22} y={17} size={0.85} />
      <rect className={styles.plain} x="46" y="6" width="45" height="38" rx="4" />
      <Thing name={thing} at="68.5 25" size={0.5} />
      {[19, 48, 77].map((x) => (
        <Figure key={x} x={x} y={67} size={0.56} plain />
      ))}
    </>
  ),
};

/** Head and shoulders, seen from the front; nobody in particular. */
function Figure({ x, y, size, plain = false }: { x: number; y: number; size: number; plain?: boolean }) {
  return (
    <g
      transform={`translate(${x} ${y}) scale(${size})`}
      strokeWidth={3.5 / Math.sqrt(size)}
      className={plain ? styles.plain : styles.tint}
    >
      <circle r="11.5" />
      <path d="M-22 40v-5c0-11 9-19 22-19s22 8 22 19v5z" />
    </g>
  );
}

/** Drawn at another size, lines keep about their width; in front of a figure a rim sets the thing off. */
function Thing({
  name,
  at,
  size,
  front = false,
}: {
  name: string;
  at: string;
  size: number;
  front?: boolean;
}) {
  const drawing = THINGS[name] ?? THINGS['skill'];
  const width = 3.5 / Math.sqrt(size);
  return (
    <g
      transform={`translate(${at}) scale(${size})`}
      strokeWidth={width}
      className={front ? styles.front : undefined}
    >
      {front && (
        <g className={styles.rim} strokeWidth={width * 3.2}>
          {drawing}
        </g>
      )}
      {drawing}
    </g>
  );
}
