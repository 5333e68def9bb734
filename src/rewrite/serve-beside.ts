import { ts } from '../engine/ts.js';
import type { ImportRequest, TextEdit, TransformContext } from '../engine/types.js';
import { freeName } from '../recognise/factory-text.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import {
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  returnedExpressions,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { checkBehind, mayLeave } from '../recognise/route-exits.js';
import { planGuards } from './guards.js';
import { errorOption, handlerOptions, parameter } from './handler-options.js';
import { readHostChecks } from './host-checks.js';
import { anchorOf, importOf, insertAbove, local, planHandler, type HandlerPlan } from './mcp-handler.js';
import { uncheckable, unknownOption, type Obstacle, type ServingPlan } from './serve-stateless.js';

const SERVER = '@modelcontextprotocol/server';
const NODE = '@modelcontextprotocol/node';
const LONG_LINE = 100;
const COMMENT = 'Serves revision 2026-07-28; the sessions below are for clients of 2025-11-25.';

/**
 * Serves 2026-07-28 in front of an endpoint whose sessions stay for 2025-11-25: `isLegacyRequest` decides, and what
 * it sends on runs as before. Routes for GET and DELETE, which only sessions have, are not touched.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function planBeside(context: TransformContext, entry: HttpEntry): ServingPlan | Obstacle {
  const checks = readHostChecks(context.project, entry.creation.options);
  if ('unreadable' in checks) return uncheckable(checks.unreadable);
  const guards = planGuards(context, entry, checks);
  if (!guards) return uncheckable(entry.creation.node);
  const gate = gateStatement(context, entry);
  if (!gate) return unclear(entry);
  const check = checkBehind(entry, gate.pos) ?? sessionCheck(entry, gate);
  if (check) return bypassed(check);
  const anchor = anchorOf(entry);
  const options = handlerOptions(context, entry, anchor);
  if ('unknown' in options) return unknownOption(options);
  const handler = planHandler(context, entry, {
    options: [['legacy', "'reject'"], ...options, ...errorOption(context, entry, anchor)],
    inside: gate,
    closed: false,
    comment: COMMENT,
  });
  if ('refused' in handler) return { ...handler.refused, node: gate };
  const opened = openHandler(entry, gate);
  if (!opened) return unclear(entry);

  const { unit } = entry;
  const written =
    entry.creation.kind === 'web'
      ? webGate(context, entry, gate, handler)
      : nodeGate(context, entry, gate, handler);
  if (!written) return unclear(entry);
  const outside = [...guards.declarations, ...(handler.isInside ? [] : [handler.snippet])];
  const lines = [...guards.statements, ...written.before, ...written.lines];
  const edits: TextEdit[] = [
    ...handler.edits,
    ...insertAbove(unit, anchor, outside.filter(Boolean).join('\n')),
    ...guards.edits,
    ...opened,
    ...written.edits,
    ...reconnect(entry, handler),
    ...insertAbove(unit, gate, lines.join('\n')),
  ];
  return {
    edits,
    imports: [...handler.imports, ...guards.imports, ...written.imports],
    at: gate,
    handler,
    guarded: guards.imports.length > 0,
  };
}

/** The first statement on a request's way that has to do with its session. */
function gateStatement(context: TransformContext, entry: HttpEntry): ts.Statement | undefined {
  const { body } = entry.handler.node;
  if (!body || !ts.isBlock(body)) return undefined;
  const first = firstIn(entry, body.statements, true);
  // The session id may be read before the body is, which the gate needs, and before a check lets the request in.
  const later = firstIn(entry, body.statements, false);
  if (!first || !later || first === later) return later ?? first;
  const between = statementsBetween(entry, first, later);
  if (between.some(each => mayLeave(entry, each))) return later;
  return entry.creation.kind === 'web' || areKnownAt(context, entry, first) ? first : later;
}

/** Statements that run on the way from one statement to another and hold neither. */
function statementsBetween(entry: HttpEntry, from: ts.Statement, to: ts.Statement): ts.Statement[] {
  const found: ts.Statement[] = [];
  walk(entry.handler.node, node => {
    if (node.pos >= to.pos) return false;
    if (!ts.isStatement(node) || node.pos < from.pos || node.end > to.pos) return undefined;
    found.push(node);
    return false;
  });
  return found;
}

/** What may turn a request away by its session in front of the gate: one of 2026-07-28 has none. */
function sessionCheck(entry: HttpEntry, gate: ts.Statement): ts.Statement | undefined {
  const { body } = entry.handler.node;
  const [first] = body && ts.isBlock(body) ? body.statements : [];
  if (!first || first === gate) return undefined;
  return statementsBetween(entry, first, gate).find(
    each => mayLeave(entry, each) && isBySession(entry, each),
  );
}

function isBySession(entry: HttpEntry, node: ts.Node): boolean {
  let found = false;
  walk(node, at => {
    if (isFunctionNode(at)) return false;
    found ||= ts.isExpression(at) && entry.plumbing.roleOf(at) === 'id';
    return !found;
  });
  return found;
}

function bypassed(node: ts.Node): Obstacle {
  return {
    node,
    message:
      'Serving 2026-07-28 beside these sessions would skip this check, or send every request away by it.',
    advice:
      'Move every check that has nothing to do with sessions in front of the code that reads the session id, then run the migration again.',
    isError: true,
  };
}

function firstIn(
  entry: HttpEntry,
  statements: readonly ts.Statement[],
  withIds: boolean,
): ts.Statement | undefined {
  for (const statement of statements) {
    if (!isAboutSession(entry, statement, withIds)) continue;
    const inner = innerStatements(entry, statement);
    return inner ? firstIn(entry, inner, withIds) : statement;
  }
  return undefined;
}

function isAboutSession(entry: HttpEntry, statement: ts.Statement, withIds: boolean): boolean {
  const { plumbing } = entry;
  if (plumbing.touches(statement)) return true;
  if (ts.isIfStatement(statement)) return plumbing.isSessionCondition(statement.expression);
  if (!withIds || !ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(
    each => each.initializer !== undefined && plumbing.isSessionCondition(each.initializer),
  );
}

/** Statements in a statement that is not itself about the session: a `try`, a test of the method, a callback. */
function innerStatements(entry: HttpEntry, statement: ts.Statement): readonly ts.Statement[] | undefined {
  const { plumbing, dispatch } = entry;
  if (ts.isTryStatement(statement)) return statement.tryBlock.statements;
  if (ts.isBlock(statement)) return statement.statements;
  if (ts.isIfStatement(statement)) {
    if (plumbing.isSessionCondition(statement.expression)) return undefined;
    const branch = [statement.thenStatement, statement.elseStatement].find(
      each => each && isWithin(dispatch.call, each),
    );
    return branch && (ts.isBlock(branch) ? branch.statements : [branch]);
  }
  if (ts.isSwitchStatement(statement)) {
    return statement.caseBlock.clauses.find(each => isWithin(dispatch.call, each))?.statements;
  }
  const around = enclosingFunction(dispatch.call);
  if (!around || around === entry.handler.node || !isWithin(around, statement)) return undefined;
  return around.body && ts.isBlock(around.body) ? around.body.statements : undefined;
}

/** Makes the function around the gate `async`, so that it can wait for the answer. */
function openHandler(entry: HttpEntry, gate: ts.Statement): TextEdit[] | undefined {
  const around = enclosingFunction(gate);
  if (!around || ts.isConstructorDeclaration(around) || ts.isAccessor(around)) return undefined;
  if (around.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)) return [];
  if (around.type && !/^Promise\b/.test(around.type.getText())) return undefined;
  const at =
    ts.isFunctionDeclaration(around) || ts.isFunctionExpression(around)
      ? functionKeyword(around)
      : around.getStart();
  return [{ file: entry.unit.path, start: at, end: at, text: 'async ' }];
}

function functionKeyword(node: FunctionNode): number {
  return node
    .getChildren()
    .find(each => each.kind === ts.SyntaxKind.FunctionKeyword)!
    .getStart();
}

interface Gate {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
}

function nodeGate(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  handler: HandlerPlan,
): Gate | undefined {
  const { unit, dispatch } = entry;
  const [request, response, given] = dispatch.call.arguments.map(each => each.getText(unit.ast));
  if (!request || !response || !areKnownAt(context, entry, gate)) return undefined;
  const body = given ?? freeName(unit, ['body', 'parsedBody', 'requestBody']);
  const convert = local(unit, 'toWebRequest', NODE);
  const test = local(unit, 'isLegacyRequest', SERVER);
  const isCaught = catchesRejections(context, entry, gate);
  const isLegacy = isCaught
    ? `await ${test}(await ${convert}(${request}, ${body}), ${body})`
    : `await ${convert}(${request}, ${body}).then(${test}, () => true)`;
  const edits: TextEdit[] = [];
  const before: string[] = [];
  if (!given) {
    // The stream can be read only once, so both sides get what was read.
    const read = [
      `await ${convert}(${request})`,
      `.then(${parameter(entry, 'request')} => request.json())`,
      '.catch(() => undefined);',
    ];
    const line = `const ${body} = ${read.join('')}`;
    before.push(line.length < LONG_LINE ? line : `const ${body} = ${read.join('\n  ')}`);
    for (const { call } of entry.dispatches) {
      if (call.arguments.length !== 2 || call.pos < gate.pos || !isWithin(call, gate.parent)) continue;
      edits.push({
        file: unit.path,
        start: call.arguments[1]!.end,
        end: call.arguments[1]!.end,
        text: `, ${body}`,
      });
    }
  }
  const serve = `${handler.callee}(${request}, ${response}, ${body})`;
  const around = enclosingFunction(gate)!;
  const answers = returnedExpressions(around).length > 0 && ts.isBlock(around.body!);
  const inTry = isInTry(entry, gate);
  const call = answers ? [`return ${inTry ? 'await ' : ''}${serve};`] : [`await ${serve};`, 'return;'];
  const inner = [...(handler.isInside ? handler.snippet.split('\n') : []), ...call].map(line => `  ${line}`);
  return {
    before,
    lines: [`if (!(${isLegacy})) {`, ...inner, '}'],
    edits,
    imports: [importOf(unit, 'isLegacyRequest', SERVER), importOf(unit, 'toWebRequest', NODE)],
  };
}

function webGate(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  handler: HandlerPlan,
): Gate | undefined {
  const { unit, dispatch } = entry;
  const [request] = dispatch.call.arguments;
  if (!request || !isReturned(dispatch.call) || !isKnownAt(context, entry, gate, request)) return undefined;
  // A body that is read further down has not been read yet, so the request still holds it.
  const handed = dispatch.call.arguments.filter(each => isKnownAt(context, entry, gate, each));
  const options = handed[1];
  const literal = options && unwrap(options);
  const parsed =
    literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, 'parsedBody') : undefined;
  const args = [request, ...(parsed ? [parsed] : [])].map(each => each.getText(unit.ast));
  const given = handed.map(each => each.getText(unit.ast)).join(', ');
  const test = local(unit, 'isLegacyRequest', SERVER);
  const serve = `return ${handler.callee}(${given});`;
  const inner = [...(handler.isInside ? handler.snippet.split('\n') : []), serve].map(line => `  ${line}`);
  return {
    before: [],
    lines: [`if (!(await ${test}(${args.join(', ')}))) {`, ...inner, '}'],
    edits: [],
    imports: [importOf(unit, 'isLegacyRequest', SERVER)],
  };
}

/** Whether the response goes back as the transport made it. */
function isReturned(call: ts.CallExpression): boolean {
  let { parent } = call as ts.Node;
  while (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  return ts.isReturnStatement(parent) || ts.isArrowFunction(parent);
}

/** Whether all that is handed over is declared in front of a statement. */
function areKnownAt(context: TransformContext, entry: HttpEntry, gate: ts.Statement): boolean {
  return entry.dispatch.call.arguments.every(each => isKnownAt(context, entry, gate, each));
}

function isKnownAt(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  value: ts.Expression,
): boolean {
  let known = true;
  walk(value, node => {
    if (!ts.isIdentifier(node)) return;
    const declaration = context.project.names.symbol(node)?.declarations?.[0];
    if (!declaration || !isWithin(declaration, entry.handler.node)) return;
    if (declaration.pos >= gate.pos) known = false;
  });
  return known;
}

/** Whether a rejected promise in front of the gate is answered, and does not end the process. */
function catchesRejections(context: TransformContext, entry: HttpEntry, gate: ts.Statement): boolean {
  if (isInTry(entry, gate)) return true;
  const { routes } = entry.handler;
  if (routes.length === 0) return false;
  return routes.every(({ framework }) => {
    if (framework === 'fastify' || framework === 'hono' || framework === 'fetch') return true;
    return framework === 'express' && catchesPromises(context, entry);
  });
}

/** Express hands rejections of handlers to its error handling from version 5 on. */
function catchesPromises(context: TransformContext, entry: HttpEntry): boolean {
  const manifest = context.project.packageOf(entry.unit.path)?.manifest;
  const range = manifest?.dependencies?.['express'] ?? manifest?.devDependencies?.['express'];
  return range !== undefined && /^[\^~>=\s]*(?:[5-9]|\d\d)(?:\.|$)/.test(range);
}

function isInTry(entry: HttpEntry, gate: ts.Statement): boolean {
  for (let at: ts.Node = gate; at !== entry.handler.node; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) return true;
    if (isFunctionNode(at)) return false;
  }
  return false;
}

/** A server that became a function is called where it is connected. */
function reconnect(entry: HttpEntry, handler: HandlerPlan): TextEdit[] {
  if (!handler.replacesServer) return [];
  const { server } = entry.connect;
  const text = handler.replacesServer;
  return [{ file: entry.unit.path, start: server.getStart(entry.unit.ast), end: server.end, text }];
}

function unclear(entry: HttpEntry): Obstacle {
  return {
    node: entry.creation.node,
    message:
      'The sessions of this endpoint are kept in a way that leaves no certain place to serve 2026-07-28 in front of them.',
    advice:
      "Test `isLegacyRequest(request)` in front of this code and serve the rest with `createMcpHandler(factory, { legacy: 'reject' })`.",
  };
}
