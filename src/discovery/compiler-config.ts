import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ts } from '../engine/ts.js';
import { configOf } from '../project/types.js';
import type { Problem } from '../run/problems.js';
import { readSource } from './read.js';

/**
 * Looks for mistakes in the tsconfig.json files that tell how the files of a run are compiled, and in what these
 * extend inside the project. What a mistake leaves readable is still used.
 * @param files absolute paths of sources and manifests
 * @param root directory up to which configurations are looked for
 * @returns the first mistake of each file
 */
export async function compilerConfigProblems(files: readonly string[], root: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  // A set hands out what is added while it is walked.
  const configs = new Set([...new Set(files.flatMap(file => configOf(file, root) ?? []))].sort());
  for (const config of configs) {
    const read = await readSource(config);
    if (!('text' in read)) {
      const { line, message } = read;
      problems.push({ file: config, ...(line !== undefined && { line }), message });
      continue;
    }
    const source = ts.parseJsonText(config, read.text) as ParsedJson;
    const errors: ts.Diagnostic[] = [];
    const content: unknown = ts.convertToObject(source, errors);
    const [error] = [...source.parseDiagnostics, ...errors];
    if (error) problems.push(problemOf(error, source));
    for (const base of await extendedFiles(content, config)) configs.add(base);
  }
  return problems;
}

/** The parser leaves its diagnostics on the node. */
type ParsedJson = ts.JsonSourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };

function problemOf({ start = 0, messageText }: ts.Diagnostic, source: ts.SourceFile): Problem {
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const words = ts.flattenDiagnosticMessageText(messageText, ' ');
  return {
    file: source.fileName,
    line: line + 1,
    column: character + 1,
    message: `is not valid JSON: ${words}`,
  };
}

/** What a configuration extends, as far as it is there: frameworks write theirs only when they build. */
async function extendedFiles(content: unknown, config: string): Promise<string[]> {
  const { extends: extended } = (content ?? {}) as { extends?: unknown };
  const files: string[] = [];
  for (const name of Array.isArray(extended) ? (extended as unknown[]) : [extended]) {
    if (typeof name !== 'string' || !/^\.{0,2}\//.test(name)) continue;
    const file = path.resolve(path.dirname(config), name.endsWith('.json') ? name : `${name}.json`);
    if ((await stat(file).catch(() => undefined))?.isFile()) files.push(file);
  }
  return files;
}
