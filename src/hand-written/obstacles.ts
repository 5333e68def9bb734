import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
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
const EQUALS = ts.SyntaxKind.EqualsToken;
const INITIALIZED = /^[_#]?(?:is|was|has|client)?_?initiali[sz]ed$/i;

/**
 * Whether a server does what 2026-07-28 has another way for, so that it takes a person to move it: it asks the client
 * for something by itself, it speaks HTTP+SSE, it sends log messages that no request asked for, or it refuses what
 * comes before the handshake.
 */
export function hasObstacle(
  project: ProjectModel,
  units: ReadonlySet<SourceUnit>,
  results: Results,
): boolean {
  const homes = new Set([...units].map(each => project.packageOf(each.path)));
  const around = project.units.filter(each => homes.has(project.packageOf(each.path)));
  return (
    around.some(each => logsUnasked(project, each) && !isTestFile(project, each)) ||
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
 * Whether a file names log messages other than to handle them, and never looks for the level that a request asks for.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging
 */
function logsUnasked(project: ProjectModel, { text, ast }: SourceUnit): boolean {
  if (!text.includes(LOG) || text.includes(LOG_LEVEL)) return false;
  let is = false;
  walk(ast, node => {
    if (!ts.isStringLiteralLike(node) || !node.text.includes(LOG)) return !is;
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
