import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isWritten, methodCall, unwrap, unwrapAwaited, walk } from '../recognise/syntax.js';
import { isOfRequest } from './incoming-headers.js';
import { stringOf } from './messages.js';

const SESSION = HEADERS.sessionId.toLowerCase();
const VERSION = HEADERS.protocolVersion.toLowerCase();
const SENDS = /^(?:set|setHeader|append|appendHeader|writeHead|delete|removeHeader)$/;
const RESPONSE = /^(?:res|resp|response|rep|reply|answer)\b/i;

/** Code that takes the session header, or the revision, out of a request, in whatever way. */
export interface OldHeaderRead {
  readonly node: ts.CallExpression | ts.ElementAccessExpression | ts.BindingElement;
  readonly header: 'session' | 'version';
}

const known = new WeakMap<SourceUnit, readonly OldHeaderRead[]>();

/**
 * Every place of a file that reads `Mcp-Session-Id` or `MCP-Protocol-Version` of what came in: `req.headers[…]`,
 * `headers.get(…)`, `headerOf(req, …)`, `const { 'mcp-session-id': id } = req.headers`, `@Headers('mcp-session-id')`.
 */
export function oldHeaderReads(project: ProjectModel, unit: SourceUnit): readonly OldHeaderRead[] {
  let found = known.get(unit);
  if (!found) known.set(unit, (found = search(project, unit)));
  return found;
}

function search(project: ProjectModel, { ast }: SourceUnit): OldHeaderRead[] {
  const found: OldHeaderRead[] = [];
  walk(ast, node => {
    const isPlace =
      ts.isCallExpression(node) || ts.isElementAccessExpression(node) || ts.isBindingElement(node);
    const name = isPlace ? nameIn(node) : undefined;
    const text = name && stringOf(project, name)?.toLowerCase();
    if (isPlace && (text === SESSION || text === VERSION) && comesIn(project, node)) {
      found.push({ node, header: text === SESSION ? 'session' : 'version' });
    }
  });
  return found;
}

/** What names the header where one is read. */
function nameIn(node: OldHeaderRead['node']): ts.Expression | undefined {
  if (ts.isElementAccessExpression(node)) return isWritten(node) ? undefined : node.argumentExpression;
  if (ts.isBindingElement(node)) {
    const { propertyName } = node;
    if (!propertyName) return undefined;
    if (ts.isComputedPropertyName(propertyName)) return propertyName.expression;
    return ts.isStringLiteralLike(propertyName) ? propertyName : undefined;
  }
  const method = methodCall(node);
  if (method && (SENDS.test(method.name) || RESPONSE.test(method.object.getText()))) return undefined;
  // `reply.header(name, value)` sends, and `headerOf(request, name)` reads.
  const last = node.arguments.at(-1);
  return last && (node.arguments.length === 1 || ts.isIdentifier(unwrap(node.expression))) ? last : undefined;
}

/** Whether what is read came in with a request: answers to requests of one's own are awaited, or handed to a callback. */
function comesIn(project: ProjectModel, node: OldHeaderRead['node']): boolean {
  if (ts.isCallExpression(node) && !methodCall(node)) return true;
  if (ts.isBindingElement(node) && !ts.isVariableDeclaration(node.parent.parent)) return true;
  const owner = ownerOf(node);
  if (!owner) return false;
  if (isOfRequest(project, owner)) return true;
  const root = rootOf(owner);
  const declaration = ts.isIdentifier(root) ? project.names.declaration(root) : undefined;
  if (!declaration) return !ts.isIdentifier(root);
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const isCalled = ts.isCallExpression(unwrapAwaited(declaration.initializer));
  // `const response = await this.post(…)` has headers, and so has `const request = context.getRequest()`.
  return !isCalled || root === unwrap(owner) || /^(?:req|request|message)$/i.test(root.getText());
}

function rootOf(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  return ts.isPropertyAccessExpression(inner) ? rootOf(inner.expression) : inner;
}

function ownerOf(node: OldHeaderRead['node']): ts.Expression | undefined {
  if (ts.isElementAccessExpression(node)) return node.expression;
  if (ts.isCallExpression(node)) return methodCall(node)?.object;
  const { parent } = node.parent;
  return ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
}
