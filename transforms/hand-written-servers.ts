import { noteAt } from '../src/engine/notes.js';
import type { LegacyMode, Rewrite, Transform } from '../src/engine/types.js';
import { dispatchersIn } from '../src/hand-written/dispatcher.js';
import { serverRewrite } from '../src/hand-written/server.js';
import { isTestFile } from '../src/recognise/deployment.js';

const CHANGE = 'server-discover';

/**
 * Makes servers that are written without the SDK answer 2026-07-28: `server/discover`, a check of each request in
 * front of the dispatcher, complete results. A server of which one part is not in view is left as it is.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const handWrittenServers: Transform = {
  name: 'hand-written-servers',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project, files, legacy } = context;
    const rewrites: Rewrite[] = [];
    // One at a time: the next one finds the module that this one adds.
    const packages = new Set<string | undefined>();
    for (const unit of files) {
      if (!/\binitialize\b/.test(unit.text) || !/\b(?:tools|resources|prompts)\//.test(unit.text)) continue;
      if (isTestFile(project, unit)) continue;
      const home = project.packageOf(unit.path)?.dir;
      for (const dispatcher of dispatchersIn(project, unit)) {
        if (packages.has(home)) break;
        const rewrite = serverRewrite(project, dispatcher, context);
        if (!rewrite) continue;
        packages.add(home);
        const { edits, imports, declaresLess } = rewrite;
        rewrites.push({
          change: CHANGE,
          edits,
          imports,
          review: noteAt(unit, dispatcher.statement, CHANGE, {
            severity: 'info',
            message:
              'This server answers 2026-07-28 now, and checks each request of it before it is dispatched.',
            advice: `Read the check and the results; ${served(legacy)}.${declaresLess ? LESS : ''}`,
          }),
        });
      }
    }
    return { rewrites, left: [] };
  },
};

const LESS =
  ' Capabilities that need `subscriptions/listen`, and logging, are not declared to 2026-07-28 clients: serve them first.';

function served(legacy: LegacyMode): string {
  return legacy === 'reject'
    ? 'clients of 2025-11-25 are refused'
    : 'clients of 2025-11-25 are served as before';
}
