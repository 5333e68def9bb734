import path from 'node:path';
import type { SourceUnit } from '../engine/types.js';

/** Where a module of a name goes that is added beside a file: the same folder, the same language. */
export function addedModule(beside: SourceUnit, name: string): string {
  return path.join(path.dirname(beside.path), name + path.extname(beside.path).replace('x', ''));
}

/** How a file imports a module of its project, with the extension that its other imports have. */
export function specifierFrom(from: SourceUnit, file: string): string {
  const relative = path.relative(path.dirname(from.path), file).split(path.sep).join('/');
  const bare = relative.slice(0, relative.length - path.extname(relative).length);
  const extension = path.extname(file);
  const written =
    from.style.importExtension === '' && !/^\.[cm]/.test(extension)
      ? ''
      : from.style.importExtension === '.ts'
        ? extension
        : extension.replace('ts', 'js');
  return `${bare.startsWith('.') ? '' : './'}${bare}${written}`;
}
