import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, isWithin, walk, type FunctionNode } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';
import type { Dispatcher } from './dispatcher.js';
import type { Reception } from './reception.js';

/** The ways on which messages get from where they come in to where they are dispatched. */
export class DispatchPaths {
  readonly #project: ProjectModel;
  readonly #places: readonly ts.Node[];
  readonly #functions: ReadonlySet<FunctionNode>;

  constructor(project: ProjectModel, reception: Reception, dispatcher: Dispatcher) {
    this.#project = project;
    this.#places = [reception.anchor, dispatcher.statement];
    this.#functions = dispatcher.owner ? towards(project, dispatcher.owner) : new Set();
  }

  /** Whether a message is dispatched below a node, which all of them have to get to. */
  leadThrough(node: ts.Node): boolean {
    if (this.#places.some(each => isWithin(each, node))) return true;
    let is = false;
    walk(node, at => {
      const target = ts.isCallExpression(at) ? valuesOf(this.#project).callee(at) : undefined;
      if (target && this.#functions.has(target)) is = true;
      return !is;
    });
    return is;
  }
}

/** A function and those that lead to it. */
function towards(project: ProjectModel, node: FunctionNode): Set<FunctionNode> {
  const found = new Set([node]);
  for (const each of found) {
    for (const call of callersOf(project, each)) {
      const owner = enclosingFunction(call);
      if (owner) found.add(owner);
    }
  }
  return found;
}
