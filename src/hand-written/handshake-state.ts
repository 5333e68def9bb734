import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  assignedValue,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  isWritten,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import type { Branch, Dispatcher } from './dispatcher.js';
import { entryFunction } from './handshake-answer.js';
import { isEqualTest, methodTest } from './messages.js';
import { isServedNow, type Results } from './results.js';

/**
 * Whether a server keeps what the handshake told it for later requests, which clients of 2026-07-28 do without.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog (SEP-2575)
 */
export function needsHandshake(project: ProjectModel, dispatcher: Dispatcher, results: Results): boolean {
  const starts = dispatcher.branches.filter(each => each.methods.some(isStart));
  return starts.some(each => keptBy(project, each).some(kept => isReadLater(project, kept, results, starts)));
}

/**
 * Whether a function refuses what is not `initialize`, as `if (!isReady && method !== 'initialize') …` does, other than
 * in the statements that are left to clients of 2025-11-25.
 */
export function wantsHandshakeFirst(
  project: ProjectModel,
  owner: FunctionNode | undefined,
  legacyOnly: readonly ts.Node[],
): boolean {
  let wants = false;
  if (!owner) return false;
  walk(owner, node => {
    const test = ts.isBinaryExpression(node) && !isEqualTest(node) ? methodTest(project, node) : undefined;
    if (test?.method === 'initialize') wants ||= !legacyOnly.some(each => isWithin(node, each));
    return !wants;
  });
  return wants;
}

function isStart(method: string): boolean {
  return /^(?:initialize|(?:notifications\/)?initialized)$/.test(method);
}

/** What a branch writes that outlives it: `initialized = true`, `this.client = params.clientInfo`, `Object.assign(state, …)`. */
function keptBy(project: ProjectModel, branch: Branch): ts.Expression[] {
  const found: ts.Expression[] = [];
  const roots = branch.body.flatMap(each => [entryFunction(project, each) ?? each]);
  const seen = new Set<ts.Node>();
  const visit = (root: ts.Node, depth: number) => {
    if (seen.has(root)) return;
    seen.add(root);
    walk(root, node => {
      const isAssigned = ts.isExpression(node) && (assignedValue(node) !== undefined || isWritten(node));
      if (isAssigned && !ts.isElementAccessExpression(node)) found.push(keptIn(node));
      const call = methodCall(node);
      const [target] = call?.call.arguments ?? [];
      const isMerged = call?.name === 'assign' && call.object.getText() === 'Object';
      if (isMerged && target && !ts.isObjectLiteralExpression(unwrap(target))) found.push(unwrap(target));
      const callee = ts.isCallExpression(node) && depth < 1 ? valuesOf(project).callee(node) : undefined;
      if (callee?.body) visit(callee.body, depth + 1);
    });
  };
  for (const each of roots) visit(each, 0);
  return found.filter(each => outlives(project, each));
}

/** `this.state` of `this.state.client`, `state` of `state.client`. */
function keptIn(node: ts.Expression): ts.Expression {
  let kept = unwrap(node);
  while (ts.isPropertyAccessExpression(kept) && unwrap(kept.expression).kind !== ts.SyntaxKind.ThisKeyword) {
    kept = unwrap(kept.expression);
  }
  return kept;
}

function outlives(project: ProjectModel, kept: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(kept)) return true;
  const declaration = ts.isIdentifier(kept) ? project.names.symbol(kept)?.declarations?.[0] : undefined;
  if (!declaration || ts.isParameter(declaration)) return false;
  const home = enclosingFunction(declaration);
  return home === undefined || home !== enclosingFunction(kept);
}

/** Whether something else than the handshake, and what only clients of 2025-11-25 ask for, reads what was kept. */
function isReadLater(
  project: ProjectModel,
  kept: ts.Expression,
  results: Results,
  starts: readonly Branch[],
): boolean {
  const uses = ts.isIdentifier(kept) ? project.names.references(kept) : membersLike(kept);
  return uses.some(use => {
    if (use === kept || isWritten(use) || ts.isPropertyDeclaration(use.parent)) return false;
    if (ts.isVariableDeclaration(use.parent) && use.parent.name === use) return false;
    if (starts.some(each => isWithin(use, each.node) && !ts.isIfStatement(each.node))) return false;
    const methods = results.served(use);
    return !methods || methods.size === 0 || [...methods].some(isServedNow);
  });
}

/** The same member of `this` in the class around. */
function membersLike(member: ts.Expression): ts.Expression[] {
  let around: ts.Node = member;
  while (!ts.isClassLike(around) && !ts.isSourceFile(around)) around = around.parent;
  const text = member.getText();
  const found: ts.Expression[] = [];
  walk(around, node => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === text) found.push(node);
    return !isFunctionNode(node) || node.getText().includes(text);
  });
  return found;
}
