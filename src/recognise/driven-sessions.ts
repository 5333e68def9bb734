import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { HttpEntry } from './http-serving.js';
import { isServer } from './mcp-objects.js';
import { isWithin, nameText, walk } from './syntax.js';

/** What of a session's own values a factory for 2026-07-28 must not need. */
const OF_SESSION = new Set(['transport', 'record', 'store', 'id']);

/**
 * Finds code that moves an endpoint's messages itself instead of leaving them to its server: `transport.onmessage = …`,
 * `transport.send(…)`, `server.transport`. A server of its own would know nothing of what that code does.
 */
export function drivenByHand(project: ProjectModel, entry: HttpEntry): ts.Node | undefined {
  const { plumbing } = entry;
  let found: ts.Node | undefined;
  walk(entry.unit.ast, node => {
    if (found) return false;
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
    const name = ts.isPropertyAccessExpression(node) ? node.name.text : nameText(node.argumentExpression);
    const role = plumbing.roleOf(node.expression);
    const isTransport = role === 'transport' && (name === 'onmessage' || name === 'send');
    const isOwner = role === 'server' || isServer(project, node.expression);
    if (isTransport || (name === 'transport' && isOwner)) found = node;
    return undefined;
  });
  return found;
}

/**
 * Finds what a factory needs and 2026-07-28 does not have: a transport, a session id, or what its request handler
 * declares later or changes.
 * @param parts the code that makes the server
 * @param site the statement in front of which it is to run
 */
export function sessionInput(
  project: ProjectModel,
  entry: HttpEntry,
  parts: readonly ts.Node[],
  site: ts.Statement,
): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  for (const part of parts) {
    walk(part, node => {
      if (found) return false;
      if (ts.isTypeNode(node)) return false;
      if (!ts.isIdentifier(node)) return undefined;
      const declaration = project.names.symbol(node)?.declarations?.[0];
      if (!declaration || parts.some(each => isWithin(declaration, each))) return undefined;
      const role = entry.plumbing.roleOf(node);
      const isOfSession = role !== undefined && OF_SESSION.has(role);
      const isInRoute = isWithin(declaration, entry.handler.node);
      if (isOfSession || (isInRoute && (declaration.pos >= site.pos || isVariable(declaration))))
        found = node;
      return undefined;
    });
  }
  return found;
}

function isVariable(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) === 0;
}
