import { ts } from '../engine/ts.js';
import type { ImportRequest, TextEdit, TransformContext } from '../engine/types.js';
import type { Framework, Route } from '../recognise/http-routes.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { freeName } from '../recognise/factory-text.js';
import { member } from '../recognise/syntax.js';
import { listLiteral, type HostChecks } from './host-checks.js';
import { importOf, local } from './sdk-names.js';

/** Checks of `Host` and `Origin` in front of a handler, in the place of those the old transport made. */
export interface Guards {
  /** Edits of the routes: the checks as middleware. */
  readonly edits: readonly TextEdit[];
  /** Declarations to put next to the handler's, as a snippet. */
  readonly declarations: readonly string[];
  /** Statements to put in front of the call, as a snippet. */
  readonly statements: readonly string[];
  readonly imports: readonly ImportRequest[];
}

const LONG_LINE = 80;

const MIDDLEWARE: Partial<Record<Framework, string>> = {
  express: '@modelcontextprotocol/express',
  hono: '@modelcontextprotocol/hono',
  fastify: '@modelcontextprotocol/fastify',
};

/**
 * Puts the checks where the framework wants them: middleware of the route on Express and Hono, an `onRequest` hook
 * on Fastify, a test in front of the call elsewhere.
 * @returns undefined when there is no place for them
 */
export function planGuards(
  context: TransformContext,
  entry: HttpEntry,
  checks: HostChecks,
): Guards | undefined {
  if (!checks.hosts && !checks.origins) return { edits: [], declarations: [], statements: [], imports: [] };
  const frameworks = new Set(entry.handler.routes.map(route => route.framework));
  const [framework] = frameworks;
  const module = frameworks.size === 1 && framework ? MIDDLEWARE[framework] : undefined;
  if (module && framework && entry.handler.routes.every(route => route.call && route.method)) {
    if (framework === 'fastify' && !supportsFastify(context, entry)) return undefined;
    const { names, ...guards } = declared(entry, checks, module);
    const edits = entry.handler.routes.map(route =>
      framework === 'fastify' ? hookEdit(entry, route, names) : middlewareEdit(entry, route, names),
    );
    return edits.every(each => each !== undefined) ? { ...guards, edits } : undefined;
  }
  return entry.creation.kind === 'web' ? webGuards(entry, checks) : nodeGuards(entry, checks);
}

/** `const validateHost = hostHeaderValidation([…]);` and its sibling. */
function declared(
  entry: HttpEntry,
  checks: HostChecks,
  module: string,
): Omit<Guards, 'edits'> & { readonly names: readonly string[] } {
  const { unit } = entry;
  const guards = [
    { allowed: checks.hosts, made: MIDDLEWARE_NAMES.hosts, names: ['validateHost', 'checkHost'] },
    { allowed: checks.origins, made: MIDDLEWARE_NAMES.origins, names: ['validateOrigin', 'checkOrigin'] },
  ].flatMap(({ allowed, made, names }) => (allowed ? [{ allowed, made, name: freeName(unit, names) }] : []));
  return {
    names: guards.map(each => each.name),
    declarations: guards.map(
      each => `const ${each.name} = ${local(unit, each.made, module)}(${listLiteral(each.allowed)});`,
    ),
    statements: [],
    imports: importsFor(entry, checks, module, MIDDLEWARE_NAMES),
  };
}

const MIDDLEWARE_NAMES = { hosts: 'hostHeaderValidation', origins: 'originValidation' } as const;
const RESPONSE_NAMES = {
  hosts: 'hostHeaderValidationResponse',
  origins: 'originValidationResponse',
} as const;

type GuardNames = typeof MIDDLEWARE_NAMES | typeof RESPONSE_NAMES;

function importsFor(
  entry: HttpEntry,
  checks: HostChecks,
  module: string,
  names: GuardNames,
): ImportRequest[] {
  return [
    ...(checks.hosts ? [importOf(entry.unit, names.hosts, module)] : []),
    ...(checks.origins ? [importOf(entry.unit, names.origins, module)] : []),
  ];
}

function middlewareEdit(entry: HttpEntry, route: Route, names: readonly string[]): TextEdit {
  const first = route.middleware[0] ?? route.handler;
  const at = first.getStart(entry.unit.ast);
  return { file: entry.unit.path, start: at, end: at, text: `${names.join(', ')}, ` };
}

function hookEdit(entry: HttpEntry, route: Route, names: readonly string[]): TextEdit | undefined {
  const hook = `onRequest: ${names.length === 1 ? names[0]! : `[${names.join(', ')}]`}`;
  const [options, ...more] = route.middleware;
  const { path: file, ast } = entry.unit;
  if (more.length > 0) return undefined;
  if (!options) {
    const at = route.handler.getStart(ast);
    return { file, start: at, end: at, text: `{ ${hook} }, ` };
  }
  if (!ts.isObjectLiteralExpression(options) || member(options, 'onRequest')) return undefined;
  const [first] = options.properties;
  if (!first) return { file, start: options.getStart(ast), end: options.end, text: `{ ${hook} }` };
  return { file, start: first.getStart(ast), end: first.getStart(ast), text: `${hook}, ` };
}

/** The Fastify package of the SDK works from Fastify 5.2 on. */
function supportsFastify(context: TransformContext, entry: HttpEntry): boolean {
  const manifest = context.project.packageOf(entry.unit.path)?.manifest;
  const range = manifest?.dependencies?.['fastify'] ?? manifest?.devDependencies?.['fastify'];
  return range === undefined || !/^[\^~>=\s]*[0-4](?:\.|$)/.test(range);
}

function nodeGuards(entry: HttpEntry, checks: HostChecks): Guards {
  const [request, response] = entry.dispatch.given.map(each => each.getText(entry.unit.ast));
  const { names, ...guards } = declared(entry, checks, '@modelcontextprotocol/node');
  const tests = names.map(name => `!${name}(${request}, ${response})`);
  return { ...guards, edits: [], statements: [`if (${tests.join(' || ')}) return;`] };
}

function webGuards(entry: HttpEntry, checks: HostChecks): Guards {
  const request = entry.dispatch.given[0]!.getText(entry.unit.ast);
  const answers = [
    ...(checks.hosts ? [`${RESPONSE_NAMES.hosts}(${request}, ${listLiteral(checks.hosts)})`] : []),
    ...(checks.origins ? [`${RESPONSE_NAMES.origins}(${request}, ${listLiteral(checks.origins)})`] : []),
  ];
  return {
    edits: [],
    declarations: [],
    statements: [
      answers.join().length < LONG_LINE
        ? `const rejected = ${answers.join(' ?? ')};`
        : `const rejected =\n  ${answers.join(' ??\n  ')};`,
      'if (rejected) return rejected;',
    ],
    imports: importsFor(entry, checks, '@modelcontextprotocol/server', RESPONSE_NAMES),
  };
}
