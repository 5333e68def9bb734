import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isPartMember } from './result-parts.js';
import { memberValue, nameText, unwrap, walk } from './syntax.js';
import { ValueFlow } from './value-flow.js';
import { literalText, type ValueUse } from './value-uses.js';

/**
 * Whether a string may be typed as that string alone: nothing gives the member it stands in another one, compares
 * it with another, or asks for its type.
 */
export function isSettled(project: ProjectModel, word: ts.StringLiteralLike): boolean {
  const place = placeOf(word);
  if (!place) return true;
  const { literal, member } = place;
  const flow = new ValueFlow(project, name => name === member || /^\d+$/.test(name) || isPartMember(name));
  flow.expression(literal);
  return flow.uses.every(use => isFitting(project, use, member, word.text));
}

/** The object literal a word stands in, or in a list in it, with the name of the member. */
function placeOf(
  word: ts.StringLiteralLike,
): { readonly literal: ts.ObjectLiteralExpression; readonly member: string } | undefined {
  let at: ts.Node = word;
  while (ts.isParenthesizedExpression(at.parent) || ts.isConditionalExpression(at.parent)) at = at.parent;
  if (ts.isArrayLiteralExpression(at.parent)) at = at.parent;
  const property = at.parent;
  if (!ts.isPropertyAssignment(property)) return undefined;
  const member = nameText(property.name);
  return member === undefined ? undefined : { literal: property.parent, member };
}

function isFitting(project: ProjectModel, use: ValueUse, member: string, word: string): boolean {
  if (use.is === 'typed') return !isAskedFor(use.node);
  if (use.is === 'compared') return (literalText(unwrap(use.other)) ?? word) === word;
  if (use.is === 'written') {
    if (ts.isIdentifier(use.node)) return isUnset(project, use.node) || hasOnly(use.value, member, word);
    const written = accessed(use.node);
    if (written === undefined || isPartMember(written)) return hasOnly(use.value, member, word);
    return written !== member || literalText(unwrap(use.value)) === word;
  }
  if (use.is !== 'added' || !ts.isPropertyAccessExpression(use.node)) return true;
  return isUnset(project, use.node.expression) || use.elements.every(each => hasOnly(each, member, word));
}

/** Whether code asks for the inferred type, unlike where a type is declared. */
function isAskedFor(node: ts.Node): boolean {
  return ts.isTypeQueryNode(node) || ts.isQualifiedName(node) || ts.isIndexedAccessTypeNode(node);
}

function accessed(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) ? literalText(node.argumentExpression) : undefined;
}

/** Whether a variable takes its type from what is put in later: it begins as nothing, or as an empty list. */
function isUnset(project: ProjectModel, node: ts.Expression): boolean {
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const { initializer } = declaration;
  return !initializer || (ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0);
}

/** Whether a value is written out, and the members of this name in it are this word. */
function hasOnly(value: ts.Expression, member: string, word: string): boolean {
  const literal = unwrap(value);
  const isWritten = ts.isObjectLiteralExpression(literal) || ts.isArrayLiteralExpression(literal);
  if (!isWritten) return false;
  let found = false;
  let differs = false;
  walk(literal, node => {
    if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) differs = true;
    const given = ts.isObjectLiteralExpression(node) ? memberValue(node, member) : undefined;
    if (!given) return;
    const text = literalText(unwrap(given));
    if (text === word) found = true;
    else differs = true;
  });
  return (found || (ts.isArrayLiteralExpression(literal) && literal.elements.length === 0)) && !differs;
}
