import { ts } from '../engine/ts.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, assignedValue, isWithin, nameText, walk } from '../recognise/syntax.js';
import { functionCalled } from './client-wire.js';
import { stringOf } from './messages.js';

/** Headers that only servers of earlier revisions get as a client of theirs sends them, in lower case. */
export const OLD_HEADERS = [HEADERS.sessionId, HEADERS.protocolVersion].map(each => each.toLowerCase());

/** An argument for a parameter that is nothing but tested for and sent as a header. */
export function isHandedOn(project: ProjectModel, node: ts.Identifier): boolean {
  const { parent } = node;
  const index = ts.isCallExpression(parent) ? parent.arguments.indexOf(node) : -1;
  const callee = index >= 0 && ts.isCallExpression(parent) ? functionCalled(project, parent) : undefined;
  const parameter = callee?.parameters[index];
  if (!parameter || !ts.isIdentifier(parameter.name)) return false;
  const uses = project.names.references(parameter.name);
  return uses.every(each => isTested(each) || isSentAsHeader(project, each) || isSetAsHeader(project, each));
}

/** `headers['Mcp-Session-Id'] = sessionId` */
function isSetAsHeader(project: ProjectModel, node: ts.Identifier): boolean {
  const { parent } = node;
  const target = ts.isBinaryExpression(parent) && parent.right === node ? parent.left : undefined;
  return (
    target !== undefined &&
    ts.isElementAccessExpression(target) &&
    assignedValue(target) !== undefined &&
    OLD_HEADERS.includes(stringOf(project, target.argumentExpression)?.toLowerCase() ?? '')
  );
}

/** `'Mcp-Session-Id': sessionId`, and the condition of such a member, which is left to older servers by itself. */
export function isSentAsHeader(project: ProjectModel, node: ts.Identifier): boolean {
  return ancestors(node).some(each => {
    if (ts.isPropertyAssignment(each)) return isOldHeader(project, each);
    if (!ts.isSpreadAssignment(each)) return false;
    let isOld = false;
    walk(each.expression, at => {
      if (ts.isObjectLiteralExpression(at) && at.properties.length > 0)
        isOld = at.properties.every(own => isOldHeader(project, own));
    });
    return isOld;
  });
}

/** Whether a node is in the condition of an `if` that has no other branch. */
export function isTested(node: ts.Node): boolean {
  return ancestors(node).some(
    each => ts.isIfStatement(each) && !each.elseStatement && isWithin(node, each.expression),
  );
}

/** Whether a member of headers is one of those. */
export function isOldHeader(project: ProjectModel, { name }: ts.ObjectLiteralElementLike): boolean {
  if (!name) return false;
  const text = ts.isComputedPropertyName(name) ? stringOf(project, name.expression) : nameText(name);
  return OLD_HEADERS.includes(text?.toLowerCase() ?? '');
}
