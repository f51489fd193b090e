import type { ReactNode } from 'react';
import styles from './pictogram.module.css';

/** Our own pictograms: a grid of 96 units, lines of 3.5, one tint and one solid accent. */
export type PictogramName =
  | 'touch'
  | 'other-language'
  | 'appointment'
  | 'no-appointment'
  | 'work'
  | 'training'
  | 'language-course'
  | 'recognition'
  | 'letter'
  | 'other'
  | 'photo'
  | 'sit'
  | 'screen'
  | 'go'
  | 'wait'
  | 'not-yet'
  | 'with-help'
  | 'alone'
  | 'can-teach';

const TINT = 'var(--action-tint)';
const PAPER = 'var(--surface)';
const solid = { fill: 'currentColor', stroke: 'none' } as const;

function Calendar({ children }: { children: ReactNode }) {
  return (
    <>
      <rect x="15" y="19" width="66" height="62" rx="8" fill={PAPER} />
      <path fill={TINT} d="M15 41V27a8 8 0 0 1 8-8h50a8 8 0 0 1 8 8v14z" />
      <path d="M33 11v15M63 11v15" />
      {children}
    </>
  );
}

/** Head and shoulders, standing on `y`; `size` is the width of the shoulders. */
function Bust({ x, y, size, fill }: { x: number; y: number; size: number; fill: string }) {
  const half = size / 2;
  const head = size * 0.26;
  return (
    <>
      <circle cx={x} cy={y - size * 1.05} r={head} fill={fill} />
      <path
        fill={fill}
        d={`M${x - half} ${y}v${-size * 0.1}a${half} ${size * 0.46} 0 0 1 ${size} 0v${size * 0.1}z`}
      />
    </>
  );
}

function Gear({ x, y }: { x: number; y: number }) {
  const teeth = [0, 45, 90, 135, 180, 225, 270, 315];
  return (
    <g transform={`translate(${x} ${y})`}>
      {teeth.map((angle) => (
        <path key={angle} d="M0 -11v-6" strokeWidth="7" strokeLinecap="butt" transform={`rotate(${angle})`} />
      ))}
      <circle r="12" {...solid} />
      <circle r="4.5" fill={PAPER} stroke="none" />
    </g>
  );
}

const DRAWINGS: Record<PictogramName, (number: string) => ReactNode> = {
  touch: () => (
    <>
      <circle cx="38" cy="36" r="27" fill={TINT} />
      <ellipse cx="38" cy="36" rx="12" ry="27" />
      <path d="M11 36h54" />
      <path
        fill={PAPER}
        d="M51 70V46a6.5 6.5 0 0 1 13 0v15l15 3.500a7.5 7.5 0 0 1 6 8.500l-2 11a9 9 0 0 1-9 7.500H61a11 11 0 0 1-9-4.500L40 71.500a5.3 5.3 0 0 1 8-7z"
      />
    </>
  ),
  'other-language': () => (
    <>
      <Bust x={34} y={82} size={46} fill={TINT} />
      <path
        fill={PAPER}
        d="M63 10h19a8 8 0 0 1 8 8v10a8 8 0 0 1-8 8h-8l-11 10V36a8 8 0 0 1-8-8V18a8 8 0 0 1 8-8z"
      />
      <g {...solid}>
        <circle cx="64.5" cy="23" r="2.9" />
        <circle cx="73" cy="23" r="2.9" />
        <circle cx="81.5" cy="23" r="2.9" />
      </g>
    </>
  ),
  appointment: () => (
    <Calendar>
      <path d="M32 59l12 12 21-23" strokeWidth="6.5" />
    </Calendar>
  ),
  'no-appointment': () => (
    <Calendar>
      <path d="M29 54h5M46 54h5M63 54h5M29 67h5M46 67h5M63 67h5" strokeWidth="4.5" />
      <path d="M13 89L83 13" stroke={PAPER} strokeWidth="13" />
      <path d="M13 89L83 13" strokeWidth="6.5" />
    </Calendar>
  ),
  work: () => (
    <>
      <path fill={TINT} d="M13 86c0-15 13-23 35-23s35 8 35 23z" />
      <path d="M37 65l-3 21M59 65l3 21M36 76h24" />
      <path fill={PAPER} d="M30 40v7a18 18 0 0 0 36 0v-7z" />
      <path {...solid} d="M23 38a25 25 0 0 1 50 0z" />
      <path d="M17 39.500h62" strokeWidth="6.5" />
      <path d="M41 15v13M55 15v13" stroke={PAPER} strokeWidth="3.5" />
    </>
  ),
  training: () => (
    <>
      <path fill={TINT} d="M48 87c-9-7-22-9-38-9V50c16 0 29 3 38 10 9-7 22-10 38-10v28c-16 0-29 2-38 9z" />
      <path d="M48 60v27M20 60c6 .5 11 1.5 17 4M76 60c-6 .5-11 1.5-17 4" />
      <Gear x={48} y={26} />
    </>
  ),
  'language-course': () => (
    <>
      <path
        fill={TINT}
        d="M19 10h37a10 10 0 0 1 10 10v22a10 10 0 0 1-10 10H36L22 64V52h-3A10 10 0 0 1 9 42V20a10 10 0 0 1 10-10z"
      />
      <path d="M26 43l11.5-24L49 43M30.5 34.500h14" strokeWidth="4.5" />
      <path
        {...solid}
        d="M50 57h27a10 10 0 0 1 10 10v8a10 10 0 0 1-9 10v9l-11-9H50a10 10 0 0 1-10-10v-8a10 10 0 0 1 10-10z"
      />
      <path d="M51 67h25M51 75.500h15" stroke={PAPER} />
    </>
  ),
  recognition: () => (
    <>
      <path fill={TINT} d="M19 9h35l18 18v49a7 7 0 0 1-7 7H19a7 7 0 0 1-7-7V16a7 7 0 0 1 7-7z" />
      <path fill={PAPER} d="M54 9v18h18z" />
      <path d="M24 36h34M24 48h22M24 60h15" />
      <path fill={PAPER} d="M57 73v20l10-6 10 6V73" />
      <circle cx="67" cy="63" r="18" {...solid} />
      <path d="M58.5 63l6.5 6.500L76 57.5" stroke={PAPER} strokeWidth="5" />
    </>
  ),
  letter: () => (
    <>
      <path fill={PAPER} d="M21 62V15a6 6 0 0 1 6-6h42a6 6 0 0 1 6 6v47" />
      <path d="M33 23h30M33 34h30M33 45h18" />
      <path fill={TINT} d="M9 46l39 23 39-23v33a8 8 0 0 1-8 8H17a8 8 0 0 1-8-8z" />
      <path d="M11 85l26-22M85 85L59 63" />
    </>
  ),
  other: () => (
    <>
      <path
        fill={TINT}
        d="M21 13h54a12 12 0 0 1 12 12v31a12 12 0 0 1-12 12H47L28 86V68h-7A12 12 0 0 1 9 56V25a12 12 0 0 1 12-12z"
      />
      <g {...solid}>
        <circle cx="29" cy="40.5" r="5.5" />
        <circle cx="48" cy="40.5" r="5.5" />
        <circle cx="67" cy="40.5" r="5.5" />
      </g>
    </>
  ),
  photo: (number) => (
    <>
      <rect x="25" y="7" width="46" height="82" rx="9" fill={TINT} />
      <rect x="33" y="19" width="30" height="46" rx="3" fill={PAPER} />
      <text x="48" y="49.5" className={styles.number} fontSize={number.length > 2 ? 14 : 20}>
        {number}
      </text>
      <circle cx="48" cy="77" r="4.5" {...solid} />
    </>
  ),
  sit: () => (
    <>
      <path d="M20 31v55M20 65h40v21" strokeWidth="5" />
      <circle cx="41" cy="17" r="10.5" {...solid} />
      <path d="M37 37v19h25l4 23" strokeWidth="10.5" />
      <path d="M68 82h8" strokeWidth="7" />
    </>
  ),
  screen: (number) => (
    <>
      <rect x="8" y="15" width="80" height="53" rx="7" fill={TINT} />
      <text x="48" y="52.5" className={styles.number} fontSize={number.length > 2 ? 25 : 31}>
        {number}
      </text>
      <path d="M48 68v15M31 84h34" />
    </>
  ),
  go: () => (
    <>
      <path fill={TINT} d="M52 9h31v77H52z" />
      <circle cx="60" cy="49" r="3.2" {...solid} />
      <path d="M46 86h44" />
      <circle cx="25" cy="19" r="9.5" {...solid} />
      <path d="M23 38v24M23 41l13 11M23 62l11 23M23 62L10 84" strokeWidth="7.5" />
    </>
  ),
  wait: () => (
    <>
      <path
        fill={TINT}
        d="M27 12h42v12c0 11-12 16-16 24 4 8 16 13 16 24v12H27V72c0-11 12-16 16-24-4-8-16-13-16-24z"
      />
      <path d="M20 12h56M20 84h56" strokeWidth="5" />
      <path {...solid} d="M33 80c0-8 9-12 15-16 6 4 15 8 15 16z" />
      <path {...solid} d="M36 27h24c-2 6-8 9-12 14-4-5-10-8-12-14z" />
    </>
  ),
  'not-yet': () => (
    <>
      <Bust x={42} y={80} size={56} fill={TINT} />
      <circle cx="72" cy="70" r="17.5" fill={PAPER} />
      <path d="M65 63l14 14M79 63L65 77" strokeWidth="5.5" />
    </>
  ),
  'with-help': () => (
    <>
      <Bust x={66} y={68} size={46} fill={PAPER} />
      <Bust x={34} y={82} size={50} fill={TINT} />
    </>
  ),
  alone: () => (
    <>
      <Bust x={48} y={84} size={62} fill={TINT} />
    </>
  ),
  'can-teach': () => (
    <>
      <Bust x={25} y={54} size={38} fill={TINT} />
      <rect x="50" y="7" width="40" height="30" rx="4" fill={PAPER} />
      <path d="M59 17h22M59 27h14" />
      <Bust x={20} y={90} size={24} fill={PAPER} />
      <Bust x={48} y={90} size={24} fill={PAPER} />
      <Bust x={76} y={90} size={24} fill={PAPER} />
    </>
  ),
};

/** A pictogram beside its word; `number` stands on the phone and the screen. */
export function Pictogram({ name, number = '' }: { name: PictogramName; number?: string }) {
  return (
    <svg className={styles.pictogram} viewBox="0 0 96 96" aria-hidden>
      {DRAWINGS[name](number)}
    </svg>
  );
}
