import semver from 'semver';
import type { TransformResult } from '../engine/types.js';
import { V2_NODE_RANGE } from '../facts/index.js';
import type { PackageInfo } from '../project/model.js';
import { JsonText } from './json.js';
import { manifestNote } from './notes.js';
import { raisedNodeRange } from './ranges.js';

/** Raises `engines.node` of a package that runs SDK v2, and reports a Volta pin that is too old. */
export function planRuntime(info: PackageInfo): TransformResult {
  const json = new JsonText(info.manifestPath, info.text);
  const { engines, volta } = info.manifest as { engines?: { node?: unknown }; volta?: { node?: unknown } };
  const raised = typeof engines?.node === 'string' ? raisedNodeRange(engines.node) : undefined;
  const pinned = typeof volta?.node === 'string' ? volta.node : undefined;
  const pinnedTooOld =
    pinned !== undefined && semver.validRange(pinned) !== null && !semver.intersects(pinned, V2_NODE_RANGE);
  return {
    rewrites:
      raised === undefined
        ? []
        : [{ change: 'sdk-v2-packages', edits: [json.setString(['engines', 'node'], raised)] }],
    left: pinnedTooOld
      ? [
          manifestNote(
            info.manifestPath,
            json.position(['volta', 'node']),
            'warning',
            `Volta pins Node ${pinned}; SDK v2 needs ${V2_NODE_RANGE}.`,
            'Pin a newer Node.',
          ),
        ]
      : [],
  };
}
