import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, isFunctionNode, methodCall, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { isOfRequest } from './incoming-headers.js';
import { copies, isDemand, isListSentOn, withoutCase } from './sent-headers.js';

/** A list of the names of those headers that a proxy takes from a request and passes on. */
export interface ForwardedList {
  readonly list: ts.ArrayLiteralExpression;
  /** Header names in it, as written. */
  readonly names: readonly string[];
  readonly uses: readonly ListUse[];
}

/**
 * How a list is used: gone through, each name read from the headers of a request, or asked for a name that the
 * headers of a request have.
 */
export type ListUse =
  | { readonly is: 'walk'; readonly list: ts.Expression; readonly headers: RequestHeadersText }
  | { readonly is: 'test'; readonly call: ts.CallExpression; readonly name: ts.Expression };

/** How to list the names of the headers that a name was read from. */
export interface RequestHeadersText {
  /** An expression that is an array of them. */
  readonly names: string;
}

const OURS = [HEADERS.sessionId, HEADERS.protocolVersion].map(each => each.toLowerCase());

/** The lists of a file all of whose uses pass headers of requests on. */
export function forwardedLists(project: ProjectModel, unit: SourceUnit): ForwardedList[] {
  const found: ForwardedList[] = [];
  walk(unit.ast, node => {
    if (!ts.isArrayLiteralExpression(node)) return;
    const names = node.elements.flatMap(each => {
      const value = unwrap(each);
      return ts.isStringLiteralLike(value) ? [value.text] : [];
    });
    if (names.length !== node.elements.length || !names.some(isOurs)) return;
    const uses = listUses(project, unit, node)?.map(use => useOf(project, use));
    if (uses && uses.length > 0 && uses.every(use => use !== undefined))
      found.push({ list: node, names, uses });
  });
  return found;
}

function isOurs(name: string): boolean {
  return OURS.includes(name.toLowerCase());
}

/** Where a list is used: at itself, or wherever the constant that keeps it is; undefined when not all are in view. */
function listUses(
  project: ProjectModel,
  unit: SourceUnit,
  list: ts.ArrayLiteralExpression,
): readonly ts.Expression[] | undefined {
  let value = wrapped(list);
  const { parent } = value;
  const isSet = ts.isNewExpression(parent) && parent.expression.getText() === 'Set';
  if (isSet) value = wrapped(parent);
  const declaration = value.parent;
  if (!ts.isVariableDeclaration(declaration)) return isSet ? undefined : [value];
  if (!ts.isIdentifier(declaration.name) || !isConst(declaration)) return undefined;
  const { text } = declaration.name;
  const isElsewhere = project.units.some(each => each !== unit && each.text.includes(text));
  const isExported = ts.isVariableStatement(declaration.parent.parent)
    ? (declaration.parent.parent.modifiers?.length ?? 0) > 0
    : false;
  return isExported && isElsewhere ? undefined : project.names.references(declaration.name).map(wrapped);
}

function useOf(project: ProjectModel, use: ts.Expression): ListUse | undefined {
  const { parent } = use;
  if (ts.isForOfStatement(parent) && parent.expression === use) {
    const [variable] = ts.isVariableDeclarationList(parent.initializer)
      ? parent.initializer.declarations
      : [];
    return variable && walkOf(project, use, variable.name, parent.statement);
  }
  const call = ts.isPropertyAccessExpression(parent) ? methodCall(parent.parent) : undefined;
  if (!call || unwrap(call.object) !== unwrap(use)) return undefined;
  const [argument] = call.call.arguments;
  if (!argument) return undefined;
  if (call.name === 'includes' || call.name === 'has') {
    const lets = isHeaderName(project, argument) && letsThrough(project, call.call, argument);
    return lets ? { is: 'test', call: call.call, name: argument } : undefined;
  }
  const callback = unwrap(argument);
  if (call.name !== 'forEach' || !isFunctionNode(callback) || !callback.body) return undefined;
  const [parameter] = callback.parameters;
  return parameter && walkOf(project, use, parameter.name, callback.body);
}

/** `for (const name of list) { … req.headers[name] … }` */
function walkOf(
  project: ProjectModel,
  list: ts.Expression,
  name: ts.BindingName,
  body: ts.Node,
): ListUse | undefined {
  if (!ts.isIdentifier(name) || !copies(project, body, [name.text]) || isDemand(body)) return undefined;
  let headers: RequestHeadersText | undefined;
  walk(body, node => {
    headers ??= headersRead(project, node, name);
  });
  return headers && { is: 'walk', list, headers };
}

/**
 * Whether headers for which a test holds are those that are passed on, and not those that are left out, refused, logged,
 * or hidden in a log.
 */
function letsThrough(project: ProjectModel, test: ts.CallExpression, name: ts.Expression): boolean {
  let node = wrapped(test);
  let isNegated = false;
  for (;;) {
    const { parent } = node;
    if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) {
      isNegated = !isNegated;
    } else if (!ts.isBinaryExpression(parent) || !isLogical(parent, isNegated)) break;
    node = wrapped(parent);
  }
  const { parent } = node;
  if (ts.isIfStatement(parent) && parent.expression === node) {
    const [first] = ts.isBlock(parent.thenStatement)
      ? parent.thenStatement.statements
      : [parent.thenStatement];
    const isSkipped = first !== undefined && (ts.isContinueStatement(first) || ts.isReturnStatement(first));
    if (isSkipped !== isNegated || (!isSkipped && parent.elseStatement)) return false;
    const body = isSkipped ? parent.parent : parent.thenStatement;
    const key = withoutCase(name);
    return ts.isIdentifier(key) && copies(project, body, originalName(project, key)) && !isDemand(body);
  }
  const owner = ts.isReturnStatement(parent) ? parent.parent.parent : parent;
  if (isNegated || !isFunctionNode(owner) || !(ts.isReturnStatement(parent) || owner.body === node))
    return false;
  const call = methodCall(owner.parent);
  return call?.name === 'filter' && isListSentOn(project, call.call);
}

/** `allowed && …`, and `!allowed || …` as the condition to leave a header out. */
function isLogical({ operatorToken }: ts.BinaryExpression, isNegated: boolean): boolean {
  return (
    operatorToken.kind === (isNegated ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken)
  );
}

/** The headers that a node reads one of, by the name that a variable holds. */
function headersRead(
  project: ProjectModel,
  node: ts.Node,
  variable: ts.Identifier,
): RequestHeadersText | undefined {
  const isVariable = (each: ts.Expression | undefined) => {
    const value = each && withoutCase(each);
    return value !== undefined && ts.isIdentifier(value) && value.text === variable.text;
  };
  if (ts.isElementAccessExpression(node)) {
    const isRead = isVariable(node.argumentExpression) && isHeaders(project, node.expression);
    return isRead ? { names: `Object.keys(${node.expression.getText()})` } : undefined;
  }
  const call = methodCall(node);
  if (!call || call.call.arguments.length !== 1 || !isVariable(call.call.arguments[0])) return undefined;
  const object = call.object.getText();
  if (call.name === 'get' && isHeaders(project, call.object)) return { names: `[...${object}.keys()]` };
  const isRequest = /(?:^|\.)(?:req|request)$/.test(object) && isOfRequest(project, call.object);
  if (!isRequest || !/^(?:header|get)$/.test(call.name)) return undefined;
  const isHono = /\./.test(object);
  return { names: isHono ? `Object.keys(${object}.header())` : `Object.keys(${object}.headers)` };
}

function isHeaders(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isPropertyAccessExpression(value)
    ? value.name.text === 'headers' && isOfRequest(project, value)
    : ts.isIdentifier(value) &&
        /^(?:req\w*|incoming)?headers$/i.test(value.text) &&
        isOfRequest(project, value);
}

/** Whether an expression is the name of a header of a request that code goes through, its case changed or not. */
function isHeaderName(project: ProjectModel, node: ts.Expression): boolean {
  const value = withoutCase(node);
  const declaration = ts.isIdentifier(value) ? project.names.symbol(value)?.declarations?.[0] : undefined;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    return withoutCase(declaration.initializer) !== unwrap(declaration.initializer)
      ? isHeaderName(project, declaration.initializer)
      : false;
  }
  if (ts.isParameter(declaration)) {
    const call = methodCall(declaration.parent.parent);
    const isKey = declaration.parent.parameters.indexOf(declaration) === 1;
    return call?.name === 'forEach' && isKey && isHeaders(project, call.object);
  }
  if (!ts.isBindingElement(declaration) || !ts.isArrayBindingPattern(declaration.parent)) return false;
  if (declaration.parent.elements[0] !== declaration) return false;
  const owner = declaration.parent.parent;
  if (ts.isParameter(owner)) {
    const call = methodCall(owner.parent.parent);
    return call !== undefined && isEntries(project, call.object);
  }
  const loop = owner.parent.parent;
  return ts.isForOfStatement(loop) && isEntries(project, loop.expression);
}

/** `Object.entries(req.headers)`, `request.headers.entries()`, `request.headers` */
function isEntries(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  const call = methodCall(value);
  if (!call) return isHeaders(project, value);
  if (call.name !== 'entries') return false;
  const [argument] = call.call.arguments;
  return argument ? isHeaders(project, argument) : isHeaders(project, call.object);
}

/** The names that one header goes by in a loop: as it came, and in lower case. */
function originalName(project: ProjectModel, name: ts.Identifier): readonly string[] {
  const declaration = project.names.symbol(name)?.declarations?.[0];
  const value =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? withoutCase(declaration.initializer)
      : undefined;
  return value && ts.isIdentifier(value) ? [name.text, value.text] : [name.text];
}
