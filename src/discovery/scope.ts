import path from 'node:path';
import { isDeclarationFile } from './declarations.js';

export const SOURCE_EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'] as const;

/** Directories of installed packages, of build output and of files that a program writes. */
export const NEVER_DIRECTORIES = [
  ...['node_modules', 'bower_components', 'jspm_packages', '.git', '.hg', '.yarn', '.pnpm-store'],
  ...['dist', 'build', 'out', 'coverage', '.next', '.nuxt', '.output', '.svelte-kit', '.vercel', '.netlify'],
  ...['.wrangler', '.turbo', '.cache', '__generated__', '.generated', 'storybook-static'],
] as const;

/** Second to last parts of the names of files that a program writes: `app.min.js`. */
export const NEVER_INFIXES = ['min', 'bundle', 'bundled', 'generated', 'gen'] as const;

const NEVER = new RegExp(
  `(?:^|/)(?:${NEVER_DIRECTORIES.map(name => name.replaceAll('.', '\\.')).join('|')})/|\\.(?:${NEVER_INFIXES.join('|')})\\.[^/]*$`,
);

/**
 * Whether a file lies in a directory, or has a name, of files that nobody writes by hand.
 * @param relative path from the directory that was asked for, with `/` between its parts
 */
export function isNeverSearched(relative: string): boolean {
  return NEVER.test(relative);
}

/** Copies of other people's code, and the place of a project's own modules that pass it on. */
const FOREIGN = /(?:^|\/)(?:vendor|third_party)\//;

/** Whether a file has the extension of TypeScript or JavaScript. */
export function isSourceFile(file: string): boolean {
  return (SOURCE_EXTENSIONS as readonly string[]).includes(path.extname(file).slice(1));
}

/**
 * Whether a file matters only if it imports the SDK: declarations, and other people's code.
 * @param relative path from the directory that was asked for
 */
export function isPeripheral(relative: string): boolean {
  return isDeclarationFile(relative) || FOREIGN.test(relative.split(path.sep).join('/'));
}
