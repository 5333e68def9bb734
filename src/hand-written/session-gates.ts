import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  isFunctionNode,
  somewhere,
  unwrap,
  walk,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { incomingHeader, type HeaderRead } from './incoming-headers.js';
import { HEADERS } from '../facts/protocol.js';

const SESSION = HEADERS.sessionId.toLowerCase();
/** Tells the revisions apart, or asks for what only one of them has. */
const ERA = /modern|legacy|era\b|20\d\d-\d\d-\d\d|protocol-?version|mcp-method/i;

/** Whether a function answers requests that have no session with an error of HTTP, in whatever revision they are. */
export function refusesWithoutSession(
  project: ProjectModel,
  session: HeaderRead,
  from: FunctionNode,
): boolean {
  for (let owner: FunctionNode | undefined = from; owner; owner = enclosingFunction(owner)) {
    if (somewhere(owner, node => isGate(project, node))) return true;
    if (owner === enclosingFunction(session.node)) return false;
  }
  return false;
}

/** `if (!sessionId) return res.status(400).end();`, also with `initialize` let through. */
export function isGate(project: ProjectModel, node: ts.Node): boolean {
  if (!ts.isIfStatement(node) || ERA.test(node.expression.getText())) return false;
  return refuses(node.thenStatement) && asksForNone(project, node.expression);
}

/** Whether a branch ends with an error of HTTP, or by throwing. */
export function refuses(branch: ts.Statement): boolean {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  if (!last) return false;
  if (ts.isThrowStatement(last)) return true;
  return ts.isReturnStatement(last) && /\b4\d\d\b/.test(branch.getText());
}

/** Whether a condition has a part that asks if there is no session: `!sessionId`, `sessionId === undefined`. */
function asksForNone(project: ProjectModel, condition: ts.Expression): boolean {
  let asks = false;
  walk(condition, node => {
    if (asks || isFunctionNode(node)) return false;
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      asks = isSession(project, node.operand);
    } else if (ts.isBinaryExpression(node) && /^===?$/.test(node.operatorToken.getText())) {
      asks = isNothing(node.right) && isSession(project, node.left);
    }
    return !asks;
  });
  return asks;
}

function isNothing(node: ts.Expression): boolean {
  return /^(?:undefined|null|''|"")$/.test(unwrap(node).getText());
}

/** The session header, or a constant that holds it. */
function isSession(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  if (incomingHeader(project, value)?.header === SESSION) return true;
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return somewhere(wrapped(declaration.initializer), at => incomingHeader(project, at)?.header === SESSION);
}
