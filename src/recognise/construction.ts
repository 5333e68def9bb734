import { ts } from '../engine/ts.js';
import type { Note } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWritten } from './server-origin.js';
import { valuesOf } from './values.js';

/** How many calls deep construction is followed through project functions. */
const MAX_CALLS = 3;

const TIMERS = new Set(['setInterval', 'setTimeout', 'setImmediate']);
const COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'LRUCache']);
const RESOURCE_CLASS =
  /(?:Pool|Client|Connection|Database|Store|Cache|Queue|Worker|Watcher|Browser|Socket|Agent)$/;
const RESOURCE_CALL =
  /^(?:spawn|fork|exec|execFile|watch|watchFile|launch|createPool|createClient|createConnection|createBrowser|connect|listen)$/;
const MUTATORS = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'fill']);

/**
 * Visits what runs while the given code is evaluated: bodies of functions that are only defined are left out,
 * project functions and constructors that are called are entered.
 */
export function walkConstruction(
  project: ProjectModel,
  roots: readonly ts.Node[],
  visit: (node: ts.Node) => void,
): void {
  const entered = new Set<ts.Node>();
  const walk = (node: ts.Node, calls: number): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    visit(node);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && calls < MAX_CALLS) {
      for (const part of partsOf(project, node)) {
        if (entered.has(part)) continue;
        entered.add(part);
        walk(part, calls + 1);
      }
    }
    ts.forEachChild(node, child => walk(child, calls));
  };
  for (const root of roots) walk(root, 0);
}

/** Whether building the server can fail or holds something open, so that it should happen once, at the start. */
export function isBestBuiltOnce(project: ProjectModel, root: ts.Expression): boolean {
  if ((ts.isCallExpression(root) || ts.isNewExpression(root)) && partsOf(project, root).length === 0)
    return true;
  let eager = false;
  walkConstruction(project, [root], node => {
    if (ts.isThrowStatement(node) || ts.isAwaitExpression(node) || resourceOf(node) !== undefined)
      eager = true;
    if (ts.isCallExpression(node) && /\bprocess\s*\.\s*exit$/.test(node.expression.getText())) eager = true;
  });
  return eager;
}

/** Notes on what building a server for every request would make again and again. */
export function resourceNotes(project: ProjectModel, roots: readonly ts.Node[]): Note[] {
  const notes = new Map<string, Note>();
  walkConstruction(project, roots, node => {
    const what = resourceOf(node) ?? stateOf(project, node);
    if (!what) return;
    const file = node.getSourceFile();
    const pos = node.getStart(file);
    notes.set(`${file.fileName}:${pos}`, {
      change: 'sessions',
      file: file.fileName,
      pos,
      severity: 'warning',
      message: `${what} belongs to one server object, and every request gets a new one.`,
      advice: 'Create it once outside the function that builds the server, and hand it in.',
    });
  });
  return [...notes.values()];
}

/** A timer, pool, connection or child process that an expression creates. */
function resourceOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) {
    const name = lastName(node.expression);
    return name && RESOURCE_CLASS.test(name) ? `The ${name}` : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const name = lastName(node.expression);
  if (!name) return undefined;
  if (TIMERS.has(name)) return `The timer of \`${name}\``;
  return RESOURCE_CALL.test(name) ? `What \`${name}\` opens` : undefined;
}

/** A variable that lives as long as the server object and that handlers change. */
function stateOf(project: ProjectModel, node: ts.Node): string | undefined {
  const isVariable = ts.isVariableDeclaration(node);
  if (!isVariable || !ts.isIdentifier(node.name)) return undefined;
  const { initializer, name } = node;
  if (initializer && ts.isNewExpression(initializer)) {
    const made = lastName(initializer.expression);
    return made && COLLECTIONS.has(made) ? `The ${made} \`${name.text}\`` : undefined;
  }
  const changed = project.names.references(name).some(use => isChangedLater(use, node));
  return changed ? `The variable \`${name.text}\`` : undefined;
}

function isChangedLater(use: ts.Identifier, declaration: ts.VariableDeclaration): boolean {
  let inner: ts.Node = use;
  while (inner.parent && !ts.isFunctionLike(inner.parent) && !ts.isSourceFile(inner.parent))
    inner = inner.parent;
  let outer: ts.Node = declaration;
  while (outer.parent && !ts.isFunctionLike(outer.parent) && !ts.isSourceFile(outer.parent))
    outer = outer.parent;
  if (inner.parent === outer.parent) return false;
  if (isWritten(use)) return true;
  const access = use.parent;
  if (ts.isElementAccessExpression(access) && access.expression === use) return isWritten(access);
  if (!ts.isPropertyAccessExpression(access) || access.expression !== use) return false;
  return isWritten(access) || (MUTATORS.has(access.name.text) && ts.isCallExpression(access.parent));
}

/** The code of the project that a call or `new` runs. */
function partsOf(project: ProjectModel, node: ts.CallExpression | ts.NewExpression): ts.Node[] {
  if (ts.isCallExpression(node)) {
    const body = valuesOf(project).callee(node)?.body;
    return body ? [body] : [];
  }
  if (valuesOf(project).sdkExport(node.expression)) return [node.expression];
  const made = valuesOf(project).instanceOf(node.expression);
  return made?.is === 'instance' ? classConstruction(made.class) : [];
}

/** What `new` runs: field initialisers and the constructor. */
export function classConstruction(owner: ts.ClassLikeDeclaration): ts.Node[] {
  return owner.members.flatMap((member): ts.Node[] => {
    if (ts.isConstructorDeclaration(member)) return member.body ? [member.body] : [];
    return ts.isPropertyDeclaration(member) && member.initializer ? [member.initializer] : [];
  });
}

function lastName(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
