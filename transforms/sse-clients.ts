import { noteAt } from '../src/engine/notes.js';
import { indentAt } from '../src/engine/style.js';
import type { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { hasStreamableClient, sseConnections, type SseConnection } from '../src/recognise/sse-clients.js';
import { importOf, local } from '../src/rewrite/sdk-names.js';
import { Snippet } from '../src/rewrite/moved-text.js';

const CHANGE = 'http-sse-transport';
const TRANSPORT = 'StreamableHTTPClientTransport';
const PACKAGE = '@modelcontextprotocol/client';

const review = {
  severity: 'info',
  message: 'This client tries Streamable HTTP at the address first, and HTTP+SSE when that fails.',
  advice:
    'Give it the address of the Streamable HTTP endpoint where a server has one, often `/mcp` instead of `/sse`.',
} as const;

/**
 * Has clients that speak HTTP+SSE only try Streamable HTTP at the same address first, as the specification asks of
 * clients that are given an address. Clients whose address is written down are left to `sse-transport` to report,
 * and so are those in packages that choose between the two transports themselves.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const sseClients: Transform = {
  name: 'sse-clients',
  phase: 'serve',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!unit.text.includes('SSEClientTransport') || isTestFile(project, unit)) continue;
      if (hasStreamableClient(project, unit)) continue;
      for (const connection of sseConnections(project, unit)) {
        rewrites.push({
          change: CHANGE,
          edits: [tryBoth(unit, connection)],
          imports: [importOf(unit, TRANSPORT, PACKAGE)],
          review: noteAt(unit, connection.statement, CHANGE, review),
        });
      }
    }
    return { rewrites, left: [] };
  },
};

/** Longer lines are broken, one argument a line. */
const WIDTH = 100;

function tryBoth(unit: SourceUnit, { statement, call, address, options }: SseConnection): TextEdit {
  const snippet = new Snippet(unit);
  const start = statement.getStart(unit.ast);
  const indent = indentAt(unit.text, start);
  const moved = (node: ts.Node) => snippet.node(node);
  const given = [moved(address)];
  if (options.length > 0) given.push(`{ ${options.map(moved).join(', ')} }`);
  const first = [
    `new ${local(unit, TRANSPORT, PACKAGE)}(${given.join(', ')})`,
    ...call.arguments.slice(1).map(moved),
  ];
  const connect = moved(call.expression);
  const text = (list: string) =>
    snippet.render(`try {\n  await ${connect}(${list});\n} catch {\n  ${own}\n}`, indent);
  const own = moved(statement);
  const short = text(first.join(', '));
  const isLong = short.split('\n')[1]!.length > WIDTH;
  const list = isLong && first.length > 1 ? `\n    ${first.join(',\n    ')},\n  ` : first.join(', ');
  return { file: unit.path, start, end: statement.end, text: text(list) };
}
