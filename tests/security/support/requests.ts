import { randomBytes } from 'node:crypto';
import type { RouteName } from '#shared/security/rights';
import type { Role } from '#shared/security/compartments';
import { recoveryKeys, signRecoveryRequest } from '#shared/security/recovery';
import { foundingRequest, newId, newRow, signInRequest } from '../../integration/support/office';
import type { World } from './world';

/** A request that is in order, whatever the server then decides about it. */
export interface Request {
  path: string;
  query?: Record<string, string>;
  body?: object;
}

const address = () => randomBytes(32).toString('base64url');
const inAnHour = () => new Date(Date.now() + 3600_000).toISOString();

/** What takes long to make and serves many times: a founding under ever new ids, the signature of a recovery. */
async function makeOnce({ office }: World) {
  const { body: founding } = await foundingRequest();
  const { root } = await recoveryKeys(office.recoverySecret);
  return { founding, signature: await signRecoveryRequest(root, office.lead.officeId) };
}
const made = new WeakMap<World, ReturnType<typeof makeOnce>>();

/** Requests in order, of each route one, as a person of the role would send them; ids are new at each call. */
export async function requestsOf(
  world: World,
  role: Role = 'lead',
): Promise<Record<RouteName, () => Request>> {
  const { office, people } = world;
  const { officeId, personId, deviceId, account, devicePublicKey } = office.lead;
  const making = made.get(world) ?? makeOnce(world);
  made.set(world, making);
  const { founding, signature } = await making;
  const entries = office.log.entries.slice(0, 2);
  const device = { deviceId, publicKey: devicePublicKey };
  const counsellor = await signInRequest(people.counsellor);
  const { proof } = await signInRequest(office.lead);
  const box = () => ({
    lookup: newId(),
    purpose: 'device',
    personId: people[role].personId,
    box: newId(),
    expiresAt: inAnHour(),
  });
  const chunk = () => ({ path: `/blobs/stammdaten/${address()}/chunks/0` });
  return {
    'POST /offices': () => ({ path: '/offices', body: { ...founding, officeId: newId() } }),
    'POST /sessions': () => ({
      path: '/sessions',
      body: counsellor,
    }),
    'DELETE /sessions': () => ({ path: '/sessions' }),
    'GET /devices': () => ({ path: '/devices' }),
    'POST /devices/:deviceId/name': () => ({ path: `/devices/${newId()}/name`, body: { name: 'Empfang' } }),
    'POST /devices/:deviceId/end': () => ({ path: `/devices/${newId()}/end`, body: { as: 'lost' } }),
    'POST /devices/:deviceId/admit': () => ({ path: `/devices/${newId()}/admit` }),
    'GET /factor': () => ({ path: '/factor' }),
    'POST /factor': () => ({ path: '/factor' }),
    'POST /factor/confirm': () => ({ path: '/factor/confirm', body: { code: '123456' } }),
    'POST /factor/end': () => ({ path: '/factor/end', body: { code: '123456' } }),
    'POST /factor/seen': () => ({ path: '/factor/seen' }),
    'POST /people/:personId/factor/end': () => ({ path: `/people/${newId()}/factor/end` }),
    'POST /recovery/roster': () => ({
      path: '/recovery/roster',
      body: { officeId, from: 0, signature },
    }),
    'POST /roster/ended': () => ({
      path: '/roster/ended',
      body: { officeId, deviceId: newId(), from: 0, signature },
    }),
    'POST /recovery': () => ({
      path: '/recovery',
      body: {
        officeId,
        entries,
        grants: office.log.grants.slice(0, 1),
        account: { ...account, personId, authSecret: newId() },
        device,
        proof,
      },
    }),
    'GET /roster': () => ({ path: '/roster', query: { from: '0' } }),
    'POST /roster': () => ({ path: '/roster', body: { entries, grants: [] } }),
    'POST /enrolments': () => ({ path: '/enrolments', body: box() }),
    'GET /enrolments/:lookup': () => ({ path: `/enrolments/${newId()}` }),
    'GET /enrolments/:lookup/state': () => ({ path: `/enrolments/${newId()}/state` }),
    'POST /enrolments/:lookup/claim': () => ({
      path: `/enrolments/${newId()}/claim`,
      body: { claim: newId(), account, device, entry: null },
    }),
    'POST /enrolments/:lookup/confirm': () => ({
      path: `/enrolments/${newId()}/confirm`,
      body: { entries, grants: [] },
    }),
    'POST /sync/push': () => ({
      path: '/sync/push',
      body: { rows: [newRow({ fileId: newId() }), newRow({ blobs: [address()] })] },
    }),
    'GET /sync/pull': () => ({
      path: '/sync/pull',
      query: { compartment: 'stammdaten', from: '0', direction: 'forward', limit: '10' },
    }),
    'GET /sync/live': () => ({ path: '/sync/live' }),
    'POST /erasures': () => ({ path: '/erasures', body: { targets: [{ kind: 'file', id: newId() }] } }),
    'GET /erasures': () => ({ path: '/erasures', query: { after: '0', limit: '10' } }),
    'POST /erasures/receipt': () => ({ path: '/erasures/receipt', body: { upTo: 0 } }),
    'GET /erasures/receipts': () => ({ path: '/erasures/receipts' }),
    'POST /blobs': () => ({
      path: '/blobs',
      body: { compartment: 'stammdaten', address: address(), fileId: newId(), size: 7 },
    }),
    'PUT /blobs/:compartment/:address/chunks/:n': chunk,
    'GET /blobs/:compartment/:address/chunks/:n': chunk,
    'POST /audit': () => ({
      path: '/audit',
      body: {
        links: [{ number: 1, previous: '', key: 1, sealed: randomBytes(465).toString('base64url') }],
        signature: randomBytes(64).toString('base64url'),
      },
    }),
    'GET /audit/head': () => ({ path: '/audit/head' }),
    'GET /audit': () => ({ path: '/audit', query: { from: '0', limit: '10' } }),
    'GET /audit/anchors': () => ({ path: '/audit/anchors', query: { from: '0' } }),
    'GET /audit/retention': () => ({ path: '/audit/retention' }),
    'POST /audit/retention': () => ({ path: '/audit/retention', body: { days: 183 } }),
    'POST /kiosks': () => ({ path: '/kiosks', body: { kioskId: newId(), tokenHash: newId(), letter: 'Q' } }),
    'GET /inbox': () => ({ path: '/inbox', query: { after: '0' } }),
    'DELETE /inbox/:id': () => ({ path: `/inbox/${newId()}` }),
    'POST /handed-in': () => ({
      path: '/handed-in',
      body: {
        officeId,
        deviceId: newId(),
        id: newId(),
        keyId: 'inbox-key',
        sealed: randomBytes(600).toString('base64url'),
        signature: randomBytes(64).toString('base64url'),
      },
    }),
    'GET /handed-in': () => ({ path: '/handed-in' }),
    'GET /handed-in/:id': () => ({ path: `/handed-in/${newId()}` }),
    'POST /handed-in/decide': () => ({
      path: '/handed-in/decide',
      body: { ids: [newId()], as: 'accepted' },
    }),
    'POST /handed-in/merged': () => ({ path: '/handed-in/merged', body: { ids: [newId()] } }),
    'POST /kiosk/check-ins': () => ({
      path: '/kiosk/check-ins',
      body: { id: newId(), keyId: 'inbox-key', sealed: randomBytes(2200).toString('base64url') },
    }),
    'GET /kiosk/config': () => ({ path: '/kiosk/config' }),
    'POST /kiosk/heartbeat': () => ({ path: '/kiosk/heartbeat' }),
  };
}
