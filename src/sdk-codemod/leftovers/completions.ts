import { ts } from '../../engine/ts.js';
import type { NameResolver } from '../../project/names.js';
import type { Finder, Finding } from './finding.js';

/**
 * Optional schemas inside `completable()`: SDK v2 looks for completions behind one outer `optional` only, so these
 * arguments would complete to nothing.
 */
export const completions: Finder = (unit, names) => {
  if (!/\bcompletable\b/.test(unit.text)) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const schema =
      ts.isCallExpression(node) && isCompletable(node.expression, names) ? node.arguments[0] : undefined;
    if (schema && isOptionalWithin(initializerOf(schema, names))) {
      found.push({
        node,
        severity: 'error',
        message: 'SDK v2 finds no completions for a schema that is made optional inside `completable()`.',
        advice: 'Make the result optional instead: `completable(schema, complete).optional()`.',
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
};

function isCompletable(node: ts.Expression, names: NameResolver): boolean {
  const origin = names.origin(node);
  return origin?.name === 'completable' && origin.module.startsWith('@modelcontextprotocol/');
}

function initializerOf(node: ts.Expression, names: NameResolver): ts.Expression {
  const declaration = ts.isIdentifier(node) ? names.declaration(node) : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? declaration.initializer
    : node;
}

/** Whether `.optional()`, `.nullish()` or `z.optional()` is among the calls a schema is chained from. */
function isOptionalWithin(node: ts.Expression): boolean {
  let at = node;
  for (;;) {
    if (ts.isParenthesizedExpression(at)) at = at.expression;
    else if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
      if (/^(?:optional|nullish)$/.test(at.expression.name.text)) return true;
      at = at.expression.expression;
    } else return false;
  }
}
