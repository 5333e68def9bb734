import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, returnedExpressions, siblings, type FunctionNode } from '../recognise/syntax.js';
import { callsInFile, ownStatement } from './client-calls.js';
import type { StreamRequest } from './client-streams.js';

/** The stream on which servers of earlier revisions send what belongs to no request. */
export interface StandingStream {
  readonly request: StreamRequest;
  /** The function that opens it and reads it, and gives nothing back. */
  readonly node: FunctionNode;
  /** The statements that run it, outside of itself. */
  readonly calls: readonly ts.ExpressionStatement[];
}

/**
 * The function that keeps such a stream open; undefined when it gives something back, or is part of more.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
 */
export function standingStream(
  project: ProjectModel,
  unit: SourceUnit,
  request: StreamRequest,
  isSending: (node: FunctionNode) => boolean,
): StandingStream | undefined {
  const { owner: node } = request;
  if (isSending(node)) return undefined;
  if (!node.body || !ts.isBlock(node.body) || node.asteriskToken) return undefined;
  if (returnedExpressions(node).length > 0) return undefined;
  const calls = callsInFile(project, unit, node);
  if (!calls || calls.length === 0) return undefined;
  const statements = calls.filter(each => !isInside(each, node)).map(ownStatement);
  const isKnown = statements.every(each => each !== undefined && siblings(each));
  return isKnown && statements.length > 0
    ? { request, node, calls: statements.filter(each => each !== undefined) }
    : undefined;
}

function isInside(call: ts.CallExpression, node: FunctionNode): boolean {
  for (let owner = enclosingFunction(call); owner; owner = enclosingFunction(owner))
    if (owner === node) return true;
  return false;
}
