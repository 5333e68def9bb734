import { hasPlainHeaders, isReadBeside } from './client-options.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  isConst,
  memberValue,
  methodCall,
  returnedExpressions,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { libraryPost } from './http-calls.js';
import type { AnswerForm } from './http-libraries.js';
import { isJsonRpc, stringified, stringOf } from './messages.js';
import { requestOwner, requestPromise, resolvesToAnswer } from './node-promises.js';
import type { NodeRequest } from './node-requests.js';
import { nodeSite } from './node-sites.js';

/** A call that puts a message on the wire. */
export interface WireSite {
  readonly kind: 'http' | 'lines' | 'node';
  readonly call: ts.CallExpression;
  /** `JSON.stringify(message)`; undefined where the library is handed the message itself. */
  readonly text: ts.CallExpression | undefined;
  /** The message: written out, or a variable that holds it. */
  readonly message: ts.Expression;
  /** Options of an HTTP request, with its headers and its body. */
  readonly options: ts.ObjectLiteralExpression | undefined;
  /** What is sent as the body. */
  readonly body: ts.Expression | undefined;
  /** Where it is said who is sent the message. */
  readonly address: readonly ts.Node[];
  /** What an answer looks like, where it is not the `fetch` of the platform that asks. */
  readonly form: AnswerForm | undefined;
  /** The constant that holds the text for the body. */
  readonly holder?: ts.VariableDeclaration | undefined;
  /** A request of `node:http`, written by `call`. */
  readonly request?: NodeRequest;
  /** The headers of such a request, where a constant beside the message holds them. */
  readonly headers?: ts.ObjectLiteralExpression | undefined;
}

/** Functions that send a request and resolve to a `Response`, by their names. */
const FETCH = /fetch$|^fetch/i;
/** Those of such a name that resolve to what is in it. */
const FETCH_CONTENT = /^\$|^ofetch$|json|data$|result/i;

/** The calls of a file that send what `JSON.stringify` makes: `fetch(url, { body })`, `child.stdin.write(…)`. */
export function wireSites(project: ProjectModel, unit: SourceUnit): WireSite[] {
  const found: WireSite[] = [];
  walk(unit.ast, node => {
    if (!ts.isCallExpression(node)) return;
    const site = httpSite(project, node) ?? lineSite(project, node) ?? nodeSite(project, node);
    if (site) found.push(site);
  });
  return found;
}

/** `fetch(url, { method: 'POST', headers, body: JSON.stringify(message) })`, and what other libraries have for it. */
function httpSite(project: ProjectModel, call: ts.CallExpression): WireSite | undefined {
  const post = libraryPost(project, call) ?? fetchPost(project, call);
  if (!post) return undefined;
  const { options, address, form } = post;
  if (options && !hasPlainHeaders(project, options)) return undefined;
  const { body, isText } = post;
  if (!isText) {
    const message = unwrap(body);
    if (options && isReadBeside(project, options, message, body)) return undefined;
    return { kind: 'http', call: post.call, text: undefined, message, options, body, address, form };
  }
  const holder = heldIn(project, body);
  const text = stringified(holder?.initializer ?? body);
  const message = text?.arguments[0];
  // A text that is used elsewhere too, as for its length, has to be the one that is sent.
  const isShared = holder && project.names.references(holder.name as ts.Identifier).length > 1;
  const isRead = options && message && isReadBeside(project, options, unwrap(message), body);
  return text && message && !isShared && !isRead
    ? { kind: 'http', call: post.call, text, message: unwrap(message), options, holder, body, address, form }
    : undefined;
}

/** The `fetch` of the platform, and functions of its kind. */
function fetchPost(project: ProjectModel, call: ts.CallExpression) {
  const name = calleeName(call);
  const given = call.arguments[1];
  if (name === undefined || !FETCH.test(name) || FETCH_CONTENT.test(name) || !given) return undefined;
  const options = unwrap(given);
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const method = memberValue(options, 'method');
  if (!method || stringOf(project, method)?.toUpperCase() !== 'POST') return undefined;
  const body = memberValue(options, 'body');
  return body && { call, body, isText: true, options, address: [call.arguments[0]!], form: undefined };
}

/** `child.stdin.write(JSON.stringify(message) + '\n')`, with a template or a plus. */
function lineSite(project: ProjectModel, call: ts.CallExpression): WireSite | undefined {
  const written = methodCall(call);
  const [given] = call.arguments;
  if (written?.name !== 'write' || !given || !/\bstdin\b/.test(written.object.getText())) return undefined;
  const line = unwrap(heldIn(project, given)?.initializer ?? given);
  const texts: ts.CallExpression[] = [];
  const isLine =
    (ts.isTemplateExpression(line) && line.templateSpans.length === 1) || ts.isBinaryExpression(line);
  if (!isLine) return undefined;
  walk(line, node => {
    const text = ts.isExpression(node) ? stringified(node) : undefined;
    if (text) texts.push(text);
    return !text;
  });
  const [text] = texts;
  const sent = text?.arguments[0];
  if (!text || !sent || texts.length !== 1) return undefined;
  const message = unwrap(sent);
  const address = [call.expression];
  return {
    kind: 'lines',
    call,
    text,
    message,
    options: undefined,
    body: undefined,
    address,
    form: undefined,
  };
}

/** The constant that an expression names. */
function heldIn(project: ProjectModel, node: ts.Expression): ts.VariableDeclaration | undefined {
  const name = unwrap(node);
  const symbol = ts.isIdentifier(name) ? project.names.symbol(name) : undefined;
  const declaration = symbol?.declarations?.[0];
  const isHeld =
    declaration && ts.isVariableDeclaration(declaration) && isConst(declaration) && declaration.initializer;
  return isHeld && ts.isIdentifier(declaration.name) ? declaration : undefined;
}

export function calleeName(call: ts.CallExpression): string | undefined {
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** A message of JSON-RPC that is written out, and the way it takes to the wire. */
export interface SentMessage {
  readonly literal: ts.ObjectLiteralExpression;
  /** Undefined for a response. */
  readonly methodValue: ts.Expression | undefined;
  /** The method, when it is written out. */
  readonly method: string | undefined;
  readonly site: WireSite;
  /** The call that it is handed to: of the wire, or of the function that sends what it is handed. */
  readonly call: ts.CallExpression;
}

/** Every message that a file writes out; undefined when one does not certainly reach the wire. */
export function sentMessages(
  project: ProjectModel,
  unit: SourceUnit,
  sites: readonly WireSite[],
): readonly SentMessage[] | undefined {
  const literals: ts.ObjectLiteralExpression[] = [];
  walk(unit.ast, node => {
    if (ts.isObjectLiteralExpression(node) && isJsonRpc(project, node)) literals.push(node);
  });
  const carriers = new Map<FunctionNode, WireSite>();
  for (const site of sites) {
    const owner = carrierOf(project, site.message);
    if (owner) carriers.set(owner, site);
  }
  const found: SentMessage[] = [];
  for (const literal of literals) {
    const way = wayOf(project, literal, sites, carriers);
    if (!way) return undefined;
    const methodValue = memberValue(literal, 'method');
    const method = methodValue && stringOf(project, methodValue);
    found.push({ literal, methodValue, method, ...way });
  }
  return found;
}

/** The function that is handed the message which it sends. */
export function carrierOf(project: ProjectModel, message: ts.Expression): FunctionNode | undefined {
  const declaration = ts.isIdentifier(message) ? project.names.symbol(message)?.declarations?.[0] : undefined;
  const isFirst =
    declaration &&
    ts.isParameter(declaration) &&
    ts.isIdentifier(declaration.name) &&
    declaration.parent.parameters[0] === declaration;
  return isFirst && requestOwner(message) === declaration.parent ? declaration.parent : undefined;
}

function wayOf(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
  sites: readonly WireSite[],
  carriers: ReadonlyMap<FunctionNode, WireSite>,
): Pick<SentMessage, 'site' | 'call'> | undefined {
  const holder = variableOf(literal);
  for (const site of sites) {
    const isSame =
      site.message === literal ||
      (holder !== undefined &&
        ts.isIdentifier(site.message) &&
        project.names.symbol(site.message)?.declarations?.[0] === holder);
    if (isSame) return { site, call: site.call };
  }
  const { parent } = outermost(literal);
  if (!ts.isCallExpression(parent) || unwrap(parent.arguments[0]!) !== literal) return undefined;
  const callee = functionCalled(project, parent);
  const site = callee && carriers.get(callee);
  return site && { site, call: parent };
}

/** The constant that holds an object and nothing else. */
export function variableOf(literal: ts.ObjectLiteralExpression): ts.VariableDeclaration | undefined {
  const { parent } = outermost(literal);
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent : undefined;
}

function outermost(node: ts.Expression): ts.Expression {
  let outer = node;
  while (ts.isParenthesizedExpression(outer.parent) || ts.isAsExpression(outer.parent)) outer = outer.parent;
  return outer;
}

/** The function or method of the same file that a call runs: `rpc(…)`, `this.rpc(…)`. */
export function functionCalled(project: ProjectModel, call: ts.CallExpression): FunctionNode | undefined {
  const callee = unwrap(call.expression);
  if (ts.isIdentifier(callee)) {
    const declaration = project.names.symbol(callee)?.declarations?.[0];
    if (!declaration) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    const value =
      ts.isVariableDeclaration(declaration) && declaration.initializer && unwrap(declaration.initializer);
    return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
  }
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.ThisKeyword) {
    return undefined;
  }
  return methodNamed(classAround(call), callee.name.text);
}

/**
 * Whether a function gives back what a post resolves to as it is, not what is in it.
 * @param isBeside whether what is in it may come with other things
 */
export function givesResponse(
  project: ProjectModel,
  node: FunctionNode,
  sites: readonly WireSite[],
  isBeside = false,
): boolean {
  const responses = sites
    .filter(({ kind, form }) => kind === 'http' && form !== 'parsed')
    .map(each => each.call);
  const others = sites.flatMap(({ kind, call }) => (kind === 'node' ? (requestPromise(call) ?? []) : []));
  const isResponse = (value: ts.Expression) => {
    const given = unwrapAwaited(value);
    const promise = others.find(each => each === given);
    return promise ? !resolvesToAnswer(project, promise, isBeside) : responses.some(each => each === given);
  };
  return returnedExpressions(node).some(value => {
    if (isResponse(value)) return true;
    const declaration = heldIn(project, unwrapAwaited(value));
    return declaration?.initializer !== undefined && isResponse(declaration.initializer);
  });
}

/** The class in whose body a node is, whatever functions are in between. */
export function classAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) if (ts.isClassLike(at)) return at;
  return undefined;
}

/** The method of a class, or the arrow function that one of its fields is. */
function methodNamed(owner: ts.ClassLikeDeclaration | undefined, name: string): FunctionNode | undefined {
  for (const each of owner?.members ?? []) {
    if (!each.name || each.name.getText() !== name) continue;
    if (ts.isMethodDeclaration(each)) return each;
    const value = ts.isPropertyDeclaration(each) && each.initializer ? unwrap(each.initializer) : undefined;
    if (value && ts.isArrowFunction(value)) return value;
  }
  return undefined;
}
