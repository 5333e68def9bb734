import { createHash } from 'node:crypto';
import { portablePath } from './paths.js';

interface Place {
  readonly change: string;
  readonly file: string;
  readonly source: string;
}

/**
 * Names findings by what does not change when lines above them come and go: the change, the file, the line's own
 * text, and which of several equal ones it is. A new message of a rule changes none.
 * @param findings in the order of their files
 * @param root directory that the paths are taken from
 * @returns a hash for each finding, unique among them
 */
export function fingerprints(findings: readonly Place[], root: string): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ change, file, source }) => {
    const key = [change, portablePath(file, root), source].join('\0');
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return createHash('sha256').update(`${key}\0${occurrence}`).digest('hex').slice(0, 32);
  });
}
