/** One measured value beside what it is compared with. `ratio` is ours ÷ reference. */
export interface Row {
  name: string;
  ours: number;
  reference: number | null;
  ratio: number | null;
  unit: string;
  /** In words; null when the value is only informative. */
  goal: string | null;
  met: boolean | null;
}

const plain = { reference: null, ratio: null };

/** A value without a goal. */
export function informative(name: string, ours: number, unit: string): Row {
  return { name, ours, ...plain, unit, goal: null, met: null };
}

export function atMost(name: string, ours: number, unit: string, limit: number): Row {
  return { name, ours, ...plain, unit, goal: `≤ ${limit} ${unit}`, met: ours <= limit };
}

export function atLeast(name: string, ours: number, unit: string, limit: number): Row {
  return { name, ours, ...plain, unit, goal: `≥ ${limit} ${unit}`, met: ours >= limit };
}

/** Against a reference of the same run; `limit` for ours ÷ reference, null without a goal. */
export function against(
  name: string,
  [ours, reference]: readonly [ours: number, reference: number],
  unit: string,
  limit: number | null,
): Row {
  const ratio = ours / reference;
  const goal = limit === null ? null : `ratio ≤ ${limit}`;
  return { name, ours, reference, ratio, unit, goal, met: limit === null ? null : ratio <= limit };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);

const short = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

/** A line of the table. */
export function lineOf({ name, ours, reference, ratio, unit, goal, met }: Row): string {
  const beside = reference === null ? '' : `${short(reference)} ${unit}`;
  const times = ratio === null ? '' : `${ratio.toFixed(2)} x`;
  const verdict = met === null ? '' : met ? 'met' : 'MISSED';
  const columns = [
    name.padEnd(34),
    `${short(ours)} ${unit}`.padStart(16),
    beside.padStart(16),
    times.padStart(9),
    (goal ?? '').padEnd(18),
    verdict,
  ];
  return columns.join('  ').trimEnd();
}
