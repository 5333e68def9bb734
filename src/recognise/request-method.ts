import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, nameText, propertyValue, unwrap } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * What the source tells of the method of a request object.
 * - `literal`: written out, and of a type that still is the literal where the request is sent
 * - `typed`: declared to be a request or method of the specification
 * - `open`: anything else
 */
export type RequestMethod =
  { readonly is: 'literal'; readonly name: string } | { readonly is: 'typed' } | { readonly is: 'open' };

const OPEN: RequestMethod = { is: 'open' };

/** Reads the method of the request object that is sent. */
export function requestMethod(project: ProjectModel, request: ts.Expression): RequestMethod {
  const value = unwrap(request);
  if (ts.isObjectLiteralExpression(value)) return ofLiteral(project, value, true);
  if (!ts.isIdentifier(value)) return OPEN;
  const declaration = project.names.declaration(value);
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return OPEN;
  const isTyped = declaration.type !== undefined && isSpecRequestType(project, declaration.type);
  const written = ts.isVariableDeclaration(declaration) && isConst(declaration) && declaration.initializer;
  if (written) {
    const literal = unwrap(written);
    // Without a type or `as const` the checker widens the method to `string`.
    const isExact = isTyped || hasConstAssertion(written) || isSatisfied(project, written);
    const found = ts.isObjectLiteralExpression(literal) ? ofLiteral(project, literal, isExact) : OPEN;
    if (found.is !== 'open') return found;
  }
  return isTyped ? { is: 'typed' } : OPEN;
}

function ofLiteral(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
  isExact: boolean,
): RequestMethod {
  const index = literal.properties.findIndex(each => nameText(each.name) === 'method');
  const property = literal.properties[index];
  // A spread behind it may replace the method.
  if (!property || literal.properties.slice(index).some(ts.isSpreadAssignment)) return OPEN;
  const value = propertyValue(property);
  if (!value) return OPEN;
  const plain = unwrap(value);
  if (ts.isStringLiteralLike(plain)) {
    const isJavaScript = /\.[cm]?jsx?$/.test(literal.getSourceFile().fileName);
    return isExact || isJavaScript || hasConstAssertion(value) ? { is: 'literal', name: plain.text } : OPEN;
  }
  if (!ts.isIdentifier(plain)) return OPEN;
  const declaration = project.names.declaration(plain);
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return OPEN;
  if (declaration.type) return isMethodType(project, declaration.type) ? { is: 'typed' } : OPEN;
  const written = ts.isVariableDeclaration(declaration) && isConst(declaration) && declaration.initializer;
  const text = written && unwrap(written);
  return text && isExact && ts.isStringLiteralLike(text) ? { is: 'literal', name: text.text } : OPEN;
}

/** `CreateMessageRequest` and its like: types of the SDK for one request of the specification. */
function isSpecRequestType(project: ProjectModel, type: ts.TypeNode): boolean {
  const name = ts.isTypeReferenceNode(type) ? valuesOf(project).sdkExport(type.typeName) : undefined;
  return name !== undefined && /Request$/.test(name) && name !== 'Request' && name !== 'JSONRPCRequest';
}

function isMethodType(project: ProjectModel, type: ts.TypeNode): boolean {
  if (ts.isLiteralTypeNode(type)) return ts.isStringLiteral(type.literal);
  if (ts.isUnionTypeNode(type)) return type.types.every(each => isMethodType(project, each));
  return ts.isTypeReferenceNode(type) && valuesOf(project).sdkExport(type.typeName) === 'RequestMethod';
}

function isSatisfied(project: ProjectModel, node: ts.Expression): boolean {
  return ts.isSatisfiesExpression(node) && isSpecRequestType(project, node.type);
}

function hasConstAssertion(node: ts.Expression): boolean {
  return (
    ts.isAsExpression(node) &&
    ts.isTypeReferenceNode(node.type) &&
    ts.isIdentifier(node.type.typeName) &&
    node.type.typeName.text === 'const'
  );
}
