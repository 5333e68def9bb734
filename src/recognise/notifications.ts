import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerOf } from './handlers.js';
import { ancestors, isFunctionNode, wrapped, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

const MAX_STEPS = 4;

/**
 * The notifications in whose handlers a node runs, by their methods: `notifications/initialized` for what is assigned
 * to `oninitialized`.
 * @returns undefined when something else runs it as well, or when nothing seen runs it
 */
export function notificationsRunning(project: ProjectModel, node: ts.Node): readonly string[] | undefined {
  const found = new Set<string>();
  return collect(project, node, found, 0) && found.size > 0 ? [...found].sort() : undefined;
}

function collect(project: ProjectModel, node: ts.Node, found: Set<string>, depth: number): boolean {
  const around = ancestors(node).filter(isFunctionNode);
  for (const at of around) {
    const handler = handlerOf(project, at);
    const method = handler?.kind === 'notification' ? (handler.method ?? 'notifications') : assigned(at);
    if (handler && handler.kind !== 'notification') return false;
    if (method === undefined) continue;
    found.add(method);
    return true;
  }
  const outermost = around.at(-1);
  const calls = outermost && depth < MAX_STEPS ? valuesOf(project).callsOf(outermost) : [];
  return calls.length > 0 && calls.every(call => collect(project, call, found, depth + 1));
}

/** `server.oninitialized = async () => …` */
function assigned(owner: FunctionNode): string | undefined {
  const { parent } = ts.isExpression(owner) ? wrapped(owner) : owner;
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(parent.left) &&
    parent.left.name.text === 'oninitialized';
  return isAssigned ? 'notifications/initialized' : undefined;
}
