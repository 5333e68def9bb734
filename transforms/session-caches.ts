import { sessionCaches as cachesOf } from '../src/analysis/session-caches.js';
import type { Rewrite, Transform } from '../src/engine/types.js';
import { sharedCache } from '../src/rewrite/shared-cache.js';

/**
 * Takes the session out of the keys of caches that hold the same for every caller. What is not certainly such a cache
 * stays and is reported where the session id is read.
 * @see https://modelcontextprotocol.io/seps/2567-sessionless-mcp
 */
export const sessionCaches: Transform = {
  name: 'session-caches',
  // Before servers are served in another way: a cache needs no sessions.
  phase: 'sdk',
  changes: ['sessions'],
  run({ project }) {
    const rewrites: Rewrite[] = cachesOf(project)
      .filter(each => each.obstacle === undefined)
      .map(each => sharedCache(project, each));
    return { rewrites, left: [] };
  },
};
