import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from './bindings.js';
import { classConstruction, isBestBuiltOnce, resourceNotes } from './construction.js';
import type { ServerSetup } from './factory-setup.js';
import { freeName, onOneLine } from './factory-text.js';
import { isUsableAt } from './scope.js';
import type { FactoryPlan } from './server-factory.js';
import { isConstant, type ServerOrigin } from './server-origin.js';
import {
  classOfThis,
  enclosingFunction,
  isConst,
  isExportedStatement,
  isFunctionNode,
  isWithin,
  mentions,
  siblings,
  unwrap,
  unwrapAwaited,
} from './syntax.js';
import { valuesOf } from './values.js';

/** A factory for one connection: the function that made the server where that is safe, else the server itself. */
export function reuseOnce(
  project: ProjectModel,
  unit: SourceUnit,
  server: ts.Expression,
  site: ts.Node,
  origin: ServerOrigin,
): FactoryPlan {
  const { root, holder } = origin;
  const simple = origin.kind === 'made' && origin.path === '' && !origin.isAsync && isRepeatable(root);
  const soleUse = !holder || onlyUsedBy(project, holder, server);
  const isLazy = simple && soleUse && !isBestBuiltOnce(project, root) && !mayBeNarrowed(root);
  const lazy = isLazy && isUsableAt(project, root, site) && factoryExpression(project, unit, origin);
  if (lazy) {
    const statement = holder?.parent.parent;
    const outside = statement && ts.isVariableStatement(statement) && !isWithin(statement, site);
    return { expression: lazy, edits: [], warnings: [], ...(outside && { obsolete: statement }) };
  }
  if (holder || origin.kind === 'this' || origin.kind === 'given')
    return { expression: sharedServer(project, unit, server), edits: [], warnings: [] };
  const held = holdFirst(unit, server, site);
  if (held) return { ...held, warnings: [] };
  return {
    expression: factoryExpression(project, unit, origin) ?? `() => ${server.getText(unit.ast)}`,
    edits: [],
    warnings: [],
  };
}

/** The expression that makes a server, moved into an arrow; undefined when it needs something of the site. */
export function reuseRoot(
  project: ProjectModel,
  unit: SourceUnit,
  site: ts.Node,
  origin: ServerOrigin,
  setup: ServerSetup | undefined,
): FactoryPlan | undefined {
  if (!isUsableAt(project, origin.root, site)) return undefined;
  const expression = factoryExpression(project, unit, origin);
  if (!expression) return undefined;
  const outside = setup && !isWithin(setup.declaration, site);
  const isFree = outside && setup.others.length === 0 && !isExported(project, setup);
  const left = outside && !isFree ? setup.others[0] : undefined;
  return {
    expression,
    edits: [],
    ...(isFree && { obsolete: setup.declaration }),
    ...reviewOf(unit, origin, left),
    warnings: resourceNotes(project, [origin.root]),
  };
}

/** `() => new Weather().server`, for a server that lives on the object the code runs in. */
export function freshFromThis(
  project: ProjectModel,
  site: ts.Node,
  origin: ServerOrigin,
): FactoryPlan | undefined {
  const owner = classOfThis(origin.root);
  if (!owner?.name || !isUsableAt(project, origin.root, site)) return undefined;
  const constructor_ = owner.members.find(ts.isConstructorDeclaration);
  const passed = (constructor_?.parameters ?? []).map(parameter =>
    ts.isParameterPropertyDeclaration(parameter, parameter.parent) && ts.isIdentifier(parameter.name)
      ? `this.${parameter.name.text}`
      : undefined,
  );
  if (passed.includes(undefined)) return undefined;
  return {
    expression: `() => new ${owner.name.text}(${passed.join(', ')})${origin.path}`,
    edits: [],
    review: {
      message: `Every request now makes its own \`${owner.name.text}\`.`,
      advice: 'Check what its constructor does and what its fields remember.',
    },
    warnings: resourceNotes(project, classConstruction(owner)),
  };
}

/** Whether a name certainly is a function in view that reads no argument; a declared type alone may hide some. */
function takesNothing(project: ProjectModel, name: ts.Identifier): boolean {
  const declaration = project.names.declaration(name);
  const made =
    declaration && ts.isVariableDeclaration(declaration) && isConst(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : declaration;
  if (!made || !isFunctionNode(made) || !made.body) return false;
  return made.parameters.length === 0 && !mentions(made.body, 'arguments');
}

/** `createServer`, `() => createServer(config)`, `async () => (await createServer()).server`. */
function factoryExpression(
  project: ProjectModel,
  unit: SourceUnit,
  origin: ServerOrigin,
): string | undefined {
  const { root, path } = origin;
  const text = onOneLine(unit, root);
  if (text === undefined) return undefined;
  const awaitsInside = containsAwait(root);
  if (
    ts.isCallExpression(root) &&
    path === '' &&
    root.arguments.length === 0 &&
    ts.isIdentifier(root.expression)
  ) {
    // The entry points call a factory with a context, which a parameter of its own would receive.
    if (takesNothing(project, root.expression)) return root.expression.text;
  }
  if (awaitsInside || (origin.isAsync && path !== ''))
    return `async () => ${origin.isAsync ? (path ? `(await ${text})${path}` : `await ${text}`) : text + path}`;
  return `() => ${text}${path}`;
}

function reviewOf(
  unit: SourceUnit,
  origin: ServerOrigin,
  left: ts.Identifier | undefined,
): Pick<FactoryPlan, 'review'> {
  const what = onOneLine(unit, origin.root) ?? origin.root.getText(unit.ast);
  if (left) {
    return {
      review: {
        message: `\`${left.text}\` is still used elsewhere, but requests are served by servers of their own.`,
        advice: `Check the other uses of \`${left.text}\`; \`handler.close()\` ends what the handler serves.`,
      },
    };
  }
  if (origin.path !== '') {
    return {
      review: {
        message: `Only \`${origin.path.slice(1)}\` of what \`${what}\` makes is used for a request.`,
        advice: 'Check whether the rest of it has to be cleaned up when the request is over.',
      },
    };
  }
  if (!origin.isAsync) return {};
  return {
    review: {
      message: `\`${what}\` is awaited for every request now.`,
      advice: 'Move slow work out of it if it can be done once.',
    },
  };
}

/** `() => server`, for a server that exists already and is shared. */
export function sharedServer(project: ProjectModel, unit: SourceUnit, server: ts.Expression): string {
  return `() => ${heldText(project, unit, server)}`;
}

/** The server as an arrow can return it; TypeScript forgets inside an arrow that a variable was checked. */
function heldText(project: ProjectModel, unit: SourceUnit, server: ts.Expression): string {
  const text = onOneLine(unit, server) ?? server.getText(unit.ast);
  const isTyped = /\.[cm]?tsx?$/.test(unit.path);
  return isTyped && !ts.isNonNullExpression(server) && mayBeAbsent(project, server) ? `${text}!` : text;
}

function mayBeAbsent(project: ProjectModel, server: ts.Expression): boolean {
  const node = unwrapAwaited(server);
  if (ts.isIdentifier(node)) {
    const declaration = project.names.symbol(node)?.declarations?.[0];
    if (declaration && ts.isParameter(declaration)) return false;
    if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
    return !isConstant(project, declaration) && allowsNothing(declaration.type, declaration.initializer);
  }
  if (!ts.isPropertyAccessExpression(node)) return false;
  const holder = valuesOf(project).of(node.expression);
  if (holder?.is !== 'instance') return false;
  return holder.class.members.some(
    member =>
      ts.isPropertyDeclaration(member) &&
      member.name.getText() === node.name.text &&
      (member.questionToken !== undefined || allowsNothing(member.type, member.initializer)),
  );
}

function allowsNothing(type: ts.TypeNode | undefined, initializer: ts.Expression | undefined): boolean {
  if (type) return /\b(?:undefined|null)\b/.test(type.getText());
  return initializer !== undefined && initializer.kind === ts.SyntaxKind.NullKeyword;
}

/** `const server = await createServer();` in front of the site, for a server that no variable holds yet. */
function holdFirst(
  unit: SourceUnit,
  server: ts.Expression,
  site: ts.Node,
): Pick<FactoryPlan, 'expression' | 'edits'> | undefined {
  if (!ts.isStatement(site) || !siblings(site)) return undefined;
  const name = freeName(unit, ['server', 'mcpServer']);
  let made = server;
  while (ts.isParenthesizedExpression(made)) made = made.expression;
  const start = site.getStart(unit.ast);
  const indent = indentAt(unit.text, start);
  const text = `const ${name} = ${made.getText(unit.ast)}${unit.style.semicolons ? ';' : ''}${unit.style.eol}${indent}`;
  return { expression: `() => ${name}`, edits: [{ file: unit.path, start, end: start, text }] };
}

function onlyUsedBy(project: ProjectModel, holder: ts.VariableDeclaration, server: ts.Expression): boolean {
  if (!ts.isIdentifier(holder.name)) return false;
  return (
    ts.isVariableStatement(holder.parent.parent) &&
    holder.parent.parent.declarationList.declarations.length === 1 &&
    !isExportedStatement(holder.parent.parent) &&
    project.names.references(holder.name).every(use => isWithin(use, server))
  );
}

function isExported(project: ProjectModel, setup: ServerSetup): boolean {
  return (
    isExportedStatement(setup.declaration) ||
    setup.declaration.declarationList.declarations
      .flatMap(declaration => boundNames(declaration.name))
      .some(name => project.names.references(name).some(use => ts.isExportSpecifier(use.parent)))
  );
}

/** Whether evaluating the arguments later, or again, gives the same values. */
function isRepeatable(root: ts.Expression): boolean {
  if (!ts.isCallExpression(root) && !ts.isNewExpression(root)) return false;
  let plain = true;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node)) plain = false;
    if (ts.isYieldExpression(node)) plain = false;
    ts.forEachChild(node, visit);
  };
  for (const argument of root.arguments ?? []) visit(argument);
  return plain;
}

/** Whether a check elsewhere may have told the compiler more about an argument than an arrow would know. */
function mayBeNarrowed(root: ts.Expression): boolean {
  if (!ts.isCallExpression(root) && !ts.isNewExpression(root)) return false;
  const scope = enclosingFunction(root) ?? root.getSourceFile();
  const texts = new Set<string>();
  const collect = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) texts.add(node.getText());
    ts.forEachChild(node, collect);
  };
  root.arguments?.forEach(collect);
  let narrowed = false;
  const check = (node: ts.Node): void => {
    const condition =
      ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isSwitchStatement(node)
        ? node.expression
        : ts.isConditionalExpression(node)
          ? node.condition
          : undefined;
    if (condition && mentionsAny(condition, texts)) narrowed = true;
    ts.forEachChild(node, check);
  };
  check(scope);
  return narrowed;
}

function mentionsAny(condition: ts.Node, texts: ReadonlySet<string>): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if ((ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) && texts.has(node.getText()))
      found = true;
    ts.forEachChild(node, visit);
  };
  visit(condition);
  return found;
}

function containsAwait(root: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isAwaitExpression(node)) found = true;
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
