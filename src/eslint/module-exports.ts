import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { mentionsProtocol } from '../discovery/candidates.js';
import { constantMembers } from './constant-members.js';
import { exportsFunction, sessionHandlers } from './session-handlers.js';
import { unwrittenText } from './unwritten.js';

/** What a module of the project passes on under one name. */
export interface Exported {
  /** Specifier and name it comes from, when the module imports it. */
  readonly from?: { readonly module: string; readonly name: string };
  /** Text of the string, or the number, that it is. */
  readonly constant?: string | number;
  /** Texts and numbers that it holds, by path, when it is an enumeration or an object of constants. */
  readonly members?: ReadonlyMap<string, string | number>;
  /** Local name of the class that it is an instance of, as in `export const server = new McpServer(…)`. */
  readonly instanceOf?: string;
  /** Whether it is a function that hands requests of HTTP to a transport of SDK v1 that keeps a session. */
  readonly servesSessions?: boolean;
}

interface ModuleText {
  readonly exports: ReadonlyMap<string, Exported>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  /** Where local names come from. */
  readonly imports: ReadonlyMap<string, { readonly module: string; readonly name: string }>;
}

export interface ResolvedExport {
  readonly exported: Exported;
  /** The module of the project that has the export, and what it imports. */
  readonly file: string;
  readonly imports: ReadonlyMap<string, { readonly module: string; readonly name: string }>;
}

const MAX_DEPTH = 6;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const EMPTY: ModuleText = { exports: new Map(), stars: [], imports: new Map() };
const cache = new Map<string, { readonly stamp: number; readonly module: ModuleText }>();

/**
 * Follows a name through the modules of a project, from one that imports it from a relative specifier. Only the text
 * of the modules is read: what they import, pass on and declare as a constant.
 * @param from absolute path of the importing file
 * @returns undefined when the module, or the name in it, cannot be found
 */
export function exportOf(
  from: string,
  specifier: string,
  name: string,
  depth = 0,
): ResolvedExport | undefined {
  if (depth > MAX_DEPTH || !/^\.{1,2}(?:\/|$)/.test(specifier)) return undefined;
  const file = resolve(path.resolve(path.dirname(from), specifier));
  if (!file) return undefined;
  const { exports, stars, imports } = moduleAt(file);
  const exported = exports.get(name);
  if (exported?.from?.module.startsWith('.')) {
    return exportOf(file, exported.from.module, exported.from.name, depth + 1);
  }
  if (exported) return { exported, file, imports };
  for (const star of stars) {
    if (!star.startsWith('.')) return { exported: { from: { module: star, name } }, file, imports };
    const found = exportOf(file, star, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** What is known about paths; forgotten at the end of a synchronous run, in which ESLint lints a file, or many. */
const resolved = new Map<string, string | undefined>();
const current = new Map<string, ModuleText>();

function remember<T>(known: Map<string, T>, key: string, value: T): T {
  if (resolved.size + current.size === 0) {
    queueMicrotask(() => {
      resolved.clear();
      current.clear();
    });
  }
  known.set(key, value);
  return value;
}

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(['"`])(?<module>\.{1,2}(?:\/[^'"`\n]*)?)\1/g;

/**
 * What a text may get from modules of the project, by whatever names: the names that those modules pass on from
 * packages, the classes that their values are of, and their constants. More than the text uses of it does no harm.
 * @param from absolute path of the file that has the text
 */
export function importedWords(from: string, text: string): string {
  const words: string[] = [];
  const seen = new Set<string>();
  const collect = (importing: string, specifier: string): void => {
    const file = specifier.startsWith('.')
      ? resolve(path.resolve(path.dirname(importing), specifier))
      : undefined;
    if (file === undefined || seen.has(file)) return;
    seen.add(file);
    const { exports, stars, imports } = moduleAt(file);
    for (const star of stars) {
      words.push(star);
      collect(file, star);
    }
    for (const { from: source, constant, members, instanceOf, servesSessions } of exports.values()) {
      if (source) {
        words.push(source.module, source.name);
        collect(file, source.module);
      }
      if (constant !== undefined) words.push(String(constant));
      if (servesSessions) words.push('handleRequest');
      if (members) words.push(...[...members.values()].map(String));
      const made = instanceOf === undefined ? undefined : imports.get(instanceOf);
      if (made) words.push(made.module, made.name);
    }
  };
  for (const { groups } of text.matchAll(SPECIFIER)) collect(from, groups!['module']!);
  return words.join('\n');
}

function resolve(base: string): string | undefined {
  return resolved.has(base) ? resolved.get(base) : remember(resolved, base, find(base));
}

function find(base: string): string | undefined {
  const stem = base.replace(/\.([cm]?)js(x?)$/, '');
  const bases = stem === base ? [base, path.join(base, 'index')] : [base, stem];
  for (const each of bases) {
    for (const ending of ENDINGS) {
      if (statSync(each + ending, { throwIfNoEntry: false })?.isFile()) return each + ending;
    }
  }
  return undefined;
}

function moduleAt(file: string): ModuleText {
  return current.get(file) ?? remember(current, file, readModuleAt(file));
}

function readModuleAt(file: string): ModuleText {
  const unwritten = unwrittenText(file);
  if (unwritten !== undefined) return moduleOf(unwritten);
  const stamp = statSync(file).mtimeMs;
  const known = cache.get(file);
  if (known?.stamp === stamp) return known.module;
  const module = moduleOf(readFileSync(file, 'utf8'));
  cache.set(file, { stamp, module });
  return module;
}

function moduleOf(text: string): ModuleText {
  const isWorthReading =
    mentionsProtocol(text) || /\bexport\b[^;]*\bfrom\b|\brequire\s*\(|-32\d{3}/.test(text);
  return isWorthReading ? readModule(withoutComments(text)) : EMPTY;
}

/** A text with its comments blanked; comment marks inside of strings stay. */
function withoutComments(text: string): string {
  return text.replaceAll(
    /(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`)|\/\/[^\n]*|\/\*[^]*?\*\//g,
    (match, string: string | undefined) => string ?? match.replaceAll(/[^\n]/g, ' '),
  );
}

function readModule(text: string): ModuleText {
  const imports = new Map<string, { module: string; name: string }>();
  const exports = new Map<string, Exported>();
  const stars: string[] = [];
  const IMPORT = /\bimport\s+(?:type\s+)?(?<clause>[^'"`;()]*?)\s+from\s*(['"])(?<module>[^'"]+)\2/g;
  for (const { groups } of text.matchAll(IMPORT)) {
    const { clause, module } = groups as { clause: string; module: string };
    for (const [name, local] of names(/\{(?<list>[^}]*)\}/.exec(clause)?.groups?.['list'] ?? '')) {
      imports.set(local, { module, name });
    }
    const whole = /\*\s*as\s+(?<local>[\w$]+)/.exec(clause)?.groups?.['local'];
    if (whole) imports.set(whole, { module, name: '*' });
    const main = /^(?<local>[\w$]+)/.exec(clause)?.groups?.['local'];
    if (main) imports.set(main, { module, name: 'default' });
  }
  for (const { groups } of text.matchAll(
    /\b(?:const|let|var)\s*\{(?<list>[^}]*)\}\s*=\s*require\(\s*(['"])(?<module>[^'"]+)\2\s*\)/g,
  )) {
    const { list, module } = groups as { list: string; module: string };
    for (const [name, local] of names(list.replaceAll(':', ' as '))) imports.set(local, { module, name });
  }
  const constants = new Map<string, Exported>();
  for (const { groups } of text.matchAll(
    /\b(?<exported>export\s+)?(?:const|let|var)\s+(?<name>[\w$]+)\s*(?::[^=\n]+)?=\s*(?:(?<new>new)\s+(?<class>[\w$.]+)|(?<quote>['"`])(?<text>[^'"`\n]*)\k<quote>|(?<number>-?\d+)\b)/g,
  )) {
    const found: Exported = groups!['new']
      ? { instanceOf: groups!['class']! }
      : { constant: groups!['number'] === undefined ? groups!['text']! : Number(groups!['number']) };
    constants.set(groups!['name']!, found);
    if (groups!['exported']) exports.set(groups!['name']!, found);
  }
  for (const { groups, index, 0: start } of text.matchAll(
    /\b(?<exported>export\s+)?(?:const\s+)?(?:const|enum)\s+(?<name>[\w$]+)\s*(?::[^={\n]+)?(?:=\s*(?:Object\.freeze\(\s*)?)?\{/g,
  )) {
    const members = constantMembers(text, index + start.length);
    if (members.size === 0) continue;
    const found: Exported = { members };
    constants.set(groups!['name']!, found);
    if (groups!['exported']) exports.set(groups!['name']!, found);
  }
  for (const name of sessionHandlers(text)) {
    constants.set(name, { servesSessions: true });
    if (exportsFunction(text, name)) exports.set(name, { servesSessions: true });
  }
  for (const { groups } of text.matchAll(
    /\bexport\s+(?:type\s+)?(?:\*\s*as\s+(?<space>[\w$]+)|(?<star>\*)|\{(?<list>[^}]*)\})(?:\s*from\s*(['"])(?<module>[^'"]+)\4)?/g,
  )) {
    const { space, star, list, module } = groups as Record<string, string | undefined>;
    if (space && module) exports.set(space, { from: { module, name: '*' } });
    else if (star && module) stars.push(module);
    for (const [name, exported] of names(list ?? '')) {
      const from = module === undefined ? imports.get(name) : { module, name };
      exports.set(exported, from ? { from } : (constants.get(name) ?? {}));
    }
  }
  for (const { groups } of text.matchAll(
    /\b(?:module\.)?exports\s*=\s*require\(\s*(['"])(?<module>[^'"]+)\1\s*\)/g,
  )) {
    stars.push(groups!['module']!);
  }
  return { exports, stars, imports };
}

/** The pairs of `a, type b as c`: outer name, then local or exported name. */
function names(list: string): [string, string][] {
  return list.split(',').flatMap(item => {
    const match = /^\s*(?:type\s+)?(?<name>[\w$]+)(?:\s+as\s+(?<as>[\w$]+))?\s*$/.exec(item)?.groups;
    return match ? [[match['name']!, match['as'] ?? match['name']!] as [string, string]] : [];
  });
}
