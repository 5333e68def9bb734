import { exportsOf } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { Origin } from '../project/names.js';
import { packageFor, splitInto, type Role } from './routes.js';

/** Members of v1's `ErrorCode` that the SDK raises itself and that v2 has in `SdkErrorCode`. */
const SDK_CODES = new Set(['RequestTimeout', 'ConnectionClosed']);

/** What the first type argument of v1's `RequestHandlerExtra` says about the side the handler is on. */
const SIDE_OF_REQUEST: Readonly<Record<string, Role>> = {
  ServerRequest: 'server',
  ServerNotification: 'server',
  ClientRequest: 'client',
  ClientNotification: 'client',
};

/**
 * The one v2 name that all uses of a split v1 export mean, if they agree: `ErrorCode` where only protocol codes are
 * read, `RequestHandlerExtra` where it is only a type of one side. The other cases are for the official transforms.
 */
export function soleSuccessor(name: string, references: readonly ts.Node[], role: Role): Origin | undefined {
  if (references.length === 0 || !splitInto(name)) return undefined;
  if (name === 'ErrorCode') {
    const isProtocol = references.every(
      ({ parent }, index) =>
        ts.isPropertyAccessExpression(parent) &&
        parent.expression === references[index] &&
        !SDK_CODES.has(parent.name.text),
    );
    return isProtocol ? home('ProtocolErrorCode', role) : undefined;
  }
  if (name !== 'RequestHandlerExtra') return undefined;
  const sides = new Set(references.map(reference => contextSide(reference, role)));
  const [side] = sides;
  if (sides.size !== 1 || side === undefined) return undefined;
  return home(side === 'client' ? 'ClientContext' : 'ServerContext', side);
}

/** The type reference that a use of `RequestHandlerExtra` is the name of. */
export function typeReferenceOf(reference: ts.Node): ts.TypeReferenceNode | undefined {
  const { parent } = reference;
  return ts.isTypeReferenceNode(parent) && parent.typeName === reference ? parent : undefined;
}

function contextSide(reference: ts.Node, role: Role): Role | undefined {
  const type = typeReferenceOf(reference);
  if (!type) return undefined;
  const first = type.typeArguments?.[0]?.getText() ?? '';
  return SIDE_OF_REQUEST[first.replace(/^.*\./, '')] ?? (role === 'client' ? 'client' : 'server');
}

function home(name: string, role: Role): Origin | undefined {
  const module = packageFor(role);
  return exportsOf(module)?.has(name) ? { module, name } : undefined;
}
