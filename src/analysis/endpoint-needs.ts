import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { rememberedState, walkConstruction } from '../recognise/construction.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { traceServer } from '../recognise/server-origin.js';
import type { SessionFlow } from '../recognise/session-flow.js';
import type { SessionNeed } from './session-needs.js';

/** What is started for a server and has to outlive a request to be of use. */
const STARTED = /^(?:spawn|fork|exec|execFile|launch|watch|watchFile|setInterval|createBrowser)$/;

/**
 * Why one endpoint needs the sessions of 2025-11-25: what it does or remembers for each of them.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function endpointNeeds(project: ProjectModel, entry: HttpEntry, flow: SessionFlow): SessionNeed[] {
  const file = entry.unit.path;
  const found: SessionNeed[] = [];
  const add = (node: ts.Node, reason: string): void => {
    const source = node.getSourceFile();
    found.push({ file: source.fileName || file, pos: node.getStart(source), reason, isFeature: true });
  };
  const events = entry.creation.options.given.get('eventStore');
  if (events) add(events, 'stores events so that clients can resume a stream');
  for (const node of flow.work) add(node, 'does something once for each session');
  if (entry.kind === 'shared') return found;

  const made = [traceServer(project, entry.connect.server).root, ...flow.setup];
  const state = rememberedState(project, made);
  if (state) add(entry.connect.server, `keeps state for each session: ${lowered(state)}`);
  walkConstruction(project, made, node => {
    if (!ts.isCallExpression(node)) return;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    if (ts.isIdentifier(callee) && STARTED.test(callee.text))
      add(node, `starts something for each session with \`${callee.text}\``);
  });
  return found;
}

function lowered(text: string): string {
  return text.replace(/^The /, 'the ');
}
