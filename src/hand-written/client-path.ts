import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, nameText, unwrap, walk, type FunctionNode } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { classAround } from './client-wire.js';

/** A function that some code names, and where. */
export interface NamedFunction {
  readonly place: ts.Node;
  readonly node: FunctionNode;
}

/** The project functions that code calls or hands on; those that are written in it are a part of it. */
export function functionsNamed(project: ProjectModel, root: ts.Node): NamedFunction[] {
  const found: NamedFunction[] = [];
  walk(root, place => {
    if (ts.isTypeNode(place)) return false;
    const node = functionOf(project, place);
    if (node && !ancestors(node).includes(root) && node !== root) found.push({ place, node });
    return undefined;
  });
  return found;
}

function functionOf(project: ProjectModel, node: ts.Node): FunctionNode | undefined {
  if (ts.isIdentifier(node)) {
    const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
    const declaration = isMember ? undefined : project.names.declaration(node);
    return declaration && isUse(node, declaration) ? functionIn(declaration) : undefined;
  }
  if (ts.isCallExpression(node)) return valuesOf(project).callee(node);
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword)
    return undefined;
  const name = node.name.text;
  const member = classAround(node)?.members.find(each => nameText(each.name) === name && !isSignature(each));
  return member && functionIn(member);
}

function isSignature(member: ts.ClassElement): boolean {
  return ts.isMethodDeclaration(member) && !member.body;
}

/** Whether an identifier is more than the name in its own declaration. */
function isUse(node: ts.Identifier, declaration: ts.Declaration): boolean {
  return ts.getNameOfDeclaration(declaration) !== node;
}

function functionIn(declaration: ts.Node): FunctionNode | undefined {
  if (isFunctionNode(declaration)) return declaration;
  const isHolder = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
  const value = isHolder && declaration.initializer ? unwrap(declaration.initializer) : undefined;
  return value && isFunctionNode(value) ? value : undefined;
}

/** The functions of the project that run, or may run, when one of them is called: itself and all that it names. */
export function functionsBehind(project: ProjectModel, start: FunctionNode): ReadonlySet<FunctionNode> {
  const found = new Set([start]);
  for (const each of found) for (const { node } of functionsNamed(project, each)) found.add(node);
  return found;
}
