import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, isFunctionNode, member, nameText, unwrap } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * The expressions a value was written as: itself, the initialiser of the constant it names, a member of an
 * object literal, or one of each element when it comes from looping over a list.
 * @returns undefined when that cannot be followed
 */
export function writtenAs(project: ProjectModel, node: ts.Expression): readonly ts.Expression[] | undefined {
  return written(project, node, new Set());
}

type Seen = Set<ts.Node>;

function written(project: ProjectModel, node: ts.Expression, seen: Seen): ts.Expression[] | undefined {
  const value = unwrap(node);
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (ts.isIdentifier(value)) {
    if (value.text === 'undefined' || project.names.origin(value)) return [value];
    return declared(project, project.names.declaration(value), seen);
  }
  if (!ts.isPropertyAccessExpression(value)) return [value];
  const name = value.name.text;
  const owner = valuesOf(project).of(value.expression);
  if (owner?.is === 'object') return declared(project, member(owner.literal, name), seen);
  const elements = elementsOf(project, value.expression);
  if (elements) return combined(elements.map(each => declared(project, member(each, name), new Set(seen))));
  return [value];
}

function declared(
  project: ProjectModel,
  declaration: ts.Node | undefined,
  seen: Seen,
): ts.Expression[] | undefined {
  if (!declaration) return undefined;
  if (ts.isPropertyAssignment(declaration)) return written(project, declaration.initializer, seen);
  if (ts.isShorthandPropertyAssignment(declaration)) return written(project, declaration.name, seen);
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) {
    const isFixed = ts.isPropertyDeclaration(declaration) || isConst(declaration);
    return isFixed && declaration.initializer ? written(project, declaration.initializer, seen) : undefined;
  }
  if (ts.isPropertyAccessExpression(declaration) && ts.isBinaryExpression(declaration.parent)) {
    return written(project, declaration.parent.right, seen);
  }
  if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken || declaration.initializer)
    return undefined;
  const key = nameText(declaration.propertyName ?? declaration.name);
  const owner = valuesOf(project).ofDeclaration(declaration.parent.parent);
  if (key === undefined) return undefined;
  if (owner?.is === 'object') return declared(project, member(owner.literal, key), seen);
  const elements = listElements(project, iteratedList(declaration.parent.parent));
  return elements && combined(elements.map(each => declared(project, member(each, key), new Set(seen))));
}

/** The object literals that a loop variable or callback parameter stands for, one after the other. */
function elementsOf(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression[] | undefined {
  const value = unwrap(node);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  return declaration && listElements(project, iteratedList(declaration));
}

function listElements(
  project: ProjectModel,
  list: ts.Expression | undefined,
): ts.ObjectLiteralExpression[] | undefined {
  const [only, ...more] = (list && writtenAs(project, list)) ?? [];
  const array = only && unwrap(only);
  if (!array || more.length > 0 || !ts.isArrayLiteralExpression(array) || array.elements.length === 0) {
    return undefined;
  }
  const found: ts.ObjectLiteralExpression[] = [];
  for (const element of array.elements) {
    const value = valuesOf(project).of(element);
    if (value?.is !== 'object') return undefined;
    found.push(value.literal);
  }
  return found;
}

/** The list that a `for … of` variable or the parameter of a `forEach` or `map` callback runs through. */
function iteratedList(declaration: ts.Node): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const loop = declaration.parent.parent;
    return ts.isForOfStatement(loop) ? loop.expression : undefined;
  }
  if (!ts.isParameter(declaration) || !isFunctionNode(declaration.parent)) return undefined;
  const call = declaration.parent.parent;
  if (declaration.parent.parameters[0] !== declaration || !ts.isCallExpression(call)) return undefined;
  const callee = unwrap(call.expression);
  const isLoop = ts.isPropertyAccessExpression(callee) && /^(?:forEach|map|flatMap)$/.test(callee.name.text);
  return isLoop ? callee.expression : undefined;
}

function combined(parts: readonly (ts.Expression[] | undefined)[]): ts.Expression[] | undefined {
  const found: ts.Expression[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    found.push(...part);
  }
  return found;
}
