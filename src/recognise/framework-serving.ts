import { ts } from '../engine/ts.js';
import type { ChangeId } from '../changes/index.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { valuesOf } from './values.js';
import { member, unwrap, walk } from './syntax.js';

/** A place where a package other than the SDK serves MCP. */
export interface FrameworkServing {
  readonly node: ts.Node;
  readonly change: ChangeId;
  readonly message: string;
  readonly advice: string;
}

const AGENTS = /^agents\/mcp(?:\/server)?$/;
const ADAPTERS = new Set(['mcp-handler', '@vercel/mcp-adapter']);
/** Options that `mcp-handler` has no use for from version 2.1 on. */
const ADAPTER_OPTIONS = [
  'redisUrl',
  'sseEndpoint',
  'sseMessageEndpoint',
  'disableSse',
  'maxDuration',
  'sessionIdGenerator',
  'basePath',
  'streamableHttpEndpoint',
];
/** Packages that serve MCP with an SDK of their own choice, and what they are called in. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  fastmcp: ['FastMCP'],
  '@hono/mcp': ['StreamableHTTPTransport'],
};

/** Servers of frameworks in a file: which revision they serve is up to the framework's version. */
export function frameworkServing(project: ProjectModel, unit: SourceUnit): FrameworkServing[] {
  const found: FrameworkServing[] = [];
  walk(unit.ast, node => {
    const place = ts.isClassLike(node)
      ? agentClass(project, node)
      : ts.isCallExpression(node)
        ? handlerCall(project, node)
        : ts.isNewExpression(node)
          ? wrapper(project, node)
          : undefined;
    if (place) found.push(place);
  });
  return found;
}

/** `class Weather extends McpAgent` */
function agentClass(project: ProjectModel, node: ts.ClassLikeDeclaration): FrameworkServing | undefined {
  const base = node.heritageClauses?.find(each => each.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    ?.expression;
  const origin = base && project.names.origin(base);
  if (origin?.name !== 'McpAgent' || !AGENTS.test(origin.module)) return undefined;
  const held = ['state', 'props', 'setState', 'sql'].filter(name => usesOwn(node, name));
  return {
    node,
    change: 'sessions',
    message:
      held.length > 0
        ? `\`McpAgent\` keeps a session for each client, and this one uses \`this.${held[0]!}\`; 2026-07-28 has no sessions.`
        : '`McpAgent` keeps a session for each client, and 2026-07-28 has no sessions.',
    advice:
      'Update `agents` to 0.20 or later, which takes servers of SDK v2, build the server in a function, pass that to `createMcpHandler` of `agents/mcp/server`, and pass what it kept as arguments or keep it by user.',
  };
}

function usesOwn(owner: ts.Node, name: string): boolean {
  let found = false;
  walk(owner, node => {
    found ||=
      ts.isPropertyAccessExpression(node) &&
      node.name.text === name &&
      node.expression.kind === ts.SyntaxKind.ThisKeyword;
    return !found;
  });
  return found;
}

function handlerCall(project: ProjectModel, node: ts.CallExpression): FrameworkServing | undefined {
  const origin = project.names.origin(unwrap(node.expression));
  if (origin?.name !== 'createMcpHandler') return undefined;
  if (AGENTS.test(origin.module)) {
    const server = node.arguments[0];
    const name = server && valuesOf(project).sdkName(server);
    if (name !== 'McpServer' && name !== 'Server') return undefined;
    return {
      node,
      change: 'stateless-handshake',
      message: 'This handler gets one server, and every request of 2026-07-28 needs a new one.',
      advice:
        'Update `agents` to 0.20 or later, which takes servers of SDK v2, and pass the function that makes the server to `createMcpHandler` of `agents/mcp/server`.',
    };
  }
  if (!ADAPTERS.has(origin.module)) return undefined;
  const old = node.arguments.slice(1).flatMap(argument => {
    const literal = unwrap(argument);
    return ts.isObjectLiteralExpression(literal) ? ADAPTER_OPTIONS.filter(name => member(literal, name)) : [];
  });
  if (origin.module === 'mcp-handler' && node.arguments.length < 3 && old.length === 0) return undefined;
  return {
    node,
    change: 'stateless-handshake',
    message: `This handler is written for an older version of \`mcp-handler\`${old.length > 0 ? `, which knew \`${old[0]!}\`` : ''}.`,
    advice:
      'Move to `mcp-handler` 2.1 or later, which takes one object of options, and drop those it no longer has.',
  };
}

/** `new FastMCP(…)` */
function wrapper(project: ProjectModel, node: ts.NewExpression): FrameworkServing | undefined {
  const origin = project.names.origin(node.expression);
  if (!origin || !WRAPPERS[origin.module]?.includes(origin.name)) return undefined;
  return {
    node,
    change: 'stateless-handshake',
    message: `\`${origin.module}\` serves this, so its version decides whether 2026-07-28 is served.`,
    advice: `Update \`${origin.module}\` to a version for 2026-07-28, or serve with \`createMcpHandler\` of the SDK.`,
  };
}
