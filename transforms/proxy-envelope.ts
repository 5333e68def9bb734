import { indentAt } from '../src/engine/style.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { isProxyFile } from '../src/hand-written/proxy-file.js';
import { rebuiltMessages, type RebuiltParams } from '../src/hand-written/rebuilt-messages.js';

const CHANGE = 'stateless-handshake';

/**
 * Passes `_meta` on where a proxy puts the parameters of a request together anew: at 2026-07-28 it says who asks, with
 * which capabilities and in which revision, and a request without it is refused. Older requests have none, or one that
 * was lost until now.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta
 */
export const proxyEnvelope: Transform = {
  name: 'proxy-envelope',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/\bmcp\b|tools\/call/i.test(unit.text) || !isProxyFile(project, unit)) continue;
      for (const rebuilt of rebuiltMessages(project, unit)) {
        rewrites.push({
          change: CHANGE,
          edits: [passEnvelope(unit, rebuilt)],
          review: {
            change: CHANGE,
            file: unit.path,
            pos: rebuilt.params.getStart(unit.ast),
            severity: 'warning',
            message:
              '`_meta` of the request is passed on now; with a `progressToken` in it, servers send progress before the result.',
            advice: 'Check that an answer that comes as a stream is passed on, or read, as one.',
          },
        });
      }
    }
    return { rewrites, left: [] };
  },
};

function passEnvelope(unit: SourceUnit, { params, source, isOptional }: RebuiltParams): TextEdit {
  const last = params.properties.at(-1)!;
  const start = last.getStart(unit.ast);
  const isBroken = unit.text.slice(params.getStart(unit.ast), start).includes('\n');
  const gap = isBroken ? unit.style.eol + indentAt(unit.text, start) : ' ';
  const text = `,${gap}_meta: ${source}${isOptional ? '?' : ''}._meta`;
  return { file: unit.path, start: last.end, end: last.end, text };
}
