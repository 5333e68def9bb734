import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  isConst,
  isFunctionNode,
  isWritten,
  methodCall,
  numberValue,
  unwrap,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { knownCall } from './harmless.js';
import { methodRun, reachedBy } from './object-state.js';

/**
 * What code does with something that outlives a call: puts data in, changes what was put in before, takes data out,
 * looks at it, or something that cannot be followed.
 */
export type StateUse = 'fills' | 'changes' | 'empties' | 'reads' | 'unknown';

const FILLS = new Set(['push', 'unshift', 'set', 'add', 'fill', 'append']);
const EMPTIES = new Set(['pop', 'shift', 'delete', 'clear']);
/** Methods that hand out an entry which is there already. */
const TAKES = new Set(['get', 'find', 'at']);
const MAX_DEPTH = 4;

/** What one use of a variable does with the state that it holds, followed through aliases and functions of the project. */
export function useOf(project: ProjectModel, use: ts.Expression, depth = 0): StateUse {
  const does = doneTo(project, use, depth);
  return does === 'fills' && takesEntry(use) ? 'changes' : does;
}

/** Whether a use reaches what it is about through an entry: `list.get(name).packed`, `for (const item of list)`. */
function takesEntry(use: ts.Expression): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  if (ts.isForOfStatement(parent)) return parent.expression === outer;
  const call = methodCall(wrapped(parent as ts.Expression).parent);
  return call !== undefined && call.object === outer && TAKES.has(call.name);
}

function doneTo(project: ProjectModel, use: ts.Expression, depth: number): StateUse {
  const place = placeOf(project, use, depth);
  if (typeof place === 'string') return place;
  const { parent } = place;
  if (isWritten(place)) return written(place);
  if (depth >= MAX_DEPTH) return 'unknown';
  if (ts.isVariableDeclaration(parent) && parent.initializer === place)
    return bound(project, parent.name, depth);
  if (ts.isForOfStatement(parent) && parent.expression === place) {
    const [item] = ts.isVariableDeclarationList(parent.initializer) ? parent.initializer.declarations : [];
    return item ? bound(project, item.name, depth) : 'unknown';
  }
  if (ts.isCallExpression(parent) && parent.expression !== place)
    return passed(project, parent, parent.arguments.indexOf(place), depth);
  if (ts.isNewExpression(parent))
    return /^(?:Map|Set|Array|Date)$/.test(parent.expression.getText()) ? 'reads' : 'unknown';
  if (ts.isBinaryExpression(parent) && parent.right === place && isAssignment(parent)) return 'unknown';
  return 'reads';
}

/** The strongest of several uses: code that may fill counts as filling. */
export function strongest(uses: readonly StateUse[]): StateUse {
  const order: readonly StateUse[] = ['fills', 'unknown', 'changes', 'empties'];
  return order.find(each => uses.includes(each)) ?? 'reads';
}

/** The outermost access that starts at a use, `cart.lines[0]`, or what the method at its end does. */
function placeOf(project: ProjectModel, use: ts.Expression, depth: number): ts.Expression | StateUse {
  let at = wrapped(use);
  for (;;) {
    const { parent } = at;
    const isAccess = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
    if (!isAccess || parent.expression !== at) return at;
    at = wrapped(parent);
    if (!ts.isCallExpression(at.parent) || at.parent.expression !== at) continue;
    const name = ts.isPropertyAccessExpression(parent) ? parent.name.text : '';
    const own = methodUse(project, at.parent, depth);
    if (own !== undefined) {
      if (own !== 'reads') return own;
      at = wrapped(at.parent);
      continue;
    }
    if (FILLS.has(name)) return 'fills';
    if (EMPTIES.has(name)) return 'empties';
    if (name === 'splice') return at.parent.arguments.length > 2 ? 'fills' : 'empties';
    at = wrapped(at.parent);
  }
}

/** What a method of a class of the project does with the fields of its object; undefined for other methods. */
function methodUse(project: ProjectModel, call: ts.CallExpression, depth: number): StateUse | undefined {
  const method = methodRun(project, call);
  if (!method) return undefined;
  if (depth >= MAX_DEPTH) return 'unknown';
  const uses = reachedBy(method).map(access => {
    const { parent } = access;
    const isCall = ts.isCallExpression(parent) && parent.expression === access;
    return isCall ? (methodUse(project, parent, depth + 1) ?? 'unknown') : useOf(project, access, depth + 1);
  });
  return strongest(uses);
}

function written(place: ts.Expression): StateUse {
  const { parent } = place;
  if (ts.isDeleteExpression(parent)) return 'empties';
  const isPlain = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isPlain && startsEmpty(unwrap(parent.right)) ? 'empties' : 'fills';
}

/** Whether a value holds nothing yet: `[]`, `0`, `{ items: [], total: 0 }`. */
export function startsEmpty(value: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.every(
      each => ts.isPropertyAssignment(each) && startsEmpty(unwrap(each.initializer)),
    );
  }
  return isEmptyValue(value);
}

function isEmptyValue(value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  if (ts.isStringLiteralLike(value)) return value.text === '';
  if (ts.isNewExpression(value)) return (value.arguments?.length ?? 0) === 0;
  if (value.kind === ts.SyntaxKind.NullKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return true;
  return numberValue(value) === 0 || (ts.isIdentifier(value) && value.text === 'undefined');
}

function bound(project: ProjectModel, name: ts.BindingName, depth: number): StateUse {
  if (!ts.isIdentifier(name)) {
    return strongest(
      name.elements.flatMap(each => (ts.isBindingElement(each) ? bound(project, each.name, depth) : [])),
    );
  }
  return strongest(project.names.references(name).map(each => useOf(project, each, depth + 1)));
}

function passed(project: ProjectModel, call: ts.CallExpression, index: number, depth: number): StateUse {
  if (knownCall(project, call.expression)) return 'reads';
  // It is put somewhere; what is done to it there shows in the uses of that.
  if (index === 1 && methodCall(call)?.name === 'set') return 'reads';
  const target = functionNamed(project, call.expression);
  const parameter = target?.parameters[index];
  if (!parameter || parameter.dotDotDotToken || call.arguments.some(ts.isSpreadElement)) return 'unknown';
  return bound(project, parameter.name, depth);
}

/** The function that a name certainly stands for. */
export function functionNamed(project: ProjectModel, callee: ts.Expression): FunctionNode | undefined {
  const name = unwrap(callee);
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  if (!ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const value = declaration.initializer && unwrap(declaration.initializer);
  return value && isFunctionNode(value) ? value : undefined;
}

function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  const { kind } = operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
