import type { ProjectModel } from '../project/model.js';
import { handlerOf } from '../recognise/handlers.js';
import { enclosingFunction, type FunctionNode } from '../recognise/syntax.js';
import { askerAround, askingHelpers, type Helper } from './asking-helpers.js';
import type { Obstacle } from './input-parts.js';
import { needsState, planInput, requestsIn, type Asker, type Asking, type InputPlan } from './input-sites.js';
import { thrownUrls } from './thrown-urls.js';

const WRITTEN =
  /\b(?:elicitInput|createMessage|requestSampling|listRoots|send|request|UrlElicitation\w+)\b|-32042/;

/** What becomes of the requests of a project. */
interface Outcome {
  readonly plans: ReadonlyMap<FunctionNode, InputPlan>;
  readonly obstacles: ReadonlyMap<Asking, Obstacle>;
}

const outcomes = new WeakMap<ProjectModel, Outcome>();

/**
 * Plans for the functions of a project that ask their client, in groups that have to be rewritten together: a helper
 * with everything that calls it.
 */
export function inputPlans(project: ProjectModel): InputPlan[][] {
  const { plans } = outcomeOf(project);
  const groups: InputPlan[][] = [];
  const done = new Set<FunctionNode>();
  for (const plan of plans.values()) {
    if (done.has(plan.function)) continue;
    const group: InputPlan[] = [];
    const open = [plan];
    for (let next = open.pop(); next; next = open.pop()) {
      if (done.has(next.function)) continue;
      done.add(next.function);
      group.push(next);
      open.push(...neighbours(plans, next));
    }
    if (group.some(each => each.sites.length > 0)) groups.push(group);
  }
  return groups;
}

/** Why a request to the client is not rewritten; undefined when nothing is known to stand in the way. */
export function obstacleTo(project: ProjectModel, call: Asking): Obstacle | undefined {
  return outcomeOf(project).obstacles.get(call);
}

/** The plans of what a function calls, and of what calls it. */
function neighbours(plans: Outcome['plans'], plan: InputPlan): InputPlan[] {
  const called = plan.sites.flatMap(site =>
    site.passed ? (plans.get(site.passed.helper.function) ?? []) : [],
  );
  const callers = plan.helper
    ? [...plans.values()].filter(each => each.sites.some(site => site.passed?.helper === plan.helper))
    : [];
  return [...called, ...callers];
}

function outcomeOf(project: ProjectModel): Outcome {
  let outcome = outcomes.get(project);
  if (!outcome) outcomes.set(project, (outcome = settle(project)));
  return outcome;
}

/** Starts with all helpers, and gives up those that cannot hand on what they ask, until the rest holds. */
function settle(project: ProjectModel): Outcome {
  const units = project.units.filter(unit => WRITTEN.test(unit.text));
  const requests: Asking[] = units.flatMap(unit => [
    ...requestsIn(project, unit.ast),
    ...thrownUrls(project, unit.ast),
  ]);
  const helpers = askingHelpers(project, requests);
  const obstacles = new Map<Asking, Obstacle>();
  for (;;) {
    const calls = new Map<Asking, Helper>(
      [...helpers.values()].flatMap(helper => helper.calls.map(call => [call, helper] as const)),
    );
    const plans = plansFor(project, [...requests, ...calls.keys()], helpers, calls);
    const failed = [...helpers.values()].flatMap(helper => failureOf(helper, plans, helpers) ?? []);
    if (failed.length === 0) {
      for (const [call, why] of [...plans.values()].flatMap(plan => [...plan.obstacles])) {
        if (!obstacles.has(call)) obstacles.set(call, why);
      }
      for (const call of requests) {
        const isLost = !askerAround(call, owner => plans.get(owner)) && !obstacles.has(call);
        if (isLost) obstacles.set(call, { is: enclosingFunction(call) ? 'helper' : 'handler' });
      }
      return { plans, obstacles };
    }
    for (const { helper, why } of failed) {
      helpers.delete(helper.function);
      const own = plans.get(helper.function)?.obstacles;
      for (const call of requests) {
        if (enclosingFunction(call) === helper.function && !obstacles.has(call))
          obstacles.set(call, own?.get(call) ?? why);
      }
    }
  }
}

function plansFor(
  project: ProjectModel,
  calls: readonly Asking[],
  helpers: ReadonlyMap<FunctionNode, Helper>,
  called: ReadonlyMap<Asking, Helper>,
): Map<FunctionNode, InputPlan> {
  const askers = new Map<FunctionNode, { asker: Asker; calls: Asking[] }>();
  for (const call of calls) {
    const asker = askerAround<Asker>(call, owner => {
      const helper = helpers.get(owner);
      if (helper) return { function: owner, helper };
      const handler = handlerOf(project, owner);
      return handler && { function: owner, handler };
    });
    if (!asker) continue;
    const known = askers.get(asker.function);
    if (known) known.calls.push(call);
    else askers.set(asker.function, { asker, calls: [call] });
  }
  return new Map(
    [...askers].map(
      ([owner, { asker, calls: own }]) => [owner, planInput(project, asker, own, called)] as const,
    ),
  );
}

/** Why a helper cannot hand on what it asks. */
function failureOf(
  helper: Helper,
  plans: ReadonlyMap<FunctionNode, InputPlan>,
  helpers: ReadonlyMap<FunctionNode, Helper>,
): { helper: Helper; why: Obstacle } | undefined {
  const plan = plans.get(helper.function);
  const [first] = plan?.obstacles.values() ?? [];
  if (!plan || first) return { helper, why: first ?? { is: 'helper' } };
  for (const node of helper.calls) {
    const caller = askerAround(node, owner => plans.get(owner));
    const why = caller ? caller.obstacles.get(node) : ({ is: 'handler' } as const);
    if (why) return { helper, why: { is: 'caller', node, why } };
    const keeps = helper.reaches.some(
      each => helpers.has(each) && plans.has(each) && needsState(plans.get(each)!),
    );
    if (caller && keeps && needsState(caller))
      return { helper, why: { is: 'caller', node, why: { is: 'state', node } } };
  }
  return undefined;
}
