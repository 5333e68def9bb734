import { factoryStates } from '../src/analysis/factory-state.js';
import { keyedStates } from '../src/analysis/keyed-state.js';
import type { Rewrite, Transform } from '../src/engine/types.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { rewriteFactoryState } from '../src/rewrite/handle-factory.js';
import { rewriteKeyedState } from '../src/rewrite/handle-keyed.js';

/**
 * Application state that tools keep for a session goes under an explicit handle: the tool that starts it returns the
 * handle, and those that use it take it as an argument. What is not certainly such state stays and is reported where
 * servers are served.
 * @see https://modelcontextprotocol.io/seps/2567-sessionless-mcp
 */
export const sessionState: Transform = {
  name: 'session-state',
  // Before servers are served in another way: what remembers nothing needs no sessions.
  phase: 'sdk',
  changes: ['sessions'],
  run({ project }) {
    const rewrites: Rewrite[] = [];
    for (const state of factoryStates(project)) {
      if (isTestFile(project, state.unit) || state.obstacle || state.classified.kind !== 'application')
        continue;
      const rewrite = rewriteFactoryState(project, state);
      if (typeof rewrite !== 'string') rewrites.push(rewrite);
    }
    for (const state of keyedStates(project)) {
      if (state.obstacle || state.classified.kind !== 'application') continue;
      const rewrite = rewriteKeyedState(project, state);
      if (typeof rewrite !== 'string') rewrites.push(rewrite);
    }
    // One at a time: each adds to the module that the first one makes.
    return { rewrites: rewrites.slice(0, 1), left: [] };
  },
};
