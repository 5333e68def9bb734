import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { globby } from 'globby';
import semver from 'semver';
import { V2_NODE_RANGE } from '../facts/index.js';
import type { Finding } from './report.js';

/** Files beside a package.json, or in the repository around it, that name the Node a package runs on. */
const FILES = [
  '.nvmrc',
  '.node-version',
  '.tool-versions',
  'Dockerfile',
  '*.Dockerfile',
  '.github/workflows/*.{yml,yaml}',
];

/** One version, alone on its line or where CI and images name it; lists and variables are not looked into. */
const NAMED = [
  /^\s*v?(\d+(?:\.\d+){0,2})\s*$/,
  /^\s*nodejs\s+(\d+(?:\.\d+){0,2})\s*$/,
  /^\s*(?:-\s+)?node-version:\s*['"]?v?(\d+(?:\.(?:\d+|x)){0,2})['"]?\s*(?:#.*)?$/,
  /^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io\/)?(?:library\/)?node:(\d+(?:\.\d+){0,2})(?:-\S+)?(?:\s|$)/i,
];

/**
 * What names an older Node than SDK v2 runs on, line by line; nothing is changed there.
 * @param directories of the packages that run SDK v2
 */
export async function oldNodeNotes(directories: Iterable<string>): Promise<Finding[]> {
  const files = new Set<string>();
  for (const cwd of directories) {
    const options = { cwd, absolute: true, dot: true, expandDirectories: false, suppressErrors: true };
    for (const file of await globby(FILES, options)) files.add(path.normalize(file));
  }
  const findings: Finding[] = [];
  for (const file of [...files].sort()) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const version = oldVersion(file, line);
      if (version === undefined) continue;
      findings.push({
        ...{ change: 'sdk-v2-packages', kind: 'left', severity: 'warning', file },
        ...{ line: index + 1, column: line.search(/\S/) + 1, originalLine: index + 1 },
        message: `This names Node ${version}; SDK v2 needs ${V2_NODE_RANGE}.`,
        advice: 'Name a newer Node.',
      });
    }
  }
  return findings;
}

function oldVersion(file: string, line: string): string | undefined {
  const isBare = /\.(?:nvmrc|node-version)$/.test(file);
  const version = NAMED.slice(isBare ? 0 : 1).flatMap(pattern => pattern.exec(line)?.[1] ?? [])[0];
  const range = version && semver.validRange(version);
  return range && !semver.intersects(range, V2_NODE_RANGE) ? version : undefined;
}
