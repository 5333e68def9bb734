import { isV1Specifier } from '../../facts/index.js';
import { ts } from '../../engine/ts.js';
import { moduleUses, type ModuleStatement } from '../module-uses.js';
import type { Finder, Finding } from './finding.js';

/** What to do without a v1 export, by its name or the module it is in; the first that fits. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /Task|experimental|isTerminal|responseMessage/,
    'Remove it: tasks are an extension now, and SDK v2 has no support for the old ones.',
  ],
  [/\/examples\//, 'Copy the example from the SDK into the project, or write your own.'],
  [/^ErrorCode$/, 'Use `ProtocolErrorCode`, and `SdkErrorCode` for `RequestTimeout` and `ConnectionClosed`.'],
  [/^RequestHandlerExtra$/, 'Use `ServerContext` or `ClientContext`, which take no type arguments.'],
  [
    /^RequestInfo$|^IsomorphicHeaders$/,
    'Use the web standard `Request` and `Headers`; `ctx.http?.req` is a `Request`.',
  ],
  [
    /^WebSocketClientTransport$|websocket/,
    'Use `StreamableHTTPClientTransport`, or write a `Transport` of your own.',
  ],
  [/SafeUrlSchema$/, 'Check the URL with a schema of your own.'],
  [/zod-json-schema-compat/, "Use `z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })`."],
  [
    /zod-compat/,
    'Type schemas with `StandardSchemaWithJSON` of the v2 packages, or with your schema library.',
  ],
];

const REMOTE = /['"](?:npm:|https?:\/\/[^'"\s]*\/)@modelcontextprotocol\/sdk\b/;

/** What still comes from SDK v1, because v2 has nothing in its place. */
export const v1Modules: Finder = (unit, names) => {
  const { statements, reExports, inline } = moduleUses(unit);
  return [
    ...statements
      .filter(({ specifier }) => isV1Specifier(specifier.text))
      .map(statement => imported(statement)),
    ...reExports
      .filter(({ specifier }) => isV1Specifier(specifier.text))
      .map(({ statement, specifier }) => gone(statement, `\`${specifier.text}\``, [], specifier.text)),
    ...inline.map(specifier => named(specifier)),
    ...remote(unit.ast),
  ];

  function imported(statement: ModuleStatement): Finding {
    const members = statement.whole ? names.references(statement.whole).flatMap(memberName) : [];
    const used = [...statement.names.map(each => each.name), ...members];
    const listed = [...new Set(used)].map(name => `\`${name}\``);
    const what = listed.length > 0 ? list(listed) : `\`${statement.specifier.text}\``;
    return gone(statement.statement, what, used, statement.specifier.text);
  }
};

/** Imports that do not go through package.json: `npm:@modelcontextprotocol/sdk@1/types.js`. */
function remote(ast: ts.SourceFile): Finding[] {
  if (!REMOTE.test(ast.text)) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && REMOTE.test(`'${node.text}'`)) found.push(named(node));
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
}

function memberName({ parent }: ts.Identifier): string[] {
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  return ts.isQualifiedName(parent) ? [parent.right.text] : [];
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, 3);
  return items.length > 3 ? `${shown.join(', ')} and ${items.length - 3} more` : shown.join(', ');
}

function gone(node: ts.Node, what: string, used: readonly string[], specifier: string): Finding {
  const texts = [...used, specifier];
  const advice = ADVICE.find(([pattern]) => texts.some(text => pattern.test(text)))?.[1];
  return {
    node,
    severity: 'error',
    message: `SDK v2 has nothing in place of ${what}.`,
    advice: advice ?? 'Remove it, or write what you need of it yourself; keep SDK v1 installed until then.',
  };
}

function named(specifier: ts.StringLiteralLike): Finding {
  const { parent } = specifier;
  const isLoaded =
    ts.isCallExpression(parent) ||
    ts.isLiteralTypeNode(parent) ||
    ts.isModuleDeclaration(parent) ||
    ts.isImportDeclaration(parent);
  return {
    node: specifier,
    severity: isLoaded ? 'error' : 'warning',
    message: `\`${specifier.text}\` is a module of SDK v1.`,
    advice: 'Name the v2 package here that has what is used: server, client, core, node or express.',
  };
}
