import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256, toBase64url, utf8 } from '#shared/crypto/bytes';
import { enrolmentKeys, openContent, readEnrolmentCode } from '#shared/security/enrolment';
import { inboxOf, readCheckIn, sealCheckIn } from '#shared/security/inbox';
import { verifyRoster } from '#shared/security/roster';
import { enrolmentBox, inboxResponse, kioskConfig } from '#shared/sync/accounts-protocol';
import { fromBase64url } from '#shared/crypto/bytes';
import { createServerClient } from '../../renderer/sync/http';
import {
  code,
  device,
  founded,
  freshWorld,
  joined,
  PASSPHRASE,
  readsOf,
  relock,
  SERVER,
  world,
} from '../support/security-device';
import { dumpAllText } from './support/dump';
import { startTestServer, type TestServer } from './support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  freshWorld();
  world.now = Date.now();
  world.client = (base) => createServerClient(base === SERVER ? server.url : base, fetch);
});
afterAll(() => server.end());

describe('security over the real server', () => {
  it('founds, admits, adds a device, recovers, and the server sees no secret', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    expect(await readsOf(lead, jonas, 'beratung')).toBe(true);

    const invited = await jonas.api.invite({ purpose: 'device', name: '', role: 'counsellor' });
    const laptop = device();
    await laptop.api.join({ server: SERVER, code: invited.code, passphrase: 'Ein ganz anderer Satz' });
    expect(await readsOf(lead, laptop, 'beratung')).toBe(true);
    expect((await laptop.signIn(true)).token).toBeTruthy();
    expect(
      await code(device().api.join({ server: SERVER, code: invited.code, passphrase: PASSPHRASE })),
    ).toBe('code-expired');

    const sheet = await lead.api.recoverySheet();
    const personId = lead.keyring()?.personId ?? '';
    const forgetful = device(lead.vault);
    const groups = sheet?.groups.join(' ') ?? '';
    const passphrase = 'Neuer Satz nach dem Urlaub';
    await forgetful.api.recover({ personId, passphrase, groups });
    expect(await readsOf(laptop, forgetful, 'beratung')).toBe(true);
    await relock(forgetful, 'Miriam Okafor', passphrase);
    await forgetful.signIn(true);
    await laptop.refreshRoster();

    const all = await dumpAllText(server.owner);
    expect(all).not.toContain(PASSPHRASE);
    expect(all.toUpperCase()).not.toContain(sheet?.groups[2]);
    // Control: staff names stand in the roster, so the scan reads what is there.
    expect(all).toContain('Jonas Brandt');
  });

  it('lists devices, and one that was ended is told so until it is admitted again', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    expect((await jonas.api.devices()).map(({ personName, isThis }) => [personName, isThis])).toEqual([
      ['Jonas Brandt', true],
    ]);
    const all = await lead.api.devices();
    expect(all.map(({ personName }) => personName).sort()).toEqual(['Jonas Brandt', 'Miriam Okafor']);
    const deviceId = all.find((one) => !one.isThis)?.deviceId ?? '';
    await lead.api.nameDevice({ deviceId, name: 'Laptop 3' });
    expect(
      await code(
        jonas.api.nameDevice({ deviceId: all.find((one) => one.isThis)?.deviceId ?? '', name: 'Meins' }),
      ),
    ).toBe('unknown');
    await lead.api.endDevice({ deviceId, as: 'lost' });
    await expect(jonas.signIn(true)).rejects.toMatchObject({ code: 'device-lost', status: 403 });
    expect(await code(jonas.api.devices())).toBe('device-lost');
    expect((await lead.api.devices()).find((one) => !one.isThis)).toMatchObject({
      name: 'Laptop 3',
      ended: 'lost',
    });
    await lead.api.admitDevice({ deviceId });
    expect((await jonas.api.devices()).map(({ ended }) => ended)).toEqual([null]);
    await lead.api.endDevice({ deviceId, as: 'stolen' });
    await lead.api.admitDevice({ deviceId }).catch(() => undefined);
    await expect(jonas.signIn(true)).rejects.toMatchObject({ code: 'device-stolen' });
  });

  it('signs in again whatever the clock of the device did since', async () => {
    const lead = await founded();
    const first = (await lead.signIn(true)).token;
    world.now -= 40 * 86_400_000;
    const restarted = device(lead.vault);
    await relock(restarted, 'Miriam Okafor', PASSPHRASE);
    const second = (await restarted.signIn(true)).token;
    expect(second).not.toBe(first);
    // Two windows of one device, at the same moment of its clock.
    const both = await Promise.all([lead.signIn(true), restarted.signIn(true)]);
    expect(new Set(both.map(({ token }) => token)).size).toBe(2);
    world.now += 40 * 86_400_000;
    expect((await restarted.signIn(true)).token).not.toBe(second);
  });

  it('lets a kiosk seal a check-in that the staff opens', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.inviteKiosk({ name: 'Eingang', letter: 'A' });
    const reading = readEnrolmentCode(text);
    const keys = await enrolmentKeys(reading.ok ? reading.characters : '');
    const client = createServerClient(server.url, fetch);
    const found = await client.request('GET', `/enrolments/${keys.lookup}`, { answer: enrolmentBox });
    const content = await openContent(keys, found.officeId, found.box);
    const publicKey = toBase64url((await sha256(utf8('any device key'))).slice());
    const claim = {
      claim: '',
      account: null,
      device: { deviceId: content.personId, publicKey },
      entry: null,
    };
    await client.request('POST', `/enrolments/${keys.lookup}/claim`, { body: claim, answer: z.unknown() });
    const kiosk = createServerClient(server.kioskUrl ?? server.url, fetch);
    const token = content.kiosk?.token ?? '';
    const config = await kiosk.request('GET', '/kiosk/config', { answer: kioskConfig, token });
    const inbox = inboxOf(await verifyRoster(config.roster, content.rootFingerprint));
    if (!inbox) throw new Error('no inbox');
    const item = {
      version: 1 as const,
      id: 'check-in-0000000001',
      number: 'A-01',
      at: new Date().toISOString(),
      language: 'ar',
      kind: 'walk-in' as const,
      reason: null,
      code: null,
      name: null,
      birthYear: null,
    };
    const body = { id: item.id, keyId: inbox.keyId, sealed: await sealCheckIn(inbox, item) };
    await kiosk.request('POST', '/kiosk/check-ins', { body, token, answer: z.unknown() });
    const staff = (await lead.signIn()).token;
    const { items } = await client.request('GET', '/inbox?after=0', { answer: inboxResponse, token: staff });
    const sealed = fromBase64url(items[0]?.sealed ?? '');
    const opened = await lead.keyring()?.openInbox(items[0]?.keyId ?? '', sealed);
    expect(readCheckIn(opened ?? utf8(''), item.id)).toEqual(item);
  });
});
