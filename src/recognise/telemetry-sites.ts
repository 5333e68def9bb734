import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly, isModernOnly } from './era-guard.js';
import { handlerContextsOf } from './handler-context.js';
import { contextInReach } from './handlers.js';
import { isUndefined, methodCall, nameText, siblings, unwrap, walk } from './syntax.js';
import { Instruments } from './telemetry-instruments.js';

/** What a session id is recorded in: a part of a trace, a metric, or a line of a structured log. */
export type Recording = 'span' | 'metric' | 'logger';

/** A place where the id of the session is recorded, and nothing else is done with it. */
export interface TelemetrySite {
  readonly kind: Recording;
  /** `ctx`: the context of the request, as it is written here. */
  readonly context: string;
  /** `span.setAttribute(…)` on its own, in its `if (ctx.sessionId)` where it has one; or an entry of an object. */
  readonly at: ts.Statement | ts.ObjectLiteralElementLike;
  /** `span` of `span.setAttribute(…)`, with `?.` or `.` behind it. */
  readonly receiver?: string;
}

const LOG_METHOD = /^(?:debug|info|warn|error|trace|verbose|notice|http|silly|fatal|child)$/;
const SHORTENING = /^(?:slice|substring)$/;

/**
 * Finds the session ids that a handler records in spans and metrics of OpenTelemetry, and in lines of pino, winston
 * or bunyan, with the context of the request at hand.
 */
export function telemetrySites(project: ProjectModel, unit: SourceUnit): TelemetrySite[] {
  const sites = new Map<ts.Node, TelemetrySite>();
  const contexts = handlerContextsOf(project);
  const instruments = new Instruments(project);
  walk(unit.ast, node => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'sessionId') return;
    if (node.questionDotToken || contexts.path(node)?.join('.') !== 'sessionId') return;
    if (isLegacyOnly(project, node) || isModernOnly(project, node)) return;
    const site = siteOf(project, instruments, node);
    if (site) sites.set(site.at, site);
  });
  return [...sites.values()];
}

function siteOf(
  project: ProjectModel,
  instruments: Instruments,
  read: ts.PropertyAccessExpression,
): TelemetrySite | undefined {
  const context = read.expression;
  // Contexts of clients have no envelope, and one that may be missing cannot be asked for it.
  if (!ts.isIdentifier(context) || !isOfServer(project, context)) return undefined;
  const value = recordedValue(read);
  const { parent } = value;
  if (ts.isPropertyAssignment(parent)) {
    const kind = recordedIn(instruments, parent.parent);
    return kind && { kind, context: context.text, at: parent };
  }
  if (!ts.isCallExpression(parent) || !ts.isExpressionStatement(parent.parent)) return undefined;
  const set = methodCall(parent);
  const isSet =
    set?.name === 'setAttribute' && parent.arguments.length === 2 && parent.arguments[1] === value;
  if (!isSet || !isPlain(set.object) || instruments.of(set.object) !== 'span') return undefined;
  const statement = guardOf(parent.parent, read) ?? parent.parent;
  const isOpen = siblings(statement) !== undefined;
  const access = unwrap(parent.expression) as ts.PropertyAccessExpression;
  const receiver = set.object.getText() + (access.questionDotToken ? '?.' : '.');
  return isOpen ? { kind: 'span', context: context.text, at: statement, receiver } : undefined;
}

function isOfServer(project: ProjectModel, context: ts.Identifier): boolean {
  const parameter = contextInReach(project, context);
  if (!parameter || parameter.questionToken || parameter.initializer) return false;
  return project.names.declaration(context) === parameter;
}

/** The whole value that is recorded: the id, with a fallback or as text, so long as nothing else comes into it. */
function recordedValue(read: ts.Expression): ts.Expression {
  let value = read;
  for (;;) {
    const { parent } = value;
    const isMore =
      (ts.isExpression(parent) && unwrap(parent) !== parent && unwrap(parent) === unwrap(value)) ||
      (ts.isBinaryExpression(parent) && parent.left === value && isFallback(parent)) ||
      (ts.isCallExpression(parent) && isText(parent, value)) ||
      (ts.isPropertyAccessExpression(parent) && isShortening(parent)) ||
      (ts.isTemplateSpan(parent) && parent.parent.templateSpans.length === 1);
    if (!isMore) return value;
    value = ts.isTemplateSpan(parent) ? parent.parent : parent;
  }
}

function isFallback({ operatorToken, right }: ts.BinaryExpression): boolean {
  const { kind } = operatorToken;
  const isOr = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isOr && isConstant(right);
}

function isConstant(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.NullKeyword || isUndefined(node);
}

/** `String(id)`, and `id.slice(0, 8)`. */
function isText(call: ts.CallExpression, value: ts.Expression): boolean {
  if (call.expression === value) {
    return ts.isPropertyAccessExpression(value) && call.arguments.every(each => ts.isNumericLiteral(each));
  }
  return call.expression.getText() === 'String' && call.arguments[0] === value;
}

function isShortening(access: ts.PropertyAccessExpression): boolean {
  return SHORTENING.test(access.name.text) && ts.isCallExpression(access.parent);
}

/** What an object literal is recorded as, where it is an argument of a method that records it. */
function recordedIn(instruments: Instruments, literal: ts.Node): Recording | undefined {
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const outer = literal.parent;
  if (ts.isPropertyAssignment(outer) && nameText(outer.name) === 'attributes') {
    const call = outer.parent.parent;
    const start =
      ts.isCallExpression(call) && call.arguments[1] === outer.parent ? methodCall(call) : undefined;
    if (!start || !/^start(?:Active)?Span$/.test(start.name)) return undefined;
    return instruments.of(start.object) === 'tracer' ? 'span' : undefined;
  }
  const method = ts.isCallExpression(outer) ? methodCall(outer) : undefined;
  const index = method?.call.arguments.findIndex(each => each === literal);
  if (!method || index === undefined || index < 0) return undefined;
  const kind = instruments.of(method.object);
  if (kind === 'span') {
    const isTaken = method.name === 'setAttributes' ? index === 0 : method.name === 'addEvent' && index === 1;
    return isTaken ? kind : undefined;
  }
  if (kind === 'metric') return /^(?:add|record)$/.test(method.name) && index === 1 ? kind : undefined;
  return kind === 'logger' && LOG_METHOD.test(method.name) && index < 2 ? kind : undefined;
}

/** The `if (ctx.sessionId)` around a statement that is alone in it. */
function guardOf(statement: ts.Statement, read: ts.Expression): ts.IfStatement | undefined {
  const { parent } = statement;
  const body = ts.isBlock(parent) && parent.statements.length === 1 ? parent : statement;
  const guard = body.parent;
  if (!ts.isIfStatement(guard) || guard.thenStatement !== body || guard.elseStatement) return undefined;
  const condition = unwrap(guard.expression);
  const tested =
    ts.isBinaryExpression(condition) && isUndefined(condition.right) && isUnequal(condition)
      ? condition.left
      : condition;
  return tested.getText() === read.getText() ? guard : undefined;
}

function isUnequal({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
}

/** `span`, `this.span`, `trace.getActiveSpan()`: it can be written twice. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isCallExpression(node)) return node.arguments.length === 0 && isPlain(node.expression);
  if (ts.isPropertyAccessExpression(node)) return isPlain(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
