import { ts } from '../engine/ts.js';
import { unwrap } from './syntax.js';

/** Headers that say in what form a message comes, or which session it is of. */
export const FORM_HEADER =
  /^(?:accept|content-(?:type|length)|mcp-protocol-version|last-event-id|mcp-session-id|x-session-id)$/i;

/** A literal, `undefined`, `null`, `true` or `false`. */
export function isConstant(node: ts.Expression): boolean {
  if (ts.isLiteralExpression(node) || (ts.isIdentifier(node) && node.text === 'undefined')) return true;
  return [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(
    node.kind,
  );
}

/** The name of a header that says in what form a message comes, or which session it is of. */
export function isFormHeader(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isStringLiteralLike(value) && FORM_HEADER.test(value.text);
}

/** The name of the method that starts a session. */
export function isInitialize(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isStringLiteralLike(value) && value.text === 'initialize';
}

/** `&&`, `||` and `??`. */
export function isJoin(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

/** `<`, `<=`, `>` and `>=`. */
export function isOrder(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.LessThanToken ||
    kind === ts.SyntaxKind.LessThanEqualsToken ||
    kind === ts.SyntaxKind.GreaterThanToken ||
    kind === ts.SyntaxKind.GreaterThanEqualsToken
  );
}
