import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  assignedValue,
  enclosingStatement,
  isWithin,
  memberValue,
  methodCall,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { hasPlainHeaders } from './client-options.js';
import { isLogged } from './client-session-state.js';
import { functionCalled, type WireSite } from './client-wire.js';
import { isJsonRpc, stringified } from './messages.js';
import { requestOwner } from './node-promises.js';
import { constantOf, nodeRequest, type NodeRequest } from './node-requests.js';

/** What is not read as it comes over the wire. */
const PACKED = /\b(?:zlib|gunzip|unzip|inflate|brotli)|\bdecompress/i;

/**
 * `http.request(url, { method: 'POST', headers }, response => …)` that a message is written into: the request of
 * `node:http` that a call makes, when its text, the length of that and its headers are in view.
 */
export function nodeSite(project: ProjectModel, call: ts.CallExpression): WireSite | undefined {
  const request = nodeRequest(project, call);
  if (!request || PACKED.test(call.getSourceFile().text)) return undefined;
  if (!hasPlainHeaders(project, request.options)) return undefined;
  const owner = requestOwner(call);
  const found = textOf(project, request.body);
  if (!owner || !found || !isWithin(found.text, owner)) return undefined;
  const { text, holders } = found;
  const message = unwrap(text.arguments[0]!);
  if (ts.isIdentifier(message) && !isInView(project, message, owner, request)) return undefined;
  if (!ts.isIdentifier(message) && !ts.isObjectLiteralExpression(message)) return undefined;
  const lengths = lengthsIn(owner);
  if (!lengths.every(each => isLengthOf(project, each, holders))) return undefined;
  if (ts.isObjectLiteralExpression(message) && !canMove(project, message, text, request)) return undefined;
  return {
    kind: 'node',
    call,
    text,
    message,
    options: request.options,
    body: request.body,
    address: call.arguments.filter(each => unwrap(each) !== request.callback),
    form: undefined,
    request,
    headers: headersBeside(project, request, owner, sinceOf(project, message, text, request)),
  };
}

/** Where the name of a message is there. */
function sinceOf(
  project: ProjectModel,
  message: ts.Expression,
  text: ts.CallExpression,
  request: NodeRequest,
): number {
  const declaration = ts.isIdentifier(message) ? project.names.symbol(message)?.declarations?.[0] : undefined;
  return declaration?.end ?? messagePlace(text, request)!.pos;
}

/** `const headers = { … }` for this request alone. */
function headersBeside(
  project: ProjectModel,
  { options }: NodeRequest,
  owner: FunctionNode,
  since: number,
): ts.ObjectLiteralExpression | undefined {
  const given = memberValue(options, 'headers');
  const holder = given && ts.isIdentifier(given) ? constantOf(project, given) : undefined;
  const literal = holder?.initializer && unwrap(holder.initializer);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  if (requestOwner(holder) !== owner || literal.pos < since) return undefined;
  const others = project.names.references(holder.name as ts.Identifier).filter(each => each !== given);
  return others.every(isMemberOf) ? literal : undefined;
}

/** `headers.authorization`, `headers['authorization']` */
function isMemberOf({ parent }: ts.Node): boolean {
  return ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent);
}

interface BodyText {
  readonly text: ts.CallExpression;
  /** The variables that it goes through. */
  readonly holders: readonly ts.VariableDeclaration[];
}

/** `JSON.stringify(message)`, through variables and `Buffer.from`. */
function textOf(
  project: ProjectModel,
  node: ts.Expression,
  holders: readonly ts.VariableDeclaration[] = [],
): BodyText | undefined {
  const value = unwrap(node);
  const text = stringified(value);
  if (text) return { text, holders };
  const made = methodCall(value);
  if (made?.name === 'from' && made.object.getText() === 'Buffer' && isUtf8(made.call.arguments[1]))
    return textOf(project, made.call.arguments[0]!, holders);
  const holder = ts.isIdentifier(value) && holders.length < 4 ? constantOf(project, value) : undefined;
  return holder?.initializer && textOf(project, holder.initializer, [...holders, holder]);
}

function isUtf8(encoding: ts.Expression | undefined): boolean {
  return !encoding || /^(['"`])utf-?8\1$/i.test(encoding.getText());
}

/** Whether a message can be named where its headers are, and is taken as a whole by nothing but its text. */
function isInView(
  project: ProjectModel,
  message: ts.Identifier,
  owner: FunctionNode,
  { options }: NodeRequest,
): boolean {
  const declaration = project.names.symbol(message)?.declarations?.[0];
  if (!declaration || !isWithin(declaration, owner) || declaration.pos > options.pos) return false;
  if (ts.isParameter(declaration) && declaration.parent !== owner) return false;
  if (!ts.isParameter(declaration) && !ts.isVariableDeclaration(declaration)) return false;
  if (!ts.isIdentifier(declaration.name)) return false;
  if (ts.isParameter(declaration) && sendsOthers(project, owner, owner.parameters.indexOf(declaration)))
    return false;
  const uses = project.names.references(declaration.name);
  return uses.every(each => each === message || isPart(each) || isLogged(each));
}

/** `message.id`, `message.params = …` */
function isPart(use: ts.Node): boolean {
  const { parent } = use;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== use) return false;
  return /^(?:id|method|jsonrpc)$/.test(parent.name.text) || assignedValue(parent) !== undefined;
}

/** Whether a function that is handed messages is handed something else as well. */
function sendsOthers(project: ProjectModel, owner: FunctionNode, place: number): boolean {
  let is = false;
  walk(owner.getSourceFile(), node => {
    if (!ts.isCallExpression(node) || functionCalled(project, node) !== owner) return !is;
    const given = node.arguments[place] && unwrap(node.arguments[place]);
    const held = given && ts.isIdentifier(given) ? constantOf(project, given)?.initializer : given;
    const value = held && unwrap(held);
    is ||= value !== undefined && ts.isObjectLiteralExpression(value) && !isJsonRpc(project, value);
    return !is;
  });
  return is;
}

const LENGTH = /^content-length$/i;

/** What a function sends as the length of a body. */
function lengthsIn(owner: FunctionNode): ts.Expression[] {
  const found: ts.Expression[] = [];
  walk(owner, node => {
    if (!ts.isStringLiteralLike(node) && !ts.isIdentifier(node)) return;
    if (!LENGTH.test(nameText(node) ?? '')) return;
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) && parent.name === node) found.push(parent.initializer);
    else if (ts.isElementAccessExpression(parent)) found.push(assignedValue(parent) ?? parent);
    else if (ts.isCallExpression(parent) && parent.arguments[0] === node)
      found.push(parent.arguments[1] ?? node);
    else found.push(node);
  });
  return found;
}

/** Words that a length is made with. */
const WORDS = /^(?:Buffer|byteLength|String|toString|length|TextEncoder|encode)$/;

/** Whether a length is that of the text that is sent. */
function isLengthOf(
  project: ProjectModel,
  node: ts.Expression,
  holders: readonly ts.VariableDeclaration[],
  depth = 0,
): boolean {
  let isKnown = true;
  let isOfText = false;
  walk(node, at => {
    if (!ts.isIdentifier(at)) {
      isKnown &&= !ts.isNumericLiteral(at);
      return isKnown;
    }
    if (WORDS.test(at.text)) return isKnown;
    const declaration = constantOf(project, at);
    const isHolder = declaration !== undefined && holders.includes(declaration);
    const isLength =
      !isHolder &&
      depth < 3 &&
      declaration?.initializer !== undefined &&
      isLengthOf(project, declaration.initializer, holders, depth + 1);
    isOfText ||= isHolder || isLength;
    isKnown &&= isHolder || isLength;
    return isKnown;
  });
  return isKnown && isOfText;
}

/** The statement in front of which a message that is written out gets its name. */
export function messagePlace(
  text: ts.CallExpression,
  { options, call }: NodeRequest,
): ts.Statement | undefined {
  const [first] = [text, options, call].map(enclosingStatement).sort((a, b) => a.pos - b.pos);
  return first && [text, call].every(each => isWithin(each, first.parent)) ? first : undefined;
}

/** Whether a message may be made before the options of its request, which need not be where it is written. */
function canMove(
  project: ProjectModel,
  message: ts.ObjectLiteralExpression,
  text: ts.CallExpression,
  request: NodeRequest,
): boolean {
  const place = messagePlace(text, request);
  if (!place || !(ts.isBlock(place.parent) || ts.isSourceFile(place.parent))) return false;
  if (isWithin(message, place)) return true;
  let can = true;
  const before = message.getSourceFile().text.slice(place.getStart(), message.getStart());
  walk(message, node => {
    if (ts.isCallExpression(node) || ts.isAwaitExpression(node)) can = false;
    const isCounted = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
    if (isCounted && before.includes(node.operand.getText())) can = false;
    const declaration = ts.isIdentifier(node) ? project.names.symbol(node)?.declarations?.[0] : undefined;
    if (declaration && declaration.getSourceFile() === message.getSourceFile()) {
      const isAfter = declaration.pos >= place.pos && declaration.pos < message.pos;
      if (isAfter && !isWithin(declaration, message)) can = false;
    }
    return can;
  });
  return can;
}
