import { ts } from '../engine/ts.js';
import type { Note, SourceUnit, TextEdit, TransformContext } from '../engine/types.js';

/** How often the caller's entry point builds a server. */
export type FactoryNeed =
  /** `createMcpHandler`: one for each request, so it must be a fresh one. */
  | 'per-request'
  /** `serveStdio`: one for each connection, and a process has one; a singleton will do. */
  | 'per-connection';

export interface FactoryPlan {
  /**
   * Expression to pass to `createMcpHandler` or `serveStdio`, always on one line and in the file's own style:
   * `createServer`, `() => createServer(config)`, `() => new Weather().server`, `() => server`. Every name in
   * it is visible at the start of the site.
   */
  readonly expression: string;
  /**
   * Edits that make the expression available; none of them replaces text of the site, an insertion may stand
   * at its very start.
   */
  readonly edits: readonly TextEdit[];
  /** Statement outside the site that declares the server and has no further use; the caller deletes it. */
  readonly obsolete?: ts.Statement;
  /** Present when a person should check the result. */
  readonly review?: { readonly message: string; readonly advice: string };
  /** Resources that would now be made for every request. */
  readonly warnings: readonly Note[];
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
): FactoryPlan | { readonly refused: Note } {
  const value = ts.isIdentifier(server) ? initializerOf(context, server) : server;
  if (value && ts.isCallExpression(value) && ts.isIdentifier(value.expression)) {
    const text = value.getText(unit.ast);
    const expression = value.arguments.length === 0 ? value.expression.text : `() => ${text}`;
    return { expression, edits: [], warnings: [] };
  }
  if (need === 'per-connection' && ts.isIdentifier(server)) {
    return { expression: `() => ${server.text}`, edits: [], warnings: [] };
  }
  return {
    refused: {
      change: 'stateless-handshake',
      file: unit.path,
      pos: site.getStart(unit.ast),
      severity: 'warning',
      message: 'This server is not built by a function that could be called again.',
      advice: 'Move its construction into a function that returns a new server, and pass that function.',
    },
  };
}

function initializerOf(context: TransformContext, server: ts.Identifier): ts.Expression | undefined {
  const declaration = context.project.names.declaration(server);
  return declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}
