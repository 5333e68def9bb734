import { existsSync } from 'node:fs';
import path from 'node:path';

const TEST_FILE =
  /(?:^|[\\/])(?:__tests__|__mocks__|tests?|e2e|spec)[\\/]|[.-](?:test|spec|stories)\.[cm]?[jt]sx?$/;

/**
 * Whether a file is a test, or a page of examples for one: it tells by itself what no longer works, and may well go on
 * testing 2025-11-25.
 * @param directory of the package the file belongs to; what lies above it says nothing
 */
export function isTestPath(directory: string, file: string): boolean {
  return TEST_FILE.test(path.relative(directory, file));
}

const packages = new Map<string, string | undefined>();

/** The nearest directory above a file that has a package.json. */
export function packageDirectory(file: string): string | undefined {
  const directory = path.dirname(file);
  if (packages.has(directory)) return packages.get(directory);
  const isTop = path.dirname(directory) === directory;
  const found = existsSync(path.join(directory, 'package.json'))
    ? directory
    : isTop
      ? undefined
      : packageDirectory(directory);
  packages.set(directory, found);
  return found;
}
