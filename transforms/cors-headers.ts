import type { Rewrite, Transform } from '../src/engine/types.js';
import { allowLists } from '../src/recognise/cors-lists.js';
import { withRequestHeaders } from '../src/rewrite/header-list.js';

const CHANGE = 'standard-headers';

/**
 * Adds the headers that 2026-07-28 clients send with every request to the CORS lists of allowed request headers;
 * without them a browser does not let the request out. Lists of exposed response headers stay: there is nothing new
 * to read in a response. `Mcp-Session-Id` stays as well: a browser client that still holds the id of an old session
 * would otherwise not get as far as being answered.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export const corsHeaders: Transform = {
  name: 'cors-headers',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/headers/i.test(unit.text)) continue;
      for (const allow of allowLists(unit, project.names)) {
        const edit = withRequestHeaders(unit, allow);
        if (edit) rewrites.push({ change: CHANGE, edits: [edit] });
      }
    }
    return { rewrites, left: [] };
  },
};
