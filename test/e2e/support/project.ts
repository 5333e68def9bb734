import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FIXTURES } from './paths.js';
import { runOrThrow } from './processes.js';

export interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const INSTALL = [
  'install',
  '--no-package-lock',
  '--prefer-offline',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

const temporary = new Set<string>();
const installed = new Map<string, Promise<string>>();

/** A new directory outside of the repository. */
export async function temporaryDirectory(name: string): Promise<string> {
  const directory = await realpath(await mkdtemp(path.join(os.tmpdir(), `mcp-migrate-${name}-`)));
  temporary.add(directory);
  return directory;
}

/** Removes everything the functions of this module made. */
export async function removeTemporaryDirectories(): Promise<void> {
  await Promise.all([...temporary].map(directory => rm(directory, { recursive: true, force: true })));
  temporary.clear();
  installed.clear();
}

/** Copies `fixtures/<name>/before` to a directory of its own, outside of the repository. */
export async function copyFixture(name: string): Promise<string> {
  const directory = await temporaryDirectory(name);
  await cp(path.join(FIXTURES, name, 'before'), directory, { recursive: true });
  return directory;
}

/** Every package.json of the project, members of a workspace included. */
export async function readManifests(directory: string): Promise<Manifest[]> {
  const root = await readManifest(directory);
  const members = (root.workspaces ?? []).map(member => readManifest(path.join(directory, member)));
  return [root, ...(await Promise.all(members))];
}

export async function readManifest(directory: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8')) as Manifest;
}

/**
 * Installs what the project's manifest asks for and nothing that was there before. Projects with the same
 * dependencies share one installation; a workspace gets its own, since it links to its members.
 */
export async function install(directory: string): Promise<void> {
  const manifest = await readManifest(directory);
  const modules = path.join(directory, 'node_modules');
  await rm(modules, { recursive: true, force: true });
  if (manifest.workspaces) {
    await runOrThrow('npm', INSTALL, { cwd: directory });
    return;
  }
  const wanted = JSON.stringify({
    dependencies: manifest.dependencies ?? {},
    devDependencies: manifest.devDependencies ?? {},
  });
  if (!installed.has(wanted)) installed.set(wanted, installOnce(wanted));
  await symlink(path.join(await installed.get(wanted)!, 'node_modules'), modules, 'dir');
}

async function installOnce(manifest: string): Promise<string> {
  const key = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
  const directory = await temporaryDirectory(`modules-${key}`);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'package.json'), manifest);
  await runOrThrow('npm', INSTALL, { cwd: directory });
  return directory;
}

/**
 * Builds and type checks the project with its own scripts. In a workspace members see each other's built
 * declarations, so the build comes first; where the build is `tsc`, it has checked the types already.
 */
export async function buildAndCheck(directory: string): Promise<void> {
  const { scripts = {} } = await readManifest(directory);
  if (scripts['build']) await runOrThrow('npm', ['run', 'build'], { cwd: directory });
  if (scripts['typecheck'] && !scripts['build']?.startsWith('tsc')) {
    await runOrThrow('npm', ['run', 'typecheck'], { cwd: directory });
  }
  if (scripts['test']) await runOrThrow('npm', ['test'], { cwd: directory });
}
