import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlersAround, type Handler } from './handlers.js';
import { mcpCalls, sentMessages, type McpCall } from './mcp-calls.js';
import { runsWithin } from './request-time.js';
import { initializer } from './registrations.js';
import { memberValue, nameText, unwrap } from './syntax.js';

/** A log message that a handler sends while it answers, with its parts written out. */
export interface LogMessage {
  readonly call: ts.CallExpression;
  readonly handler: Handler;
  readonly level: ts.Expression;
  readonly data: ts.Expression;
  readonly logger?: ts.Expression;
  /** Arguments that say which session or request it belongs to. */
  readonly dropped: readonly ts.Expression[];
  /** Sent through the context of the request, `ctx.mcpReq`, which is this expression. */
  readonly request?: ts.Expression;
}

const PARTS = ['level', 'data', 'logger'];

/**
 * The log messages of a file that certainly belong to the request that is being answered: sent by its handler, to the
 * client that asked, before the answer.
 */
export function logMessages(project: ProjectModel, unit: SourceUnit): LogMessage[] {
  return [
    ...mcpCalls(project, unit, ['sendLoggingMessage']),
    ...sentMessages(project, unit, ['notifications/message']),
  ].flatMap(call => read(project, unit, call) ?? []);
}

function read(project: ProjectModel, unit: SourceUnit, { call, name, on }: McpCall): LogMessage | undefined {
  if (on === 'client' || on === 'context' || call.arguments.some(ts.isSpreadElement)) return undefined;
  const [first, ...dropped] = call.arguments;
  const message = name === 'sendLoggingMessage' ? first : first && parameters(first);
  const literal = message && unwrap(message);
  const handler = handlersAround(project, call)[0];
  if (!literal || !ts.isObjectLiteralExpression(literal) || !handler || handler.on === 'Client')
    return undefined;
  if (!literal.properties.every(each => PARTS.includes(nameText(each.name) ?? ''))) return undefined;
  const [level, data, logger] = PARTS.map(part => memberValue(literal, part));
  const isWhole = [level, data, logger].filter(Boolean).length === literal.properties.length;
  if (!level || !data || !isWhole || !dropped.every(isRead)) return undefined;
  if (hasComments(unit, first!, [level, data, ...(logger ? [logger] : [])])) return undefined;
  if (!runsWithin(project, call, handler.function)) return undefined;
  const parts = { call, handler, level, data, dropped, ...(logger && { logger }) };
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  if (on === 'request') return { ...parts, request: callee.expression };
  return isSameServer(project, callee.expression, handler.receiver) ? parts : undefined;
}

/** `params` of a notification that has nothing else. */
function parameters(notification: ts.Expression): ts.Expression | undefined {
  const literal = unwrap(notification);
  if (!ts.isObjectLiteralExpression(literal) || literal.properties.length !== 2) return undefined;
  return memberValue(literal, 'params');
}

/** Whether leaving an argument out loses nothing but its value. */
function isRead(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value) || ts.isStringLiteralLike(value)) return true;
  if (ts.isPropertyAccessExpression(value)) return isRead(value.expression);
  if (!ts.isObjectLiteralExpression(value)) return false;
  const [only] = value.properties;
  const id = memberValue(value, 'relatedRequestId');
  return value.properties.length === 1 && only !== undefined && id !== undefined && isRead(id);
}

/** Whether comments stand between the parts of a message, which would be lost. */
function hasComments(unit: SourceUnit, message: ts.Expression, parts: readonly ts.Expression[]): boolean {
  let at = message.getStart(unit.ast);
  const between = [...parts]
    .sort((a, b) => a.pos - b.pos)
    .map(part => {
      const text = unit.text.slice(at, part.getStart(unit.ast));
      at = part.end;
      return text;
    });
  return [...between, unit.text.slice(at, message.end)].some(text => /\/[/*]/.test(text));
}

/** Whether two expressions are the same server, or its low-level one. */
function isSameServer(project: ProjectModel, a: ts.Expression, b: ts.Expression): boolean {
  const left = base(project, a);
  const right = base(project, b);
  if (ts.isIdentifier(left) && ts.isIdentifier(right)) {
    const declaration = project.names.declaration(left);
    return declaration !== undefined && declaration === project.names.declaration(right);
  }
  return /^this\.[\w#.]+$/.test(left.getText()) && left.getText() === right.getText();
}

/** `mcp` of `mcp.server`, through constants. */
function base(project: ProjectModel, node: ts.Expression, depth = 3): ts.Expression {
  const value = unwrap(node);
  if (ts.isPropertyAccessExpression(value) && value.name.text === 'server') {
    const owner = unwrap(value.expression);
    if (owner.kind !== ts.SyntaxKind.ThisKeyword) return base(project, owner, depth);
  }
  const alias = ts.isIdentifier(value) && depth > 0 ? initializer(value, project.names) : undefined;
  const isAlias =
    alias && alias !== value && (ts.isIdentifier(alias) || ts.isPropertyAccessExpression(alias));
  return isAlias ? base(project, alias, depth - 1) : value;
}
