import { ts } from '../../engine/ts.js';
import type { NameResolver } from '../../project/names.js';
import type { Finder, Finding } from './finding.js';

/**
 * Checks of errors that SDK v2 cannot pass: it raises `SdkErrorCode` codes on `SdkError` and `ProtocolErrorCode`
 * codes on `ProtocolError`, where v1 had both on `McpError`.
 */
export const errorGuards: Finder = (unit, names) => {
  if (!/\bSdk(?:ErrorCode|HttpError)\b/.test(unit.text)) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (isGuard(node, names) && comparesSdkCode(scopeOf(node), names)) {
      found.push({
        node,
        severity: 'error',
        message:
          'SDK v2 has these codes on two classes: `SdkErrorCode` on `SdkError`, not on `ProtocolError`.',
        advice:
          'Test `SdkErrorCode` members under `instanceof SdkError`, the others under `instanceof ProtocolError`.',
      });
    }
    if (ts.isNewExpression(node) && isExport(node.expression, 'SdkHttpError', names)) {
      const [code] = node.arguments ?? [];
      if (code && !somewhere(code, each => isMemberOf(each, 'SdkErrorCode', names))) {
        found.push({
          node,
          severity: 'error',
          message:
            '`SdkHttpError` takes an `SdkErrorCode` first; the HTTP status went into the third argument.',
          advice: 'Write `new SdkHttpError(SdkErrorCode.ClientHttp…, message, { status, statusText })`.',
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
};

function isGuard(node: ts.Node, names: NameResolver): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
    isExport(node.right, 'ProtocolError', names)
  );
}

/** Code that runs only when the guard holds: its conjunction, and the branch of the `if` it is the test of. */
function scopeOf(guard: ts.Expression): ts.Node[] {
  let top: ts.Expression = guard;
  while (
    ts.isParenthesizedExpression(top.parent) ||
    (ts.isBinaryExpression(top.parent) &&
      top.parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
  ) {
    top = top.parent;
  }
  const { parent } = top;
  return ts.isIfStatement(parent) && parent.expression === top ? [top, parent.thenStatement] : [top];
}

/** Whether a code is compared with a member of `SdkErrorCode`, in an expression or a `case`, and not on an `SdkError`. */
function comparesSdkCode(scopes: readonly ts.Node[], names: NameResolver): boolean {
  return scopes.some(scope =>
    somewhere(scope, node => {
      if (!isMemberOf(node, 'SdkErrorCode', names)) return false;
      const { parent } = node;
      const isCompared =
        ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && isEquality(parent.operatorToken.kind));
      return isCompared && !isOnSdkError(node, scope, names);
    }),
  );
}

/** Whether an `instanceof SdkError` of its own stands between a comparison and the scope. */
function isOnSdkError(node: ts.Node, scope: ts.Node, names: NameResolver): boolean {
  for (let at = node.parent; at !== scope.parent; at = at.parent) {
    const test = ts.isIfStatement(at) ? at.expression : at;
    const isTested = somewhere(
      test,
      each =>
        ts.isBinaryExpression(each) &&
        each.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
        isExport(each.right, 'SdkError', names),
    );
    if ((ts.isIfStatement(at) || ts.isBinaryExpression(at)) && isTested) return true;
  }
  return false;
}

function isEquality(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken
  );
}

function isMemberOf(node: ts.Node, name: string, names: NameResolver): boolean {
  return ts.isPropertyAccessExpression(node) && isExport(node.expression, name, names);
}

function isExport(node: ts.Expression, name: string, names: NameResolver): boolean {
  const origin = names.origin(node);
  return origin?.name === name && origin.module.startsWith('@modelcontextprotocol/');
}

function somewhere(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  if (test(node)) return true;
  return ts.forEachChild(node, child => somewhere(child, test)) ?? false;
}
