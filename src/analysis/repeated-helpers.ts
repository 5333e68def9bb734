import { ts } from '../engine/ts.js';
import type { Helper } from './asking-helpers.js';
import type { InputPlan, InputSite } from './input-sites.js';

/**
 * Whether a helper can be given the key that it asks under: it asks itself, and every call has an argument for each of
 * its parameters, so that another one can follow.
 */
export function canTakeKey({ function: owner, calls, reaches }: Helper): boolean {
  const { parameters } = owner;
  const first = parameters[0];
  if (reaches.length > 1 || !first) return false;
  const isBare =
    ts.isArrowFunction(owner) && owner.getText().startsWith(first.getText()) && owner.getText()[0] !== '(';
  const isFixed = parameters.every(each => !each.initializer && !each.questionToken && !each.dotDotDotToken);
  return !isBare && isFixed && calls.every(each => each.arguments.length === parameters.length);
}

/** Which call of its helper in one run a site is, from 1; calls of which only one happens have the same number. */
export function callNumber(site: InputSite): number {
  const { helper } = site.passed!;
  const earlier = site.earlier.filter(each => each.passed?.helper === helper);
  return 1 + Math.max(0, ...earlier.map(callNumber));
}

/** The helpers that are called several times in one run, and how many times at most. */
export function repeatedHelpers(plans: readonly InputPlan[]): Map<Helper, number> {
  const found = new Map<Helper, number>();
  for (const site of plans.flatMap(plan => plan.sites)) {
    const count = site.passed ? callNumber(site) : 1;
    const helper = site.passed?.helper;
    if (helper && count > Math.max(1, found.get(helper) ?? 1)) found.set(helper, count);
  }
  return found;
}
