import type { EntryFacts, PackageFacts } from './model.js';
import { sdkFacts } from './sdk.generated.js';

export type { EntryFacts, PackageFacts } from './model.js';

export type ExportKind = 'value' | 'type';

/** The SDK v1 package. */
export const V1_PACKAGE = sdkFacts.v1.name;

/** Node range that every v2 package runs on. */
export const V2_NODE_RANGE = sdkFacts.node;

/** Zod range that the v2 packages need schemas of. */
export const V2_ZOD_RANGE = sdkFacts.zod;

const V2 = new Map(sdkFacts.v2.map(facts => [facts.name, facts]));
const ENTRIES = new Map([sdkFacts.v1, ...sdkFacts.v2].flatMap(facts => Object.entries(facts.entryPoints)));

/** Names of the v2 packages, preferred homes of a symbol first. */
export function v2Packages(): readonly string[] {
  return [...V2.keys()];
}

/**
 * The range to declare for a v2 package: a caret on its own latest version, since the packages are not
 * released in step.
 * @throws {RangeError} when `name` is no v2 package
 */
export function v2Version(name: string): string {
  const facts = V2.get(name);
  if (!facts) throw new RangeError(`${name} is not an SDK v2 package.`);
  return `^${facts.version}`;
}

/** Everything known about a package of the SDK, v1 or v2. */
export function packageFacts(name: string): PackageFacts | undefined {
  return name === V1_PACKAGE ? sdkFacts.v1 : V2.get(name);
}

/** Whether a module specifier means SDK v1: `@modelcontextprotocol/sdk/server/mcp.js`. */
export function isV1Specifier(specifier: string): boolean {
  return specifier === V1_PACKAGE || specifier.startsWith(`${V1_PACKAGE}/`);
}

/** Whether a module specifier means one of the v2 packages: `@modelcontextprotocol/server/stdio`. */
export function isV2Specifier(specifier: string): boolean {
  const name = packageNameOf(specifier);
  return name !== undefined && V2.has(name);
}

/** The package a module specifier means; undefined for relative and absolute paths, `#imports`, URLs and `node:`. */
export function packageNameOf(specifier: string): string | undefined {
  const match = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?=\/|$)/.exec(specifier);
  return match?.[0];
}

/**
 * Facts about the module behind a specifier. The v1 spellings without extension and through `dist/esm` or
 * `dist/cjs` count as well.
 */
export function entryPoint(specifier: string): EntryFacts | undefined {
  if (!isV1Specifier(specifier)) return ENTRIES.get(specifier);
  const subpath = specifier.slice(V1_PACKAGE.length).replace(/^\/dist\/(?:esm|cjs)(?=\/)/, '');
  const stem = subpath.replace(/\.[cm]?js$/, '');
  const found = [subpath, `${stem}.js`, `${stem}/index.js`].find(each => ENTRIES.has(V1_PACKAGE + each));
  return found === undefined ? undefined : ENTRIES.get(V1_PACKAGE + found);
}

/** What the module behind a specifier exports; undefined when it is no entry point of the SDK. */
export function exportsOf(specifier: string): ReadonlyMap<string, ExportKind> | undefined {
  const entry = entryPoint(specifier);
  if (!entry) return undefined;
  return new Map<string, ExportKind>([
    ...entry.values.map(name => [name, 'value'] as const),
    ...entry.types.map(name => [name, 'type'] as const),
  ]);
}

/**
 * The v2 module specifiers that export a name, preferred first.
 * @param kind leave out entry points where the name is not of this kind
 */
export function whichV2Packages(symbol: string, kind?: ExportKind): readonly string[] {
  return sdkFacts.v2.flatMap(facts =>
    Object.entries(facts.entryPoints)
      .filter(
        ([, entry]) =>
          (kind !== 'type' && entry.values.includes(symbol)) ||
          (kind !== 'value' && entry.types.includes(symbol)),
      )
      .map(([specifier]) => specifier),
  );
}
