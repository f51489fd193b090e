import {
  bare,
  callsOf,
  isBundle,
  isFile,
  isFunction,
  isLiteral,
  nameOf,
  returnsOf,
  rule,
  textOf,
} from './tree.mjs';

const NAVIGATION = ['will-navigate', 'will-frame-navigate', 'will-redirect'];
const GUARDS = [...NAVIGATION, 'will-attach-webview', 'setWindowOpenHandler'];

/** Which guard a call fits, if any: the name of an event that is listened to, or of the handler. */
function guardOf(node) {
  const name = nameOf(bare(node.callee));
  if (name === 'setWindowOpenHandler') return name;
  const event = name === 'on' ? textOf(node.arguments[0]) : null;
  return event !== null && GUARDS.includes(event) ? event : null;
}

/** Who fits one guard fits all of them; these two points ask it of their own. */
function missing(report, title, own) {
  const fitted = new Set();
  let first = null;
  return {
    see(node) {
      const guard = guardOf(node);
      if (guard === null) return;
      first ??= node;
      fitted.add(guard);
    },
    exit() {
      for (const guard of own)
        if (first && !fitted.has(guard)) report(first, `${title} (${guard} is missing)`);
    },
  };
}

const prevents = (handler) => isFunction(handler) && callsOf(handler.body, 'preventDefault').length > 0;

/** Point 12: no webview is ever attached. */
export const webviews = (title) =>
  rule(title, (report) => {
    const all = missing(report, title, ['will-attach-webview']);
    return {
      CallExpression(node) {
        all.see(node);
        const handler = bare(node.arguments[1]);
        if (guardOf(node) !== 'will-attach-webview') return;
        const [only] = isFunction(handler) && handler.body.type === 'BlockStatement' ? handler.body.body : [];
        // At once and always: a condition would be a way in.
        const always = only?.type === 'ExpressionStatement' && callsOf(only, 'preventDefault').length > 0;
        if (!always && !(isFunction(handler) && nameOf(handler.body.callee) === 'preventDefault'))
          report(node);
      },
      'Program:exit': all.exit,
    };
  });

/** Point 13: pages go nowhere; contents are guarded as soon as there are any. */
export const navigation = (title) =>
  rule(title, (report, context) => {
    const all = missing(report, title, NAVIGATION);
    const loads = [];
    let ready = null;
    let guarded = false;
    return {
      CallExpression(node) {
        all.see(node);
        const name = nameOf(bare(node.callee));
        if (name === 'loadURL') loads.push(node);
        if (name === 'whenReady') ready ??= node;
        if (name === 'on' && textOf(node.arguments[0]) === 'web-contents-created') {
          const handler = bare(node.arguments[1]);
          guarded = isFunction(handler) && callsOf(handler.body, 'guardContents').length > 0;
        }
        const guard = guardOf(node);
        if (guard !== null && NAVIGATION.includes(guard) && !prevents(bare(node.arguments[1]))) report(node);
      },
      'Program:exit'() {
        all.exit();
        if (ready && !guarded) report(ready, `${title} (new contents are not guarded)`);
        const allowed = isBundle(context) || isFile(context, 'electron/windows/factory.ts') ? 1 : 0;
        for (const node of loads.slice(allowed)) report(node, `${title} (pages are loaded by the factory)`);
      },
    };
  });

/** Point 14: windows come from the one factory; no page opens any. */
export const newWindows = (title) =>
  rule(title, (report, context) => {
    const all = missing(report, title, ['setWindowOpenHandler']);
    const made = [];
    const isDenied = (value) =>
      nameOf(value) === 'WINDOW_OPEN_ANSWER' ||
      (value?.type === 'ObjectExpression' &&
        value.properties.some((each) => nameOf(each.key) === 'action' && isLiteral(each.value, 'deny')));
    return {
      NewExpression(node) {
        if (/^(BrowserWindow|BaseWindow|WebContentsView|BrowserView)$/.test(nameOf(bare(node.callee)) ?? ''))
          made.push(node);
      },
      Property(node) {
        if (nameOf(node.key) === 'action' && isLiteral(node.value, 'allow')) report(node);
      },
      CallExpression(node) {
        all.see(node);
        const callee = bare(node.callee);
        if (nameOf(callee) === 'open' && nameOf(callee.object) === 'window') report(node);
        if (guardOf(node) !== 'setWindowOpenHandler') return;
        const handler = bare(node.arguments[0]);
        if (!isFunction(handler) || !returnsOf(handler).every(isDenied)) report(node);
      },
      'Program:exit'() {
        all.exit();
        const allowed = isBundle(context) || isFile(context, 'electron/windows/factory.ts') ? 1 : 0;
        for (const node of made.slice(allowed))
          report(node, `${title} (outside electron/windows/factory.ts)`);
      },
    };
  });

/** Whether a node stands behind a condition that asks `gate`. */
function isBehind(node, gate) {
  for (let at = node; at.parent && !isFunction(at); at = at.parent) {
    const { parent } = at;
    if (parent.type === 'IfStatement' && parent.consequent === at && callsOf(parent.test, gate).length > 0)
      return true;
  }
  return false;
}

/** Point 15: one place hands addresses to the system, behind the one gate; nothing else starts programs. */
export const external = (title) =>
  rule(title, (report) => {
    const calls = [];
    return {
      MemberExpression(node) {
        const name = nameOf(node);
        if (name === 'openPath') report(node);
        if (name !== 'openExternal') return;
        if (node.parent.type === 'CallExpression' && node.parent.callee === node) calls.push(node.parent);
        else report(node, `${title} (handed on without its gate)`);
      },
      ImportDeclaration(node) {
        if (/^(node:)?child_process$/.test(node.source.value)) report(node);
      },
      CallExpression(node) {
        const asks =
          nameOf(node.callee) === 'require' &&
          /^(node:)?child_process$/.test(textOf(node.arguments[0]) ?? '');
        if (asks) report(node);
      },
      'Program:exit'() {
        calls.forEach((node, at) => {
          if (at > 0) report(node, `${title} (a second place)`);
          if (!isBehind(node, 'mayOpenExternally')) report(node, `${title} (without mayOpenExternally)`);
        });
      },
    };
  });
