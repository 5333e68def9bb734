import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlersAround, type Handler } from '../recognise/handlers.js';
import { ancestors, isFunctionNode, type FunctionNode } from '../recognise/syntax.js';
import { planInput, requestsIn, type InputPlan, type Obstacle } from './input-sites.js';

const plans = new WeakMap<ProjectModel, Map<FunctionNode, InputPlan>>();

/** A plan for each handler of a file that sends requests to its client. */
export function inputPlans(project: ProjectModel, unit: SourceUnit): InputPlan[] {
  const handlers = new Map<FunctionNode, Handler>();
  for (const call of requestsIn(project, unit.ast)) {
    const handler = handlersAround(project, call)[0];
    if (handler) handlers.set(handler.function, handler);
  }
  return [...handlers.values()].map(handler => planFor(project, handler));
}

/** Why a request to the client is not rewritten; undefined when it is. */
export function obstacleTo(project: ProjectModel, call: ts.CallExpression): Obstacle | undefined {
  const handler = handlersAround(project, call)[0];
  if (handler) return planFor(project, handler).obstacles.get(call);
  return { is: ancestors(call).some(isFunctionNode) ? 'helper' : 'handler' };
}

function planFor(project: ProjectModel, handler: Handler): InputPlan {
  let known = plans.get(project);
  if (!known) plans.set(project, (known = new Map<FunctionNode, InputPlan>()));
  let plan = known.get(handler.function);
  if (!plan) known.set(handler.function, (plan = planInput(project, handler)));
  return plan;
}
