import { ts } from '../engine/ts.js';
import { isFunctionNode, methodCall, unwrap } from '../recognise/syntax.js';

/** An entry of a table of handlers: a member of an object, a pair of a `Map`, or a `.set(…)` that fills one. */
export type TableEntry = ts.ObjectLiteralElementLike | ts.ArrayLiteralExpression | ts.ExpressionStatement;

/** What says the method of an entry; undefined for a spread. */
export function entryKey(entry: TableEntry): ts.Node | undefined {
  return pairOf(entry)?.key ?? (ts.isObjectLiteralElementLike(entry) ? entry.name : undefined);
}

/** The handler of an entry, when it is no method. */
export function entryValue(node: ts.Node): ts.Expression | undefined {
  if (ts.isPropertyAssignment(node)) return node.initializer;
  return ts.isShorthandPropertyAssignment(node) ? node.name : pairOf(node)?.value;
}

/** The two parts of `['ping', handler]` in `new Map([…])`, and of `handlers.set('ping', handler);` at the top of a file. */
function pairOf(node: ts.Node): { readonly key: ts.Expression; readonly value: ts.Expression } | undefined {
  const parts =
    ts.isArrayLiteralExpression(node) && isOfMap(node)
      ? node.elements
      : ts.isExpressionStatement(node) && ts.isSourceFile(node.parent)
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

function setArguments(node: ts.Expression): readonly ts.Expression[] {
  const call = methodCall(node);
  return call?.name === 'set' ? call.call.arguments : [];
}

/** Whether an expression is written as a handler: a function, or the name of one. */
export function isHandler(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return isFunctionNode(inner) || ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner);
}
