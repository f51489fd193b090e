import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM_LOCK_EVENT } from '#shared/ipc/channels';
import { createDeviceSecret, type Keyring } from '../../../electron/device/secret';
import {
  LOCKED,
  PATIENCE_BEATS,
  decideLock,
  type LockAction,
  type LockEvent,
} from '../../../electron/lock/decide';
import { createClipboardGuard } from '../../../electron/lock/clipboard';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import type { StubContents, StubWindow } from './support/electron-stub';
import { ownEvent, withShell, type RunningShell } from './support/running-shell';

const staffOf = (shell: RunningShell) =>
  shell.record.windows.filter(({ seen }) => !seen.destroyed && seen.loaded.includes('index.html'));

function call(shell: RunningShell, contents: StubContents, channel: string): Promise<unknown> {
  const listener = shell.record.ipc.get(channel);
  if (!listener) throw new Error(`there is no channel ${channel}`);
  return listener(ownEvent(contents, 'index.html'));
}

/** Windows that were not told of a trigger of the system. */
async function untold(triggers: readonly string[]): Promise<number> {
  return withShell([], async (shell) => {
    let missed = 0;
    for (const trigger of triggers) {
      for (const window of staffOf(shell)) window.webContents.seen.sent.length = 0;
      shell.power.emit(trigger);
      missed += staffOf(shell).filter(
        (each) => !each.webContents.seen.sent.includes(SYSTEM_LOCK_EVENT),
      ).length;
    }
    return missed;
  });
}

const showsClients = ({ seen }: StubWindow) =>
  ['index.html', 'paper.html', '#assessment'].some((page) => seen.loaded.includes(page));

/** How many of some calls of a staff window are answered. */
async function answeredOf(shell: RunningShell, contents: StubContents): Promise<number> {
  const calls = ['staff:read-note', 'staff:kept-secret', 'staff:backup-folder'].map((channel) =>
    call(shell, contents, channel),
  );
  return (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled').length;
}

interface AfterLock {
  alive: number;
  answeredBefore: number;
  answered: number;
  missing: number;
  callingEnded: number;
}

/** After a lock: old processes alive, calls of old windows answered. `broken`: processes do not end. */
async function afterLock(broken = false): Promise<AfterLock> {
  return withShell([], async (shell) => {
    const [first] = staffOf(shell);
    if (!first) throw new Error('no staff window');
    const { webContents } = first;
    await call(shell, webContents, 'staff:open-calling-window');
    await call(shell, webContents, 'staff:open-companion-window');
    await shell.windows.open('paper', 'paper.html');
    const before = [...shell.record.windows];
    if (broken) for (const each of before) each.webContents.getOSProcessId = () => 0;
    const answeredBefore = await answeredOf(shell, webContents);
    await call(shell, webContents, 'staff:replace-after-lock');
    const old = before.filter(showsClients);
    const processes = new Set(old.map((each) => each.webContents.seen.process));
    const fresh = staffOf(shell).filter((each) => !processes.has(each.webContents.seen.process));
    const calling = before.filter(({ seen }) => seen.loaded.includes('#calling'));
    return {
      alive: old.filter(({ webContents: { seen }, seen: { destroyed } }) => !seen.killed || !destroyed)
        .length,
      answeredBefore,
      answered: await answeredOf(shell, webContents),
      missing: fresh.length === 1 ? 0 : 1,
      callingEnded: calling.filter(({ seen }) => seen.destroyed).length + (calling.length === 1 ? 0 : 1),
    };
  });
}

/** A visit at the kiosk ends: what of it is left in process or session. `broken`: the session is not emptied. */
async function afterVisit(broken = false): Promise<number> {
  return withShell(['--kiosk-window'], async (shell) => {
    const [old] = shell.record.windows;
    const session = shell.record.sessions.get('kiosk');
    if (!old || !session) throw new Error('no kiosk window');
    if (broken) session.clearStorageData = async () => undefined;
    await shell.record.ipc.get('kiosk:settle')?.(ownEvent(old.webContents, 'kiosk.html'), 'visit-over');
    const left = ['storage', 'cache', 'auth'].filter((what) => !session.cleared.includes(what)).length;
    const persists = [...shell.record.sessions.keys()].filter((name) => name.startsWith('persist:')).length;
    return left + persists + (old.webContents.seen.killed && old.seen.destroyed ? 0 : 1);
  });
}

/** Pages that crashed: how many stay dead. `told` false: nobody hears of it. A window that went is not tried again. */
async function deadAfterCrash(told = true): Promise<{ dead: number; repeated: number }> {
  const found = { dead: 0, repeated: 0 };
  for (const argv of [[], ['--kiosk-window']])
    await withShell(argv, async (shell) => {
      if (told) shell.record.windows[0]?.webContents.emit('render-process-gone');
      await new Promise((resolve) => setImmediate(resolve));
      const standing = shell.record.windows.filter(({ seen }) => !seen.destroyed && seen.loaded !== '');
      if (standing.length !== 1 || shell.record.windows.length !== 2) found.dead += 1;
      const made = shell.record.windows.length;
      shell.record.windows[0]?.webContents.emit('render-process-gone');
      await new Promise((resolve) => setImmediate(resolve));
      found.repeated += shell.record.windows.length - made;
    });
  return found;
}

/** What the decision does with a sequence of events. */
function actionsOf(events: readonly LockEvent[]): LockAction[] {
  let state = LOCKED;
  return events.map((event) => {
    const [next, action] = decideLock(state, event);
    state = next;
    return action;
  });
}

const beat = (idleMinutes: number, screenLocked = false): LockEvent => ({
  is: 'beat',
  idleMinutes,
  screenLocked,
});
const beats = (count: number): LockEvent[] => Array.from({ length: count }, () => beat(0));
const unlocked = (lockAfter: number | null): LockEvent => ({ is: 'unlocked', lockAfter });

/** Stories of a day and what the shell must do at their end. */
const STORIES: Array<[events: LockEvent[], last: LockAction]> = [
  [[unlocked(10), beat(9.9)], null],
  [[unlocked(10), beat(10)], 'tell'],
  [[unlocked(10), beat(10), beat(11)], null],
  [[beat(600)], null],
  [[unlocked(null), beat(600)], null],
  [[unlocked(null), beat(0, true)], 'tell'],
  [[unlocked(null), beat(0, true), beat(0, true)], null],
  [[beat(0, true)], null],
  [[unlocked(null), { is: 'suspend' }], 'tell'],
  [[unlocked(null), { is: 'lock-screen' }], 'tell'],
  [[{ is: 'lock-screen' }], 'tell'],
  [[{ is: 'lock-screen' }, ...beats(PATIENCE_BEATS)], null],
  [[unlocked(10), { is: 'suspend' }, ...beats(PATIENCE_BEATS)], 'replace'],
  [[unlocked(10), { is: 'suspend' }, ...beats(PATIENCE_BEATS - 1)], null],
  [
    [unlocked(10), { is: 'suspend' }, beat(0), { is: 'lock-screen' }, ...beats(PATIENCE_BEATS - 1)],
    'replace',
  ],
  [[unlocked(10), { is: 'suspend' }, { is: 'replaced' }, ...beats(20)], null],
  [[unlocked(10), beat(10), { is: 'replaced' }, unlocked(10), beat(10)], 'tell'],
];
const wrongStories = (decide: typeof actionsOf) =>
  STORIES.filter(([events, last]) => decide(events).at(-1) !== last).length;
/** Broken on purpose: forgets that somebody may be unlocked, and for how long. */
const forgetful: typeof actionsOf = (events) =>
  events.map((event) => (event.is === 'suspend' ? 'tell' : null));

/** Clipboards at a lock: what was copied here goes, what came from elsewhere stays. */
async function clipboards(): Promise<{ wrong: number; control: boolean }> {
  let wrong = 0;
  let held = '';
  const timers: Array<() => void> = [];
  const guard = createClipboardGuard(
    { readText: async () => held, clear: () => void (held = '') },
    (_ms, work) => void timers.push(work),
  );
  const after = async (copied: string | null, elsewhere: string | null, end: () => Promise<void> | void) => {
    if (copied !== null) {
      held = copied;
      await guard.copied();
    }
    if (elsewhere !== null) held = elsewhere;
    await end();
    await new Promise((resolve) => setImmediate(resolve));
    return held;
  };
  const lock = () => guard.clearOurs();
  const tenMinutes = () => timers.splice(0).forEach((work) => work());
  for (const end of [lock, tenMinutes]) {
    if ((await after('+49 202 5550', null, end)) !== '') wrong += 1;
    if ((await after('+49 202 5550', 'of another program', end)) !== 'of another program') wrong += 1;
    timers.length = 0;
  }
  if ((await after(null, 'of another program', lock)) !== 'of another program') wrong += 1;
  return { wrong, control: (await after('kept', null, () => undefined)) === 'kept' };
}

/** A keyring that seals by turning bytes round with its own key; `key` null: it is away. */
function keyring(box: { key: number | null; backend?: string }): Keyring {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ (box.key ?? 0)));
  return {
    isAsyncEncryptionAvailable: async () => box.key !== null,
    getSelectedStorageBackend: () => (box.backend ?? 'gnome_libsecret') as 'gnome_libsecret',
    encryptStringAsync: async (text) => turn(Buffer.from(`ok:${text}`)),
    decryptStringAsync: async (bytes) => {
      const text = turn(bytes).toString('utf8');
      if (box.key === null || !text.startsWith('ok:')) throw new Error('cannot decrypt');
      return { result: text.slice(3), shouldReEncrypt: false };
    },
  };
}

/** Fifty devices whose keyring goes away, changes and comes back: secrets lost, and anything plain on disk. */
async function keyrings(): Promise<{ lost: number; plain: number; weak: number; control: boolean }> {
  const found = { lost: 0, plain: 0, weak: 0, control: false };
  for (let device = 1; device <= 50; device++) {
    const folder = await mkdtemp(join(tmpdir(), 'wegbuch-keyring-'));
    try {
      const box: { key: number | null; backend?: string } = { key: device };
      const secret = randomBytes(32).toString('base64url');
      const kept = createDeviceSecret(keyring(box), join(folder, 'secret'), 'linux');
      await kept.keep(secret);
      box.key = null;
      if ((await kept.read()).state !== 'unavailable' || (await kept.keep('x'.repeat(30))) !== 'unavailable')
        found.lost += 1;
      box.key = device + 100;
      if ((await kept.read()).state !== 'changed') found.lost += 1;
      if (device % 2 === 0) await kept.keep(randomBytes(32).toString('base64url'));
      box.key = device;
      const sealed = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
      const opened = await Promise.all(
        sealed.map((bytes) =>
          keyring(box)
            .decryptStringAsync(bytes)
            .catch(() => null),
        ),
      );
      if (!opened.some((one) => one?.result === secret)) found.lost += 1;
      if (sealed.some((bytes) => bytes.includes(secret))) found.plain += 1;
      for (const backend of ['basic_text', 'unknown']) {
        box.backend = backend;
        if ((await kept.keep(secret)) !== 'unavailable' || (await kept.read()).state !== 'unavailable')
          found.weak += 1;
      }
      // Control: without the walls, a keyring of no key is plain text.
      found.control ||= (await keyring({ key: 0 }).encryptStringAsync(secret)).includes(secret);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return found;
}

async function run(): Promise<Row[]> {
  const silent = await untold(['resume', 'unlock-screen']);
  const lock = await afterLock();
  const leaky = await afterLock(true);
  const wrong = wrongStories(actionsOf);
  const clipboard = await clipboards();
  const keys = await keyrings();
  const crash = await deadAfterCrash();
  const unheard = await deadAfterCrash(false);
  const control = wrongStories(forgetful) > 0;
  return [
    atMost(
      21,
      'windows not told of suspend or screen lock',
      await untold(['suspend', 'lock-screen']),
      0,
      silent > 0,
    ),
    atMost(21, 'old processes alive after a lock', lock.alive, 0, leaky.alive > 0),
    atMost(21, 'calls of locked windows answered', lock.answered, 0, lock.answeredBefore === 3),
    atMost(
      21,
      'staff windows without a new process, calling displays ended',
      lock.missing + lock.callingEnded,
      0,
      leaky.alive > 0,
    ),
    atMost(21, 'stories of idle, suspend and hanging windows that end wrongly', wrong, 0, control),
    atLeast(21, 'stories', STORIES.length, 17),
    atMost(
      14,
      'what a visit leaves in process and session',
      await afterVisit(),
      0,
      (await afterVisit(true)) > 0,
    ),
    atMost(
      21,
      'pages dead after a crash, or made anew without end',
      crash.dead + crash.repeated,
      0,
      unheard.dead > 0,
    ),
    atMost(22, 'clipboards cleared wrongly or not at all', clipboard.wrong, 0, clipboard.control),
    atMost(20, 'secrets lost by 50 absent or changed keyrings', keys.lost, 0, keys.control),
    atMost(20, 'secrets in plain text on disk', keys.plain, 0, keys.control),
    atMost(20, 'weak keyrings accepted', keys.weak, 0, keys.control),
  ];
}

export const check: Check = { name: 'shell-lock', run };
