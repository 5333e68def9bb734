import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Note, SourceUnit, TextEdit, TransformContext } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { classConstruction, rememberedState, resourceNotes } from './construction.js';
import { collectSetup } from './factory-setup.js';
import { wrapCopy, wrapInPlace } from './factory-wrap.js';
import { freshFromThis, reuseOnce, reuseRoot } from './factory-reuse.js';
import { isServer } from './mcp-objects.js';
import { traceServer, type ServerOrigin } from './server-origin.js';
import { classOfThis, isWithin } from './syntax.js';

/** How often the caller's entry point builds a server. */
export type FactoryNeed =
  /** `createMcpHandler`: one for each request, so it must be a fresh one. */
  | 'per-request'
  /** `serveStdio`: one for each connection, and a process has one; a singleton will do. */
  | 'per-connection';

export interface FactoryPlan {
  /**
   * Expression to pass to `createMcpHandler` or `serveStdio`, on one line and in the file's own style:
   * `createServer`, `() => createServer(config)`, `() => new Weather().server`, `() => server`. Every name in
   * it is visible at the start of the site.
   */
  readonly expression: string;
  /**
   * Edits that make the expression available; none of them replaces text of the site, an insertion may stand
   * at the start of its line.
   */
  readonly edits: readonly TextEdit[];
  /** Statement outside the site that declares the server and has no further use; the caller deletes it. */
  readonly obsolete?: ts.Statement;
  /** Statements inside the site that the factory repeats; a caller that keeps the site leaves them. */
  readonly repeated?: readonly ts.Statement[];
  /** Present when a person should check the result. */
  readonly review?: { readonly message: string; readonly advice: string };
  /**
   * Resources and state that every request would get anew. A site that already made a server for each request
   * had them anew before; its caller may drop these.
   */
  readonly warnings: readonly Note[];
}

/** There is no factory, and why. */
export interface FactoryRefusal {
  readonly refused: Note;
}

/**
 * Finds or makes the factory behind a server that is connected somewhere.
 * @param server the expression that is connected: the `x` of `x.connect(transport)`
 * @param site the statement or region the caller replaces; what is declared inside it goes away with it
 * @returns the plan, or the note that says why there is none
 */
export function planFactory(
  context: TransformContext,
  unit: SourceUnit,
  server: ts.Expression,
  site: ts.Node,
  need: FactoryNeed,
): FactoryPlan | FactoryRefusal {
  const { project } = context;
  if (!isServer(project, server)) {
    const what = server.getText(unit.ast);
    return refuse(
      unit,
      site,
      `It is not certain that \`${what}\` is an \`McpServer\` or \`Server\` of the SDK.`,
    );
  }
  const origin = traceServer(project, server);
  if (need === 'per-connection') return reuseOnce(project, unit, server, site, origin);
  return perRequest(context, unit, server, site, origin);
}

function perRequest(
  { project }: TransformContext,
  unit: SourceUnit,
  server: ts.Expression,
  site: ts.Node,
  origin: ServerOrigin,
): FactoryPlan | FactoryRefusal {
  if (origin.kind === 'given') return refuse(unit, site, sharedMessage(server, unit));
  const remembered = sharedState(project, site, origin);
  if (remembered) {
    return refuse(unit, site, lostMessage(remembered));
  }
  if (origin.kind === 'this') {
    return freshFromThis(project, site, origin) ?? refuse(unit, site, sharedMessage(server, unit));
  }
  const setup = origin.holder && collectSetup(project, origin.holder, server, site);
  if (origin.holder && !setup) return refuse(unit, site, sharedMessage(server, unit));
  if (!setup || (origin.kind === 'made' && setup.steps.length === 0)) {
    return (
      reuseRoot(project, unit, site, origin, setup) ??
      refuse(unit, site, `\`${origin.root.getText(unit.ast)}\` uses values of one request or session.`)
    );
  }
  const inside = isWithin(setup.declaration, site);
  if (!inside && setup.others.length > 0) {
    const line = unit.ast.getLineAndCharacterOfPosition(setup.others[0]!.getStart(unit.ast)).line + 1;
    return refuse(
      unit,
      site,
      `One \`${server.getText(unit.ast)}\` is shared, and line ${line} uses it as well.`,
    );
  }
  const result = server.getText(unit.ast);
  const wrapped = inside
    ? wrapCopy(project, unit, setup, site, result)
    : wrapInPlace(project, unit, setup, result);
  const lost = inside ? undefined : rememberedState(project, [setup.declaration, ...setup.steps]);
  if (lost) return refuse(unit, site, lostMessage(lost));
  if (typeof wrapped === 'string')
    return refuse(unit, site, `\`${result}\` cannot be built anew for a request: ${wrapped}.`);
  return {
    expression: wrapped.name,
    edits: wrapped.edits,
    ...(inside && { repeated: wrapped.statements }),
    review: {
      message: `\`${wrapped.name}\` now builds a server for each request.`,
      advice: 'Check that nothing in it has to happen only once or to be remembered between requests.',
    },
    warnings: resourceNotes(project, wrapped.statements),
  };
}

/** What requests share through one server that was made before any of them. */
function sharedState(project: ProjectModel, site: ts.Node, origin: ServerOrigin): string | undefined {
  if (origin.kind === 'this') {
    const owner = classOfThis(origin.root);
    return owner && rememberedState(project, classConstruction(owner));
  }
  const isShared = origin.holder !== undefined && !isWithin(origin.holder, site);
  return isShared ? rememberedState(project, [origin.root]) : undefined;
}

function lostMessage(state: string): string {
  return `${state} is shared by all requests now, and would be new for each.`;
}

function sharedMessage(server: ts.Expression, unit: SourceUnit): string {
  return `\`${server.getText(unit.ast)}\` is one shared server, and 2026-07-28 over HTTP needs a new one for each request.`;
}

function refuse(unit: SourceUnit, site: ts.Node, message: string): FactoryRefusal {
  return {
    refused: noteAt(unit, site, 'stateless-handshake', {
      severity: 'warning',
      message,
      advice: 'Move the construction into a function that returns a new server, and pass that function.',
    }),
  };
}
