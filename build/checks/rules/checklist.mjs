import { exposed, fuses, senders } from './bridge.mjs';
import { contentPolicy, crashReports, egress, fileProtocol, permissions, secureContent } from './content.mjs';
import { external, navigation, newWindows, webviews } from './guards.mjs';
import { preferenceRule, sandboxRule } from './preferences.mjs';

const preference = (title, point) => preferenceRule(point, title);

/**
 * The twenty points of Electron's security checklist (electronjs.org/docs/latest/tutorial/security), each with the
 * rule that looks for it. Point 16 is no matter of syntax: `build/package/electron-age.ts` looks at it.
 */
const TABLE = [
  [1, 'secure-content', 'Only load secure content', secureContent],
  [2, 'node-integration', 'Do not enable Node.js integration for remote content', preference],
  [3, 'context-isolation', 'Enable context isolation', preference],
  [4, 'sandbox', 'Enable process sandboxing', sandboxRule],
  [5, 'permissions', 'Handle session permission requests', permissions],
  [6, 'web-security', 'Do not disable webSecurity', preference],
  [7, 'content-policy', 'Define a Content Security Policy', contentPolicy],
  [8, 'insecure-content', 'Do not enable allowRunningInsecureContent', preference],
  [9, 'experimental-features', 'Do not enable experimental features', preference],
  [10, 'blink-features', 'Do not use enableBlinkFeatures', preference],
  [11, 'popups', 'Do not use allowpopups for WebViews, nor WebViews', preference],
  [12, 'webviews', 'Verify WebView options before creation', webviews],
  [13, 'navigation', 'Disable or limit navigation', navigation],
  [14, 'new-windows', 'Disable or limit creation of new windows', newWindows],
  [15, 'external', 'Do not use shell.openExternal with untrusted content', external],
  [16, 'electron-age', 'Use a current version of Electron', null],
  [17, 'senders', 'Validate the sender of all IPC messages', senders],
  [18, 'file-protocol', 'Avoid the file:// protocol', fileProtocol],
  [19, 'fuses', 'Check which fuses you can change', fuses],
  [20, 'exposed', 'Do not expose Electron APIs to untrusted web content', exposed],
];

export const CHECKLIST = TABLE.map(([point, name, title, make]) => ({
  point,
  name,
  title,
  rule: make === null ? null : make(`${title} (checklist, point ${point})`, point),
}));

/** All rules for the shell, for ESLint. */
export const shellRules = {
  rules: Object.fromEntries([
    ...CHECKLIST.filter(({ rule }) => rule !== null).map(({ name, rule }) => [name, rule]),
    ['crash-reports', crashReports('Nothing of a crash leaves the device')],
    ['egress', egress('The main process speaks to nobody')],
  ]),
};
