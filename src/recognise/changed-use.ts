import type { ts } from '../engine/ts.js';
import type { Companion } from '../frameworks/types.js';

/** A place in the code, and what is wrong with it there. */
export interface ChangedUse {
  readonly node: ts.Node;
  readonly text: string;
}

/** Says of a name that it changed, and what to do. */
export function changed(node: ts.Node, name: string, companion: Companion, verb: string): ChangedUse {
  const fix = Object.hasOwn(companion.changed, name) ? companion.changed[name] : undefined;
  const then = fix ?? `see its part of the migration guide to \`${companion.package}\` ${companion.to}`;
  return { node, text: `${verb} \`${name}\`: ${then}` };
}
