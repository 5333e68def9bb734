import type { SourceUnit } from '../engine/types.js';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  isConst,
  isFunctionNode,
  isWritten,
  methodCall,
  siblings,
  somewhere,
  unwrap,
  walk,
} from './syntax.js';
import { valuesOf } from './values.js';
import { writtenAs } from './written.js';

/** A client that connects over HTTP+SSE, in a statement of its own. */
export interface SseConnection {
  /** `await client.connect(transport)` */
  readonly statement: ts.ExpressionStatement;
  readonly call: ts.CallExpression;
  /** `new SSEClientTransport(…)`, here or in a constant. */
  readonly transport: ts.NewExpression;
  readonly address: ts.Expression;
  /** What another transport of the same address takes from its options. */
  readonly options: readonly ts.ObjectLiteralElementLike[];
}

/** Options that mean the same to both transports; an `authProvider` would be asked to sign in twice. */
const SHARED = new Set(['requestInit', 'fetch']);
const SSE_ONLY = 'eventSourceInit';
/** What a failed first attempt would set off. */
const LISTENERS = /\.\s*on(?:close|error)\b/;

/** Whether the package of a client has the transport that is tried first, so that it chooses between them itself. */
export function hasStreamableClient(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units.some(
    each => each.text.includes('StreamableHTTPClientTransport') && project.packageOf(each.path) === home,
  );
}

/**
 * The connections of a file that may try Streamable HTTP at the same address first: whoever runs the code chooses the
 * address, nothing else uses the transport, and nobody is told when an attempt fails.
 */
export function sseConnections(project: ProjectModel, unit: SourceUnit): SseConnection[] {
  if (LISTENERS.test(unit.text) || /\bpin\s*:/.test(unit.text)) return [];
  const found: SseConnection[] = [];
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node) || valuesOf(project).sdkName(node) !== 'SSEClientTransport') return;
    const [address, options, ...more] = node.arguments ?? [];
    const statement = connectStatement(project, node);
    if (!address || !statement || more.length > 0 || !isChosen(project, address)) return;
    const shared = options ? sharedOptions(project, options) : [];
    if (shared && isRepeatable(project, address)) {
      found.push({ ...statement, transport: node, address, options: shared });
    }
  });
  return found;
}

function connectStatement(
  project: ProjectModel,
  transport: ts.NewExpression,
): { statement: ts.ExpressionStatement; call: ts.CallExpression } | undefined {
  const { parent } = transport;
  let use: ts.Expression = transport;
  if (ts.isVariableDeclaration(parent)) {
    if (!ts.isIdentifier(parent.name) || !isConst(parent)) return undefined;
    const uses = project.names.references(parent.name);
    if (uses.length !== 1) return undefined;
    use = uses[0]!;
  }
  const call = use.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== use) return undefined;
  const method = methodCall(call);
  const statement = call.parent.parent;
  if (method?.name !== 'connect' || !ts.isAwaitExpression(call.parent)) return undefined;
  if (!ts.isExpressionStatement(statement) || !siblings(statement)) return undefined;
  return isClient(project, method.object) ? { statement, call } : undefined;
}

function isClient(project: ProjectModel, node: ts.Expression): boolean {
  const client = unwrap(node);
  if (!ts.isIdentifier(client) && !ts.isPropertyAccessExpression(client)) return false;
  const value = valuesOf(project).of(client);
  return value?.is === 'sdk' && value.name === 'Client';
}

/** Whether an address comes from outside: one that is written down is that of an HTTP+SSE endpoint. */
function isChosen(project: ProjectModel, address: ts.Expression, seen = new Set<ts.Node>()): boolean {
  const value = unwrap(address);
  if (seen.has(value)) return true;
  seen.add(value);
  if (somewhere(value, hasPath)) return false;
  const given = ts.isIdentifier(value) ? givenTo(project, value) : [];
  const forms = given.length > 0 ? given : (writtenAs(project, value) ?? []);
  const parts = ts.isNewExpression(value) ? (value.arguments ?? []) : [];
  return [...forms, ...parts].every(each => isChosen(project, each, seen));
}

function hasPath(node: ts.Node): boolean {
  return (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) && node.text.includes('/');
}

/** What callers inside the project give for a parameter. */
function givenTo(project: ProjectModel, name: ts.Identifier): ts.Expression[] {
  const parameter = project.names.declaration(name);
  if (!parameter || !ts.isParameter(parameter) || !isFunctionNode(parameter.parent)) return [];
  const index = parameter.parent.parameters.indexOf(parameter);
  return valuesOf(project)
    .callsOf(parameter.parent)
    .flatMap(call => call.arguments?.[index] ?? []);
}

function sharedOptions(
  project: ProjectModel,
  options: ts.Expression,
): ts.ObjectLiteralElementLike[] | undefined {
  const literal = unwrap(options);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const shared: ts.ObjectLiteralElementLike[] = [];
  for (const property of literal.properties) {
    const name = property.name && ts.isIdentifier(property.name) ? property.name.text : '';
    if (SHARED.has(name)) shared.push(property);
    else if (name !== SSE_ONLY) return undefined;
  }
  // What only the event stream is given, such as a token, the new transport would lack.
  if (shared.length === 0 && literal.properties.length > 0) return undefined;
  const values = shared.map(each => (ts.isPropertyAssignment(each) ? each.initializer : each.name));
  return values.every(value => value && isRepeatable(project, value)) ? shared : undefined;
}

/** Whether an expression may be written twice: it does nothing, and its names keep their value. */
function isRepeatable(project: ProjectModel, node: ts.Node): boolean {
  return !somewhere(node, each => {
    if (ts.isIdentifier(each)) return isReassigned(project, each);
    if (ts.isNewExpression(each))
      return !(ts.isIdentifier(each.expression) && each.expression.text === 'URL');
    if (ts.isPostfixUnaryExpression(each)) return true;
    if (ts.isPrefixUnaryExpression(each)) {
      return each.operator === ts.SyntaxKind.PlusPlusToken || each.operator === ts.SyntaxKind.MinusMinusToken;
    }
    if (ts.isBinaryExpression(each)) {
      const kind = each.operatorToken.kind;
      return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    }
    return (
      ts.isCallExpression(each) ||
      ts.isAwaitExpression(each) ||
      ts.isYieldExpression(each) ||
      ts.isTaggedTemplateExpression(each) ||
      ts.isFunctionExpression(each) ||
      ts.isArrowFunction(each) ||
      ts.isMethodDeclaration(each)
    );
  });
}

function isReassigned(project: ProjectModel, name: ts.Identifier): boolean {
  const declaration = project.names.declaration(name);
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return false;
  return ts.isIdentifier(declaration.name) && project.names.references(declaration.name).some(isWritten);
}
