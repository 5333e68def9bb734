import { createHash } from 'node:crypto';
import { portablePath } from './paths.js';

/**
 * Splits files into parts by a hash of their paths, so that a file stays in its part when others come and go.
 * @param shard part `index` of `count`, from 1
 * @returns whether a file belongs to the part
 */
export function inShard(
  shard: { readonly index: number; readonly count: number },
  root: string,
): (file: string) => boolean {
  const { index, count } = shard;
  return file => {
    const hash = createHash('sha256').update(portablePath(file, root)).digest();
    return hash.readUInt32BE(0) % count === index - 1;
  };
}
