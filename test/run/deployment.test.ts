import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '../../src/run/migrate.js';
import type { MigrateOptions } from '../../src/run/options.js';

let dir: string;
const NGINX = 'upstream mcp {\n  ip_hash;\n  server a:1;\n}\n';

beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-deployment-')));
  await put('package.json', '{ "name": "gateway", "private": true }\n');
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(name: string, text: string) {
  await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
  await writeFile(path.join(dir, name), text);
}

async function found(options: Partial<MigrateOptions> = {}) {
  const { findings, changed, skipped } = await migrate({ cwd: dir, paths: ['.'], ...options });
  expect(changed).toEqual([]);
  expect(skipped).toEqual([]);
  return findings.map(({ file, line, change, kind, severity, message }) => {
    return [path.relative(dir, file), line, change, kind, severity, /To drop it.*/.exec(message)?.[0]].join(
      ' ',
    );
  });
}

const FOUND = 'deploy/nginx.conf 2 sessions left warning To drop it, delete line 2.';

it('tells of affinity with the lines to delete, and changes nothing', async () => {
  await put('deploy/nginx.conf', NGINX);
  expect(await found()).toEqual([FOUND]);
  expect(await readFile(path.join(dir, 'deploy/nginx.conf'), 'utf8')).toBe(NGINX);
});

it('looks into a file that is named', async () => {
  await put('deploy/nginx.conf', NGINX);
  expect(await found({ paths: ['deploy/nginx.conf'] })).toHaveLength(1);
});

it('leaves out what was not asked for', async () => {
  await put('deploy/nginx.conf', NGINX);
  expect(await found({ skip: ['sessions'] })).toEqual([]);
  expect(await found({ only: ['standard-headers'] })).toEqual([]);
  expect(await found({ ignore: ['deploy'] })).toEqual([]);
});

it('says nothing of files that have nothing to do with MCP', async () => {
  await put('nginx.conf', NGINX.replace('mcp', 'shop'));
  await put('.github/workflows/mcp.yml', 'on: push\njobs: { mcp: { sticky: true } }\n');
  await put('mcp.yaml', 'sessionAffinity: [\n');
  expect(await found()).toEqual([]);
});
