/**
 * Writes `src/facts/sdk.generated.ts` from the packages as they are published: `npm run facts`.
 * Run it after a release of the SDK; everything that names a version or an export follows from it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractFacts, type PublishedManifest, type PublishedPackage } from './extract.js';
import { printFacts } from './print.js';

const V1 = '@modelcontextprotocol/sdk';
/** Preferred homes of a symbol first. */
const V2 = ['server', 'client', 'core', 'node', 'express', 'fastify', 'hono', 'server-legacy'].map(
  name => `@modelcontextprotocol/${name}`,
);
const TARGET = 'src/facts/sdk.generated.ts';

const run = promisify(execFile);

async function npm(args: readonly string[], cwd: string): Promise<string> {
  // npm is a script on Windows, which only a shell can start.
  const { stdout } = await run('npm', [...args], { cwd, shell: process.platform === 'win32' });
  return stdout;
}

/** Downloads and unpacks the latest release of a package. */
async function fetchPackage(name: string, directory: string): Promise<PublishedPackage> {
  const version = JSON.parse(await npm(['view', `${name}@latest`, 'version', '--json'], directory)) as string;
  const packed = JSON.parse(await npm(['pack', `${name}@${version}`, '--json'], directory)) as Record<
    string,
    { filename: string }
  >;
  const { filename } = Object.values(packed)[0]!;
  const home = await mkdtemp(path.join(directory, 'package-'));
  await run('tar', ['-xzf', path.join(directory, filename), '-C', home, '--strip-components=1']);
  const files = new Map<string, string>();
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:[cm]?js|d\.[cm]?ts)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(home, file).split(path.sep).join('/'), await readFile(file, 'utf8'));
  }
  const manifest = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')) as PublishedManifest;
  return { manifest, files };
}

async function main(): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-facts-'));
  try {
    const packages: PublishedPackage[] = [];
    for (const name of [V1, ...V2]) packages.push(await fetchPackage(name, directory));
    const [v1, ...v2] = packages as [PublishedPackage, ...PublishedPackage[]];
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    await writeFile(path.join(root, TARGET), printFacts(extractFacts(v1, v2)));
    for (const { manifest } of packages) console.log(`${manifest.name} ${manifest.version}`);
    console.log(`Wrote ${TARGET}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
