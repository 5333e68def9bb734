import { ts } from '../engine/ts.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode } from '../recognise/syntax.js';
import { readsSessionHeader } from '../recognise/session-header.js';
import { readHeader } from './messages.js';

const VERSION = HEADERS.protocolVersion.toLowerCase();

/** Whether a node reads the session header, or the revision, which the check in front has compared by then. */
export function readsOldHeader(
  project: ProjectModel,
  node: ts.CallExpression | ts.ElementAccessExpression,
): boolean {
  return readsSessionHeader(node, project.names) || readHeader(project, node) === VERSION;
}

/** The `if` whose condition a node is part of. */
export function conditionAround(node: ts.Node): ts.IfStatement | undefined {
  let inner = node;
  for (const at of ancestors(node)) {
    if (ts.isIfStatement(at) && at.expression === inner) return at;
    if (ts.isStatement(at) || isFunctionNode(at)) return undefined;
    inner = at;
  }
  return undefined;
}

export function outer(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isBinaryExpression(at.parent)
  ) {
    at = at.parent;
  }
  return at;
}

export function isLog(call: ts.CallExpression): boolean {
  return /^(?:console|log|logger)\b/.test(call.expression.getText());
}
