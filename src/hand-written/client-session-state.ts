import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  walk,
} from '../recognise/syntax.js';
import type { SessionSite } from './client-session.js';

/** `method: 'DELETE'`, or a library's function for it, with headers beside the address. */
const ENDS_SESSION = /(['"`])DELETE\1|\.delete\([^)]*\bheaders\b/i;

/** What else depends on the session id; undefined when it cannot be told what comes of it without one. */
export function stateReads(
  unit: SourceUnit,
  state: string,
  sites: readonly SessionSite[],
  ends: ts.Node[],
  isOld: (node: ts.Node) => boolean,
): SessionSite[] | undefined {
  const found: SessionSite[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    if (!isKnown || !ts.isExpression(node) || node.getText() !== state || isDeclared(node)) return;
    if (isOld(node)) return;
    if (assignedValue(node) || sites.some(site => isWithin(node, 'whole' in site ? site.whole : site.node)))
      return;
    if (sites.some(site => site.kind === 'value' && isDependent(node, site.whole))) return;
    const check = throwingCheck(node);
    if (check) found.push({ kind: 'condition', node: check.expression, whole: check });
    else if (endsSession(node)) ends.push(node);
    else if (!isLogged(node)) isKnown = false;
  });
  return isKnown ? found : undefined;
}

function isDeclared(node: ts.Expression): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) &&
    parent.name === node
  );
}

/** `if (sid && sid !== this.sessionId) …` after `const sid = …`. */
function isDependent(node: ts.Node, whole: ts.VariableStatement): boolean {
  const name = whole.declarationList.declarations[0]?.name.getText() ?? '';
  const statement = ancestors(node).find(each => each.parent === whole.parent);
  return (
    statement !== undefined &&
    ts.isIfStatement(statement) &&
    new RegExp(`\\b${name}\\b`).test(statement.expression.getText())
  );
}

/** `if (!sessionId) throw …`, which has nothing to say where there are no sessions. */
export function throwingCheck(node: ts.Expression): ts.IfStatement | undefined {
  const { parent } = node;
  const isNegated = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
  const check = isNegated ? parent.parent : undefined;
  if (!check || !ts.isIfStatement(check) || check.elseStatement) return undefined;
  const { thenStatement } = check;
  const [only, ...more] = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  return only && more.length === 0 && ts.isThrowStatement(only) ? check : undefined;
}

/** Whether a node is in a function that sends the `DELETE` that ends a session. */
function endsSession(node: ts.Node): boolean {
  const owner = enclosingFunction(node);
  return owner !== undefined && isFunctionNode(owner) && ENDS_SESSION.test(owner.getText());
}

/** Whether a node is something that a call logs. */
export function isLogged(node: ts.Node): boolean {
  return ancestors(node).some(
    each =>
      ts.isCallExpression(each) &&
      /^(?:console|log(?:ger)?|this\.log(?:ger)?)\b/.test(each.expression.getText()),
  );
}
