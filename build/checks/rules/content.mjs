import {
  bare,
  callsOf,
  isBundle,
  isFunction,
  isLiteral,
  nameOf,
  nodesOf,
  returnsOf,
  rule,
  textOf,
} from './tree.mjs';

const LOADS = new Set(['loadURL', 'fetch', 'request', 'downloadURL', 'openExternal', 'setFeedURL', 'get']);
const LOCAL = /^(http|ws):\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/;

/** Point 1: what is loaded comes over app:// or TLS. A bundle holds names of foreign schemas: only loads count there. */
export const secureContent = (title) =>
  rule(title, (report, context) => {
    const look = (node) => {
      const text = textOf(node);
      if (text === null || !/^(http|ws|ftp):\/\//.test(text) || LOCAL.test(text)) return;
      const { parent } = node;
      const loads = /^(Call|New)Expression$/.test(parent.type) && LOADS.has(nameOf(bare(parent.callee)));
      if (!isBundle(context) || loads) report(node);
    };
    return {
      Literal: look,
      TemplateLiteral: look,
      'CallExpression:exit'(node) {
        if (nameOf(bare(node.callee)) !== 'loadURL') return;
        const [address] = node.arguments;
        const first = bare(address);
        const ours =
          textOf(first)?.startsWith('app://wegbuch/') ||
          (first?.type === 'TemplateLiteral' &&
            textOf(first) === '' &&
            nameOf(first.expressions[0]) === 'APP_ORIGIN');
        if (!ours) report(node);
      },
    };
  });

/** Every answer of a function: literal false, or what the one policy says. */
const isDecided = (node) =>
  isLiteral(node, false) || (node?.type === 'CallExpression' && nameOf(node.callee) === 'mayUse');

/** Calls of the last parameter of a handler, which gives the answer. */
function answersOf(handler) {
  const answer = nameOf(handler.params.at(-1));
  return answer === null ? [] : callsOf(handler.body, answer).map(({ arguments: [value] }) => bare(value));
}

const HANDLERS = {
  setPermissionRequestHandler: (handler) =>
    answersOf(handler).length > 0 && answersOf(handler).every(isDecided),
  setPermissionCheckHandler: (handler) => returnsOf(handler).every(isDecided),
  setDevicePermissionHandler: (handler) => returnsOf(handler).every((value) => isLiteral(value, false)),
  setDisplayMediaRequestHandler: (handler) =>
    answersOf(handler).every((value) => value?.type === 'ObjectExpression' && value.properties.length === 0),
};

/** Point 5: permissions are decided by policy/permission alone, in every session. */
export const permissions = (title) =>
  rule(title, (report) => {
    let made = null;
    let closed = false;
    return {
      CallExpression(node) {
        const name = nameOf(bare(node.callee));
        if (name === 'fromPartition') made ??= node;
        if (name === 'serveSession') closed = true;
        if (name === null || !Object.hasOwn(HANDLERS, name)) return;
        const handler = bare(node.arguments[0]);
        if (!isFunction(handler) || !HANDLERS[name](handler)) report(node);
      },
      MemberExpression(node) {
        if (nameOf(node) === 'defaultSession') report(node, `${title} (the default session is nobody's)`);
      },
      'Program:exit'() {
        if (made && !closed) report(made, `${title} (a session is used before it is closed)`);
      },
    };
  });

/** Point 7: one strict content policy on every response. */
export const contentPolicy = (title) =>
  rule(title, (report) => {
    const look = (text, node) => {
      if (
        /'unsafe-inline'|'unsafe-eval'|(default|script|object)-src[^;]*\s(\*|https?:|data:)(\s|;|$)/.test(
          text,
        )
      )
        report(node);
    };
    return {
      Literal: (node) => look(textOf(node) ?? '', node),
      TemplateElement: (node) => look(node.value.cooked ?? '', node),
      Property(node) {
        if (nameOf(node.key) === 'bypassCSP' && !isLiteral(node.value, false)) report(node);
      },
      CallExpression(node) {
        if (nameOf(bare(node.callee)) === 'onHeadersReceived')
          report(node, `${title} (headers are changed underway)`);
      },
      NewExpression(node) {
        if (nameOf(node.callee) !== 'Response') return;
        const init = bare(node.arguments[1]);
        const names =
          init?.type === 'ObjectExpression' ? init.properties.map((each) => nameOf(each.key)) : [];
        if (!names.includes('headers')) report(node, `${title} (a response without headers)`);
      },
    };
  });

/** Point 18: nothing over file://. */
export const fileProtocol = (title) =>
  rule(title, (report) => ({
    CallExpression(node) {
      const name = nameOf(bare(node.callee)) ?? '';
      if (/^(loadFile|registerFileProtocol|interceptFileProtocol|pathToFileURL)$/.test(name)) report(node);
    },
    Literal(node) {
      if (/^file:/i.test(textOf(node) ?? '')) report(node);
    },
    TemplateLiteral(node) {
      if (/^file:/i.test(textOf(node) ?? '')) report(node);
    },
  }));

const NETWORK = /^(node:)?(https?|http2|net|tls|dgram|dns)(\/.*)?$/;

/** Check 9 of the design: the main process itself speaks to nobody; windows do, through the gate. */
export const egress = (title) =>
  rule(title, (report) => ({
    ImportDeclaration(node) {
      if (NETWORK.test(node.source.value)) report(node);
      const names = node.specifiers.map((each) => nameOf(each.imported));
      if (node.source.value === 'electron' && names.includes('net')) report(node);
    },
    CallExpression(node) {
      const name = nameOf(bare(node.callee));
      if (name === 'fetch' || (name === 'require' && NETWORK.test(textOf(node.arguments[0]) ?? '')))
        report(node);
    },
    NewExpression(node) {
      if (/^(WebSocket|EventSource|XMLHttpRequest)$/.test(nameOf(bare(node.callee)) ?? '')) report(node);
    },
  }));

/** Check 22 of the design: nothing of a crash leaves the device. */
export const crashReports = (title) =>
  rule(title, (report) => ({
    Identifier(node) {
      if (node.name === 'crashReporter') report(node);
    },
    NewExpression(node) {
      for (const each of nodesOf(node.callee)) if (nameOf(each) === 'Sentry') report(node);
    },
  }));
