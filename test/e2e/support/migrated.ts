import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CLI } from './paths.js';
import { run, type Finished } from './processes.js';
import { buildAndCheck, copyFixture, install } from './project.js';

/** Exit statuses of the command line: all done, something is left for a person. */
const DONE = [0, 1];

const projects = new Map<string, Promise<string>>();

/** A copy of `fixtures/<name>/before`, installed, type checked and built. Made once, then shared. */
export function before(name: string): Promise<string> {
  return once(`${name} before`, async () => {
    const directory = await copyFixture(name);
    await install(directory);
    await buildAndCheck(directory);
    return directory;
  });
}

/** The same, migrated by the built command line in between, with the new dependencies. Made once, then shared. */
export function after(name: string): Promise<string> {
  return once(`${name} after`, async () => {
    const directory = await copyFixture(name);
    await install(directory);
    await migrate(directory);
    await install(directory);
    await buildAndCheck(directory);
    return directory;
  });
}

/**
 * Runs the built command line on a directory.
 * @throws with its output when it could not migrate some of the input
 */
export async function migrate(directory: string, options: readonly string[] = []): Promise<Finished> {
  const finished = await run(process.execPath, [CLI, directory, '--allow-dirty', '--no-color', ...options], {
    cwd: directory,
  });
  if (finished.code === null || !DONE.includes(finished.code)) {
    throw new Error(
      `The migration of ${directory} ended with ${finished.code}\n${finished.stdout}\n${finished.stderr}`,
    );
  }
  return finished;
}

/** Whether the project asks for zod 3, which SDK v2 does not work with. */
export async function usesZod3(directory: string): Promise<boolean> {
  const manifest = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return /^\D*3\b/.test(manifest.dependencies?.['zod'] ?? '');
}

function once(key: string, make: () => Promise<string>): Promise<string> {
  if (!projects.has(key)) projects.set(key, make());
  return projects.get(key)!;
}
