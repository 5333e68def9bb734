import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  isFunctionNode,
  memberValue,
  nameText,
  unwrap,
  wrapped,
} from '../recognise/syntax.js';
import { nameOf } from './handed-state.js';
import { functionNamed } from './state-uses.js';

/** A place where code reaches some state, or a part of it. */
export interface StateRead {
  /** All that is read: `session.attempts`, `attempts.get(id) ?? 0`. */
  readonly node: ts.Expression;
  /** The part of the state: `attempts`, `entry`, `length`; methods end in `()`. */
  readonly path: readonly string[];
  /** What that part holds at first, where it is written. */
  readonly initial?: ts.Expression;
  /** The call that puts something in, as `attempts.set(id, 1)`. */
  readonly mutation?: ts.CallExpression;
}

/** The part of the path that stands for an entry of a collection. */
export const ENTRY = 'entry';

const MUTATORS = new Set([
  'push',
  'unshift',
  'set',
  'add',
  'append',
  'pop',
  'shift',
  'delete',
  'clear',
  'splice',
]);
const TAKES = new Set(['get', 'at', 'find']);
const MAX_DEPTH = 5;

interface Part {
  readonly path: readonly string[];
  readonly initial?: ts.Expression | undefined;
}

/** Everything that reads some state, through accesses, aliases, and functions that are handed it or return it. */
export function stateReads(
  project: ProjectModel,
  uses: readonly ts.Expression[],
  initial: ts.Expression | undefined,
): StateRead[] {
  const found: StateRead[] = [];
  const seen = new Set<ts.Node>();
  const follow = (use: ts.Expression, from: Part, depth: number): void => {
    if (seen.has(use)) return;
    seen.add(use);
    const read = readAt(use, from);
    found.push(read);
    if (depth < MAX_DEPTH && !read.mutation)
      for (const [next, part] of handedTo(project, read)) follow(next, part, depth + 1);
  };
  for (const use of uses) follow(use, { path: [], initial }, 0);
  return found;
}

/** The outermost expression that reads a part of what a use stands for. */
function readAt(use: ts.Expression, from: Part): StateRead {
  let { initial } = from;
  const path = [...from.path];
  let at = wrapped(use);
  const done = (node: ts.Expression, mutation?: ts.CallExpression): StateRead => ({
    node,
    path,
    ...(initial && { initial }),
    ...(mutation && { mutation }),
  });
  for (;;) {
    const { parent } = at;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
      const name = parent.name.text;
      const access = wrapped(parent);
      const isCall = ts.isCallExpression(access.parent) && access.parent.expression === access;
      if (isCall && MUTATORS.has(name)) return done(access, access.parent);
      if (isCall) path.push(TAKES.has(name) ? ENTRY : `${name}()`);
      else path.push(name === 'size' ? 'length' : name.replace('#', ''));
      const literal = initial && unwrap(initial);
      initial =
        literal && !isCall && ts.isObjectLiteralExpression(literal) ? memberValue(literal, name) : undefined;
      at = isCall ? wrapped(access.parent) : access;
    } else if (ts.isElementAccessExpression(parent) && parent.expression === at) {
      path.push(ENTRY);
      initial = undefined;
      at = wrapped(parent);
    } else if (ts.isBinaryExpression(parent) && parent.left === at && isFallback(parent)) {
      initial ??= parent.right;
      at = wrapped(parent);
    } else if (ts.isAwaitExpression(parent)) at = wrapped(parent);
    else return done(at);
  }
}

/** `?? 0`, `|| []`: a value for where there is none yet. */
function isFallback({ operatorToken, right }: ts.BinaryExpression): boolean {
  const isChoice = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(
    operatorToken.kind,
  );
  const value = unwrap(right);
  return (
    isChoice &&
    (ts.isLiteralExpression(value) ||
      ts.isArrayLiteralExpression(value) ||
      ts.isObjectLiteralExpression(value) ||
      ts.isNewExpression(value))
  );
}

/** The expressions that stand for the same as what was read: a variable, a parameter, the call of its function. */
function handedTo(project: ProjectModel, { node, path, initial }: StateRead): [ts.Expression, Part][] {
  const { parent } = node;
  const usesOf = (name: ts.Node, part: Part): [ts.Expression, Part][] =>
    ts.isIdentifier(name)
      ? project.names.references(name).map((each): [ts.Expression, Part] => [each, part])
      : [];
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    if (!ts.isObjectBindingPattern(parent.name)) return usesOf(parent.name, { path, initial });
    return parent.name.elements.flatMap(each =>
      usesOf(each.name, { path: [...path, nameText(each.propertyName ?? each.name) ?? ENTRY] }),
    );
  }
  if (ts.isForOfStatement(parent) && parent.expression === node) {
    const [item] = ts.isVariableDeclarationList(parent.initializer) ? parent.initializer.declarations : [];
    return item ? usesOf(item.name, { path: [...path, ENTRY] }) : [];
  }
  if (ts.isCallExpression(parent) && parent.expression !== node) {
    const parameter = functionNamed(project, parent.expression)?.parameters[parent.arguments.indexOf(node)];
    return parameter && !parameter.dotDotDotToken ? usesOf(parameter.name, { path, initial }) : [];
  }
  return callsReturning(project, node).map((each): [ts.Expression, Part] => [each, { path, initial }]);
}

/** The calls of a named function that answers with an expression. */
export function callsReturning(project: ProjectModel, node: ts.Expression): ts.CallExpression[] {
  const { parent } = node;
  const isReturned =
    (ts.isReturnStatement(parent) && parent.expression === node) ||
    (isFunctionNode(parent) && parent.body === (node as ts.Node));
  const around = isReturned ? enclosingFunction(node) : undefined;
  return around ? callsOf(project, around) : [];
}

/** The calls of a function by its name. */
export function callsOf(
  project: ProjectModel,
  node: ReturnType<typeof enclosingFunction>,
): ts.CallExpression[] {
  const name = node && nameOf(node);
  if (!name) return [];
  return project.names
    .references(name)
    .flatMap(each =>
      ts.isCallExpression(each.parent) && each.parent.expression === each ? [each.parent] : [],
    );
}
