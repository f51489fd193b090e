import type { WindowKind } from '#shared/ipc/channels';
import { RESET_AFTER_SECONDS, decideReset } from '../../../electron/kiosk/reset';
import { serveSession } from '../../../electron/protocol/sessions';
import { guardContents } from '../../../electron/windows/guards';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { stubContents, stubSession, type StubContents } from './support/electron-stub';

type Held = Record<'control' | 'meta' | 'alt' | 'shift', boolean>;
/** All sixteen sets of modifiers. */
const SETS: Held[] = Array.from({ length: 16 }, (_, bits) => ({
  control: (bits & 1) > 0,
  meta: (bits & 2) > 0,
  alt: (bits & 4) > 0,
  shift: (bits & 8) > 0,
}));

/** Keys that a visitor needs: to write in any script, and to move about. */
const NEEDED = [...'abcxyzäöüßñćşğъяأبيمወትግ工0123456789'.normalize('NFC'), ...'.,-@+/()\'', ' ', 'Tab', 'Enter', 'Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Shift']; // prettier-ignore
/** Keys that lead out, or anywhere at all. */
const HARMFUL = ['Escape', 'Meta', 'OS', 'Alt', 'AltGraph', 'Control', 'Fn', 'CapsLock', 'NumLock', 'ScrollLock', 'ContextMenu', 'PrintScreen', 'Pause', 'Insert', 'PageUp', 'PageDown', ...Array.from({ length: 12 }, (_, at) => `F${at + 1}`), 'BrowserBack', 'BrowserForward', 'BrowserHome', 'BrowserSearch', 'BrowserRefresh', 'LaunchMail', 'LaunchApplication1', 'LaunchApplication2', 'MediaPlayPause', 'AudioVolumeMute', 'Power', 'Sleep', 'WakeUp', 'Help', 'Undo', 'Cut', 'Copy', 'Paste', 'Find', 'Open', 'Print', 'Save', 'Close', 'ZoomIn', 'ZoomOut', 'Unidentified', 'Dead', 'Process', '', '\u0000', '\u007f', '\u202e']; // prettier-ignore
const KEYS = [...NEEDED, ...HARMFUL];

/** Which presses a window lets through to its page. */
function passed(contents: StubContents): string[] {
  const through: string[] = [];
  for (const held of SETS) {
    for (const key of KEYS) {
      const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
      contents.emit('before-input-event', event, { type: 'keyDown', key, ...held });
      if (!event.prevented) through.push(JSON.stringify([key, held]));
    }
  }
  return through;
}

function guarded(kind: 'kiosk' | 'staff'): StubContents {
  const contents = stubContents('window');
  guardContents(contents as unknown as Parameters<typeof guardContents>[0], {
    kindOf: () => kind,
    external: { openExternal: async () => undefined },
  });
  return contents;
}

const DOWNLOADS = ['blob:app://wegbuch/1', 'app://wegbuch/index.html', 'https://s.example/x.exe', 'data:text/plain,x', 'file:///etc/passwd', '']; // prettier-ignore

/** Downloads that a session lets through. */
function downloads(kind: WindowKind): number {
  const session = stubSession(kind);
  serveSession(
    session as unknown as Electron.Session,
    kind,
    async () => new Response(),
    () => [],
  );
  return DOWNLOADS.filter((url) => {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
    session.emit('will-download', event, { getURL: () => url });
    return !event.prevented;
  }).length;
}

/** Idle seconds as the system tells them, and how often the kiosk is set back: once for each visit, never without. */
const DAYS: Array<[idle: number[], resets: number]> = [
  [[600, 605, 3_600], 0],
  [[600, 3, 8, 60, 115, 120, 125, 600], 1],
  [[2, 7, 12, 119, 124, 129], 1],
  [[600, 3, 60, 2, 119, 4, 121, 126], 1],
  [[600, 0, RESET_AFTER_SECONDS, 600, 1, 600, 3_600], 2],
  [[600, 2, 100, 1, 100, 2, 100], 0],
];

function wrongDays(decide: typeof decideReset): number {
  return DAYS.filter(([idle, expected]) => {
    let used = false;
    const resets = idle.filter((seconds) => {
      const visit = decide(used, seconds);
      used = visit.used;
      return visit.over;
    });
    return resets.length !== expected;
  }).length;
}

async function run(): Promise<Row[]> {
  const allowed = new Set(
    SETS.filter(({ control, meta, alt }) => !control && !meta && !alt).flatMap((held) =>
      NEEDED.map((key) => JSON.stringify([key, held])),
    ),
  );
  const through = passed(guarded('kiosk'));
  const beyond = (presses: readonly string[]) => presses.filter((press) => !allowed.has(press)).length;
  // Without the guard (a staff window) everything passes.
  const control = beyond(passed(guarded('staff'))) > 0;
  return [
    atMost(15, 'presses at the kiosk that lead beyond writing and moving', beyond(through), 0, control),
    atMost(
      15,
      'presses that a visitor needs and does not have',
      allowed.size - (through.length - beyond(through)),
      0,
      control,
    ),
    atMost(15, 'downloads at the kiosk', downloads('kiosk'), 0, downloads('staff') > 0),
    atMost(
      14,
      'days at the kiosk with a visit not set back, or set back twice',
      wrongDays(decideReset),
      0,
      wrongDays((used) => ({ used, over: false })) > 0,
    ),
    atLeast(15, 'presses: sets of modifiers × keys', SETS.length * KEYS.length, 1_760),
  ];
}

export const check: Check = { name: 'shell-kiosk', run };
