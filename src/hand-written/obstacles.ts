import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { CHANGE_EVENTS } from '../facts/change-events.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { declaredName } from '../recognise/http-routes.js';
import { ancestors, isExportedStatement, isFunctionNode, walk } from '../recognise/syntax.js';
import { isServedNow, type Results } from './results.js';

/** What only servers of HTTP+SSE send. */
const ENDPOINT_EVENT = /event:\s*endpoint/;
const EVENT = /\b(?:event|data):/;
/** What begins a line of an event stream that is no comment. */
const EVENT_LINE = /(?:^|\n)(?:event|data):/;
const ASKS = new RegExp(`['"\`](?:${INPUT_METHODS.join('|')})['"\`]`);
const LOG = 'notifications/message';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const EQUALS = ts.SyntaxKind.EqualsToken;
const INITIALIZED = /^[_#]?(?:is|was|has|client)?_?initiali[sz]ed$/i;

/**
 * Whether a server does what 2026-07-28 has another way for, so that it takes a person to move it: it asks the client
 * for something by itself, it speaks HTTP+SSE, it sends log messages that no request asked for or, on the one channel of
 * stdio, changes that nobody listens to, or it refuses what comes before the handshake.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function hasObstacle(
  project: ProjectModel,
  units: ReadonlySet<SourceUnit>,
  results: Results,
  isStdio: boolean,
): boolean {
  const unasked = isStdio ? [LOG, ...CHANGE_EVENTS.map(each => each.method)] : [LOG];
  const homes = new Set([...units].map(each => project.packageOf(each.path)));
  const around = project.units.filter(each => homes.has(project.packageOf(each.path)));
  return (
    around.some(
      each => unasked.some(method => tellsUnasked(project, each, method)) && !isTestFile(project, each),
    ) ||
    [...units].some(
      ({ text, ast }) => ASKS.test(text) || answersOnStream(ast, around) || waitsForHandshake(ast, results),
    )
  );
}

/**
 * Whether a file sends the event that begins HTTP+SSE, and a file of its package others, so that answers may go there.
 * Where nothing but the first event is sent, answers are in the response to the request.
 */
function answersOnStream(ast: ts.SourceFile, around: readonly SourceUnit[]): boolean {
  if (!ENDPOINT_EVENT.test(ast.text)) return false;
  const events = around.flatMap(each => (EVENT.test(each.text) ? eventsIn(each.ast) : []));
  return events.length === 0 || events.some(each => !ENDPOINT_EVENT.test(each));
}

function eventsIn(ast: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(ast, node => {
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && EVENT_LINE.test(node.text)) found.push(node.text);
  });
  return found;
}

/**
 * Whether a file names a notification other than to handle it, and never looks for what a client asked to be told: the
 * level of a request, or what it listens to.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging
 */
function tellsUnasked(project: ProjectModel, { text, ast }: SourceUnit, method: string): boolean {
  if (!text.includes(method) || text.includes(method === LOG ? LOG_LEVEL : SUBSCRIPTION)) return false;
  let is = false;
  walk(ast, node => {
    if (!ts.isStringLiteralLike(node) || !node.text.includes(method)) return !is;
    const { parent } = node;
    const isCompared =
      ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== EQUALS);
    const isKey = ts.isPropertyAssignment(parent) && parent.name === node;
    if (!isCompared && !isKey && !ts.isLiteralTypeNode(parent) && !isNeverRun(project, node)) is = true;
    return !is;
  });
  return is;
}

/** Whether a node is in a function of a file that nothing names. */
function isNeverRun(project: ProjectModel, node: ts.Node): boolean {
  return ancestors(node).some(each => {
    if (!isFunctionNode(each) || !ts.isFunctionDeclaration(each) || isExportedStatement(each)) return false;
    const name = declaredName(each);
    return name !== undefined && project.names.references(name).every(use => use === name);
  });
}

/** Whether code leaves or fails when nobody has sent `initialize`. */
function waitsForHandshake(ast: ts.SourceFile, results: Results): boolean {
  let waits = false;
  walk(ast, node => {
    if (waits) return false;
    if (!ts.isIfStatement(node) || !namesInitialized(node.expression)) return undefined;
    const methods = results.served(node);
    const isLegacyOnly = methods !== undefined && [...methods].every(each => !isServedNow(each));
    waits = !isLegacyOnly && leaves(node.thenStatement);
    return undefined;
  });
  return waits;
}

function namesInitialized(condition: ts.Expression): boolean {
  let is = false;
  walk(condition, node => {
    const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
    if (isName && INITIALIZED.test(node.text)) is = true;
  });
  return is;
}

function leaves(statement: ts.Statement): boolean {
  let is = false;
  walk(statement, node => {
    if (ts.isThrowStatement(node) || (ts.isReturnStatement(node) && node.expression)) is = true;
    if (ts.isStringLiteralLike(node) && /initiali[sz]ed/i.test(node.text)) is = true;
  });
  return is;
}
