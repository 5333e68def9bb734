import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlersAround } from '../recognise/handlers.js';
import { assignedValue, ancestors, isWritten, methodCall } from '../recognise/syntax.js';
import { lastName, openedBy, resourceType } from './held-resources.js';
import { limiting } from './limiting-state.js';
import { resourceHeld } from './object-state.js';

/** What state of a session is, which decides what becomes of it without one. */
export type StateKind = 'resource' | 'limit' | 'subscriptions' | 'cache' | 'telemetry' | 'application';

export interface Classified {
  readonly kind: StateKind;
  /** What shows it, as the end of a sentence. */
  readonly because: string;
}

const LOG = /^(?:log|debug|info|warn|error|trace)$/;

/** Tells what a variable or a store keeps for a session, from what is put into it, how it is used, and its name. */
export function classify(
  project: ProjectModel,
  name: string,
  values: readonly ts.Expression[],
  types: readonly ts.TypeNode[],
  uses: readonly ts.Expression[],
  reached: readonly ts.Expression[] = uses,
): Classified {
  for (const value of [...values, ...uses.flatMap(use => assignedValue(use) ?? [])]) {
    const opened = openedBy(value) ?? resourceHeld(project, value);
    if (opened) return { kind: 'resource', because: `it holds what \`${opened}\` opens` };
  }
  const type = types.map(resourceType).find(Boolean);
  if (type) return { kind: 'resource', because: `it holds a \`${type}\`` };
  if (/subscri|watcher/i.test(name) || uses.some(use => isAboutSubscriptions(project, use)))
    return { kind: 'subscriptions', because: 'it keeps what a client has subscribed to' };
  if (/cache|memo(?:ized)?$/i.test(name)) return { kind: 'cache', because: 'its name says so' };
  const reads = uses.filter(use => !isWritten(use));
  if (uses.length > reads.length && reads.length > 0 && reads.every(isLogged))
    return { kind: 'telemetry', because: 'it is only written to a log' };
  const limit = limiting(project, reached, values[0]);
  if (limit !== undefined) return { kind: 'limit', because: limit };
  return { kind: 'application', because: 'tools put data in and read it again' };
}

function isAboutSubscriptions(project: ProjectModel, use: ts.Node): boolean {
  return handlersAround(project, use).some(each => /^resources\/(?:un)?subscribe$/.test(each.method ?? ''));
}

/** Whether a value goes into a line of a log and nowhere else. */
function isLogged(use: ts.Node): boolean {
  for (const at of ancestors(use)) {
    if (ts.isCallExpression(at)) return isLogCall(at);
    const passes =
      ts.isTemplateSpan(at) ||
      ts.isTemplateExpression(at) ||
      ts.isPropertyAssignment(at) ||
      ts.isShorthandPropertyAssignment(at) ||
      ts.isObjectLiteralExpression(at) ||
      ts.isPropertyAccessExpression(at) ||
      ts.isBinaryExpression(at);
    if (!passes) return false;
  }
  return false;
}

/** `console.log(…)`, `logger.info(…)` and their like. */
export function isLogCall(call: ts.CallExpression): boolean {
  const method = methodCall(call);
  if (!method || !LOG.test(method.name)) return false;
  return /^(?:console|.*log(?:ger)?)$/i.test(lastName(method.object) ?? '');
}
