import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  isWritten,
  memberValue,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { stringOf } from './messages.js';
import { isResolved, requestOwner } from './node-promises.js';

const MODULES = ['http', 'https', 'node:http', 'node:https'];
const MAX_DEPTH = 4;

/** A request of `node:http`, taken apart. */
export interface NodeRequest {
  readonly call: ts.CallExpression;
  readonly options: ts.ObjectLiteralExpression;
  /** The constant that holds the options. */
  readonly holder: ts.VariableDeclaration | undefined;
  /** What is written into the request, in one piece. */
  readonly body: ts.Expression;
  /** The function that hears of the response. */
  readonly callback: (ts.ArrowFunction | ts.FunctionExpression) & { readonly body: ts.Block };
  /** The name of the response in it. */
  readonly response: ts.Identifier;
}

/** Whether a call is `request`, or `get`, of `node:http` or `node:https`, whichever of them is meant. */
export function nodeCall(project: ProjectModel, call: ts.CallExpression): 'request' | 'get' | undefined {
  return nodeFunction(project, call.expression, 0);
}

function nodeFunction(
  project: ProjectModel,
  node: ts.Expression,
  depth: number,
): 'request' | 'get' | undefined {
  const callee = unwrap(node);
  if (depth > MAX_DEPTH) return undefined;
  if (ts.isConditionalExpression(callee)) {
    const one = nodeFunction(project, callee.whenTrue, depth + 1);
    return one && one === nodeFunction(project, callee.whenFalse, depth + 1) ? one : undefined;
  }
  const origin = project.names.origin(callee);
  if (origin) return MODULES.includes(origin.module) ? named(origin.name) : undefined;
  if (ts.isPropertyAccessExpression(callee)) {
    const name = named(callee.name.text);
    return name && isNodeModule(project, callee.expression, depth + 1) ? name : undefined;
  }
  const value = constantValue(project, callee);
  return value && nodeFunction(project, value, depth + 1);
}

function named(name: string): 'request' | 'get' | undefined {
  return name === 'request' || name === 'get' ? name : undefined;
}

/** `http`, `isSecure ? https : http`, and what holds one of them. */
function isNodeModule(project: ProjectModel, node: ts.Expression, depth: number): boolean {
  const value = unwrap(node);
  if (depth > MAX_DEPTH) return false;
  if (ts.isConditionalExpression(value))
    return [value.whenTrue, value.whenFalse].every(each => isNodeModule(project, each, depth + 1));
  const origin = project.names.origin(value);
  if (origin) return MODULES.includes(origin.module) && /^(?:\*|default)$/.test(origin.name);
  const held = constantValue(project, value) ?? fieldValue(value);
  return held !== undefined && isNodeModule(project, held, depth + 1);
}

/** What a variable that is never set again was declared with. */
function constantValue(project: ProjectModel, node: ts.Expression): ts.Expression | undefined {
  return ts.isIdentifier(node) ? constantOf(project, node)?.initializer : undefined;
}

/** The one value that a field of the class around is given. */
function fieldValue(node: ts.Expression): ts.Expression | undefined {
  const isOwn = ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword;
  const owner = isOwn ? ancestors(node).find(ts.isClassLike) : undefined;
  const values: ts.Expression[] = [];
  for (const each of owner?.members ?? [])
    if (
      ts.isPropertyDeclaration(each) &&
      each.initializer &&
      `this.${each.name.getText()}` === node.getText()
    )
      values.push(each.initializer);
  if (owner)
    walk(owner, at => {
      if (ts.isBinaryExpression(at) && isWritten(at.left) && at.left.getText() === node.getText())
        values.push(at.right);
    });
  return values.length === 1 ? values[0] : undefined;
}

/** The declaration of a local variable that is never set again. */
export function constantOf(project: ProjectModel, name: ts.Identifier): ts.VariableDeclaration | undefined {
  const declaration = project.names.symbol(name)?.declarations?.[0];
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return undefined;
  const uses = project.names.references(declaration.name);
  return uses.some(each => ts.isIdentifier(each) && isWritten(each)) ? undefined : declaration;
}

/** The request by `POST` that a call is, when it and all that is done with it are in view. */
export function nodeRequest(project: ProjectModel, call: ts.CallExpression): NodeRequest | undefined {
  if (nodeCall(project, call) !== 'request') return undefined;
  const functions = call.arguments.filter(each => isFunctionNode(unwrap(each)));
  const given = call.arguments.filter(each => !isFunctionNode(unwrap(each)));
  const last = given.at(-1);
  if (!last || given.length > 2 || functions.length > 1 || call.arguments.some(ts.isSpreadElement))
    return undefined;
  const found = optionsOf(project, call, last);
  const method = found && memberValue(found.options, 'method');
  if (!found || !method || stringOf(project, method)?.toUpperCase() !== 'POST') return undefined;
  const uses = usesOf(project, call);
  if (!uses) return undefined;
  const bodies = uses.flatMap(each => (/^(?:write|end)$/.test(each.name) ? bodyOf(each.call) : []));
  const [body, ...more] = bodies;
  if (!body || more.length > 0 || !uses.some(each => each.name === 'end')) return undefined;
  const heard = uses.filter(each => isResponse(each.call)).map(each => each.call.arguments[1]!);
  const [callback, ...others] = [...functions, ...heard].map(unwrap);
  if (!callback || others.length > 0) return undefined;
  if (!(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) || !ts.isBlock(callback.body))
    return undefined;
  const response = callback.parameters[0]?.name;
  if (!response || !ts.isIdentifier(response) || !isReadAtOnce(project, callback, response)) return undefined;
  return {
    call,
    ...found,
    body,
    callback: callback as NodeRequest['callback'],
    response,
  };
}

/** The options: written out, or in a constant that has no use but this, and that headers are added to. */
function optionsOf(
  project: ProjectModel,
  call: ts.CallExpression,
  given: ts.Expression,
): Pick<NodeRequest, 'options' | 'holder'> | undefined {
  const value = unwrap(given);
  if (ts.isObjectLiteralExpression(value)) return { options: value, holder: undefined };
  const holder = ts.isIdentifier(value) ? constantOf(project, value) : undefined;
  const options = holder?.initializer && unwrap(holder.initializer);
  if (!holder || !options || !ts.isObjectLiteralExpression(options)) return undefined;
  if (requestOwner(holder) !== requestOwner(call)) return undefined;
  const others = project.names.references(holder.name as ts.Identifier).filter(each => each !== value);
  const areHeaders = others.every(each => {
    const { parent } = each;
    return ts.isPropertyAccessExpression(parent) && parent.name.text === 'headers';
  });
  return areHeaders ? { options, holder } : undefined;
}

interface Use {
  readonly name: string;
  readonly call: ts.CallExpression;
}

/** Members of a request that say nothing of what is in it. */
const HARMLESS =
  /^(?:on|once|write|end|setTimeout|setHeader|setNoDelay|setSocketKeepAlive|flushHeaders|destroy|abort)$/;

/** What is called on a request; undefined when something else is done with it. */
function usesOf(project: ProjectModel, call: ts.CallExpression): Use[] | undefined {
  const found: Use[] = [];
  let value: ts.Expression = call;
  // `http.request(…).on('error', reject).end(body)`
  for (let next = chained(value); next; next = chained(value)) {
    found.push(next);
    value = next.call;
  }
  const { parent } = value;
  if (ts.isExpressionStatement(parent)) return areKnown(found, call) ? found : undefined;
  const isHeld = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name);
  const holder = isHeld ? constantOf(project, parent.name) : undefined;
  if (!holder) return undefined;
  for (const use of project.names.references(holder.name as ts.Identifier)) {
    let next = ts.isIdentifier(use) ? chained(use) : undefined;
    if (!next) return undefined;
    for (; next; next = chained(next.call)) found.push(next);
  }
  return areKnown(found, call) ? found : undefined;
}

/** `value.name(…)` */
function chained(value: ts.Expression): Use | undefined {
  const access = value.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== value) return undefined;
  const call = access.parent;
  return ts.isCallExpression(call) && call.expression === access
    ? { name: access.name.text, call }
    : undefined;
}

/** Whether a request is written where it is made, and not when something happens. */
function areKnown(uses: readonly Use[], call: ts.CallExpression): boolean {
  const owner = enclosingFunction(call);
  return uses.every(({ name, call: use }) => {
    if (!HARMLESS.test(name)) return false;
    return !/^(?:write|end|setHeader)$/.test(name) || enclosingFunction(use) === owner;
  });
}

/** What is written, without the encoding and the function that is called afterwards. */
function bodyOf({ arguments: given }: ts.CallExpression): ts.Expression[] {
  const [first] = given;
  return first && !isFunctionNode(unwrap(first)) ? [first] : [];
}

function isResponse({ arguments: given, expression }: ts.CallExpression): boolean {
  const [event, listener] = given;
  return (
    ts.isPropertyAccessExpression(expression) &&
    /^(?:on|once)$/.test(expression.name.text) &&
    event !== undefined &&
    listener !== undefined &&
    ts.isStringLiteralLike(event) &&
    event.text === 'response'
  );
}

/** Members of a response that can be read at any time. */
const HEAD = /^(?:headers|statusCode|statusMessage|rawHeaders)$/;

/** Whether what is in a response is listened for at once: later, somebody who listens as well would take it away. */
function isReadAtOnce(project: ProjectModel, callback: FunctionNode, response: ts.Identifier): boolean {
  const uses = project.names.references(response).filter(each => {
    const { parent } = each;
    return !(ts.isPropertyAccessExpression(parent) && HEAD.test(parent.name.text));
  });
  const first = uses.filter(each => isWithin(each, callback)).sort((a, b) => a.pos - b.pos)[0];
  if (!first || enclosingFunction(first) !== callback || isResolved(first)) return false;
  let isLate = false;
  walk(callback.body!, node => {
    if (isFunctionNode(node)) return false;
    isLate ||= ts.isAwaitExpression(node) && node.end < first.pos;
    return undefined;
  });
  return !isLate;
}
