import { ts } from '../engine/ts.js';
import type { Note } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { keepAlive } from './keep-alive.js';
import { rememberedBy } from './server-state.js';
import { valuesOf } from './values.js';

/** How many calls deep construction is followed through project functions. */
const MAX_CALLS = 3;

const TIMERS = new Set(['setInterval', 'setTimeout', 'setImmediate']);
const RESOURCE_CLASS = /(?:Pool|Client|Connection|Database|Store|Cache|Queue|Worker|Watcher|Browser|Socket)$/;
const RESOURCE_CALL =
  /^(?:spawn|fork|exec|execFile|watch|watchFile|launch|createPool|createClient|createConnection|createBrowser|connect|listen)$/;

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
    if (ts.isThrowStatement(node) || ts.isAwaitExpression(node) || resourceOf(project, node) !== undefined)
      eager = true;
    if (ts.isCallExpression(node) && /\bprocess\s*\.\s*exit$/.test(node.expression.getText())) eager = true;
  });
  return eager;
}

/** Notes on what building a server for every request would make again and again. */
export function resourceNotes(project: ProjectModel, roots: readonly ts.Node[]): Note[] {
  const notes = new Map<string, Note>();
  walkConstruction(project, roots, node => {
    const resource = resourceOf(project, node);
    const what = resource ?? rememberedBy(project, node);
    if (!what) return;
    const file = node.getSourceFile();
    const pos = node.getStart(file);
    notes.set(`${file.fileName}:${pos}`, {
      change: 'sessions',
      file: file.fileName,
      pos,
      severity: 'warning',
      message: `${what} belongs to one server object, and every request gets a new one.`,
      advice: resource
        ? 'Create it once outside the function that builds the server, and hand it in.'
        : 'Keep it outside the function that builds the server: once where all clients share it, else under the authenticated caller (`ctx.http?.authInfo`) or a handle.',
    });
  });
  return [...notes.values()];
}

/** The first thing that handlers remember in what construction makes, and that separate servers would not share. */
export function rememberedState(project: ProjectModel, roots: readonly ts.Node[]): string | undefined {
  let found: string | undefined;
  walkConstruction(project, roots, node => (found ??= rememberedBy(project, node)));
  return found;
}

/** A timer, pool, connection or child process that an expression creates. */
function resourceOf(project: ProjectModel, node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) {
    const name = lastName(node.expression);
    return name && RESOURCE_CLASS.test(name) ? `The ${name}` : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const name = lastName(node.expression);
  if (!name) return undefined;
  if (TIMERS.has(name)) return keepAlive(project, node) ? undefined : `The timer of \`${name}\``;
  return RESOURCE_CALL.test(name) ? `What \`${name}\` opens` : undefined;
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

/** What `new` runs: fields with their initialisers, and the constructor. */
export function classConstruction(owner: ts.ClassLikeDeclaration): ts.Node[] {
  return owner.members.flatMap((member): ts.Node[] => {
    if (ts.isConstructorDeclaration(member)) return member.body ? [member.body] : [];
    return ts.isPropertyDeclaration(member) ? [member] : [];
  });
}

function lastName(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
