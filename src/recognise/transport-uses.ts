import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isServer } from './mcp-objects.js';
import { isUsableAt } from './scope.js';
import type { StdioTransport } from './stdio-connection.js';
import { assignedValue, enclosingStatement, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** What becomes of a stdio transport when `serveStdio` takes over. */
export interface TransportFate {
  /** The `transport` option, when the transport has to stay. */
  readonly option?: string;
  /** Its declaration, when it goes. */
  readonly declaration?: ts.VariableStatement;
  /** `transport.onclose` to `server.onclose`: the entry point takes the handlers of the transport for itself. */
  readonly renames: readonly TextEdit[];
  readonly review?: { readonly message: string; readonly advice: string };
}

/** Members that code may use beside `serveStdio` without taking the connection away from it. */
const HARMLESS = new Set(['close', 'send', 'sessionId']);

const HANDLERS = new Set(['onclose', 'onerror', 'onmessage']);

/**
 * Decides whether the transport goes or stays, by what else is done with it.
 * @returns the decision, or the reason why neither is possible
 */
export function transportFate(
  project: ProjectModel,
  unit: SourceUnit,
  transport: StdioTransport,
  connect: ts.CallExpression,
  server: ts.Expression,
): TransportFate | string {
  const { creation, holder, isCustom } = transport;
  if (!holder) {
    const option = isCustom ? { option: `transport: ${creation.getText(unit.ast)}` } : {};
    return { renames: [], ...option };
  }
  const renames: TextEdit[] = [];
  const events: string[] = [];
  let stays = isCustom || !holder.declaration;
  for (const use of holder.uses) {
    const access = use.parent;
    if (isReturned(use) || isCheck(use)) {
      stays = true;
      continue;
    }
    if (!ts.isPropertyAccessExpression(access) || access.expression !== use)
      return `\`${holder.text}\` is handed to other code besides this connection.`;
    const member = access.name.text;
    if (HARMLESS.has(member)) {
      stays = true;
      continue;
    }
    if (!HANDLERS.has(member)) return `\`${holder.text}.${member}\` is used besides this connection.`;
    // Set behind the connection, a handler replaces or wraps that of the entry point, as it did the SDK's before.
    if (access.pos > connect.end) stays = true;
    else if (member === 'onmessage' || assignedValue(access) === undefined)
      return `\`${holder.text}.${member}\` is used, which \`serveStdio\` takes for itself.`;
    else {
      const rename = onServer(project, unit, server, use, access);
      if (typeof rename === 'string') return rename;
      renames.push(rename);
      events.push(member);
    }
  }
  return {
    renames,
    ...(stays
      ? { option: holder.text === 'transport' ? 'transport' : `transport: ${holder.text}` }
      : holder.declaration && { declaration: holder.declaration }),
    ...(events.length > 0 && {
      review: {
        message: `\`${events.join('` and `')}\` moved from the transport to the server, which is connected once a client has opened the connection.`,
        advice: 'Check that nothing has to happen when no client ever does.',
      },
    }),
  };
}

/** `transport.onclose` to `server.server.onclose`. */
function onServer(
  project: ProjectModel,
  unit: SourceUnit,
  server: ts.Expression,
  use: ts.Expression,
  access: ts.PropertyAccessExpression,
): TextEdit | string {
  const member = access.name.text;
  const taken = `\`${access.getText(unit.ast)}\` is set, and \`serveStdio\` takes it for itself.`;
  if (!isUsableAt(project, server, enclosingStatement(use))) return taken;
  let isSet = false;
  walk(unit.ast, node => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== member) return;
    if (assignedValue(node) !== undefined && isServer(project, node.expression)) isSet = true;
  });
  if (isSet) return taken;
  const inner = valuesOf(project).sdkName(server) === 'McpServer' ? '.server' : '';
  return {
    file: unit.path,
    start: use.getStart(unit.ast),
    end: use.end,
    text: `${server.getText(unit.ast)}${inner}`,
  };
}

/** `return transport`, `return { server, transport }`. */
function isReturned(use: ts.Expression): boolean {
  let node: ts.Node = use;
  while (
    ts.isPropertyAssignment(node.parent) ||
    ts.isShorthandPropertyAssignment(node.parent) ||
    ts.isObjectLiteralExpression(node.parent)
  )
    node = node.parent;
  return ts.isReturnStatement(node.parent);
}

/** `if (transport)`, `transport?.close()` and the like: reads that change nothing. */
function isCheck(use: ts.Expression): boolean {
  const { parent } = use;
  return (
    (ts.isIfStatement(parent) && parent.expression === use) ||
    (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken)
  );
}
