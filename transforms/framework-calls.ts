import type { Rewrite, Transform } from '../src/engine/types.js';
import { frameworkStarts } from '../src/recognise/framework-starts.js';
import { addNeededOption } from '../src/rewrite/framework-options.js';
import { REWRITERS } from '../src/rewrite/framework-calls.js';
import { replaceHonoTransport } from '../src/rewrite/hono-transport.js';
import { renamedModules } from '../src/rewrite/framework-modules.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Brings calls of frameworks to what their release for 2026-07-28 takes; the package.json migration raises the
 * release itself.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const frameworkCalls: Transform = {
  name: 'framework-calls',
  phase: 'sdk',
  changes: [CHANGE, 'stateless-handshake'],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      const edits = renamedModules(unit);
      if (edits.length > 0) rewrites.push({ change: CHANGE, edits });
      const transport = replaceHonoTransport(project, unit);
      if (transport) rewrites.push(transport);
      for (const start of frameworkStarts(project, unit)) {
        const option = addNeededOption(project, unit, start);
        if (option) rewrites.push(option);
        for (const rewrite of REWRITERS[start.framework.packages[0]] ?? []) {
          const found = rewrite(unit, start, project);
          if (found) rewrites.push(found);
        }
      }
    }
    return { rewrites, left: [] };
  },
};
