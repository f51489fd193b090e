import { CHECKLIST } from '../../../build/checks/rules/checklist.mjs';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { shellBundles } from './support/bundles';
import { findingsIn, fixtures, shellSources, type Finding } from './support/lint';

const names = (wanted: (point: number) => boolean) =>
  CHECKLIST.filter(({ point, rule }) => rule !== null && wanted(point)).map(({ name }) => name);

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
  [5, 'closeSession(made', 'keepOpen(made'],
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
  const points = new Set(
    findingsIn(main, 'dist/electron/main/main.js', { bundle: true }).map(({ point }) => point),
  );
  return present.filter(([point]) => points.has(point)).length;
}

async function run(): Promise<Row[]> {
  const bad = await fixtures();
  const found = bad.filter(({ code, file, point }) =>
    findingsIn(code, file).some((finding) => finding.point === point),
  );
  // With the rule of its point left out, nothing else names that point: each is found by its own rule.
  const foundWithout = bad.filter(({ code, file, point }) =>
    findingsIn(code, file, { rules: names((other) => other !== point) }).some((each) => each.point === point),
  );
  const points = new Set(bad.map(({ point }) => point));
  const uncovered = CHECKLIST.filter(({ point, rule }) => rule !== null && !points.has(point));
  const sources = await shellSources();
  const control = found.length === bad.length && foundWithout.length === 0;
  const broken = await foundBroken();
  return [
    atMost(
      1,
      'findings in the sources of the shell',
      sources.flatMap(({ code, file }) => findingsIn(code, file)).length,
      0,
      control,
    ),
    atLeast(1, 'sources of main process and preloads', sources.length, 30),
    atMost(1, 'findings in what is packed', (await inBundles()).length, 0, broken === BROKEN_LINES.length),
    atLeast(1, 'broken lines in what is packed, found', broken, BROKEN_LINES.length),
    atMost(1, 'seeded bad files not found', bad.length - found.length, 0, foundWithout.length === 0),
    atLeast(1, 'seeded bad files', bad.length, 25),
    atMost(1, 'points with a rule and no bad file', uncovered.length, 0, true),
    atLeast(1, 'points of the checklist', new Set(CHECKLIST.map(({ point }) => point)).size, 20),
  ];
}

export const check: Check = { name: 'shell-electron-rules', run };
