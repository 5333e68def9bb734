import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isConst,
  isWithin,
  methodCall,
  unwrap,
  unwrapAwaited,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import { CHECK } from '../recognise/route-exits.js';
import { isOfRequest } from './incoming-headers.js';
import { methodTest } from './messages.js';
import { isLog } from './old-headers.js';

/** A body that a proxy parses only to see which method, and which tool, prompt or resource, a request asks for. */
export interface TargetRead {
  readonly declaration: ts.VariableDeclaration;
  /** What parses it: `JSON.parse(body)`, `await request.clone().json()`. */
  readonly parsed: ts.Expression;
  /** The request, and how its headers are read. */
  readonly request: ts.Expression;
  readonly headers: 'fetch' | 'node';
  /** What is read of its parameters. */
  readonly names: ReadonlySet<'name' | 'uri'>;
}

/**
 * What decides who may do what, how often, or what it costs has to look at what is done: a server of 2025-11-25 behind
 * a proxy checks no header against its body.
 */
const POLICY =
  /\b4(?:0[1-36-9]|1\d|2\d)\b|limit|quota|throttl|budget|charge|meter|billing|\baudit|\bcredits?\b|\bforbid|\bdenied|\bdeny|not allowed|\bunauthor|\bauthoriz|\bpolicy|\bpermission|\ballow(?:ed|list)/i;

/** The bodies that a file parses for nothing but the method and the name, and passes on as they came. */
export function targetReads(project: ProjectModel, unit: SourceUnit): TargetRead[] {
  const found: TargetRead[] = [];
  walk(unit.ast, node => {
    if (!ts.isVariableDeclaration(node) || !node.initializer || !isConst(node)) return;
    const read = targetRead(project, node);
    if (read) found.push(read);
  });
  return found;
}

function targetRead(project: ProjectModel, declaration: ts.VariableDeclaration): TargetRead | undefined {
  const owner = enclosingFunction(declaration);
  if (!ts.isIdentifier(declaration.name) || !owner || POLICY.test(owner.getText())) return undefined;
  const parsed = unwrap(declaration.initializer!);
  const request = requestBehind(project, parsed);
  if (!request) return undefined;
  const names = new Set<'name' | 'uri'>();
  const uses = project.names.references(declaration.name);
  const isPlain = uses.every(use => {
    const member = isActedOn(use) ? undefined : memberRead(use);
    if (member === 'name' || member === 'uri') names.add(member);
    return member !== undefined;
  });
  const isRouted = uses.some(use => !asksForStart(project, use));
  if (!isPlain || !isRouted || names.size > 1) return undefined;
  return { declaration, parsed, ...request, names };
}

/** Whether a message is only asked if it is `initialize`, which requests of 2026-07-28 never are. */
function asksForStart(project: ProjectModel, use: ts.Identifier): boolean {
  const test = ancestors(use).find(ts.isBinaryExpression);
  return test !== undefined && methodTest(project, test)?.method === 'initialize';
}

/** `method` of `message.method`, `name` and `uri` of `message.params?.name`. */
function memberRead(use: ts.Identifier): 'method' | 'name' | 'uri' | undefined {
  const access = wrapped(use).parent;
  if (!ts.isPropertyAccessExpression(access) || unwrap(access.expression) !== use) return undefined;
  if (access.name.text === 'method') return isOnlyRead(access) ? 'method' : undefined;
  const inner = wrapped(access).parent;
  if (access.name.text !== 'params' || !ts.isPropertyAccessExpression(inner)) return undefined;
  const { text } = inner.name;
  return (text === 'name' || text === 'uri') && isOnlyRead(inner) ? text : undefined;
}

/** Whether something is done, or checked, with what a message says, other than to log it. */
function isActedOn(use: ts.Identifier): boolean {
  const call = ancestors(use).find(each => ts.isCallExpression(each) || ts.isStatement(each));
  if (!call || !ts.isCallExpression(call) || isWithin(use, call.expression) || isLog(call)) return false;
  const { parent } = ts.isAwaitExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(parent) || CHECK.test(call.expression.getText().split('.').at(-1)!);
}

function isOnlyRead(access: ts.Expression): boolean {
  const { parent } = wrapped(access);
  return !(ts.isBinaryExpression(parent) && parent.left === access && isAssignment(parent));
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function requestBehind(
  project: ProjectModel,
  parsed: ts.Expression,
): Pick<TargetRead, 'request' | 'headers'> | undefined {
  const call = methodCall(unwrapAwaited(parsed));
  if (call?.name === 'json' && ts.isAwaitExpression(parsed)) {
    const copy = methodCall(call.object);
    const isCopy = copy?.name === 'clone' && isOfRequest(project, copy.object);
    return isCopy ? { request: copy.object, headers: 'fetch' } : undefined;
  }
  const [text] = call?.call.arguments ?? [];
  if (call?.name !== 'parse' || call.object.getText() !== 'JSON' || !text) return undefined;
  const request = enclosingParameter(parsed);
  const body = bodyName(text);
  return request && body && isPassedOn(project, body, parsed) ? { request, headers: 'node' } : undefined;
}

/** The parameter of the function around a node, or of one around that, that is a request of `node:http` by its type. */
function enclosingParameter(node: ts.Node): ts.Identifier | undefined {
  for (let owner = enclosingFunction(node); owner; owner = enclosingFunction(owner)) {
    const found = owner.parameters.find(
      ({ name, type }) =>
        ts.isIdentifier(name) &&
        (/\bIncomingMessage\b/.test(type?.getText() ?? '') || (!type && /^req(?:uest)?$/.test(name.text))),
    );
    if (found) return found.name as ts.Identifier;
  }
  return undefined;
}

/** `body` of `body`, `body.toString()` and `body.toString('utf8')`. */
function bodyName(node: ts.Expression): ts.Identifier | undefined {
  const value = unwrap(node);
  const call = methodCall(value);
  const inner = call?.name === 'toString' ? unwrap(call.object) : value;
  return ts.isIdentifier(inner) ? inner : undefined;
}

/** Whether a text that is parsed is sent on as it is, too. */
function isPassedOn(project: ProjectModel, body: ts.Identifier, parsed: ts.Expression): boolean {
  const declaration = project.names.declaration(body);
  const name = declaration && 'name' in declaration ? (declaration.name as ts.Node) : undefined;
  if (!name || !ts.isIdentifier(name)) return false;
  return project.names.references(name).some(use => {
    if (use.pos >= parsed.pos && use.end <= parsed.end) return false;
    const { parent } = wrapped(use);
    if (ts.isShorthandPropertyAssignment(parent)) return parent.name.text === 'body';
    if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'body';
    const call = methodCall(parent);
    return call !== undefined && /^(?:end|write|send)$/.test(call.name);
  });
}
