import { expect } from 'vitest';
import { utf8 } from '#shared/crypto/bytes';
import type { Compartment, Role } from '#shared/security/compartments';
import { createSecurity, type Security } from '../../renderer/security/create-security';
import type { DeviceRecord } from '../../renderer/security/device-record';
import type { LocalVault } from '../../renderer/security/local-vault';
import type { ServerClient } from '../../renderer/sync/server-client';
import { cheapKdf } from './cheap-kdf';
import { OfficeServerDouble } from './office-server-double';

/** The founder's passphrase. */
export const PASSPHRASE = 'Vier Kraniche am Fluss';
/** Every newcomer's passphrase. */
export const OTHER_PASSPHRASE = 'Ein ganz anderer Satz';
export const SERVER = 'https://server.example';

/** A vault that keeps JSON text, as the disk does. */
export class MemoryVault implements LocalVault {
  values = new Map<string, string>();
  get<T>(name: string): Promise<T | null> {
    const text = this.values.get(name);
    return Promise.resolve(text === undefined ? null : (JSON.parse(text) as T));
  }
  put(name: string, value: unknown): Promise<void> {
    this.values.set(name, JSON.stringify(value));
    return Promise.resolve();
  }
  remove(name: string): Promise<void> {
    this.values.delete(name);
    return Promise.resolve();
  }
  get record(): DeviceRecord {
    return JSON.parse(this.values.get('security') ?? 'null') as DeviceRecord;
  }
}

/** What all devices of one test share. */
export const world = {
  server: new OfficeServerDouble(),
  now: 0,
  /** The way to the server: the double, or HTTP in tests with the real one. */
  client: (base: string): ServerClient => world.server.client(base),
};

/** A fresh server and the same moment for every test. */
export function freshWorld(): void {
  world.server = new OfficeServerDouble();
  world.now = Date.parse('2026-11-21T09:00:00Z');
}

export interface Device extends Security {
  vault: MemoryVault;
  files: number;
}

/** One worker on one device; hand in a vault to "restart" it. */
export function device(vault = new MemoryVault()): Device {
  const made = { vault, files: 0 } as Device;
  const security = createSecurity({
    vault,
    serverClient: (base) => world.client(base),
    kdf: cheapKdf,
    clock: () => world.now,
    onChange: () => undefined,
    seedDemo: () => Promise.resolve(),
    countFiles: () => Promise.resolve(made.files),
    countUnsynced: () => Promise.resolve(3),
    // Joining is followed by hand in tests: the loop asks once and then rests for good.
    pause: () => new Promise(() => undefined),
  });
  return Object.assign(made, security);
}

/** An office with its lead, Miriam Okafor. */
export async function founded(
  at: string | null = SERVER,
  circles: 'small-team' | 'separate-circles' = 'separate-circles',
) {
  const lead = device();
  await lead.api.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: PASSPHRASE,
    circles,
    server: at,
  });
  return lead;
}

/** A person who joined and was admitted. */
export async function joined(lead: Device, role: Exclude<Role, 'lead'>, name: string, on = device()) {
  const { code } = await lead.api.invite({ purpose: 'person', name, role });
  await on.api.join({ server: SERVER, code, passphrase: OTHER_PASSPHRASE });
  const states = await lead.api.invitations();
  expect(states.at(-1)?.state).toBe('confirmed');
  await relock(on, name, OTHER_PASSPHRASE);
  return on;
}

/** Locks and unlocks; for a joining person this asks the server once. */
export async function relock(on: Device, name: string, passphrase: string) {
  await on.api.lock();
  const state = await on.api.state();
  if (state.state !== 'locked') throw new Error(state.state);
  const personId = state.people.find((person) => person.name === name)?.id ?? '';
  await on.api.unlock({ personId, passphrase });
  await until(async () => (await on.api.state()).state === 'unlocked');
}

/** Waits a second at most. */
export async function until(holds: () => Promise<boolean>) {
  for (let i = 0; i < 200 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await holds()).toBe(true);
}

/** The code of the error a promise ends with. */
export async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

/** Whether `to` can read what `from` writes in a compartment. */
export async function readsOf(from: Device, to: Device, compartment: Compartment): Promise<boolean> {
  const key = from.keyring()?.current(compartment);
  if (!key) throw new Error('no key');
  const place = { table: 'client-files', id: 'x', keyId: key.keyId, maxStamp: 's' };
  const sealed = await key.seal(place, utf8('Akte'));
  const other = to.keyring()?.byId(key.keyId);
  return other ? (await other.open(place, sealed)).length === 4 : false;
}
