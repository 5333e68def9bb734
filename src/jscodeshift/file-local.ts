import type { ChangeId } from '../changes/index.js';
import type { Transform } from '../engine/types.js';
import { TRANSFORMS } from '../../transforms/index.js';

/**
 * The changes that can be made to a file without a look at the others of its project, and the transforms that make
 * them: where the SDK is imported from and what its names, methods and errors are called, the code for a missing
 * resource, the headers that browsers may send, the option by which clients ask for 2026-07-28, and what may only be
 * called on older connections. What else belongs to these changes takes the whole project.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog
 */
const FILE_LOCAL = {
  'sdk-v2-packages': isSdkMove,
  'resource-not-found-code': named('resource-not-found', 'resource-not-found-checks'),
  'standard-headers': named('cors-headers'),
  'stateless-handshake': named('client-negotiation'),
  'removed-methods': named('client-pings', 'keep-alive-timers', 'removed-methods'),
} satisfies Partial<Record<ChangeId, (transform: Transform) => boolean>>;

export type FileLocalChange = keyof typeof FILE_LOCAL;

/** The changes that can be made to one file alone, the SDK's packages first: the others are made to SDK v2 code. */
export const FILE_LOCAL_CHANGES = Object.keys(FILE_LOCAL) as FileLocalChange[];

/** The transforms that make some of these changes, in the order in which their rewrites take precedence. */
export function fileLocalTransforms(changes: readonly FileLocalChange[] = FILE_LOCAL_CHANGES): Transform[] {
  return TRANSFORMS.filter(transform => changes.some(change => FILE_LOCAL[change](transform)));
}

function isSdkMove({ changes }: Transform): boolean {
  return changes.includes('sdk-v2-packages');
}

function named(...names: readonly string[]): (transform: Transform) => boolean {
  return ({ name }) => names.includes(name);
}
