import { ts } from '../engine/ts.js';
import { isExtended } from './own-methods.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { handlerOf } from '../recognise/handlers.js';
import { projectReferences } from '../recognise/references.js';
import {
  enclosingFunction,
  isConst,
  isFunctionNode,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

/** A function that asks the client for somebody else, and all of its calls. */
export interface Helper {
  readonly function: FunctionNode;
  readonly name: string;
  readonly calls: readonly ts.CallExpression[];
  /** The function itself, and the helpers that it calls in turn. */
  readonly reaches: readonly FunctionNode[];
}

/**
 * The functions that ask for others: those around requests outside of handlers, those that call them, and so on.
 * @param requests all requests of the project
 * @returns by function; those whose calls are not all in sight are left out
 */
export function askingHelpers(
  project: ProjectModel,
  requests: readonly ts.Node[],
): Map<FunctionNode, Helper> {
  const found = new Map<FunctionNode, Omit<Helper, 'reaches'> & { reaches: FunctionNode[] }>();
  const open = requests.map(call => enclosingFunction(call));
  for (let owner = open.pop(); open.length > 0 || owner; owner = open.pop()) {
    if (!owner || found.has(owner) || handlerOf(project, owner)) continue;
    const named = nameOf(owner);
    const calls = named && callsOf(project, owner, named);
    if (!calls || calls.length === 0) continue;
    found.set(owner, { function: owner, name: named.text, calls, reaches: [owner] });
    open.push(...calls.map(call => enclosingFunction(call)));
  }
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    for (const { calls, reaches } of found.values()) {
      for (const caller of calls.map(call => found.get(enclosingFunction(call)!))) {
        const more = caller ? reaches.filter(each => !caller.reaches.includes(each)) : [];
        caller?.reaches.push(...more);
        isSettled &&= more.length === 0;
      }
    }
  }
  return found;
}

/** The name that a function is called by. */
function nameOf(owner: FunctionNode): ts.Identifier | undefined {
  if (owner.asteriskToken || !owner.body || ts.isAccessor(owner) || ts.isConstructorDeclaration(owner))
    return undefined;
  if (ts.isFunctionDeclaration(owner)) return owner.name;
  if (ts.isMethodDeclaration(owner)) return ts.isIdentifier(owner.name) ? owner.name : undefined;
  const { parent } = wrapped(owner);
  const isNamed = ts.isVariableDeclaration(parent) && isConst(parent) && !parent.type;
  return isNamed && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** All calls of a function; undefined when it is also used in other ways. */
function callsOf(
  project: ProjectModel,
  owner: FunctionNode,
  name: ts.Identifier,
): readonly ts.CallExpression[] | undefined {
  if (ts.isMethodDeclaration(owner)) return methodCalls(project, owner, name);
  if ((project.names.symbol(name)?.declarations?.length ?? 0) !== 1) return undefined;
  const calls = projectReferences(project, name)?.map(use => callWith(use));
  return calls?.every(each => each !== undefined) ? calls : undefined;
}

function callWith(callee: ts.Expression): ts.CallExpression | undefined {
  const { parent } = callee;
  const isCall = ts.isCallExpression(parent) && parent.expression === callee && !parent.questionDotToken;
  return isCall && !parent.arguments.some(ts.isSpreadElement) ? parent : undefined;
}

/** The calls of a method of a class that has no relatives: every use of the name is one, or of something else for certain. */
function methodCalls(
  project: ProjectModel,
  method: ts.MethodDeclaration,
  name: ts.Identifier,
): readonly ts.CallExpression[] | undefined {
  const owner = method.parent;
  if (!ts.isClassLike(owner) || owner.heritageClauses?.length || isExtended(project, owner)) return undefined;
  if (owner.members.filter(each => each.name?.getText() === name.text).length !== 1) return undefined;
  const found: ts.CallExpression[] = [];
  for (const use of project.units.flatMap(unit => identifiersIn(unit.ast, name.text))) {
    const { parent } = use;
    if (use === name || !isMemberUse(use)) continue;
    const object = ts.isPropertyAccessExpression(parent) ? parent.expression : undefined;
    const value = object && valuesOf(project).of(object);
    if (value && !(value.is === 'instance' && value.class === owner)) continue;
    const call = value && ts.isPropertyAccessExpression(parent) ? callWith(parent) : undefined;
    if (!call) return undefined;
    found.push(call);
  }
  return found;
}

/** Whether a name may be that of a member: after a dot, in brackets, in a pattern. */
function isMemberUse(use: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === use;
  return ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === use;
}

/** The function around a node that asks for it: a handler, or a helper. */
export function askerAround<T>(node: ts.Node, known: (owner: FunctionNode) => T | undefined): T | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    const found = isFunctionNode(at) ? known(at) : undefined;
    if (found) return found;
  }
  return undefined;
}
