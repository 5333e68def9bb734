import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, siblings, somewhere, unwrap } from '../recognise/syntax.js';
import { exits } from './refusals.js';

const SECRET = new Set([
  ...['pin', 'password', 'passphrase', 'passcode', 'passwd', 'pwd', 'secret', 'token', 'otp', 'totp'],
  ...['credential', 'credentials', 'signature', 'code', 'jwt', 'apikey'],
]);
/** Words beside which `token` and `code` are no secrets. */
const HARMLESS =
  /^(?:page|next|previous|continuation|cursor|sync|progress|language|lang|country|currency|postal|zip|status|source|exit|error|color|locale)$/;
const CHECKS =
  /^(?:check|verif|valid|compare|match|is|auth|log_?in|sign_?in|unlock|timing_?safe_?equal|safe_?equal|equals?|accept|redeem|has|includes)/i;
const MAX_DEPTH = 3;

/** Finds a comparison with a secret on which an expression, or that code runs at all, depends. */
export function secretCheckBefore(project: ProjectModel, node: ts.Node): ts.Node | undefined {
  for (let at = node; at.parent && !isFunctionNode(at); at = at.parent) {
    const { parent } = at;
    const test =
      ts.isIfStatement(parent) && parent.expression !== at
        ? parent.expression
        : ts.isConditionalExpression(parent) && parent.condition !== at
          ? parent.condition
          : undefined;
    const found = test && secretCheckIn(project, test);
    if (found) return found;
    if (!ts.isStatement(at)) continue;
    const all = siblings(at) ?? [];
    for (const earlier of all.slice(0, all.indexOf(at))) {
      if (!ts.isIfStatement(earlier) || !exits(earlier.thenStatement)) continue;
      const check = secretCheckIn(project, earlier.expression);
      if (check) return check;
    }
  }
  return undefined;
}

/** Finds a comparison with a secret in an expression, or in what the variables in it hold. */
export function secretCheckIn(project: ProjectModel, node: ts.Expression, depth = 0): ts.Node | undefined {
  let found: ts.Node | undefined;
  somewhere(node, at => {
    if (isSecretCheck(at)) found = at;
    else if (ts.isCallExpression(at) && at.arguments.some(isPredicateOnSecret)) found = at;
    else if (ts.isIdentifier(at) && depth < MAX_DEPTH) {
      const declaration = project.names.declaration(at);
      const value =
        declaration && ts.isVariableDeclaration(declaration) && !isSecretName(at.text)
          ? declaration.initializer
          : undefined;
      if (value && !isFunctionNode(unwrap(value))) found = secretCheckIn(project, value, depth + 1);
    }
    return found !== undefined;
  });
  return found;
}

/** `users.find(user => user.password === password)` */
function isPredicateOnSecret(argument: ts.Expression): boolean {
  const value = unwrap(argument);
  if (!isFunctionNode(value) || !value.body) return false;
  return somewhere(value.body, isSecretCheck);
}

function isSecretCheck(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) {
    const isEquality = [
      ts.SyntaxKind.EqualsEqualsToken,
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsToken,
      ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ].includes(node.operatorToken.kind);
    return (
      isEquality &&
      [node.left, node.right].some(each => namesSecret(each)) &&
      ![node.left, node.right].some(isEmpty)
    );
  }
  if (!ts.isCallExpression(node)) return false;
  const callee = unwrap(node.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const words = wordsOf(name);
  if (words.some(each => SECRET.has(each)) && words.some(each => CHECKS.test(each))) return true;
  return CHECKS.test(name) && node.arguments.some(each => namesSecret(each, isStrictly));
}

/** Whether an expression is a secret by its name: `pin`, `user.password`, `hash(pin)`, `process.env.VAULT_PIN`. */
function namesSecret(node: ts.Expression, test: (name: string) => boolean = isSecretName): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value)) return test(value.text);
  if (ts.isPropertyAccessExpression(value)) return value.name.text !== 'length' && test(value.name.text);
  if (ts.isElementAccessExpression(value))
    return ts.isStringLiteralLike(value.argumentExpression) && test(value.argumentExpression.text);
  if (ts.isAwaitExpression(value)) return namesSecret(value.expression, test);
  if (ts.isCallExpression(value)) return value.arguments.some(each => namesSecret(each, test));
  if (ts.isObjectLiteralExpression(value))
    return value.properties.some(
      each =>
        (ts.isShorthandPropertyAssignment(each) && test(each.name.text)) ||
        (ts.isPropertyAssignment(each) && namesSecret(each.initializer, test)),
    );
  return false;
}

function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some(each => HARMLESS.test(each))) return false;
  return words.some((each, index) => SECRET.has(each) || (each === 'api' && words[index + 1] === 'key'));
}

/** Code is given to functions that check it as a text, too: `validate(code)`. */
function isStrictly(name: string): boolean {
  return name !== 'code' && isSecretName(name);
}

function isEmpty(node: ts.Expression): boolean {
  const value = unwrap(node);
  return (
    value.kind === ts.SyntaxKind.NullKeyword ||
    ts.isTypeOfExpression(value) ||
    (ts.isIdentifier(value) && value.text === 'undefined') ||
    (ts.isStringLiteralLike(value) && value.text === '')
  );
}

function wordsOf(name: string): string[] {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map(each => each.toLowerCase().replace(/^#/, ''));
}
