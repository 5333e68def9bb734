import path from 'node:path';
import { formatProblem } from '../report/summary.js';
import { MigrationError } from '../run/problems.js';
import { nearest } from './nearest.js';
import { nearestPath } from './nearest-path.js';
import { UsageError } from './usage.js';

/** What to print about an error that ended a command. */
export function explain(error: unknown, cwd: string): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof MigrationError) {
    const { file, line, column, message } = error;
    if (file === undefined) return message;
    const place = { ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
    const hint = message === 'no such file or directory' ? didYouMean(file, cwd) : '';
    return formatProblem({ file, ...place, message }, cwd) + hint;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `internal error, please report it\n${detail}`;
}

/** A mistyped command reads as a path that does not exist. */
function didYouMean(missing: string, cwd: string): string {
  const name = path.relative(cwd, missing);
  const command = nearest(name, ['check', 'changes', 'explain']);
  if (command !== undefined) return `; did you mean mcp-migrate ${command}?`;
  const guess = nearestPath(missing);
  return guess === undefined ? '' : `; did you mean ${path.relative(cwd, guess) || '.'}?`;
}
