import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  assignedValue,
  memberValue,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { functionCalled, variableOf, type SentMessage, type WireSite } from './client-wire.js';
import { stringOf } from './messages.js';

/** A function of the file that sends the method it is handed. */
export interface RequestFunction {
  readonly node: FunctionNode;
  readonly name: ts.Identifier | ts.PrivateIdentifier;
  /** Places of the method and its parameters among its own parameters. */
  readonly method: number;
  readonly params: number | undefined;
  /** Sends requests, which have an id; else notifications. */
  readonly isRequest: boolean;
}

/** The function whose parameter the method of a message is. */
export function requestFunction(project: ProjectModel, sent: SentMessage): RequestFunction | undefined {
  const { literal, methodValue } = sent;
  const method = methodValue && parameterOf(project, methodValue);
  if (!method) return undefined;
  const node = method.parent as FunctionNode;
  const name = nameOf(node);
  const given = memberValue(literal, 'params') ?? spreadParams(literal) ?? setParams(project, literal);
  const params = given && parameterIn(project, given, node);
  if (!name || (given && params === undefined)) return undefined;
  if (!node.parameters.every(isForwardable)) return undefined;
  return {
    node,
    name,
    method: node.parameters.indexOf(method),
    params,
    isRequest: hasId(project, literal),
  };
}

/** Whether a message has an id, from the start or once it is in its variable. */
export function hasId(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  if (literal.properties.some(each => nameText(each.name) === 'id' || isSpreadOf(each, 'id'))) return true;
  const holder = variableOf(literal);
  if (!holder || !ts.isIdentifier(holder.name)) return false;
  return project.names.references(holder.name).some(({ parent }) => {
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name.text === 'id';
    return isMember && assignedValue(parent) !== undefined;
  });
}

/** `...(condition && { name })` */
function isSpreadOf(node: ts.ObjectLiteralElementLike, name: string): node is ts.SpreadAssignment {
  return ts.isSpreadAssignment(node) && new RegExp(`\\b${name}\\b`).test(node.expression.getText());
}

/** Whether what a parameter takes can be handed on: a name, or names taken out of an object. */
function isForwardable({ name }: ts.ParameterDeclaration): boolean {
  if (ts.isIdentifier(name)) return true;
  return (
    ts.isObjectBindingPattern(name) &&
    name.elements.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken)
  );
}

function parameterOf(project: ProjectModel, node: ts.Expression): ts.ParameterDeclaration | undefined {
  const name = unwrap(node);
  const declaration = ts.isIdentifier(name) ? project.names.symbol(name)?.declarations?.[0] : undefined;
  return declaration && ts.isParameter(declaration) ? declaration : undefined;
}

/** The one parameter of a function that an expression takes: `params`, `params ?? {}`. */
function parameterIn(project: ProjectModel, node: ts.Expression, owner: FunctionNode): number | undefined {
  const found = new Set<number>();
  walk(node, at => {
    const parameter = ts.isIdentifier(at) ? parameterOf(project, at) : undefined;
    if (parameter?.parent === owner) found.add(owner.parameters.indexOf(parameter));
  });
  return found.size === 1 ? [...found][0] : undefined;
}

/** `...(params && { params })` */
function spreadParams(literal: ts.ObjectLiteralExpression): ts.Expression | undefined {
  return literal.properties.find((each): each is ts.SpreadAssignment => isSpreadOf(each, 'params'))
    ?.expression;
}

/** `message.params = params`, as for a message that may have none. */
function setParams(project: ProjectModel, literal: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const holder = variableOf(literal);
  if (!holder || !ts.isIdentifier(holder.name)) return undefined;
  const values = project.names.references(holder.name).flatMap(({ parent }) => {
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name.text === 'params';
    return isMember ? (assignedValue(parent) ?? []) : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

function nameOf(node: FunctionNode): RequestFunction['name'] | undefined {
  const named =
    ts.isArrowFunction(node) || ts.isFunctionExpression(node)
      ? ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)
        ? node.parent.name
        : undefined
      : node.name;
  return named && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named)) ? named : undefined;
}

/** A method that a client surely sends, and where it says so. */
export interface Asked {
  readonly method: string;
  /** The expression that says the method. */
  readonly word: ts.Expression;
  readonly call: ts.CallExpression;
  /** The parameters that go with it. */
  readonly params: ts.Expression | undefined;
  readonly sent: SentMessage | undefined;
  readonly kind: WireSite['kind'];
}

/** All methods that the file surely sends. */
export function askedMethods(
  project: ProjectModel,
  unit: SourceUnit,
  functions: readonly RequestFunction[],
  sent: readonly SentMessage[],
): Asked[] {
  const found: Asked[] = [];
  for (const each of sent) {
    if (each.method === undefined || !each.methodValue) continue;
    const params = memberValue(each.literal, 'params');
    const { method, methodValue: word, call } = each;
    found.push({ method, word, call, params, sent: each, kind: each.site.kind });
  }
  const kind = sent[0]?.site.kind ?? 'http';
  walk(unit.ast, node => {
    if (!ts.isCallExpression(node)) return;
    const callee = functionCalled(project, node);
    const known = callee && functions.find(each => each.node === callee);
    const word = known && node.arguments[known.method];
    const method = word && stringOf(project, word);
    if (!known || method === undefined) return;
    const params = known.params === undefined ? undefined : node.arguments[known.params];
    found.push({ method, word: word!, call: node, params, sent: undefined, kind });
  });
  return found;
}
