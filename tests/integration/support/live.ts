import { expect } from 'vitest';
import { API, type TestPerson } from './office';

/** The live stream of a person, its lines as they come. */
export async function listen(base: string, person: TestPerson) {
  const abort = new AbortController();
  const response = await fetch(`${base}${API}/sync/live`, {
    headers: { authorization: `Bearer ${person.token}` },
    signal: abort.signal,
  });
  const lines: Array<Record<string, unknown>> = [];
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      lines.push(...whole.map((line) => JSON.parse(line) as Record<string, unknown>));
    }
  })().catch(() => undefined);
  return {
    lines,
    reading,
    stop: () => {
      abort.abort();
    },
  };
}

/** Waits until a check holds. */
export const soon = (check: () => void) =>
  expect
    .poll(
      () => {
        check();
        return true;
      },
      { timeout: 5000 },
    )
    .toBe(true);
