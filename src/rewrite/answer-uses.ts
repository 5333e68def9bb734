import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, nameText } from '../recognise/syntax.js';

const ACCEPTS_ANYTHING = /^(?:String|Number|Boolean|Array\.isArray|JSON\.stringify|console\.\w+)$/;

/**
 * Whether an answer is only looked at through the given members, so that the SDK's view of it, which has more, can
 * take its place.
 * @param typed whether members of `content`, which are unknown in the view, have to typecheck
 */
export function isReadByMember(
  project: ProjectModel,
  name: ts.Identifier,
  members: readonly string[],
  typed: boolean,
): boolean {
  return project.names.references(name).every(use => {
    const access = use.parent;
    return (
      ts.isPropertyAccessExpression(access) &&
      access.expression === use &&
      isMemberRead(access, members, typed)
    );
  });
}

/** Whether an access reads one of the members, where its type does not matter or is the same in the view. */
export function isMemberRead(
  access: ts.PropertyAccessExpression,
  members: readonly string[],
  typed: boolean,
): boolean {
  const { text } = access.name;
  return members.includes(text) && (!typed || text !== 'content' || isUntypedUse(access));
}

/** Whether `answer.content` or a member of it stands where a value of any type may stand. */
function isUntypedUse(content: ts.Expression): boolean {
  let node: ts.Expression = content;
  for (;;) {
    const { parent } = node;
    const isMember =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === node;
    if (!isMember && !ts.isNonNullExpression(parent)) break;
    // What is below a member of `content` needs the type of that member.
    if (isMember && node !== content && !ts.isNonNullExpression(node)) return false;
    node = parent;
  }
  return acceptsAnything(node);
}

function acceptsAnything(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return acceptsAnything(parent);
  if (ts.isTemplateSpan(parent) || ts.isAsExpression(parent) || ts.isTypeOfExpression(parent)) return true;
  if (ts.isIfStatement(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isCallExpression(parent)) {
    return parent.expression !== node && ACCEPTS_ANYTHING.test(parent.expression.getText());
  }
  if (!ts.isBinaryExpression(parent)) return false;
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return true;
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken:
      return acceptsAnything(parent);
    default:
      return false;
  }
}

/** The name of the variable that a value ends up in: `name` in `const name = (await ask()).content?.name`. */
export function variableFor(node: ts.Node): string | undefined {
  for (const at of ancestors(node)) {
    if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? nameText(at.name) : undefined;
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return ts.isIdentifier(at.left) ? at.left.text : undefined;
    }
    if (ts.isStatement(at)) return undefined;
  }
  return undefined;
}

/** Keys of input requests are seen by the client: they are written as the specification writes them, `user_name`. */
export function wireName(variable: string): string {
  return variable.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
