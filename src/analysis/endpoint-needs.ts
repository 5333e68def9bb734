import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { rememberedState, walkConstruction } from '../recognise/construction.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { keepAlive } from '../recognise/keep-alive.js';
import { traceServer } from '../recognise/server-origin.js';
import type { SessionFlow } from '../recognise/session-flow.js';
import { valuesOf } from '../recognise/values.js';
import type { SessionNeed } from './session-needs.js';

export interface EndpointNeed extends SessionNeed {
  /** Nothing is known to need the session; the code that would tell is out of sight. */
  readonly isGuess?: true;
}

/** What is started for a server and has to outlive a request to be of use. */
const STARTED = /^(?:spawn|fork|exec|execFile|launch|watch|watchFile|setInterval|createBrowser)$/;

/**
 * Why one endpoint needs the sessions of 2025-11-25: what it does or remembers for each of them.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function endpointNeeds(project: ProjectModel, entry: HttpEntry, flow: SessionFlow): EndpointNeed[] {
  const file = entry.unit.path;
  const found: EndpointNeed[] = [];
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
  let isFollowed = false;
  walkConstruction(project, made, node => {
    if (ts.isNewExpression(node)) isFollowed ||= isServerClass(project, node.expression);
    if (!ts.isCallExpression(node)) return;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    if (ts.isIdentifier(callee) && STARTED.test(callee.text) && !keepAlive(project, node)?.isDispensable)
      add(node, `starts something for each session with \`${callee.text}\``);
  });
  // A server that comes from elsewhere may be the basket, the browser or the editor of one client.
  if (!isFollowed)
    add(entry.connect.server, 'makes its server in a way that does not show what it remembers');
  return found;
}

function isServerClass(project: ProjectModel, callee: ts.Expression): boolean {
  const values = valuesOf(project);
  const name = values.sdkExport(callee) ?? values.sdkName(callee.parent as ts.NewExpression);
  return name === 'McpServer' || name === 'Server';
}

function lowered(text: string): string {
  return text.replace(/^The /, 'the ');
}
