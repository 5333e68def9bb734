import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import {
  assignedValue,
  classOfThis,
  enclosingFunction,
  enclosingStatement,
  methodCall,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import type { Dispatcher } from './dispatcher.js';
import { isMethod, stringOf } from './messages.js';
import { entryKey, entryMethod, isAlways, isHandler } from './table-entries.js';

/** The field of a class that holds handlers, and the method that puts them there, if there is one. */
interface Registry {
  readonly owner: ts.ClassLikeDeclaration;
  readonly field: string;
  readonly registrar: ts.MethodDeclaration | undefined;
}

/**
 * `server.addMethod('initialize', …)` and those beside it, of a class of the project which keeps handlers in a `Map` of
 * its own; `this.handlers.set('initialize', …)` in such a class. Undefined when handlers get there in another way, or
 * anything else is done with them than asking for that of a method, in one function.
 */
export function registryTable(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.ExpressionStatement,
): Dispatcher | undefined {
  const key = entryKey(node);
  if (!key || !ts.isExpression(key) || stringOf(project, key) !== 'initialize') return undefined;
  const registry = registryOf(project, node);
  const uses = registry && usesOf(registry);
  if (!uses) return undefined;
  const calls = registry.registrar ? registrations(project, registry, registry.registrar) : [];
  const entries = calls && [...uses.entries, ...calls].sort((a, b) => a.pos - b.pos);
  if (!entries?.every(each => each.getSourceFile() === unit.ast)) return undefined;
  const methods = entries.map(each => entryMethod(project, each));
  const isWhole = methods.every(each => each !== undefined) && new Set(methods).size === methods.length;
  const [lookUp] = uses.lookUps;
  if (!isWhole || !lookUp || isReachedFromOutside(project, registry)) return undefined;
  if (!areOfOne(project, registry.owner, entries)) return undefined;
  if (uses.lookUps.some(each => enclosingFunction(each) !== enclosingFunction(lookUp))) return undefined;
  return {
    unit,
    kind: 'table',
    statement: enclosingStatement(lookUp),
    owner: enclosingFunction(lookUp),
    subject: lookUp,
    branches: entries.map((each, index) => ({
      methods: [methods[index]!],
      node: each,
      first: each,
      body: [each],
    })),
    fallback: [],
  };
}

/** `this.handlers` of `this.handlers.set(…)`, or what the method that is called fills. */
function registryOf(project: ProjectModel, node: ts.ExpressionStatement): Registry | undefined {
  const asked = methodCall(node.expression);
  if (!asked) return undefined;
  const here = fieldOf(asked.object);
  if (here && asked.name === 'set') {
    const owner = classOfThis(node);
    return owner && isHeld(owner, here) ? { owner, field: here, registrar: undefined } : undefined;
  }
  const registrar = valuesOf(project).callee(asked.call);
  if (!registrar || !ts.isMethodDeclaration(registrar) || !ts.isClassLike(registrar.parent)) return undefined;
  const field = filledBy(registrar);
  return field !== undefined && isHeld(registrar.parent, field)
    ? { owner: registrar.parent, field, registrar }
    : undefined;
}

/** `handlers` of `this.handlers`. */
function fieldOf(node: ts.Expression): string | undefined {
  const access = unwrap(node);
  const isOfThis =
    ts.isPropertyAccessExpression(access) && access.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOfThis ? access.name.text : undefined;
}

/** The field that a method `(name, handler) => …` puts its handlers into, and does nothing with them otherwise. */
function filledBy({ parameters, body }: ts.MethodDeclaration): string | undefined {
  const names = parameters.map(each => each.name.getText());
  if (!body || parameters.length !== 2 || parameters.some(each => each.dotDotDotToken)) return undefined;
  const fields = body.statements.flatMap(statement => {
    const asked = ts.isExpressionStatement(statement) ? methodCall(statement.expression) : undefined;
    if (asked?.name !== 'set') return [];
    const isGiven = asked.call.arguments.map(each => each.getText()).join() === names.join();
    return (isGiven && fieldOf(asked.object)) || [];
  });
  let uses = 0;
  walk(body, node => {
    if (ts.isIdentifier(node) && node.text === names[1]) uses++;
  });
  return fields.length === 1 && uses === 1 ? fields[0] : undefined;
}

/** Whether a class has a `Map` in a field that takes any method. */
function isHeld(owner: ts.ClassLikeDeclaration, field: string): boolean {
  const made: ts.Expression[] = [];
  const keys: (ts.TypeNode | undefined)[] = [];
  for (const each of owner.members) {
    if (!ts.isPropertyDeclaration(each) || each.name.getText() !== field) continue;
    if (each.modifiers?.some(one => one.kind === ts.SyntaxKind.StaticKeyword)) return false;
    if (each.initializer) made.push(each.initializer);
    if (each.type) keys.push(ts.isTypeReferenceNode(each.type) ? each.type.typeArguments?.[0] : undefined);
  }
  walk(owner, node => {
    const value =
      ts.isPropertyAccessExpression(node) && fieldOf(node) === field ? assignedValue(node) : undefined;
    if (value) made.push(value);
  });
  const [map] = made;
  const isMap = map && ts.isNewExpression(map) && map.expression.getText() === 'Map';
  if (!isMap || made.length > 1 || map.arguments?.length) return false;
  if (map.typeArguments) keys.push(map.typeArguments[0]);
  return keys.every(each => each?.kind === ts.SyntaxKind.StringKeyword);
}

interface Uses {
  readonly entries: readonly ts.ExpressionStatement[];
  /** The methods that it is asked for. */
  readonly lookUps: readonly ts.Expression[];
}

/** What the class does with its table; undefined when that is more than filling it and asking it. */
function usesOf({ owner, field, registrar }: Registry): Uses | undefined {
  const entries: ts.ExpressionStatement[] = [];
  const lookUps: ts.Expression[] = [];
  let isKnown = true;
  walk(owner, node => {
    if (!isKnown || !ts.isPropertyAccessExpression(node) || node.name.text !== field) return isKnown;
    if (assignedValue(node)) return undefined;
    const asked = methodCall(node.parent.parent);
    const [method, ...more] = asked?.call.arguments ?? [];
    const isOfMethod = method !== undefined && more.length === 0 && isMethod(unwrap(method));
    if (asked?.object !== node || fieldOf(node) !== field) isKnown = false;
    else if (asked.name === 'get' && isOfMethod) lookUps.push(method);
    else if (asked.name === 'set' && registrar && enclosingFunction(node) === registrar) return undefined;
    else if (asked.name === 'set' && isAlways(asked.call.parent)) entries.push(asked.call.parent);
    else if (asked.name !== 'has' || !isOfMethod) isKnown = isInRegistrar(asked.name, node, registrar);
    return isKnown;
  });
  return isKnown ? { entries, lookUps } : undefined;
}

/** `if (this.handlers.has(name)) throw …` in front of a further handler. */
function isInRegistrar(asked: string, node: ts.Node, registrar: ts.MethodDeclaration | undefined): boolean {
  return asked === 'has' && registrar !== undefined && enclosingFunction(node) === registrar;
}

/** All calls of the method that fills a table; undefined when one may be, but is not one for sure. */
function registrations(
  project: ProjectModel,
  { owner }: Registry,
  registrar: ts.MethodDeclaration,
): ts.ExpressionStatement[] | undefined {
  const name = registrar.name.getText();
  const home = project.packageOf(owner.getSourceFile().fileName);
  const found: ts.ExpressionStatement[] = [];
  for (const unit of project.units) {
    if (project.packageOf(unit.path) !== home || !unit.text.includes(name)) continue;
    if (isTestFile(project, unit)) continue;
    let isKnown = true;
    walk(unit.ast, node => {
      if (!isKnown || !ts.isPropertyAccessExpression(node) || node.name.text !== name) return isKnown;
      const call =
        ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined;
      const target = call && valuesOf(project).callee(call);
      if (call && target === registrar && isAlways(call.parent)) found.push(call.parent);
      else if (target === registrar || (!target && mayRegister(project, node, call))) isKnown = false;
      return isKnown;
    });
    if (!isKnown) return undefined;
  }
  return found;
}

/** Whether an access of which the object is not known may be to the method that fills a table. */
function mayRegister(
  project: ProjectModel,
  access: ts.PropertyAccessExpression,
  call: ts.CallExpression | undefined,
): boolean {
  if (ts.isIdentifier(access.expression) && project.names.origin(access.expression)) return false;
  if (!call) return true;
  const [, handler] = call.arguments;
  return call.arguments.length === 2 && handler !== undefined && isHandler(handler);
}

/** Whether another class, or code outside of classes, asks or fills the table. */
function isReachedFromOutside(project: ProjectModel, { owner, field }: Registry): boolean {
  const home = project.packageOf(owner.getSourceFile().fileName);
  return project.units.some(unit => {
    if (project.packageOf(unit.path) !== home || !unit.text.includes(field)) return false;
    let is = false;
    walk(unit.ast, node => {
      if (is || !ts.isPropertyAccessExpression(node) || node.name.text !== field) return !is;
      const around = classOfThis(node);
      const isOwn = fieldOf(node) === field && around !== undefined;
      const isFilled = methodCall(node.parent.parent)?.object === node;
      if (isOwn) is = around !== owner && extendsClass(around, owner);
      else is = isFilled || unit.ast === owner.getSourceFile();
      return !is;
    });
    return is;
  });
}

/** Whether every object that has some of the handlers has all of them. */
function areOfOne(
  project: ProjectModel,
  owner: ts.ClassLikeDeclaration,
  entries: readonly ts.ExpressionStatement[],
): boolean {
  const fillers = new Set(entries.map(each => (fillsItself(each) ? classOfThis(each) : undefined)));
  fillers.delete(owner);
  if (fillers.size === 0) return true;
  return fillers.size === 1 && instancesOf(project, owner) <= (fillers.has(undefined) ? 1 : 0);
}

function fillsItself(entry: ts.ExpressionStatement): boolean {
  const object = methodCall(entry.expression)?.object;
  return object !== undefined && (fieldOf(object) !== undefined || object.kind === ts.SyntaxKind.ThisKeyword);
}

function extendsClass(node: ts.ClassLikeDeclaration, owner: ts.ClassLikeDeclaration): boolean {
  const base = node.heritageClauses?.find(each => each.token === ts.SyntaxKind.ExtendsKeyword);
  return base !== undefined && base.types.some(each => each.expression.getText() === owner.name?.text);
}

function instancesOf(project: ProjectModel, owner: ts.ClassLikeDeclaration): number {
  let count = 0;
  for (const unit of project.units) {
    if (!owner.name || !unit.text.includes(owner.name.text) || isTestFile(project, unit)) continue;
    walk(unit.ast, node => {
      const made = ts.isNewExpression(node) && ts.isIdentifier(node.expression) ? node.expression : undefined;
      if (made && project.names.declaration(made) === owner) count++;
    });
  }
  return count;
}
