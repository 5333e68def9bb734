import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { isHeldHandshake } from '../src/hand-written/client-probes.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { handledMethods } from '../src/recognise/mcp-calls.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  member,
  memberValue,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'stateless-handshake';
/** Methods that tell a file about MCP from one about language servers, which have an `initialize` too. */
const MCP_METHOD = /@modelcontextprotocol\/|['"](?:tools\/(?:call|list)|resources\/read|prompts\/get)['"]/;
const HANDSHAKE = ['initialize', 'notifications/initialized'];
const PRIVATE = ['_oninitialize', '_clientCapabilities', '_clientVersion'];
const REGISTERS = /^(?:register\w*|enable|disable|update|remove)$/;
const LOGGERS = /^(?:log|debug|info|warn|error|trace|write|sendLoggingMessage)$/;

type Remark = Pick<Note, 'severity' | 'message' | 'advice'>;

/**
 * Reports code that waits for the `initialize` handshake, which 2026-07-28 does not have: callbacks and handlers,
 * tests of messages for it, messages built by hand, and private members that it fills.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const initializeHandshake: Transform = {
  name: 'initialize-handshake',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!/initialize|_client(?:Capabilities|Version)/i.test(unit.text) || !MCP_METHOD.test(unit.text))
        continue;
      const servesBoth = context.legacy !== 'reject' && /['"]server\/discover['"]/.test(unit.text);
      walk(unit.ast, node => {
        // A server that answers `server/discover` by hand waits for the handshake of earlier clients only.
        if (servesBoth && testsMethod(node)) return;
        if (context.legacy !== 'reject' && testsMethod(node) && readsClient(node)) return;
        const isReported =
          ts.isObjectLiteralExpression(node) &&
          isInitialize(node) &&
          isHeldHandshake(project, unit, node, context.legacy !== 'reject');
        const remark = isReported ? undefined : remarkOn(project, node);
        if (remark && !isLegacyOnly(project, node)) left.push(noteAt(unit, node, CHANGE, remark));
      });
      for (const { call, on, method } of handledMethods(project, unit, HANDSHAKE)) {
        const callback = call.arguments.at(-1);
        if (on !== 'client')
          left.push(noteAt(unit, call, CHANGE, neverCalled(project, `\`${method}\``, callback)));
      }
    }
    return { rewrites: [], left };
  },
};

function remarkOn(project: ProjectModel, node: ts.Node): Remark | undefined {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const target = unwrap(node.left);
    if (!ts.isPropertyAccessExpression(target) || target.name.text !== 'oninitialized') return undefined;
    return mcpObject(project, target.expression) === 'server'
      ? neverCalled(project, '`oninitialized`', node.right)
      : undefined;
  }
  if (isPrivateRead(project, node)) {
    return {
      severity: 'warning',
      message: `\`${memberName(node)}\` is private and stays empty on 2026-07-28 connections.`,
      advice: 'Read the client from `ctx.mcpReq.envelope` in the handler.',
    };
  }
  if (ts.isCallExpression(node) && valuesOf(project).sdkExport(node.expression) === 'isInitializeRequest') {
    return startsTransport(project, node) ? undefined : neverSeen('`isInitializeRequest`');
  }
  if (testsMethod(node)) return neverSeen("A test for `'initialize'`");
  if (ts.isObjectLiteralExpression(node) && isInitialize(node)) {
    return {
      severity: 'warning',
      message: 'An `initialize` request that is built by hand fails on servers that speak 2026-07-28 only.',
      advice:
        "Connect with the SDK's `Client` and `versionNegotiation: { mode: 'auto' }`, or send `server/discover` first.",
    };
  }
  return undefined;
}

/** What a callback of the handshake does decides what is lost without it. */
function neverCalled(project: ProjectModel, what: string, callback: ts.Expression | undefined): Remark {
  const calls = callback ? callsIn(project, callback) : [];
  const message = `${what} is never called for 2026-07-28 clients`;
  if (callback && calls.every(name => LOGGERS.test(name))) {
    return {
      severity: 'info',
      message: `${message}; nothing but log output is missed.`,
      advice: 'Nothing to do.',
    };
  }
  if (calls.some(name => REGISTERS.test(name))) {
    return {
      severity: 'warning',
      message: `${message}, so what it registers is missing there.`,
      advice:
        'Register it when the server is built; look at `ctx.mcpReq.envelope` in the handler for what the client can do.',
    };
  }
  return {
    severity: 'warning',
    message: `${message}.`,
    advice: calls.some(name => name.startsWith('getClient'))
      ? 'Read the client from `ctx.mcpReq.envelope` in the handlers, where every request names it.'
      : 'Do this when the server is built, or with the first request.',
  };
}

/** Names of what a callback calls, project functions by their own calls. */
function callsIn(project: ProjectModel, callback: ts.Expression): string[] {
  const value = valuesOf(project).of(callback);
  const body = value?.is === 'function' && isFunctionNode(value.node) ? value.node.body : undefined;
  if (!body) return ['?'];
  const found: string[] = [];
  walk(body, node => {
    if (ts.isCallExpression(node)) found.push(methodCall(node)?.name ?? node.expression.getText());
    const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isAssignment || ts.isPostfixUnaryExpression(node)) found.push('=');
  });
  return found;
}

function isPrivateRead(project: ProjectModel, node: ts.Node): boolean {
  const name = memberName(node);
  if (!name || !PRIVATE.includes(name)) return false;
  const owner = (node as ts.PropertyAccessExpression | ts.ElementAccessExpression).expression;
  const kind = mcpObject(project, owner);
  return kind === 'server' && owner.kind !== ts.SyntaxKind.ThisKeyword;
}

function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const isNamed = ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression);
  return isNamed ? node.argumentExpression.text : undefined;
}

/** Whether a test belongs to a session endpoint, which is reported with its transport. */
function startsTransport(project: ProjectModel, node: ts.Node): boolean {
  const outermost: FunctionNode | undefined = ancestors(node).filter(isFunctionNode).at(-1);
  let found = false;
  if (!outermost) return false;
  walk(outermost, at => {
    if (!ts.isNewExpression(at)) return;
    found ||= valuesOf(project).sdkName(at)?.endsWith('StreamableHTTPServerTransport') ?? false;
  });
  return found;
}

/** Whether the function around a test takes the client of later requests from their `_meta`, as a proxy does. */
function readsClient(node: ts.Node): boolean {
  const owner = enclosingFunction(node);
  return owner !== undefined && owner.getText().includes('io.modelcontextprotocol/clientInfo');
}

/** `message.method === 'initialize'`, and a clause of a switch over a method. */
function testsMethod(node: ts.Node): boolean {
  if (ts.isCaseClause(node)) {
    return isInitializeText(node.expression) && isMethod(node.parent.parent.expression);
  }
  if (!ts.isBinaryExpression(node) || !/^[!=]==?$/.test(node.operatorToken.getText())) return false;
  return (
    (isInitializeText(node.right) && isMethod(node.left)) ||
    (isInitializeText(node.left) && isMethod(node.right))
  );
}

function isInitializeText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) && node.text === 'initialize';
}

function isMethod(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return (ts.isPropertyAccessExpression(inner) ? inner.name.text : inner.getText()) === 'method';
}

function neverSeen(what: string): Remark {
  return {
    severity: 'warning',
    message: `${what} never succeeds for 2026-07-28 clients, which start without a handshake.`,
    advice:
      'Let `isLegacyRequest` or the `era` decide first, and take what it learns from the envelope of each request.',
  };
}

/** `{ method: 'initialize', params: { protocolVersion, … } }`. */
function isInitialize(node: ts.ObjectLiteralExpression): boolean {
  const method = memberValue(node, 'method');
  const params = memberValue(node, 'params');
  return (
    method !== undefined &&
    isInitializeText(method) &&
    params !== undefined &&
    ts.isObjectLiteralExpression(params) &&
    member(params, 'protocolVersion') !== undefined
  );
}
