import { expect } from 'vitest';
import type { Office } from './browser';

/**
 * Opens an office: sets up a new one; over a store that is lost or cannot be opened, takes the way out that the app
 * offers, which must promise at least `enough` saves. Resolves to what a person saw first.
 */
export async function enter(office: Office, enough: number): Promise<string> {
  const state = await office.begin({});
  if (state === 'empty') {
    await office.setUp();
    return state;
  }
  if (state.startsWith('broken')) {
    const { unsynced, people } = await office.outlook();
    expect({ people: people.length, enough: unsynced >= enough }).toEqual({ people: 1, enough: true });
    await office.rebuild();
    await office.page.reload();
    expect(await office.begin({})).toBe('locked');
  }
  await office.unlock();
  return state;
}
