import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  enclosingStatement,
  siblings,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import { isClientDescription } from './client-protocol.js';
import type { Asked } from './client-requests.js';
import { isLogged } from './client-session-state.js';
import { variableOf, type WireSite } from './client-wire.js';

/** Where a client says hello: `await rpc('initialize', { protocolVersion, capabilities, clientInfo })`. */
export interface Handshake {
  readonly call: ts.CallExpression;
  readonly awaited: ts.AwaitExpression;
  readonly statement: ts.Statement;
  /** The request itself, when it is posted as it stands: the code after it reads the response. */
  readonly site: WireSite | undefined;
  /** What the client says of itself: an object literal, or a constant that holds one. */
  readonly client: ts.Expression;
  readonly clientLiteral: ts.ObjectLiteralExpression;
  /** The word `initialize`, and in a message the parameters beside it. */
  readonly method: ts.Expression;
  readonly message: ts.ObjectLiteralExpression | undefined;
  readonly kind: WireSite['kind'];
}

/** The handshake that a sent `initialize` is, when all around it is in view. */
export function handshakeOf(project: ProjectModel, asked: Asked): Handshake | undefined {
  const { call, params, kind, sent } = asked;
  const site = sent && sent.call === sent.site.call ? sent.site : undefined;
  if (!params || (site ? !canConnect(site) : sent && variableOf(sent.literal))) return undefined;
  const literal = objectOf(project, params);
  if (!literal || !isClientDescription(project, literal)) return undefined;
  let outer: ts.Node = call.parent;
  while (ts.isParenthesizedExpression(outer) || ts.isAsExpression(outer)) outer = outer.parent;
  if (!ts.isAwaitExpression(outer)) return undefined;
  const statement = enclosingStatement(outer);
  if (
    !siblings(statement) ||
    ancestors(outer).find(ts.isFunctionLike) !== ancestors(statement).find(ts.isFunctionLike)
  )
    return undefined;
  return {
    call,
    awaited: outer,
    statement,
    site,
    client: params,
    clientLiteral: literal,
    method: asked.word,
    message: sent?.literal,
    kind,
  };
}

/** Whether the code after a posted `initialize` takes the answer to `server/discover` as well. */
function canConnect(site: WireSite): boolean {
  const owner = enclosingFunction(site.call);
  return site.kind === 'http' && owner !== undefined && !readsOldNames(owner);
}

/** Whether code needs what the answer to `server/discover` does not have under the same name. */
export function readsOldNames(owner: ts.Node): boolean {
  let isRead = false;
  walk(owner, node => {
    const isGone =
      ts.isPropertyAccessExpression(node) && /^(?:serverInfo|protocolVersion)$/.test(node.name.text);
    isRead ||= isGone && node.expression.kind !== ts.SyntaxKind.ThisKeyword && !isLogged(node);
    return !isRead;
  });
  return isRead;
}

function objectOf(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = unwrap(node);
  if (ts.isObjectLiteralExpression(value)) return value;
  const declaration = ts.isIdentifier(value) ? project.names.symbol(value)?.declarations?.[0] : undefined;
  const initializer =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : undefined;
  return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
}
