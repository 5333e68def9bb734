import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import { walk } from '../recognise/syntax.js';
import { isServedNow, type Results } from './results.js';

/** What only servers of HTTP+SSE send. */
const ENDPOINT_EVENT = /event:\s*endpoint/;
const ASKS = new RegExp(`['"\`](?:${INPUT_METHODS.join('|')})['"\`]`);
const INITIALIZED = /^[_#]?(?:is|was|has|client)?_?initiali[sz]ed$/i;

/**
 * Whether a server does what 2026-07-28 has another way for, so that it takes a person to move it: it asks the client
 * for something by itself, it speaks HTTP+SSE, or it refuses what comes before the handshake.
 */
export function hasObstacle(units: Iterable<SourceUnit>, results: Results): boolean {
  return [...units].some(
    ({ text, ast }) => ASKS.test(text) || ENDPOINT_EVENT.test(text) || waitsForHandshake(ast, results),
  );
}

/** Whether code leaves or fails when nobody has sent `initialize`. */
function waitsForHandshake(ast: ts.SourceFile, results: Results): boolean {
  let waits = false;
  walk(ast, node => {
    if (waits) return false;
    if (!ts.isIfStatement(node) || !namesInitialized(node.expression)) return undefined;
    const methods = results.served(node);
    const isLegacyOnly = methods !== undefined && [...methods].every(each => !isServedNow(each));
    waits = !isLegacyOnly && leaves(node.thenStatement);
    return undefined;
  });
  return waits;
}

function namesInitialized(condition: ts.Expression): boolean {
  let is = false;
  walk(condition, node => {
    const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
    if (isName && INITIALIZED.test(node.text)) is = true;
  });
  return is;
}

function leaves(statement: ts.Statement): boolean {
  let is = false;
  walk(statement, node => {
    if (ts.isThrowStatement(node) || (ts.isReturnStatement(node) && node.expression)) is = true;
    if (ts.isStringLiteralLike(node) && /initiali[sz]ed/i.test(node.text)) is = true;
  });
  return is;
}
