import { bridgesToProcesses } from '../hand-written/process-bridges.js';
import type { ProjectModel } from '../project/model.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import type { Obstacle } from './serve-stateless.js';

/**
 * What somebody has to decide where an endpoint hands its messages to an MCP server on stdio, before requests of
 * 2026-07-28 can go there: they have no session that a process could belong to.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio
 */
export function processObstacle(project: ProjectModel, entry: HttpEntry): Obstacle | undefined {
  const bridge = bridgesToProcesses(project, entry.unit).find(
    each => each.creation.node === entry.creation.node,
  );
  if (!bridge) return undefined;
  const front =
    'hand them over in front of this, behind `if (!(await isLegacyRequest(…)))`, without `initialize`.';
  if (entry.creation.options.sessions !== false) {
    return {
      node: bridge.spawn,
      message: 'Each session has a process of its own here, and requests of 2026-07-28 have no session.',
      advice: `Choose a process for each request, which keeps nothing, or one that all clients share, with ids of requests that do not meet; ${front}`,
    };
  }
  if (bridge.isPlain) return undefined;
  return {
    node: bridge.spawn,
    message:
      'Messages are looked into or changed on their way to this process, so requests of 2026-07-28 cannot go past that.',
    advice: `Do the same to requests of 2026-07-28, then ${front}`,
  };
}
