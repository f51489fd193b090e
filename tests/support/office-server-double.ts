import type { z } from 'zod';
import { newId } from '#shared/crypto/random';
import { verifyDeviceProof } from '#shared/security/device-proof';
import { verifyGrant } from '#shared/security/grants';
import { verifyRecoveryRequest } from '#shared/security/recovery';
import { type RosterState, verifyRoster } from '#shared/security/roster';
import { fingerprint, readPayload } from '#shared/security/roster-entries';
import {
  appendRoster,
  claimEnrolment,
  createEnrolment,
  createKiosk,
  createOffice,
  type Grant,
  recoverAccount,
  recoveryRoster,
  type RosterEntry,
  signIn,
} from '#shared/sync/accounts-protocol';
import type { ServerClient, ServerFailure } from '../../renderer/sync/server-client';

interface Enrolment extends z.infer<typeof createEnrolment> {
  state: 'open' | 'claimed' | 'confirmed';
  answer: z.infer<typeof claimEnrolment> | null;
}

function failure(kind: ServerFailure['kind'], status: number, code: string): Error & ServerFailure {
  const name = 'ServerFailure' as const;
  return Object.assign(new Error(code), { name, kind, status, code, retryAfterSeconds: null });
}
const refuse = (status: number, code: string): never => {
  throw failure(status === 401 ? 'unauthorised' : 'refused', status, code);
};

/** The accounts part of the server in memory: one office, the same rules, faults on demand. */
export class OfficeServerDouble {
  officeId = '';
  rootFingerprint = '';
  roster: RosterEntry[] = [];
  grants: Grant[] = [];
  accounts = new Map<string, z.infer<typeof createOffice>['account']>();
  enrolments = new Map<string, Enrolment>();
  kiosks = new Map<string, z.infer<typeof createKiosk>>();
  tokens = new Map<string, string>();
  offline = false;
  /** Alters an answer on its way, as a hostile server would. */
  tamper: (path: string, answer: unknown) => unknown = (_, answer) => answer;
  calls: string[] = [];

  client = (base: string): ServerClient => ({
    base,
    request: async (method, path, options) => {
      this.calls.push(`${method} ${path.replace(/[?].*/, '')}`);
      if (this.offline) throw failure('offline', 0, 'offline');
      const answer = await this.answer(
        `${method} ${path}`,
        structuredClone(options.body),
        options.token ?? null,
      );
      return options.answer.parse(this.tamper(path, structuredClone(answer)));
    },
    bytes: () => Promise.reject(failure('refused', 404, 'not-found')),
    stream: () => Promise.resolve(),
  });

  private state(more: RosterEntry[] = []): Promise<RosterState> {
    return verifyRoster([...this.roster, ...more], this.rootFingerprint).catch(() =>
      refuse(400, 'roster-invalid'),
    );
  }

  private async extend(entries: RosterEntry[], grants: Grant[]): Promise<RosterState> {
    if (entries[0]?.version !== this.roster.length + 1) refuse(409, 'roster-stale');
    const state = await this.state(entries);
    for (const grant of grants) await verifyGrant(state, grant);
    this.roster.push(...entries);
    this.grants.push(...grants);
    return state;
  }

  private session(personId: string) {
    const token = newId();
    this.tokens.set(token, personId);
    return { token, expiresAt: new Date(Date.now() + 3_600_000).toISOString(), serverTime: Date.now() };
  }

  private grantsFor(personId: string): Grant[] {
    return this.grants.filter((grant) => [personId, 'recovery'].includes(grant.recipient));
  }

  private async answer(call: string, body: unknown, token: string | null): Promise<unknown> {
    const anonymous = await this.anonymous(call, body);
    if (anonymous !== undefined) return anonymous;
    const personId = this.tokens.get(token ?? '') ?? refuse(401, 'unauthorised');
    const from = /^GET \/roster[?]from=(\d+)$/.exec(call)?.[1];
    if (from) return { entries: this.roster.slice(Number(from)), grants: this.grantsFor(personId) };
    const lookup = /^POST \/enrolments\/([^/]+)\/confirm$/.exec(call)?.[1];
    if (lookup) return this.confirm(lookup, appendRoster.parse(body));
    switch (call) {
      case 'POST /roster': {
        const { entries, grants } = appendRoster.parse(body);
        await this.extend(entries, grants);
        return null;
      }
      case 'POST /enrolments': {
        const made = createEnrolment.parse(body);
        const role = (await this.state()).people.get(personId)?.role;
        if (role !== 'lead' && !(made.purpose === 'device' && made.personId === personId))
          refuse(403, 'no-right');
        this.enrolments.set(made.lookup, { ...made, state: 'open', answer: null });
        return null;
      }
      case 'POST /kiosks': {
        const kiosk = createKiosk.parse(body);
        this.kiosks.set(kiosk.letter, kiosk);
        return { port: 47301 };
      }
      default:
        return refuse(404, 'not-found');
    }
  }

  private async anonymous(call: string, body: unknown): Promise<unknown> {
    const [, lookup = '', part] = /^[A-Z]+ \/enrolments\/([^/]+)(\/claim|\/state)?$/.exec(call) ?? [];
    if (lookup) {
      const enrolment = this.enrolments.get(lookup) ?? refuse(404, 'code-unknown');
      if (part === '/claim') return this.claim(enrolment, claimEnrolment.parse(body));
      if (part === '/state') return this.enrolmentState(enrolment);
      if (enrolment.state !== 'open') refuse(410, 'code-expired');
      return { officeId: this.officeId, box: enrolment.box };
    }
    switch (call) {
      case 'POST /offices': {
        const made = createOffice.parse(body);
        const [first] = made.roster;
        const founding = first && readPayload(first);
        if (founding?.kind !== 'founding') return refuse(400, 'roster-invalid');
        this.officeId = made.officeId;
        this.rootFingerprint = await fingerprint(founding.rootKey);
        await this.extend(made.roster, made.grants);
        this.accounts.set(made.account.personId, made.account);
        return this.session(made.account.personId);
      }
      case 'POST /sessions': {
        const asked = signIn.parse(body);
        const right = this.accounts.get(asked.personId)?.authSecret === asked.authSecret;
        const device = (await this.state()).devices.get(asked.deviceId);
        const signed = await verifyDeviceProof(device?.publicKey ?? '', asked, asked.proof);
        if (!right || !signed || device?.personId !== asked.personId) refuse(401, 'sign-in-failed');
        return this.session(asked.personId);
      }
      case 'POST /recovery/roster': {
        const asked = recoveryRoster.parse(body);
        const { rootKey } = await this.state();
        if (!(await verifyRecoveryRequest(rootKey, asked.officeId, asked.signature))) refuse(403, 'no-right');
        return { entries: this.roster.slice(asked.from), grants: this.grantsFor('recovery') };
      }
      case 'POST /recovery': {
        const { entries, grants, account } = recoverAccount.parse(body);
        if (!entries.some((entry) => entry.signer === 'root')) refuse(403, 'no-right');
        await this.extend(entries, grants);
        this.accounts.set(account.personId, account);
        return this.session(account.personId);
      }
      default:
        return undefined;
    }
  }

  private async claim(enrolment: Enrolment, answer: z.infer<typeof claimEnrolment>): Promise<null> {
    if (enrolment.state !== 'open') refuse(410, 'code-expired');
    if (answer.entry) await this.extend([answer.entry], []);
    enrolment.state = enrolment.purpose === 'person' ? 'claimed' : 'confirmed';
    enrolment.answer = answer;
    return null;
  }

  private async confirm(lookup: string, more: z.infer<typeof appendRoster>): Promise<null> {
    const enrolment = this.enrolments.get(lookup) ?? refuse(404, 'code-unknown');
    await this.extend(more.entries, more.grants);
    if (enrolment.answer?.account) this.accounts.set(enrolment.personId, enrolment.answer.account);
    enrolment.state = 'confirmed';
    return null;
  }

  private enrolmentState(enrolment: Enrolment) {
    const known = this.accounts.get(enrolment.personId);
    const open = enrolment.purpose === 'device' && enrolment.state === 'open' && known;
    const account = open
      ? { personId: known.personId, kdf: known.kdf, wrappedKeys: known.wrappedKeys }
      : null;
    const { lookup, state, answer } = enrolment;
    return { lookup, state, claim: answer?.claim ?? null, account, roster: open ? this.roster : null };
  }
}
