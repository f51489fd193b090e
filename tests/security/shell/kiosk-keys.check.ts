import { guardContents } from '../../../electron/windows/guards';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { stubContents, type StubContents } from './support/electron-stub';

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
    atLeast(15, 'presses: sets of modifiers × keys', SETS.length * KEYS.length, 1_760),
  ];
}

export const check: Check = { name: 'shell-kiosk-keys', run };
