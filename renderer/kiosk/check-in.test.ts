import { beforeAll, describe, expect, it } from 'vitest';
import { type OpeningKey, openingKey } from '#shared/crypto/hpke';
import { newId, systemRandom } from '#shared/crypto/random';
import { fromBase64url } from '#shared/crypto/bytes';
import type { CheckIn } from '#shared/domain/queue';
import { type Inbox, openInbox, readCheckIn, sealCheckIn } from '#shared/security/inbox';
import { type CheckInPorts, takeCheckIn } from './check-in';
import { memoryPlatform, type MemoryPlatform } from './memory-platform';
import type { Envelope } from './record';

const ANSWERS = {
  language: 'ar',
  kind: 'walk-in',
  reason: 'work',
  code: null,
  name: 'كناري Kanarienvogel',
  birthYear: 1987,
} as const;
const CANARIES = ['Kanarienvogel', 'كناري', '1987', 'walk-in'];

let office: OpeningKey;
let inbox: Inbox;
beforeAll(async () => {
  office = await openingKey(systemRandom(32));
  inbox = { officeId: 'office-000001', keyId: 'key-000001', publicKey: office.publicKey };
});

function portsOf(platform: MemoryPlatform, seal?: CheckInPorts['seal']): CheckInPorts {
  const sealed = async (item: CheckIn): Promise<Envelope> => ({
    id: item.id,
    keyId: inbox.keyId,
    sealed: await sealCheckIn(inbox, item),
  });
  return { platform, letter: 'A', now: () => new Date(2026, 10, 21, 9, 30), newId, seal: seal ?? sealed };
}

/** Everything on the kiosk's disk, also decoded from base64url. */
function diskText(platform: MemoryPlatform): string {
  const bodies = [...platform.files.values()];
  const decoded = bodies
    .flatMap((body) => body.match(/[A-Za-z0-9_-]{8,}/g) ?? [])
    .map((text) => {
      try {
        return new TextDecoder().decode(fromBase64url(text));
      } catch {
        return '';
      }
    });
  return [...bodies, ...decoded].join('\n');
}
const found = (platform: MemoryPlatform) => CANARIES.filter((canary) => diskText(platform).includes(canary));

describe('checking in', () => {
  it('gives numbers in order and an envelope that only the office opens', async () => {
    const platform = memoryPlatform();
    const first = await takeCheckIn(portsOf(platform), ANSWERS);
    const second = await takeCheckIn(portsOf(platform), ANSWERS);
    expect([first.number, second.number]).toEqual(['A-01', 'A-02']);
    const { id, keyId, sealed } = first.envelope;
    const opened = await openInbox(office, inbox.officeId, keyId, fromBase64url(sealed));
    expect(readCheckIn(opened, id)).toMatchObject({ ...ANSWERS, number: 'A-01' });
  });

  it('shows no number before the envelope is safe on disk', async () => {
    const platform = memoryPlatform();
    let saved = () => undefined as void;
    const disk = new Promise<void>((resolve) => (saved = resolve));
    let shown: string | null = null;
    const slow = {
      ...platform,
      save: async (id: string, body: string) => (await disk, platform.save(id, body)),
    };
    const done = takeCheckIn({ ...portsOf(platform), platform: slow }, ANSWERS).then(
      ({ number }) => (shown = number),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(shown).toBeNull();
    saved();
    await done;
    expect(shown).toBe('A-01');
    expect(platform.files.size).toBe(2);
  });

  it('gives no number when the disk refuses', async () => {
    const platform = { ...memoryPlatform(), save: () => Promise.reject(new Error('disk full')) };
    await expect(takeCheckIn({ ...portsOf(memoryPlatform()), platform }, ANSWERS)).rejects.toThrow(
      'disk full',
    );
  });

  it('never gives a number twice, even if a crash comes between counter and envelope', async () => {
    const platform = memoryPlatform();
    const torn = {
      ...platform,
      save: (id: string, body: string) =>
        id === 'kiosk-counter' ? platform.save(id, body) : Promise.reject(new Error('crash')),
    };
    await expect(takeCheckIn({ ...portsOf(platform), platform: torn }, ANSWERS)).rejects.toThrow('crash');
    expect((await takeCheckIn(portsOf(platform), ANSWERS)).number).toBe('A-02');
  });

  it('never stores plaintext', async () => {
    const platform = memoryPlatform();
    await takeCheckIn(portsOf(platform), ANSWERS);
    expect(found(platform)).toEqual([]);
  });

  it('would find plaintext if it were stored (control)', async () => {
    const platform = memoryPlatform();
    const open = async (item: CheckIn) => ({ id: item.id, keyId: 'k', sealed: JSON.stringify(item) });
    await takeCheckIn(portsOf(platform, open), ANSWERS);
    expect(found(platform)).toEqual(CANARIES);
  });

  it('makes envelopes of one size, whatever was said', async () => {
    const platform = memoryPlatform();
    const long = await takeCheckIn(portsOf(platform), { ...ANSWERS, name: 'م'.repeat(60) });
    const short = await takeCheckIn(portsOf(platform), { ...ANSWERS, name: null, birthYear: null });
    expect(long.envelope.sealed.length).toBe(short.envelope.sealed.length);
  });
});
