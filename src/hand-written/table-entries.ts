import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, methodCall, unwrap } from '../recognise/syntax.js';
import { stringOf } from './messages.js';

/** An entry of a table of handlers: a member of an object, a pair of a `Map`, or a `.set(…)` that fills one. */
export type TableEntry = ts.ObjectLiteralElementLike | ts.ArrayLiteralExpression | ts.ExpressionStatement;

/** What says the method of an entry; undefined for a spread. */
export function entryKey(entry: TableEntry): ts.Node | undefined {
  return pairOf(entry)?.key ?? (ts.isObjectLiteralElementLike(entry) ? entry.name : undefined);
}

/** The handler of an entry, when it is no method. */
export function entryValue(node: ts.Node): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(node)) return node.name;
  const value = ts.isPropertyAssignment(node) ? node.initializer : pairOf(node)?.value;
  return value && unbound(value);
}

/** `this.list` of `this.list.bind(this)`. */
function unbound(node: ts.Expression): ts.Expression {
  const bound = methodCall(unwrap(node));
  const isToThis = bound?.name === 'bind' && bound.call.arguments.length === 1;
  return isToThis && bound.call.arguments[0]!.kind === ts.SyntaxKind.ThisKeyword ? bound.object : node;
}

/** The two parts of `['ping', handler]` in `new Map([…])`, and of `handlers.set('ping', handler);`. */
function pairOf(node: ts.Node): { readonly key: ts.Expression; readonly value: ts.Expression } | undefined {
  const parts =
    ts.isArrayLiteralExpression(node) && isOfMap(node)
      ? node.elements
      : isAlways(node)
        ? setArguments(node.expression)
        : [];
  const [key, value] = parts;
  return parts.length === 2 && key && value && !parts.some(ts.isSpreadElement) ? { key, value } : undefined;
}

function isOfMap({ parent }: ts.ArrayLiteralExpression): boolean {
  return (
    ts.isArrayLiteralExpression(parent) &&
    ts.isNewExpression(parent.parent) &&
    parent.parent.arguments?.[0] === parent
  );
}

/** Methods that fill a table of handlers; `setRequestHandler` is the SDK's. */
const REGISTERS =
  /^(?:(?:add|register)(?:(?:Request|Message|Method|Rpc)?Handler|Method)?|set(?:Method|Handler)?|method|handle|on)$/i;

function setArguments(node: ts.Expression): readonly ts.Expression[] {
  const call = methodCall(node);
  return call && REGISTERS.test(call.name) ? call.call.arguments : [];
}

/** The method of an entry with a handler. */
export function entryMethod(project: ProjectModel, entry: TableEntry): string | undefined {
  const key = entryKey(entry);
  const value = entryValue(entry);
  return key && value && ts.isExpression(key) && isHandler(value) ? stringOf(project, key) : undefined;
}

/** Whether a node is a statement that its function, or its file, always comes to. */
export function isAlways(node: ts.Node): node is ts.ExpressionStatement {
  if (!ts.isExpressionStatement(node)) return false;
  const { parent } = node;
  return ts.isSourceFile(parent) || (ts.isBlock(parent) && isFunctionNode(parent.parent));
}

/** Whether an expression is written as a handler: a function, or the name of one. */
export function isHandler(node: ts.Expression): boolean {
  const inner = unwrap(unbound(node));
  return isFunctionNode(inner) || ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner);
}
