import { ts } from '../engine/ts.js';
import { HEADERS } from '../facts/protocol.js';
import type { NameResolver } from '../project/names.js';
import { functionOf } from './bindings.js';
import { isConst, isWritten, memberValue, unwrap, walk } from './syntax.js';

/**
 * Whether an expression reads the session header of a request: `req.headers['mcp-session-id']`, `req.get(HEADER)`,
 * `getHeader(req, 'mcp-session-id')`, `sessionIdOf(req)`.
 */
export function readsSessionHeader(
  node: ts.CallExpression | ts.ElementAccessExpression,
  names: NameResolver,
): boolean {
  if (ts.isElementAccessExpression(node)) return namesSessionHeader(node.argumentExpression, names);
  if (node.arguments.some(argument => namesSessionHeader(argument, names))) return true;
  const callee = unwrap(node.expression);
  const reader = ts.isIdentifier(callee) ? functionOf(names.declaration(callee)) : undefined;
  if (!reader?.body || node.arguments.length !== 1 || !isShort(reader.body)) return false;
  let reads = false;
  walk(reader.body, at => {
    // `headers['mcp-session-id'] = …` sends it.
    if (ts.isElementAccessExpression(at) && isWritten(at)) return false;
    if (ts.isStringLiteralLike(at) || ts.isIdentifier(at)) reads ||= namesSessionHeader(at, names);
    return !reads;
  });
  return reads;
}

/** Whether an expression names the session header, by its text or by a constant. */
function namesSessionHeader(node: ts.Expression, names: NameResolver): boolean {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value)) return value.text.toLowerCase() === HEADERS.sessionId.toLowerCase();
  const literal = ts.isIdentifier(value) ? constant(value, names) : constantMember(value, names);
  return literal !== undefined && literal !== value && namesSessionHeader(literal, names);
}

function constant(name: ts.Identifier, names: NameResolver): ts.Expression | undefined {
  const declaration = names.declaration(name);
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  return isConst(declaration) && declaration.initializer ? unwrap(declaration.initializer) : undefined;
}

function constantMember(node: ts.Expression, names: NameResolver): ts.Expression | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const holder = constant(node.expression, names);
  return holder && ts.isObjectLiteralExpression(holder) ? memberValue(holder, node.name.text) : undefined;
}

/** A function of a few lines does nothing but what its name says. */
function isShort(body: ts.ConciseBody): boolean {
  return !ts.isBlock(body) || body.statements.length <= 4;
}
