import { ts } from '../engine/ts.js';
import type { TransformContext } from '../engine/types.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { onOneLine } from '../recognise/factory-text.js';
import { isUsableAt } from '../recognise/scope.js';
import { isWithin, unwrap, walk } from '../recognise/syntax.js';
import { anchorOf, type HandlerOption } from './mcp-handler.js';

/** Options that go away with the transport, or have been dealt with elsewhere. */
const DROPPED = new Set([
  'sessionIdGenerator',
  'onsessioninitialized',
  'onsessionclosed',
  'eventStore',
  'retryInterval',
  'enableDnsRebindingProtection',
  'allowedHosts',
  'allowedOrigins',
]);
const KEPT = ['keepAliveMs', 'maxRequestBodySize'];

/**
 * Options of `createMcpHandler` that stand for those of the old transport.
 * @param anchor where the handler is created
 * @returns the option that has no counterpart, when there is one
 */
export function handlerOptions(
  context: TransformContext,
  entry: HttpEntry,
  anchor: ts.Node,
): readonly HandlerOption[] | { readonly unknown: ts.Node; readonly name: string } {
  const found: HandlerOption[] = [];
  for (const [name, value] of entry.creation.options.given) {
    if (DROPPED.has(name)) continue;
    const text = ts.isMethodDeclaration(value) ? undefined : onOneLine(entry.unit, value);
    const isKnown = text !== undefined && isUsableAt(context.project, value, anchor);
    if (name === 'enableJsonResponse') {
      const flag = ts.isMethodDeclaration(value) ? undefined : unwrap(value).kind;
      if (flag === ts.SyntaxKind.FalseKeyword) continue;
      if (flag === ts.SyntaxKind.TrueKeyword) found.push(['responseMode', "'json'"]);
      else if (isKnown) found.push(['responseMode', `${text} ? 'json' : 'auto'`]);
      else return { unknown: value, name };
    } else if (KEPT.includes(name) && isKnown) found.push([name, text]);
    else return { unknown: value, name };
  }
  return found;
}

/** What an endpoint did on errors of its transports, as the option of the handler that takes their place. */
export interface CarriedErrors {
  readonly option?: HandlerOption;
  /** The statements that the option stands for. */
  readonly statements: readonly ts.ExpressionStatement[];
}

/**
 * Carries `transport.onerror = value` over, when all transports of an endpoint have the same and it can be said
 * where the handler is created.
 */
export function carriedErrors(context: TransformContext, entry: HttpEntry): CarriedErrors {
  const anchor = anchorOf(entry);
  const found = new Map<ts.ExpressionStatement, string | undefined>();
  walk(entry.unit.ast, node => {
    if (!ts.isExpressionStatement(node)) return;
    const value = errorHandlerIn(entry, node);
    if (value) found.set(node, carriedText(context, entry, value, anchor));
  });
  const texts = new Set(found.values());
  const [text] = texts;
  if (texts.size !== 1 || text === undefined) return { statements: [] };
  return { option: ['onerror', text], statements: [...found.keys()] };
}

/** The value in `transport.onerror = value`. */
function errorHandlerIn(entry: HttpEntry, node: ts.ExpressionStatement): ts.Expression | undefined {
  const { expression } = node;
  if (!ts.isBinaryExpression(expression) || !ts.isPropertyAccessExpression(expression.left)) return undefined;
  const isSet =
    expression.operatorToken.kind === ts.SyntaxKind.EqualsToken && expression.left.name.text === 'onerror';
  return isSet && entry.plumbing.roleOf(expression.left.expression) === 'transport'
    ? expression.right
    : undefined;
}

function carriedText(
  context: TransformContext,
  entry: HttpEntry,
  value: ts.Expression,
  anchor: ts.Node,
): string | undefined {
  const inner = unwrap(value);
  const body = ts.isArrowFunction(inner) || ts.isFunctionExpression(inner) ? inner.body : undefined;
  if (body && ts.isBlock(body) && body.statements.length > 1) return undefined;
  return isUsableAt(context.project, value, anchor) ? onOneLine(entry.unit, value) : undefined;
}

/**
 * `onerror` for a handler whose request used to be handed over inside a `try`: the handler answers errors itself,
 * so the line that logged them would not be reached any more.
 */
export function errorOption(context: TransformContext, entry: HttpEntry, anchor: ts.Node): HandlerOption[] {
  const clause = catchAround(entry);
  const name = clause?.variableDeclaration?.name;
  if (!clause || !name || !ts.isIdentifier(name)) return [];
  for (const statement of clause.block.statements) {
    if (!ts.isExpressionStatement(statement) || !entry.plumbing.isLog(statement)) continue;
    if (!mentionsName(statement, name.text)) continue;
    const text = onOneLine(entry.unit, statement.expression);
    const region = [statement, clause.variableDeclaration];
    if (text === undefined || !isUsableAt(context.project, statement.expression, anchor, region)) continue;
    return [['onerror', `${parameter(entry, name.text)} => ${text}`]];
  }
  return [];
}

function catchAround(entry: HttpEntry): ts.CatchClause | undefined {
  for (let at: ts.Node = entry.dispatch.call; at !== entry.handler.node; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.catchClause && isWithin(entry.dispatch.call, parent.tryBlock))
      return parent.catchClause;
  }
  return undefined;
}

function mentionsName(node: ts.Node, name: string): boolean {
  let found = false;
  walk(node, at => {
    found ||= ts.isIdentifier(at) && at.text === name;
    return !found;
  });
  return found;
}

/** A single parameter, in parentheses or not as the file has it. */
export function parameter(entry: HttpEntry, name: string): string {
  let bare = 0;
  let enclosed = 0;
  walk(entry.unit.ast, node => {
    if (!ts.isArrowFunction(node) || node.parameters.length !== 1 || node.type) return;
    const [first] = node.parameters;
    if (!ts.isIdentifier(first!.name) || first!.type) return;
    if (
      node
        .getText(entry.unit.ast)
        .replace(/^async\s*/, '')
        .startsWith('(')
    )
      enclosed++;
    else bare++;
  });
  return bare > enclosed ? name : `(${name})`;
}
