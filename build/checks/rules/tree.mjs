/** Small questions about a syntax tree, asked by several rules. */

/** The node itself, without what TypeScript writes around it. */
export function bare(node) {
  let inner = node;
  while (
    /^(TSAsExpression|TSSatisfiesExpression|TSNonNullExpression|AwaitExpression|ChainExpression)$/.test(
      inner?.type,
    )
  )
    inner = inner.expression ?? inner.argument;
  return inner;
}

/** The name of a key, a member or an identifier; null where it is computed. */
export function nameOf(node) {
  if (!node) return null;
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'Literal') return String(node.value);
  if (node.type === 'MemberExpression')
    return node.computed && node.property.type !== 'Literal' ? null : nameOf(node.property);
  return null;
}

/** The last object of a chain: `b` in `a.b.c`. */
export function objectName(node) {
  return node?.type === 'MemberExpression' ? nameOf(bare(node.object)) : null;
}

/** The text of a string, or of a template up to its first hole; null for anything else. */
export function textOf(node) {
  const inner = bare(node);
  if (inner?.type === 'Literal' && typeof inner.value === 'string') return inner.value;
  if (inner?.type === 'TemplateLiteral') return inner.quasis[0].value.cooked;
  return null;
}

export function isLiteral(node, value) {
  const inner = bare(node);
  return inner?.type === 'Literal' && inner.value === value;
}

export function isFunction(node) {
  return /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node?.type);
}

/** Every node below and including this one. */
export function* nodesOf(node) {
  if (!node || typeof node.type !== 'string') return;
  yield node;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    for (const child of Array.isArray(value) ? value : [value]) yield* nodesOf(child);
  }
}

/** Calls below a node of a function or method of this name. */
export function callsOf(node, name) {
  return [...nodesOf(node)].filter(
    (each) => each.type === 'CallExpression' && nameOf(bare(each.callee)) === name,
  );
}

/** What a function gives back: its expression, or the arguments of its own returns. */
export function returnsOf(fn) {
  if (fn.body.type !== 'BlockStatement') return [bare(fn.body)];
  return [...nodesOf(fn.body)]
    .filter(({ type }) => type === 'ReturnStatement')
    .map(({ argument }) => bare(argument));
}

/** What an identifier stands for where it is set once; else the node itself. */
export function resolved(context, node) {
  const inner = bare(node);
  if (inner?.type !== 'Identifier') return inner;
  for (let scope = context.sourceCode.getScope(inner); scope; scope = scope.upper) {
    const variable = scope.set.get(inner.name);
    if (!variable) continue;
    const [definition] = variable.defs;
    if (definition?.node.type === 'VariableDeclarator') return bare(definition.node.init);
    return isFunction(definition?.node) ? definition.node : inner;
  }
  return inner;
}

/** Whether the file is a packed bundle: there, "only in this file" becomes "only once". */
export function isBundle(context) {
  return context.settings.bundle === true;
}

export function isFile(context, path) {
  return context.filename.replaceAll('\\', '/').endsWith(path);
}

/** A rule from what it visits; `report(node, message)` names what is wrong. */
export function rule(title, visit) {
  return {
    meta: { type: 'problem', docs: { description: title }, schema: [] },
    create: (context) =>
      visit((node, message) => context.report({ node, message: message ?? title }), context),
  };
}
