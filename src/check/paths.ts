import path from 'node:path';

/** A path as it is written into files that are shared: relative, `/` between its parts. */
export function portablePath(file: string, root: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

/** Whether a path is a directory or lies in it. */
export function isBelow(directory: string, file: string): boolean {
  const relative = path.relative(directory, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
