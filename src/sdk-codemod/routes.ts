import { exportsOf, isV1Specifier, isV2Specifier, V1_PACKAGE, whichV2Packages } from '../facts/index.js';
import type { Origin } from '../project/names.js';
import { BY_ROLE, type ModuleRoutes } from './route-model.js';
import { routes } from './routes.generated.js';

/** What the code of a package or a file is: it decides where names that both sides export come from. */
export type Role = 'client' | 'server' | 'both' | 'unknown';

export const CLIENT = '@modelcontextprotocol/client';
export const SERVER = '@modelcontextprotocol/server';
export const CORE = '@modelcontextprotocol/core';

/**
 * v1 exports that have no v2 export of the same meaning but whose uses can be rewritten: an enum that was split,
 * types that became others. The official transforms do that where they see the uses.
 */
const SPLIT: Readonly<Record<string, readonly string[]>> = {
  ErrorCode: ['ProtocolErrorCode', 'SdkErrorCode'],
  RequestHandlerExtra: ['ServerContext', 'ClientContext'],
  SchemaInput: ['StandardSchemaWithJSON'],
  StreamableHTTPError: ['SdkHttpError'],
  IsomorphicHeaders: [],
};

/** The v2 names that uses of a split v1 export turn into; undefined for every other name. */
export function splitInto(name: string): readonly string[] | undefined {
  return Object.hasOwn(SPLIT, name) ? SPLIT[name] : undefined;
}

const parsed = new Map<string, ReadonlyMap<string, Origin>>();

/**
 * The v2 export that takes the place of a v1 export.
 * @param specifier as written in the import, with or without extension
 * @param role of the importing file
 * @returns undefined when v2 has nothing in its place, or when `specifier` is no SDK v1 module
 */
export function homeOf(specifier: string, name: string, role: Role): Origin | undefined {
  if (!isV1Specifier(specifier)) return undefined;
  const stem = stemOf(specifier);
  const home = (stem === undefined ? undefined : homes(stem).get(name)) ?? elsewhere(stem, name);
  return home && { module: home.module.replace(BY_ROLE, packageFor(role)), name: home.name };
}

/**
 * The v2 module that takes the place of a whole v1 module: the one most of its exports went to.
 * @returns undefined when most of them are gone
 */
export function moduleHome(specifier: string, role: Role): string | undefined {
  const stem = stemOf(specifier);
  if (stem === undefined) return undefined;
  const counted = Object.entries(routes[stem]!).map(([module, names]) => ({
    module,
    count: names.split(' ').length,
  }));
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  if (total * 2 <= (exportsOf(specifier)?.size ?? 0)) return undefined;
  const [most] = counted
    .filter(({ module }) => module !== CORE || counted.length === 1)
    .sort((a, b) => b.count - a.count);
  return most?.module.replace(BY_ROLE, packageFor(role));
}

/** The names that a v2 module exports in place of exports of a v1 module. */
export function namesFrom(specifier: string, module: string, role: Role): ReadonlySet<string> {
  const stem = stemOf(specifier);
  const found = stem === undefined ? [] : [...homes(stem).values()];
  return new Set(
    found.filter(home => home.module.replace(BY_ROLE, packageFor(role)) === module).map(home => home.name),
  );
}

/** The package that names of both sides are taken from. */
export function packageFor(role: Role): string {
  return role === 'client' ? CLIENT : SERVER;
}

/** Key of the route table for a specifier: the part behind the package name, without extension. */
function stemOf(specifier: string): string | undefined {
  const subpath = specifier
    .slice(V1_PACKAGE.length + 1)
    .replace(/^dist\/(?:esm|cjs)\//, '')
    .replace(/\.[cm]?js$/, '');
  return [subpath, `${subpath}/index`].find(each => Object.hasOwn(routes, each));
}

function homes(stem: string): ReadonlyMap<string, Origin> {
  const known = parsed.get(stem);
  if (known) return known;
  const found = new Map<string, Origin>();
  for (const [module, names] of Object.entries(routes[stem] as ModuleRoutes)) {
    for (const entry of names.split(' ')) {
      const [name, renamed] = entry.split('>') as [string, string?];
      found.set(name, { module, name: renamed ?? name });
    }
  }
  parsed.set(stem, found);
  return found;
}

/** A name that the tabled v1 release no longer exports from this module, but v2 still has. */
function elsewhere(stem: string | undefined, name: string): Origin | undefined {
  if (splitInto(name)) return undefined;
  if (stem !== undefined && exportsOf(`${V1_PACKAGE}/${stem}`)?.has(name)) return undefined;
  const modules = whichV2Packages(name);
  const [first] = modules;
  if (first === undefined) return undefined;
  const isBoth = modules.includes(CLIENT) && modules.includes(SERVER);
  return { module: isBoth ? BY_ROLE : first, name };
}

/** Whether a specifier means the MCP SDK in either version. */
export function isSdkSpecifier(specifier: string): boolean {
  return isV1Specifier(specifier) || isV2Specifier(specifier);
}
