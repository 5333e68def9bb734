import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from './bindings.js';
import { isUsableAt, isVariableUse } from './scope.js';
import { isWithin, isWritten, siblings, unwrapAwaited } from './syntax.js';

/** The statements that build one server: its declaration and what is done to it before it is connected. */
export interface ServerSetup {
  readonly declaration: ts.VariableStatement;
  /** Statements among the declaration's siblings that register on the server, in order. */
  readonly steps: readonly ts.Statement[];
  /** Uses of the server that are neither set-up, nor the connection, nor inside the site. */
  readonly others: readonly ts.Identifier[];
}

/** Calls that use a server rather than build one. */
const STARTS_OR_STOPS = /^(?:start|run|serve|connect|listen|launch|close|stop|shutdown)/i;

/** Sorts the uses of a variable that holds a server. */
export function collectSetup(
  project: ProjectModel,
  holder: ts.VariableDeclaration,
  connected: ts.Expression,
  site: ts.Node,
): ServerSetup | undefined {
  const statement = holder.parent.parent;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  const list = siblings(statement);
  if (!list) return undefined;
  const holderInside = isWithin(statement, site);
  const boundary = list.findIndex(candidate => isWithin(connected, candidate) || isWithin(site, candidate));
  const names = boundNames(holder.name);
  const steps = new Set<ts.Statement>();
  const others: ts.Identifier[] = [];
  for (const use of names.flatMap(name => project.names.references(name))) {
    if (isWithin(use, connected) || isWithin(use, statement)) continue;
    if (!holderInside && isWithin(use, site)) continue;
    const index = list.findIndex(candidate => isWithin(use, candidate));
    const candidate = list[index];
    const isBefore = index > list.indexOf(statement) && index < boundary;
    const isStep = candidate && isBefore && isSetupStep(project, candidate, names);
    const isPlumbing =
      isStep && holderInside && isListener(candidate) && !isUsableAt(project, candidate, site, [statement]);
    if (isStep && !isPlumbing) steps.add(candidate);
    else others.push(use);
  }
  return { declaration: statement, steps: list.filter(candidate => steps.has(candidate)), others };
}

/** `server.onclose = …`: in a route, what follows the fate of one connection there. */
function isListener(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
  const { left } = statement.expression;
  return ts.isPropertyAccessExpression(left) && /^on[a-z]+$/.test(left.name.text);
}

/** Whether a statement only registers on the server: it may run once for each server made. */
function isSetupStep(
  project: ProjectModel,
  statement: ts.Statement,
  servers: readonly ts.Identifier[],
): boolean {
  const targets = new Set(servers.map(name => project.names.symbol(name)));
  const isServer = (node: ts.Node): boolean =>
    ts.isIdentifier(node) && targets.has(project.names.symbol(node));

  const registers = (expression: ts.Expression): boolean => {
    const node = unwrapAwaited(ts.isVoidExpression(expression) ? expression.expression : expression);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return !ts.isIdentifier(node.left) && isServer(rootOf(node.left));
    if (!ts.isCallExpression(node)) return false;
    const name =
      lastMember(node.expression) ?? (ts.isIdentifier(node.expression) ? node.expression.text : '');
    if (STARTS_OR_STOPS.test(name)) return false;
    if (isServer(rootOf(node.expression))) return true;
    if (node.arguments.some(argument => isServer(rootOf(unwrapAwaited(argument))))) return true;
    const callback = node.arguments[0];
    return (
      name === 'forEach' &&
      callback !== undefined &&
      ts.isArrowFunction(callback) &&
      (ts.isBlock(callback.body) ? onlySteps(callback.body) : registers(callback.body))
    );
  };

  const onlySteps = (body: ts.Statement): boolean => {
    if (ts.isBlock(body)) return body.statements.every(onlySteps);
    if (ts.isExpressionStatement(body)) return registers(body.expression) || !changesOutside(project, body);
    if (ts.isVariableStatement(body)) return true;
    if (ts.isForOfStatement(body)) return onlySteps(body.statement);
    if (ts.isIfStatement(body))
      return onlySteps(body.thenStatement) && (!body.elseStatement || onlySteps(body.elseStatement));
    return false;
  };

  if (changesOutside(project, statement)) return false;
  if (ts.isExpressionStatement(statement)) return registers(statement.expression);
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(
      declaration => declaration.initializer && registers(declaration.initializer),
    );
  }
  return (ts.isForOfStatement(statement) || ts.isIfStatement(statement)) && onlySteps(statement);
}

/** Whether running the statement assigns to a variable declared outside it; functions it defines do not run. */
export function changesOutside(project: ProjectModel, statement: ts.Statement): boolean {
  let changes = false;
  const visit = (node: ts.Node): void => {
    if (changes || (ts.isFunctionLike(node) && node.parent !== statement)) return;
    if (ts.isIdentifier(node) && isVariableUse(node) && isWritten(node)) {
      const declaration = project.names.symbol(node)?.declarations?.[0];
      if (!declaration || !isWithin(declaration, statement)) changes = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return changes;
}

/** The `a` of `a.b.c` and `a.b(…).c`. */
function rootOf(node: ts.Expression): ts.Expression {
  let current = unwrapAwaited(node);
  while (ts.isPropertyAccessExpression(current) || ts.isElementAccessExpression(current))
    current = unwrapAwaited(current.expression);
  return current;
}

function lastMember(callee: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
