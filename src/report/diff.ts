import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import { createTwoFilesPatch, FILE_HEADERS_ONLY, structuredPatch } from 'diff';
import type { ChangedFile } from '../run/report.js';

/**
 * Renders changed files as one unified diff that `git apply` takes.
 * @param root directory the paths in the diff are relative to
 */
export function formatDiff(files: readonly ChangedFile[], root: string, chalk: ChalkInstance): string {
  return files.map(file => formatFile(file, root, chalk)).join('');
}

function formatFile(file: ChangedFile, root: string, chalk: ChalkInstance): string {
  const name = path.relative(root, file.path).split(path.sep).join('/');
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, file.before, file.after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch
    .split('\n')
    .map((line, index) => {
      if (index < 2) return chalk.bold(line.trimEnd());
      if (line.startsWith('@@')) return chalk.cyan(line);
      if (line.startsWith('+')) return chalk.green(line);
      if (line.startsWith('-')) return chalk.red(line);
      return line;
    })
    .join('\n');
}

/** Added plus removed lines, as `git diff --numstat` counts them. */
export function changedLines(files: readonly ChangedFile[]): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const file of files) {
    for (const hunk of structuredPatch('a', 'b', file.before, file.after, '', '', { context: 0 }).hunks) {
      added += hunk.lines.filter(line => line.startsWith('+')).length;
      removed += hunk.lines.filter(line => line.startsWith('-')).length;
    }
  }
  return { added, removed };
}
