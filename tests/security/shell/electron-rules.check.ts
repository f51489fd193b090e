import { CHECKLIST, shellRules } from '../../../build/checks/rules/checklist.mjs';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { shellBundles } from './support/bundles';
import { findingsIn, fixtures, shellSources, type Finding } from './support/lint';

const ALL = Object.keys(shellRules.rules);
const nameOf = (point: number) => CHECKLIST.find((each) => each.point === point)?.name;

/** Findings in what is packed: the same rules, where types and files are gone. */
async function inBundles(): Promise<Finding[]> {
  const { main, preloadStaff, preloadKiosk } = await shellBundles();
  const options = { bundle: true };
  return [
    ...findingsIn(main, 'dist/electron/main/main.js', options),
    ...findingsIn(preloadStaff, 'dist/electron/preload-staff/staff.cjs', options),
    ...findingsIn(preloadKiosk, 'dist/electron/preload-kiosk/kiosk.cjs', options),
  ];
}

/** Ways to break what is packed, one line for each point that is in the main process. */
const BROKEN_LINES: Array<[point: number, what: string, instead: string]> = [
  [1, '`${APP_ORIGIN}/${page}`', 'page'],
  [2, 'nodeIntegrationInWorker: false', 'nodeIntegrationInWorker: true'],
  [3, 'contextIsolation: true', 'contextIsolation: false'],
  [4, 'app.enableSandbox();', ''],
  [5, 'serveSession(made', 'keepOpen(made'],
  [6, 'webSecurity: true', 'webSecurity: false'],
  [7, "script-src 'self'", "script-src 'self' 'unsafe-inline'"],
  [8, 'allowRunningInsecureContent: false', 'allowRunningInsecureContent: true'],
  [9, 'experimentalFeatures: false', 'experimentalFeatures: true'],
  [11, 'webviewTag: false', 'webviewTag: true'],
  [12, 'contents.on("will-attach-webview"', 'contents.on("did-attach-webview"'],
  [13, 'contents.on("will-redirect"', 'contents.on("did-navigate"'],
  [14, 'return WINDOW_OPEN_ANSWER', 'return { action: "allow" }'],
  [15, ' && mayOpenExternally(url)', ''],
  [17, 'throw new Error("refused")', 'count(event)'],
];

/** Breaks all of them; how many points the rules then name. A line that is not there any more is not found. */
async function foundBroken(): Promise<number> {
  let { main } = await shellBundles();
  const present = BROKEN_LINES.filter(([, what]) => main.includes(what));
  for (const [, what, instead] of present) main = main.replace(what, instead);
  const found = findingsIn(main, 'dist/electron/main/main.js', { bundle: true });
  return present.filter(([point]) => found.some(({ rule }) => rule === nameOf(point))).length;
}

async function run(): Promise<Row[]> {
  const bad = await fixtures();
  const named = bad.map(({ code, file, rule }) => {
    const rules = new Set(findingsIn(code, file).map((finding) => finding.rule));
    return { found: rules.has(rule), others: rules.size - (rules.has(rule) ? 1 : 0) };
  });
  const missed = named.filter(({ found }) => !found).length;
  const blurred = named.filter(({ others }) => others > 0).length;
  const uncovered = ALL.filter((name) => bad.every(({ rule }) => rule !== name));
  const sources = await shellSources();
  const clean = sources.flatMap(({ code, file }) => findingsIn(code, file)).length;
  const broken = await foundBroken();
  return [
    atMost(1, 'findings in the sources of the shell', clean, 0, missed === 0),
    atLeast(1, 'sources of main process and preloads', sources.length, 30),
    atMost(1, 'findings in what is packed', (await inBundles()).length, 0, broken === BROKEN_LINES.length),
    atLeast(1, 'broken lines in what is packed, found', broken, BROKEN_LINES.length),
    atMost(1, 'seeded bad files not found', missed, 0, clean === 0),
    atMost(1, 'seeded bad files that a rule of another point names', blurred, 0, clean === 0),
    atLeast(1, 'seeded bad files', bad.length, 25),
    atMost(1, 'rules without a bad file', uncovered.length, 0, ALL.length >= 20),
    atLeast(1, 'points of the checklist', new Set(CHECKLIST.map(({ point }) => point)).size, 20),
  ];
}

export const check: Check = { name: 'shell-electron-rules', run };
