import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isUndefined, memberValue, nameText, propertyValue, unwrap } from '../recognise/syntax.js';

const KEPT = new Set([
  ...['name', 'version', 'title', 'description', 'websiteUrl', 'icons'],
  ...['capabilities', 'instructions', 'logging'],
]);
const READ = new Set([
  'transport',
  'mcpEndpoint',
  'streamableHttp',
  'sseEndpoint',
  'messagesEndpoint',
  'sse',
]);

/** What the options of `McpModule.forRoot` say to version 2. */
export interface StrategyOptions {
  /** Those that stay as they are. */
  readonly kept: readonly ts.ObjectLiteralElementLike[];
  /** The transports to construct, as source. */
  readonly transports: readonly string[];
  /** Names of the classes that these need. */
  readonly classes: readonly string[];
  /** Whether it served HTTP+SSE, which version 2 does not. */
  readonly servedSse: boolean;
}

/** @returns undefined where an option is not in view, or version 2 has none that does the same */
export function strategyOptions(
  project: ProjectModel,
  options: ts.ObjectLiteralExpression,
): StrategyOptions | undefined {
  const names = options.properties.map(each => nameText(each.name));
  if (!names.every(name => name !== undefined && (KEPT.has(name) || READ.has(name)))) return undefined;
  if (!names.includes('name') || !names.includes('version')) return undefined;
  const types = transportTypes(project, memberValue(options, 'transport'));
  const http = httpOptions(options);
  if (!types?.includes('STREAMABLE_HTTP') || !http) return undefined;
  const isStdio = types.includes('STDIO');
  return {
    kept: options.properties.filter(each => KEPT.has(nameText(each.name)!)),
    transports: [
      `new StreamableHttpTransport(${http.length === 0 ? '' : `{ ${http.join(', ')} }`})`,
      ...(isStdio ? ['new StdioTransport()'] : []),
    ],
    classes: ['StreamableHttpTransport', ...(isStdio ? ['StdioTransport'] : [])],
    servedSse: types.includes('SSE'),
  };
}

/** Version 1 speaks over all of them unless it is told. */
function transportTypes(project: ProjectModel, given: ts.Expression | undefined): string[] | undefined {
  if (!given) return ['SSE', 'STREAMABLE_HTTP', 'STDIO'];
  const value = unwrap(given);
  const each = ts.isArrayLiteralExpression(value) ? [...value.elements] : [value];
  const names = each.map(node => {
    const origin = ts.isPropertyAccessExpression(node) ? project.names.origin(node.expression) : undefined;
    const isType = origin?.module === '@rekog/mcp-nest' && origin.name === 'McpTransportType';
    return isType ? (node as ts.PropertyAccessExpression).name.text : undefined;
  });
  return names.every(name => name !== undefined) ? names : undefined;
}

function httpOptions(options: ts.ObjectLiteralExpression): string[] | undefined {
  const endpoint = endpointOf(memberValue(options, 'mcpEndpoint'));
  const session = sessionOptions(memberValue(options, 'streamableHttp'));
  if (endpoint === undefined || !session) return undefined;
  return [...(endpoint === '/mcp' ? [] : [`endpoint: '${endpoint}'`]), ...session];
}

function endpointOf(given: ts.Expression | undefined): string | undefined {
  if (!given) return '/mcp';
  const value = unwrap(given);
  if (!ts.isStringLiteralLike(value) || !/^\/?[\w-]+(?:\/[\w-]+)*\/?$/.test(value.text)) return undefined;
  return `/${value.text.replace(/^\/|\/$/g, '')}`;
}

/** Version 1 is stateless and answers with JSON unless it is given an object; then it does what that says. */
function sessionOptions(given: ts.Expression | undefined): string[] | undefined {
  if (!given) return [];
  const literal = unwrap(given);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const flags = new Map<string, boolean | undefined>();
  for (const property of literal.properties) {
    const name = nameText(property.name);
    const value = propertyValue(property);
    if (name === undefined || !value) return undefined;
    const flag =
      value.kind === ts.SyntaxKind.TrueKeyword
        ? true
        : value.kind === ts.SyntaxKind.FalseKeyword || isUndefined(value)
          ? false
          : undefined;
    flags.set(name, flag);
  }
  const known = ['enableJsonResponse', 'sessionIdGenerator', 'statelessMode'];
  if (![...flags.keys()].every(name => known.includes(name))) return undefined;
  // With sessions, or with an id that is made somehow, much more than this decides what clients see.
  if (flags.get('statelessMode') !== true || (flags.get('sessionIdGenerator') ?? false) !== false) {
    return undefined;
  }
  if (flags.has('sessionIdGenerator') && flags.get('sessionIdGenerator') === undefined) return undefined;
  if (flags.has('enableJsonResponse') && flags.get('enableJsonResponse') === undefined) return undefined;
  return flags.get('enableJsonResponse') === true ? [] : ['enableJsonResponse: false'];
}
