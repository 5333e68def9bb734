import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { ASKING_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin, somewhere, walk } from '../recognise/syntax.js';
import { hasId, type Asked, type RequestFunction } from './client-requests.js';
import { functionCalled, type WireSite } from './client-wire.js';

/** A request that may be answered with a question, which nothing would take for one. */
export interface UnreadRequest {
  readonly place: ts.Node;
  /** Undefined where code sends the method it is handed. */
  readonly method: string | undefined;
}

/** What of a client says how its requests are sent. */
export interface SendingParts {
  readonly asked: readonly Asked[];
  readonly functions: readonly RequestFunction[];
  readonly sites: readonly WireSite[];
  readonly asks: ReadonlySet<WireSite>;
}

/**
 * The requests of a client that are sent as they stand, though a server may ask for input in the result: the first for
 * each place that puts messages on the wire. None where the file, or one that it imports, reads `resultType` by itself.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr#supported-requests
 */
export function unreadRequests(
  project: ProjectModel,
  unit: SourceUnit,
  parts: SendingParts,
): UnreadRequest[] {
  const { asked, functions, sites, asks } = parts;
  // Where parameters are in view, answers go through what reads them.
  const plain = functions.filter(each => each.isRequest && each.params === undefined);
  const found = new Map<unknown, UnreadRequest>();
  for (const { method, call, sent } of asked) {
    if (!ASKING_METHODS.includes(method)) continue;
    const callee = sent ? undefined : functionCalled(project, call);
    const way = sent
      ? hasId(project, sent.literal) && !asks.has(sent.site) && sent.site
      : plain.find(each => each.node === callee);
    if (way && !found.has(way)) found.set(way, { place: call, method });
  }
  for (const each of plain) {
    const site = sites.find(({ call }) => isWithin(call, each.node));
    const hasParams = somewhere(each.node, at => isAssigned(at, 'params'));
    if (site && hasParams && !found.has(each)) found.set(each, { place: site.call, method: undefined });
  }
  return found.size > 0 && readers(project, unit).some(readsKind) ? [] : [...found.values()];
}

/** `message.params = …` */
function isAssigned(node: ts.Node, name: string): boolean {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left) &&
    node.left.name.text === name
  );
}

/** A file, and the files of the project that it imports. */
function readers(project: ProjectModel, unit: SourceUnit): SourceUnit[] {
  const imported = new Set(
    [...unit.text.matchAll(/(?:\bfrom|\brequire\(|\bimport\()\s*(['"`])(\.[^'"`]*)\1/g)].map(([, , name]) =>
      withoutExtension(path.resolve(path.dirname(unit.path), name!)),
    ),
  );
  const others = project.units.filter(each => {
    const own = withoutExtension(each.path);
    return imported.has(own) || (path.basename(own) === 'index' && imported.has(path.dirname(own)));
  });
  return [unit, ...others];
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, '');
}

/** Whether code looks at what kind of result it has. */
function readsKind({ ast, text }: SourceUnit): boolean {
  let found = false;
  if (/\bresultType\b|\binput_required\b/.test(text))
    walk(ast, node => {
      found ||= isRead(node);
      return !found;
    });
  return found;
}

function isRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'resultType';
  if (ts.isBindingElement(node)) return (node.propertyName ?? node.name).getText() === 'resultType';
  if (!ts.isStringLiteralLike(node)) return false;
  if (node.text === 'resultType')
    return ts.isElementAccessExpression(parent) || ts.isBinaryExpression(parent);
  return node.text === 'input_required' && !ts.isLiteralTypeNode(parent);
}
