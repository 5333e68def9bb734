import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isGlobal, type KeepAlive } from '../recognise/keep-alive.js';
import { keptTimer } from './kept-timers.js';
import {
  isFunctionNode,
  isUndefined,
  isWithin,
  mentions,
  methodCall,
  siblings,
  unwrap,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { Snippet } from './moved-text.js';
import { orphans } from './orphans.js';
import { removalEdits, type Removable } from './remove.js';

/**
 * Takes a timer away that only pings, and what stops it.
 * @returns undefined when more hangs on the timer
 */
export function withoutTimer(
  project: ProjectModel,
  unit: SourceUnit,
  alive: KeepAlive,
): TextEdit[] | undefined {
  const kept = alive.isDispensable ? keptTimer(project, unit, alive) : undefined;
  if (!kept) return undefined;
  const gone: Removable[] = [...kept.gone];
  for (const use of kept.uses) {
    if (gone.some(each => isWithin(use, each))) continue;
    const end = endOf(project, use);
    const whole = end && emptied(end, gone);
    if (!whole) return undefined;
    gone.push(whole);
  }
  if (!gone.every(each => ts.isClassElement(each) || siblings(each))) return undefined;
  gone.push(...orphans(project, unit, gone, isPlain, ''));
  return removalEdits(unit, gone);
}

/**
 * What goes with a use of the timer: `clearInterval(timer);`, `timer.unref();`, `timer = undefined;`,
 * `if (timer) clearInterval(timer);`.
 */
function endOf(project: ProjectModel, use: ts.Expression): ts.Statement | ts.ArrowFunction | undefined {
  const { parent } = use;
  if (ts.isIfStatement(parent) && parent.expression === use && !parent.elseStatement) {
    const inner = parent.thenStatement;
    const steps = ts.isBlock(inner) ? inner.statements : [inner];
    const isEnd = steps.every(each => {
      const step = ts.isExpressionStatement(each) ? unwrap(each.expression) : undefined;
      if (step && isForgetting(step)) return step.left.getText() === use.getText();
      return step && isStopping(project, step) && step.arguments[0]?.getText() === use.getText();
    });
    return isEnd ? parent : undefined;
  }
  if (isForgetting(parent) && parent.left === use) {
    return ts.isExpressionStatement(parent.parent) ? parent.parent : undefined;
  }
  const unref = ts.isPropertyAccessExpression(parent) ? methodCall(parent.parent) : undefined;
  const call = isStopping(project, parent) ? parent : unref?.name === 'unref' ? unref.call : undefined;
  if (!call) return undefined;
  const outer = wrapped(call).parent;
  return ts.isExpressionStatement(outer) || ts.isArrowFunction(outer) ? outer : undefined;
}

/** `timer = undefined` */
function isForgetting(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const value = unwrap(node.right);
  return isUndefined(value) || value.kind === ts.SyntaxKind.NullKeyword;
}

function isStopping(project: ProjectModel, node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && isGlobal(project, node, ['clearInterval', 'clearTimeout']);
}

/**
 * A statement that goes, or in its place the callback that it leaves empty: `server.onclose = () => …;`,
 * `request.on('close', () => …);`. Undefined for a function that others call.
 */
function emptied(end: ts.Statement | ts.ArrowFunction, gone: readonly Removable[]): Removable | undefined {
  if (ts.isArrowFunction(end)) return callbackStatement(end);
  const { parent: block } = end;
  if (!ts.isBlock(block) || !isFunctionNode(block.parent)) return end;
  const isEmpty = block.statements.every(each => each === end || gone.includes(each));
  return isEmpty ? callbackStatement(block.parent) : end;
}

function callbackStatement(node: FunctionNode): ts.ExpressionStatement | undefined {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  const value = wrapped(node);
  const { parent } = value;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.right === value &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const isListening =
    ts.isCallExpression(parent) &&
    parent.arguments.at(-1) === value &&
    /^(?:on|once|addListener|addEventListener)$/.test(methodCall(parent)?.name ?? '');
  return (isAssigned || isListening) && ts.isExpressionStatement(parent.parent) ? parent.parent : undefined;
}

/** Whether making a value does nothing else. */
function isPlain(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isBinaryExpression(value)) return isPlain(value.left) && isPlain(value.right);
  if (ts.isCallExpression(value))
    return value.expression.getText() === 'Number' && value.arguments.every(isPlain);
  return (
    ts.isLiteralExpression(value) ||
    ts.isIdentifier(value) ||
    (ts.isPropertyAccessExpression(value) && value.getText().startsWith('process.env.'))
  );
}

const HELD = 'revision';

/**
 * Lets a timer ping clients of 2025-11-25 only: those of 2026-07-28 have no `ping`, and before a client has opened
 * the connection nobody is there to answer.
 * @returns undefined where the place has no room for that
 */
export function onlyForLegacy(
  unit: SourceUnit,
  { callback, ping, server }: KeepAlive,
): TextEdit[] | undefined {
  const owner = server.getText(unit.ast);
  if (!/^(?:this\.)?[\w$#]+(?:\.[\w$#]+)*$/.test(owner) || mentions(callback, HELD)) return undefined;
  const { body } = callback;
  const guard = [
    `const ${HELD} = ${owner}.getNegotiatedProtocolVersion();`,
    `if (!${HELD} || ${HELD} >= '2026-07-28') return;`,
  ];
  const start = body.getStart(unit.ast);
  if (ts.isBlock(body)) {
    const at = body.statements[0]!.getStart(unit.ast);
    if (unit.text.slice(start, at).includes('\n')) {
      const indent = indentAt(unit.text, at);
      const text = render([...guard, ''].join('\n'), unit.style, indent) + indent;
      return [{ file: unit.path, start: at, end: at, text }];
    }
  }
  const snippet = new Snippet(unit);
  const own = ts.isBlock(body)
    ? snippet.node(body.statements[0]!)
    : `${unwrap(body) === ping ? 'void ' : ''}${snippet.node(body)};`;
  const text = snippet.render(
    ['{', ...[...guard, own].map(each => `  ${each}`), '}'].join('\n'),
    indentAt(unit.text, start),
  );
  return [{ file: unit.path, start, end: body.end, text }];
}
