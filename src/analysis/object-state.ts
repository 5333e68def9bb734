import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  classOfThis,
  isFunctionNode,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { rememberedBy } from '../recognise/server-state.js';
import { valuesOf } from '../recognise/values.js';
import { Effects } from './effects.js';
import { openedBy, resourceType } from './held-resources.js';
import { isExtended } from './own-methods.js';

const MAX_DEPTH = 3;

/** The class of the project that a `new` certainly makes an instance of. */
function classMade(project: ProjectModel, node: ts.Expression): ts.ClassLikeDeclaration | undefined {
  const made = unwrap(node);
  if (!ts.isNewExpression(made)) return undefined;
  const value = valuesOf(project).instanceOf(made.expression);
  if (value?.is !== 'instance' || valuesOf(project).sdkBase(value.class) !== undefined) return undefined;
  return value.class;
}

/** Whether an expression makes an object of a class of the project that remembers something between calls. */
export function isStatefulObject(project: ProjectModel, node: ts.Expression): boolean {
  const owner = classMade(project, node);
  if (!owner || holdsServer(project, owner)) return false;
  return owner.members.some(
    each =>
      ts.isPropertyDeclaration(each) &&
      (rememberedBy(project, each) !== undefined ||
        (each.initializer !== undefined && isStatefulObject(project, each.initializer))),
  );
}

/** Why a `new` of a class of the project could not run for every handle, as a clause; nothing when it could. */
export function objectObstacle(project: ProjectModel, node: ts.Expression, depth = 0): string | undefined {
  const made = unwrap(node) as ts.NewExpression;
  const owner = classMade(project, node);
  if (!owner || depth > MAX_DEPTH) return `it is made by \`${made.expression.getText()}\``;
  const name = nameText(owner.name) ?? 'its class';
  if (owner.heritageClauses?.some(each => each.token === ts.SyntaxKind.ExtendsKeyword))
    return `\`${name}\` extends another class`;
  if (isExtended(project, owner)) return `\`${name}\` is extended by another class`;
  if (owner.typeParameters && !made.typeArguments) return `\`${name}\` has type parameters`;
  for (const member of owner.members) {
    const opened = resourceIn(member);
    if (opened) return `\`${name}\` holds what \`${opened}\` opens`;
    const isConstructor = ts.isConstructorDeclaration(member);
    const isField = ts.isPropertyDeclaration(member) && !isStatic(member);
    const code = isConstructor ? member.body : isField ? member.initializer : undefined;
    if (!code) continue;
    const context = isConstructor ? member : functionIn(owner);
    if (!onlySetsUp(project, code, context, depth))
      return `making a \`${name}\` does more than to set its fields`;
  }
  return undefined;
}

/** What an object of the project holds open: a process, a timer. */
export function resourceHeld(project: ProjectModel, node: ts.Expression): string | undefined {
  const owner = classMade(project, node);
  return owner?.members.map(resourceIn).find(Boolean);
}

function resourceIn(member: ts.ClassElement): string | undefined {
  let found: string | undefined;
  if (ts.isPropertyDeclaration(member) && member.type) found = resourceType(member.type);
  walk(member, at => {
    const value =
      ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken
        ? isOwnField(at.left) && at.right
        : ts.isPropertyDeclaration(at) && at.initializer;
    if (value) found ??= openedBy(value);
  });
  return found;
}

/** A function itself, or one of a class: the first values of fields are looked at as if they stood in its body. */
export function functionIn(owner: FunctionNode | ts.ClassLikeDeclaration): FunctionNode | undefined {
  if (!ts.isClassLike(owner)) return owner;
  const members: readonly ts.Node[] = owner.members;
  return members.find(isFunctionNode);
}

function onlySetsUp(
  project: ProjectModel,
  code: ts.Node,
  around: FunctionNode | undefined,
  depth: number,
): boolean {
  if (!around) return false;
  const inner = new Set<ts.Node>();
  let isPlain = true;
  walk(code, at => {
    if (isFunctionNode(at)) return false;
    isPlain &&= !ts.isAwaitExpression(at);
    if (!ts.isNewExpression(at) || !classMade(project, at)) return undefined;
    if (objectObstacle(project, at, depth + 1) === undefined) inner.add(at);
    return undefined;
  });
  return (
    isPlain &&
    new Effects(project, around, inner, false)
      .of(code)
      .every(
        ({ kind, node }) =>
          kind === 'chance' || (kind === 'state' && ts.isBinaryExpression(node) && isOwnField(node.left)),
      )
  );
}

function isOwnField(node: ts.Expression): boolean {
  const place = unwrap(node);
  return ts.isPropertyAccessExpression(place) && place.expression.kind === ts.SyntaxKind.ThisKeyword;
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return node.modifiers?.some(each => each.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function holdsServer(project: ProjectModel, owner: ts.ClassLikeDeclaration): boolean {
  let found = false;
  walk(owner, node => {
    const name = ts.isNewExpression(node) ? valuesOf(project).sdkName(node) : undefined;
    found ||= name === 'McpServer' || name === 'Server';
    return !found;
  });
  return found;
}

/** The method of a class of the project that a call runs. */
export function methodRun(project: ProjectModel, call: ts.CallExpression): ts.MethodDeclaration | undefined {
  const callee = valuesOf(project).callee(call);
  if (!callee || !ts.isMethodDeclaration(callee) || !ts.isClassLike(callee.parent)) return undefined;
  return callee;
}

/** The fields of its own object that a method reaches, and the methods of it that it calls. */
export function reachedBy(method: ts.MethodDeclaration): ts.PropertyAccessExpression[] {
  const found: ts.PropertyAccessExpression[] = [];
  walk(method, node => {
    const isOwn =
      ts.isPropertyAccessExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ThisKeyword &&
      classOfThis(node.expression) === method.parent;
    if (isOwn) found.push(node);
  });
  return found;
}
