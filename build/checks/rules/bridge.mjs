import {
  bare,
  isBundle,
  isFile,
  isFunction,
  isLiteral,
  nameOf,
  nodesOf,
  objectName,
  resolved,
  rule,
  textOf,
} from './tree.mjs';

const LISTENS = /^(on|once|handle|handleOnce|addListener)$/;

/** Whether a listener asks about its sender before anything else. */
function checksSender(handler) {
  const event = isFunction(handler) ? nameOf(handler.params[0]) : null;
  const [first] = handler.body?.type === 'BlockStatement' ? handler.body.body : [];
  if (event === null || first?.type !== 'IfStatement') return false;
  const asks = [...nodesOf(first.test)].some((each) => each.type === 'Identifier' && each.name === event);
  return asks && [...nodesOf(first.consequent)].some(({ type }) => /^(Throw|Return)Statement$/.test(type));
}

/** Point 17: every listener of the main process asks who is calling, in one place. */
export const senders = (title) =>
  rule(title, (report, context) => ({
    CallExpression(node) {
      const callee = bare(node.callee);
      const isIpc = ['ipcMain', 'ipc'].includes(nameOf(bare(callee.object)) ?? '');
      if (!isIpc || !LISTENS.test(nameOf(callee) ?? '')) return;
      if (!isBundle(context) && !isFile(context, 'electron/ipc/handle.ts'))
        report(node, `${title} (outside electron/ipc/handle.ts)`);
      if (!checksSender(resolved(context, node.arguments[1]))) report(node);
    },
  }));

/** A call of a bridge may only name a channel that stands there. */
function isFixedChannel(context, node) {
  return textOf(resolved(context, node)) !== null;
}

/** What is wrong with what a page is given; null: nothing. */
function wrongOf(context, value) {
  if (value?.type !== 'ObjectExpression') return 'it is not an object that can be read here';
  for (const property of value.properties) {
    if (property.type !== 'Property') return 'something is spread into it';
    if (!isFunction(resolved(context, property.value)))
      return `${nameOf(property.key)} is not a function of its own`;
  }
  return null;
}

/** Point 20: a page gets functions with a channel each; no object of Electron, no event. */
export const exposed = (title) =>
  rule(title, (report, context) => ({
    CallExpression(node) {
      const callee = bare(node.callee);
      const name = nameOf(callee);
      if (name === 'exposeInMainWorld') {
        const wrong = wrongOf(context, resolved(context, node.arguments[1]));
        if (wrong !== null) report(node, `${title} (${wrong})`);
      }
      if (nameOf(bare(callee.object)) !== 'ipcRenderer') return;
      if (
        /^(invoke|send|sendSync|sendToHost|postMessage)$/.test(name ?? '') &&
        !isFixedChannel(context, node.arguments[0])
      )
        report(node, `${title} (the page names the channel)`);
      if (!/^(on|once|addListener)$/.test(name ?? '')) return;
      const listener = resolved(context, node.arguments[1]);
      if (!isFunction(listener) || listener.params.length > 0)
        report(node, `${title} (the page hears the event)`);
    },
    AssignmentExpression(node) {
      const target = objectName(node.left);
      if (/\/preload/.test(context.filename) && ['window', 'globalThis', 'self'].includes(target ?? ''))
        report(node, `${title} (set on the page's own object)`);
    },
    ImportDeclaration(node) {
      if (node.source.value === '@electron/remote') report(node);
    },
    Property(node) {
      if (nameOf(node.key) === 'enableRemoteModule' && !isLiteral(node.value, false)) report(node);
    },
  }));

/** Names of fuses as packaging scripts write them, and the value each has in Wegbuch. */
const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** Point 19: fuses that a script flips have the values of electron-builder.yml (`build/package/fuses.ts`). */
export const fuses = (title) =>
  rule(title, (report) => ({
    Property(node) {
      const name = nameOf(bare(node.key)) ?? '';
      const fuse = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      if (Object.hasOwn(FUSES, fuse) && !isLiteral(node.value, FUSES[fuse])) report(node);
    },
  }));
