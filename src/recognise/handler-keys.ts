import { ts } from '../engine/ts.js';
import { methodOfSchema } from '../facts/spec-schemas.js';
import type { ProjectModel } from '../project/model.js';
import { methodCall, nameText, walk } from './syntax.js';
import { valuesOf } from './values.js';

const REGISTER = /^set(?:Request|Notification)Handler$/;

/** A schema where the method of a handler is meant: the key it was registered under in SDK v1. */
export interface HandlerKey {
  readonly node: ts.Expression;
  readonly method: string;
}

/**
 * Schemas by which a file looks up or expects handlers that a stand-in for a server recorded:
 * `handlers.get(ListToolsRequestSchema)`, `expect(server.setRequestHandler).toHaveBeenCalledWith(Schema, …)`. Only in
 * files that have such a stand-in, and never the receiver of `.parse()` and its like.
 */
export function handlerKeys(project: ProjectModel, ast: ts.SourceFile): HandlerKey[] {
  if (!recordsHandlers(ast)) return [];
  const values = valuesOf(project);
  const found: HandlerKey[] = [];
  walk(ast, node => {
    if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
    if (!isKeyPlace(node)) return undefined;
    const name = values.sdkExport(node);
    const method = name === undefined ? undefined : methodOfSchema(name);
    if (method === undefined) return undefined;
    found.push({ node, method });
    return false;
  });
  return found;
}

/** Whether `setRequestHandler` is a member of an object literal here, or is read without being called. */
function recordsHandlers(ast: ts.SourceFile): boolean {
  if (!/\bset(?:Request|Notification)Handler\b/.test(ast.text)) return false;
  let found = false;
  walk(ast, node => {
    if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) {
      const isMember = ts.isObjectLiteralExpression(node.parent) && REGISTER.test(nameText(node.name) ?? '');
      if (isMember) found = true;
    }
    const isRead = ts.isPropertyAccessExpression(node) && REGISTER.test(node.name.text);
    if (isRead && !(ts.isCallExpression(node.parent) && node.parent.expression === node)) found = true;
    return !found;
  });
  return found;
}

/** An argument, an operand of a comparison, or a key in brackets; a real registration is none of our business. */
function isKeyPlace(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node;
  if (ts.isCallExpression(parent)) {
    return parent.arguments.includes(node) && !REGISTER.test(methodCall(parent)?.name ?? '');
  }
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}
