import { isMap, isScalar, parseDocument, type Range, type YAMLMap } from 'yaml';
import type { TextEdit } from '../engine/types.js';
import { V1_PACKAGE, v2Version } from '../facts/index.js';
import type { PnpmWorkspace } from './read.js';

/** The catalog a `catalog:` range points at; undefined for any other range. */
export function catalogOf(range: string): string | undefined {
  const match = /^catalog:(.*)$/.exec(range.trim());
  return match ? match[1]!.trim() || 'default' : undefined;
}

/** The version catalogs of a pnpm-workspace.yaml, and what our packages want changed in them. */
export class PnpmCatalogs {
  readonly #workspace: PnpmWorkspace;
  readonly #maps = new Map<string, YAMLMap>();
  readonly #wanted = new Map<string, Set<string>>();

  constructor(workspace: PnpmWorkspace) {
    this.#workspace = workspace;
    const document = parseDocument(workspace.text);
    this.#register('default', document.get('catalog'));
    const named = document.get('catalogs');
    if (!isMap(named)) return;
    for (const { key, value } of named.items) if (isScalar(key)) this.#register(String(key.value), value);
  }

  range(catalog: string, name: string): string | undefined {
    const value: unknown = this.#maps.get(catalog)?.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * Asks for a v2 package in the catalog that SDK v1 stands in.
   * @returns false when the catalog is not written in a way that can be added to
   */
  want(catalog: string, name: string): boolean {
    if (this.range(catalog, name) !== undefined) return true;
    const map = this.#maps.get(catalog);
    if (!map || map.flow || !this.#v1Entry(catalog)) return false;
    const wanted = this.#wanted.get(catalog) ?? new Set();
    this.#wanted.set(catalog, wanted.add(name));
    return true;
  }

  /** @param unused catalogs whose SDK v1 entry nobody points at any more */
  edits(unused: ReadonlySet<string>): TextEdit[] {
    return [...this.#maps.keys()].flatMap(catalog => {
      const entry = this.#v1Entry(catalog);
      const names = [...(this.#wanted.get(catalog) ?? [])].sort();
      const drop = unused.has(catalog);
      if (!entry || (names.length === 0 && !drop)) return [];
      const { text } = this.#workspace;
      const start = text.lastIndexOf('\n', entry.key[0]) + 1;
      const feed = text.indexOf('\n', entry.value[1]);
      const end = feed < 0 ? text.length : feed + 1;
      const line = text.slice(start, end);
      const key = text.slice(entry.key[0], entry.key[1]);
      const value = text.slice(entry.value[0], entry.value[1]);
      const eol = /\r?\n$/.exec(line)?.[0] ?? (text.includes('\r\n') ? '\r\n' : '\n');
      const indent = text.slice(start, entry.key[0]);
      const added = names
        .map(name => `${indent}${like(key, name)}: ${like(value, v2Version(name))}${eol}`)
        .join('');
      if (drop) return [{ file: this.#workspace.path, start, end, text: added }];
      const separator = line.endsWith('\n') ? '' : eol;
      return [{ file: this.#workspace.path, start: end, end, text: separator + added }];
    });
  }

  #register(name: string, value: unknown): void {
    if (isMap(value)) this.#maps.set(name, value);
  }

  #v1Entry(catalog: string): { key: Range; value: Range } | undefined {
    const pair = this.#maps.get(catalog)?.items.find(({ key }) => isScalar(key) && key.value === V1_PACKAGE);
    const key = isScalar(pair?.key) ? pair.key.range : undefined;
    const value = isScalar(pair?.value) ? pair.value.range : undefined;
    return key && value ? { key, value } : undefined;
  }
}

/** Quotes `text` the way `model` is quoted. */
function like(model: string, text: string): string {
  const quote = /^['"]/.exec(model)?.[0] ?? '';
  return quote + text + quote;
}
