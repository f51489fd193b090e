import { bare, isLiteral, nameOf, rule, textOf } from './tree.mjs';

/** Preferences of a window by the point of the checklist they belong to, and the only value each may have. */
const FIXED = {
  2: { nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false },
  3: { contextIsolation: true },
  4: { sandbox: true },
  6: { webSecurity: true },
  8: { allowRunningInsecureContent: false },
  9: { experimentalFeatures: false },
  11: { webviewTag: false },
};

/** Words that may not stand in the shell at all, as a preference, an attribute or a switch. */
const FORBIDDEN = {
  1: ['ignore-certificate-errors'],
  4: ['no-sandbox', 'disable-gpu-sandbox'],
  6: ['disable-web-security', 'disable-site-isolation-trials', 'disable-features'],
  8: ['allow-running-insecure-content'],
  9: ['enable-experimental-web-platform-features'],
  10: ['enableBlinkFeatures', 'enable-blink-features'],
  11: ['allowpopups'],
};

/** Strings that are given to Chromium as a switch, directly or in the list that is. */
function isSwitch(node) {
  const { parent } = node;
  if (parent.type === 'CallExpression')
    return /^append(Switch|Argument)$/.test(nameOf(bare(parent.callee)) ?? '');
  if (parent.type !== 'ArrayExpression') return false;
  let holder = parent.parent;
  while (holder.type === 'TSAsExpression' || holder.type === 'TSSatisfiesExpression') holder = holder.parent;
  return holder.type === 'VariableDeclarator' && nameOf(holder.id) === 'SWITCHES';
}

/** One rule per point: each preference of it is said and has its value; no forbidden word. */
export function preferenceRule(point, title) {
  const fixed = FIXED[point] ?? {};
  const forbidden = FORBIDDEN[point] ?? [];
  return rule(title, (report) => ({
    Property(node) {
      const name = nameOf(node.key);
      if (name === null || node.parent.type !== 'ObjectExpression') return;
      if (forbidden.includes(name)) report(node);
      if (Object.hasOwn(fixed, name) && !isLiteral(node.value, fixed[name])) report(node);
      if (name !== 'webPreferences') return;
      const value = bare(node.value);
      const said = value.type === 'ObjectExpression' ? value.properties.map((each) => nameOf(each.key)) : [];
      for (const needed of Object.keys(fixed))
        if (!said.includes(needed)) report(node, `${title} (${needed} is not said)`);
    },
    AssignmentExpression(node) {
      const name = node.left.type === 'MemberExpression' ? nameOf(node.left) : null;
      if (name === null) return;
      if (forbidden.includes(name) || (Object.hasOwn(fixed, name) && !isLiteral(node.right, fixed[name])))
        report(node);
    },
    Literal(node) {
      const text = textOf(node);
      if (text === null) return;
      if (isSwitch(node) && forbidden.includes(text)) report(node);
      // An attribute in a text that becomes markup, or a name given to a function.
      else if (point === 11 && /<webview|\ballowpopups\b/.test(text)) report(node);
    },
  }));
}

/** Point 4 also asks that the sandbox is on for everything before the app is ready. */
export const sandboxRule = (title) => {
  const preferences = preferenceRule(4, title);
  return {
    ...preferences,
    create(context) {
      let ready = null;
      let sandboxed = false;
      const visitors = preferences.create(context);
      return {
        ...visitors,
        CallExpression(node) {
          const name = nameOf(bare(node.callee));
          if (name === 'whenReady') ready ??= node;
          if (name === 'enableSandbox') sandboxed = true;
        },
        'Program:exit'() {
          if (ready && !sandboxed)
            context.report({ node: ready, message: `${title} (enableSandbox is not called)` });
        },
      };
    },
  };
};
