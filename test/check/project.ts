import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

// The first check of a file loads ESLint and TypeScript, and some tests start processes that do.
vi.setConfig({ testTimeout: 60_000 });

/** A line that imports SDK v1, which is an error of the rule `sdk-v2-packages`. */
export const V1 = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';\n`;

export interface Project {
  readonly root: string;
  readonly put: (name: string, text: string | Buffer) => Promise<void>;
  readonly read: (name: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** An empty directory outside of any repository. */
export async function createProject(): Promise<Project> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-check-')));
  return {
    root,
    async put(name, text) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    },
    read: name => readFile(path.join(root, name), 'utf8'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
