import { ts } from '../engine/ts.js';
import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import { narrowedTo } from './narrowing.js';
import { isConst, unwrap } from './syntax.js';

/** A class of the SDK that an error is known to be of. */
export interface ErrorClass {
  /** Name under which the SDK exports it. */
  readonly name: string;
  /** Whether it comes from SDK v1. */
  readonly v1: boolean;
  /** How the code names it, when it does so in a test. */
  readonly written?: ts.Expression;
}

/**
 * The SDK classes that an error expression can be of, where its code says so: by a test around it, by a type
 * assertion on it, by the declared type of its variable, or by the `new` expression that a constant holds.
 * @returns undefined when there is no such word, or one of the classes is not of the SDK
 */
export function errorClasses(project: ProjectModel, subject: ts.Expression): ErrorClass[] | undefined {
  const asserted = assertedType(subject);
  if (asserted) return ofTypes(project, asserted);
  const narrowed = narrowedTo(project, subject);
  if (narrowed) {
    const found = narrowed.classes.map(each => sdkClass(project, each));
    return found.every(each => each !== undefined)
      ? found.map((each, index) => ({ ...each, written: narrowed.classes[index]! }))
      : undefined;
  }
  const value = unwrap(subject);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)))
    return undefined;
  if (declaration.type) return ofTypes(project, declaration.type);
  if (ts.isParameter(declaration) || !declaration.initializer) return undefined;
  const written = declaration.initializer;
  if (ts.isNewExpression(written)) {
    const made = isConst(declaration) ? sdkClass(project, written.expression) : undefined;
    return made && [made];
  }
  const type = assertedType(written);
  return type && ofTypes(project, type);
}

function ofTypes(project: ProjectModel, type: ts.TypeNode): ErrorClass[] | undefined {
  if (ts.isParenthesizedTypeNode(type)) return ofTypes(project, type.type);
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const present = parts.filter(each => each.kind !== ts.SyntaxKind.UndefinedKeyword);
  const found = present.map(each =>
    ts.isTypeReferenceNode(each) ? sdkClass(project, each.typeName) : undefined,
  );
  return found.length > 0 && found.every(each => each !== undefined) ? found : undefined;
}

/** The SDK's name of a class, v1 or v2. */
export function sdkClass(project: ProjectModel, node: ts.Node): ErrorClass | undefined {
  const origin = project.names.origin(node);
  if (!origin) return undefined;
  const v1 = isV1Specifier(origin.module);
  return v1 || isV2Specifier(origin.module) ? { name: origin.name, v1 } : undefined;
}

function assertedType(node: ts.Expression): ts.TypeNode | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node))
    return assertedType(node.expression);
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) ? node.type : undefined;
}
