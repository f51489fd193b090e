import { SWITCHES } from '../../../electron/policy/switches';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { findingsIn, shellSources } from './support/lint';
import { withShell, type RunningShell } from './support/running-shell';

/** What must be switched off before Chromium starts: its crash dumps, and whatever it says to anybody by itself. */
const NEEDED = ['disable-breakpad', 'disable-background-networking', 'disable-component-update', 'no-pings'];

interface Found {
  checkers: number;
  windows: number;
  missing: number;
}

/** Sessions and windows with a spell checker that would fetch dictionaries, and switches that were not given. */
function lookAt({ record }: RunningShell): Found {
  const sessions = [...record.sessions.values()];
  const checked = record.windows.filter(({ seen }) => seen.options.webPreferences?.spellcheck !== false);
  return {
    checkers:
      sessions.filter(({ handlers }) => handlers.get('spell-checker') !== false).length + checked.length,
    windows: record.windows.length,
    missing: NEEDED.filter((name) => !record.switches.includes(name)).length,
  };
}

/** What leaves the device in the shell as it is, and once all its walls were taken down. */
async function walk(argv: readonly string[]): Promise<{ found: Found; open: Found }> {
  return withShell(argv, async (shell) => {
    for (const [kind, page] of [
      ['companion', 'companion.html#assessment'],
      ['paper', 'paper.html'],
    ] as const)
      await shell.windows.open(kind, page);
    const found = lookAt(shell);
    for (const session of shell.record.sessions.values()) session.setSpellCheckerEnabled(true);
    shell.record.switches.length = 0;
    return { found, open: lookAt(shell) };
  });
}

async function run(): Promise<Row[]> {
  const staff = await walk([]);
  const kiosk = await walk(['--kiosk-window']);
  const sources = await shellSources();
  const named = (rule: string) =>
    sources.flatMap(({ code, file }) => findingsIn(code, file)).filter((finding) => finding.rule === rule)
      .length;
  const bad = findingsIn(
    "import { crashReporter, net } from 'electron';\nvoid fetch('https://x.example');",
    'electron/main/app.ts',
  );
  const finds = (rule: string) => bad.some((finding) => finding.rule === rule);
  return [
    atMost(
      22,
      'sessions and windows with a spell checker',
      staff.found.checkers + kiosk.found.checkers,
      0,
      staff.open.checkers > 0,
    ),
    atLeast(22, 'windows looked at', staff.found.windows + kiosk.found.windows, 6),
    atMost(
      22,
      'switches against crash dumps and calls of Chromium not given',
      staff.found.missing,
      0,
      staff.open.missing === NEEDED.length && SWITCHES.length > 0,
    ),
    atMost(22, 'uses of a crash reporter', named('crash-reports'), 0, finds('crash-reports')),
    atMost(9, 'places in the main process that speak to a network', named('egress'), 0, finds('egress')),
  ];
}

export const check: Check = { name: 'shell-side-channels', run };
