import type { ServerClient } from '../../renderer/sync/server-client';
import { Contents } from './contents';
import { Oracle } from './oracle';
import { Dice, Scheduler } from './scheduler';
import { SimDevice, type DeviceBugs } from './sim-device';
import { CALM, failure, Network, SimServer, type NetworkFaults, type ServerBugs } from './sim-server';
import { newId } from '#shared/crypto/random';
import { checkIn } from '#shared/domain/queue';
import { COMPARTMENTS, type Compartment } from '#shared/security/compartments';
import { blobState } from '#shared/sync/blobs-protocol';

/** Bugs that may be seeded, each of which must be found. */
export type Bugs = ServerBugs &
  DeviceBugs & {
    /** Devices do not compare what they have with what the server has. */
    noSelfCheck?: boolean;
    /** A device does not heed what the server says to have lost: rows, or what was erased. */
    ignoreLostRows?: boolean;
    ignoreLostErasures?: boolean;
    /** The last chunk of an upload is taken for granted. */
    lastChunkGranted?: boolean;
  };

export interface WorldOptions {
  seed: number;
  bugs?: Bugs;
  tell?: (text: string) => void;
  /** Whether some devices have two windows over one store. */
  windows?: boolean;
  /** Whether the server is backed up and brought back to earlier states. */
  restores?: boolean;
}

const WITHOUT_CASES: readonly Compartment[] = ['stammdaten', 'schreiben', 'eingang'];

/** One office: its devices, a kiosk, the network and the server, all moved by one scheduler. */
export class World {
  readonly dice: Dice;
  readonly scheduler: Scheduler;
  readonly server: SimServer;
  readonly network: Network;
  readonly oracle: Oracle;
  readonly contents = new Contents();
  readonly devices: SimDevice[] = [];
  readonly people: readonly string[];
  readonly bugs: Bugs;
  /** What the roster gives each person; changes are noticed with the next round of a device. */
  readonly roles = new Map<string, readonly Compartment[]>();
  /** The client file of each document that has one. */
  readonly fileOf = new Map<string, string>();
  /** Ids that the server has erased, as of the last look. */
  stubs: ReadonlySet<string> = new Set();
  /** Whether the server is brought back to earlier states; then no device loses what only the server had. */
  readonly restores: boolean;
  leaks = 0;
  /** Check-ins that visitors were thanked for. */
  readonly visits: string[] = [];
  #kioskPending: { id: string; content: Uint8Array }[] = [];
  #tokens = 0;

  constructor({ seed, bugs = {}, tell, windows = false, restores = false }: WorldOptions) {
    this.dice = new Dice(seed);
    this.bugs = bugs;
    this.restores = restores;
    this.scheduler = new Scheduler(this.dice, tell);
    this.people = ['lead0001-anna', 'couns002-ben', 'couns003-cem', 'office04-dora'];
    this.people.forEach((id, at) => this.roles.set(id, at === 3 ? WITHOUT_CASES : COMPARTMENTS));
    this.oracle = new Oracle(tell);
    this.network = new Network(this.dice, this.scheduler);
    this.server = new SimServer(this.scheduler, (id) => this.roles.get(id) ?? [], bugs);
    const count = 3 + this.dice.below(6);
    for (let at = 0; at < count; at++) {
      const person = this.people[at % this.people.length] ?? '';
      const device = this.addDevice(`d${at}`, person);
      if (windows && this.dice.chance(0.3)) this.addDevice(`d${at}w`, person, device);
    }
  }

  /** A further device, or a further window of the one `beside`. */
  addDevice(name: string, personId: string, beside?: SimDevice): SimDevice {
    const device = new SimDevice({
      name,
      personId,
      people: this.people,
      scheduler: this.scheduler,
      granted: () => this.roles.get(personId) ?? [],
      client: (one) => this.#clientOf(one),
      onApplied: (rows) => this.oracle.see(rows),
      bugs: this.bugs,
      ...(beside ? { beside } : {}),
    });
    this.devices.push(device);
    return device;
  }

  /** A value that no other save uses. */
  token(): string {
    return `t${++this.#tokens}`;
  }

  /** Asks the server what is erased. Gives the number of rows that are stored all the same. */
  async look(): Promise<number> {
    const looking = this.server.look();
    await this.scheduler.advance();
    const { stubs, rows } = await looking;
    this.stubs = stubs;
    return rows.filter(({ id, fileId }) => this.isErased({ id, ...(fileId === null ? {} : { fileId }) }))
      .length;
  }

  /** Whether the document, the one whose history it is, or its client file is erased. */
  isErased({ id, fileId }: { id: string; fileId?: string }): boolean {
    const of = id.replace(/^h\d+_/, '');
    const file = fileId ?? this.fileOf.get(of);
    return this.stubs.has(id) || this.stubs.has(of) || (file !== undefined && this.stubs.has(file));
  }

  setFaults(faults: NetworkFaults | null): void {
    this.network.faults = faults ?? CALM;
  }

  #clientOf(device: SimDevice): ServerClient {
    const { personId } = device.options;
    return {
      base: 'sim',
      request: async (method, path, { body, answer }) => {
        if (!device.online) throw failure('offline', 0, 'offline');
        const sent: unknown = body === undefined ? null : JSON.parse(JSON.stringify(body));
        const rows = ((sent as { rows?: unknown[] } | null)?.rows ?? []).length;
        const what = path.split('?')[0] ?? path;
        const reply = await this.network.carry(device.owner, `${method} ${what}`, rows, () =>
          this.server.answer(personId, method, path, sent),
        );
        this.#watch(personId, reply);
        return answer.parse(JSON.parse(JSON.stringify(this.#seen(`${method} ${what}`, reply))));
      },
      bytes: (method, path, { body }) => {
        if (!device.online) return Promise.reject(failure('offline', 0, 'offline'));
        return this.network.carry(device.owner, `${method} chunk ${path.split('/').at(-1) ?? ''}`, 1, () =>
          this.server.bytes(personId, method, path, body),
        );
      },
      stream: () => Promise.resolve(),
    };
  }

  /** What a device makes of an answer; a seeded bug leaves something out. */
  #seen(what: string, reply: unknown): unknown {
    if (this.bugs.ignoreErasures && what === 'GET /erasures') return { erasures: [], more: false };
    if (this.bugs.lastChunkGranted && what === 'POST /blobs') {
      const missing = blobState.parse(reply).missing.slice(0, -1);
      return { complete: missing.length === 0, missing };
    }
    if (this.bugs.ignoreLostRows && what.includes('/sync/')) return { ...(reply as object), lost: [] };
    if (this.bugs.ignoreLostErasures && what === 'GET /erasures') return { ...(reply as object), lost: [] };
    if (this.bugs.noSelfCheck && what === 'GET /sync/pull') return { ...(reply as object), check: undefined };
    return reply;
  }

  /** Somebody without a right to cases asks for them, and pushes over a case to be told what stands there. */
  async pry(): Promise<void> {
    const person = this.people[3] ?? '';
    const victim = [...(this.devices[0]?.disk.table('residence').keys() ?? [])][0];
    const row = { id: victim ?? 'nothing', collection: 'residence', compartment: 'stammdaten', fileId: null, keyId: 'k', base: 0, rev: newId(this.dice.bytes), maxStamp: `${'0'.repeat(12)}-0000-x`, body: 'AAAA' }; // prettier-ignore
    const pull = '/sync/pull?compartment=beratung&from=0';
    for (const [method, path, body] of [
      ['GET', pull, null],
      ['POST', '/sync/push', { rows: [row] }],
    ] as const)
      // prettier-ignore
      await this.server.answer(person, method, path, body).then(
        (reply) => this.#watch(person, reply),
        () => undefined,
      );
    await this.#pryContent(person);
  }

  /** And for a content of the circle of cases. */
  async #pryContent(person: string): Promise<void> {
    const [blob] = this.server.blobs();
    if (!blob) return;
    const path = `/blobs/${blob.compartment}/${blob.address}/chunks/0`;
    const got = await this.server.bytes(person, 'GET', path).catch(() => null);
    if (got !== null) this.leaks++;
  }

  /** Nobody may be told anything of a compartment that they do not hold. */
  #watch(personId: string, reply: unknown): void {
    const { rows = [], answers = [] } = (reply ?? {}) as {
      rows?: { compartment: Compartment }[];
      answers?: { stored?: { compartment: Compartment } }[];
    };
    const ever = personId === this.people[3] ? WITHOUT_CASES : COMPARTMENTS;
    for (const { compartment } of [...rows, ...answers.flatMap(({ stored }) => stored ?? [])])
      if (!ever.includes(compartment)) this.leaks++;
  }

  /** Somebody checks in: the kiosk keeps the envelope before it says thank you. */
  visit(): void {
    const number = `A-${String(this.visits.length + 1).padStart(3, '0')}`;
    const id = `visit-${this.visits.length}-${'x'.repeat(16)}`;
    const at = new Date(this.scheduler.time).toISOString();
    const item = checkIn.parse({
      version: 1, id, number, at, language: 'ti', kind: 'walk-in', reason: null, code: null, name: null, birthYear: null,
    }); // prettier-ignore
    this.#kioskPending.push({ id, content: new TextEncoder().encode(JSON.stringify(item)) });
    this.visits.push(number);
  }

  /** The kiosk sends what it has; what is not answered is sent again. */
  async sendVisits(): Promise<void> {
    for (const item of [...this.#kioskPending]) {
      try {
        await this.network.carry('kiosk', 'check-in', 1, () => this.server.post(item.id, item.content));
        this.#kioskPending = this.#kioskPending.filter(({ id }) => id !== item.id);
      } catch (error) {
        if ((error as { name?: string }).name !== 'ServerFailure') throw error;
      }
    }
  }

  get kioskIsEmpty(): boolean {
    return this.#kioskPending.length === 0;
  }
}
