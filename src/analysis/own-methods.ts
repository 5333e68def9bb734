import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { projectReferences } from '../recognise/references.js';
import { classOfThis, nameText } from '../recognise/syntax.js';

/** The method that `this.name` certainly is: nothing in the project extends the class and overrides it. */
export function ownMethod(
  project: ProjectModel,
  access: ts.PropertyAccessExpression,
): ts.MethodDeclaration | undefined {
  if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const owner = classOfThis(access);
  const found = owner?.members.filter(each => nameText(each.name) === access.name.text) ?? [];
  const [method] = found;
  if (!owner || found.length !== 1 || !method || !ts.isMethodDeclaration(method)) return undefined;
  return isExtended(project, owner) ? undefined : method;
}

/** Whether a class has subclasses, as far as can be seen; one that has no name may. */
export function isExtended(project: ProjectModel, owner: ts.ClassLikeDeclaration): boolean {
  if (!owner.name) return true;
  const uses = projectReferences(project, owner.name);
  return !uses || uses.some(use => ts.isExpressionWithTypeArguments(use.parent));
}
