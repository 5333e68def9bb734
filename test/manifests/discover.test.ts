import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverManifests, installDirectories } from '../../src/manifests/discover.js';
import { surveyV1 } from '../../src/manifests/survey.js';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-migrate-manifests-')));
  await mkdir(path.join(root, '.git'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

async function discover(targets: readonly string[], files: readonly string[] = []) {
  const at = (file: string) => path.join(root, file);
  const found = await discoverManifests(targets.map(at), files.map(at));
  const relative = (file: string) => path.relative(root, file).split(path.sep).join('/');
  return {
    ...found,
    packages: found.packages.map(each => relative(each.manifestPath)),
    outer: found.outer.map(each => relative(each.manifestPath)),
    workspaces: found.workspaces.map(each => relative(each.path)),
    problems: found.problems.map(problem => ({ ...problem, file: relative(problem.file) })),
  };
}

describe('discoverManifests', () => {
  it('finds the nearest package.json above directories and files', async () => {
    await write({ 'package.json': '{}', 'app/package.json': '{}', 'app/src/a.ts': '' });
    expect((await discover(['app/src'])).packages).toEqual(['app/package.json']);
    expect((await discover(['app/src/a.ts'])).packages).toEqual(['app/package.json']);
    expect((await discover(['.', 'app'])).packages).toEqual(['package.json', 'app/package.json']);
  });

  it('does not leave the repository', async () => {
    await write({ 'package.json': '{}', 'inner/.git/HEAD': '', 'inner/src/a.ts': '' });
    expect((await discover(['inner/src'])).packages).toEqual([]);
  });

  it.each([
    ['npm', { 'package.json': '{ "workspaces": ["./packages/*/", "tools", "!packages/skipped"] }' }],
    [
      'yarn',
      { 'package.json': '{ "workspaces": { "packages": ["packages/**", "tools", "!packages/skipped"] } }' },
    ],
    [
      'pnpm',
      { 'package.json': '{}', 'pnpm-workspace.yaml': 'packages: ["packages/*", tools, "!packages/skipped"]' },
    ],
  ])('finds the members of a workspace of %s', async (_manager, files) => {
    await write({
      ...files,
      'packages/a/package.json': '{}',
      'packages/a/node_modules/x/package.json': '{}',
      'packages/skipped/package.json': '{}',
      'tools/package.json': '{}',
      'other/package.json': '{}',
    });
    await symlink(root, path.join(root, 'packages', 'cycle'));
    expect((await discover(['.'])).packages).toEqual([
      'package.json',
      'packages/a/package.json',
      'tools/package.json',
    ]);
  });

  it('finds the packages of files that belong to no workspace', async () => {
    await write({ 'package.json': '{}', 'examples/x/package.json': '{}', 'examples/y/package.json': '{}' });
    expect((await discover(['.'], ['examples/x/src/deep/a.ts', 'b.ts'])).packages).toEqual([
      'package.json',
      'examples/x/package.json',
    ]);
  });

  it('knows the workspace root above a member, without taking it', async () => {
    await write({
      'package.json': '{ "name": "root" }',
      'pnpm-workspace.yaml': 'packages:\n  - a\n',
      'a/package.json': '{}',
      'b/package.json': '{}',
    });
    expect(await discover(['a'])).toMatchObject({
      packages: ['a/package.json'],
      outer: ['package.json'],
      workspaces: [],
    });
    expect(await discover(['b'])).toMatchObject({ packages: ['b/package.json'], outer: [] });
    expect(await discover(['.'])).toMatchObject({ outer: [], workspaces: ['pnpm-workspace.yaml'] });
  });

  it('knows where to install after a change', async () => {
    await write({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/a/package.json': '{}',
      'packages/b/package.json': '{}',
      'examples/x/package.json': '{}',
    });
    const at = (file: string) => path.join(root, file);
    const changed = ['packages/a/package.json', 'packages/b/package.json', 'examples/x/package.json'].map(at);
    const whole = await discoverManifests([root], [at('examples/x/x.ts')]);
    expect(installDirectories(whole, changed)).toEqual([root, at('examples/x')]);
    const member = await discoverManifests([at('packages/a')]);
    expect(installDirectories(member, [changed[0]!])).toEqual([root]);
  });

  it('takes off a byte order mark and remembers it', async () => {
    await write({ 'package.json': '\uFEFF{ "name": "x" }' });
    const { packages } = await discoverManifests([root]);
    expect(packages[0]).toMatchObject({
      text: '{ "name": "x" }',
      bom: true,
      manifest: { name: 'x' },
      dir: root,
    });
  });

  it.each([
    [
      '{\n  "name": "x"\n  "version": "1"\n}',
      { line: 3, column: 3, message: 'is not valid JSON: comma expected' },
    ],
    [
      '{\r\n  "name": "x",\r\n}',
      { line: 3, column: 1, message: 'is not valid JSON: property name expected' },
    ],
    ['{ "a": 1 // no\n}', { line: 1, column: 10, message: 'is not valid JSON: invalid comment token' }],
    ['', { line: 1, column: 1, message: 'is not valid JSON: value expected' }],
    ['[]', { line: 1, column: 1, message: 'does not hold a JSON object' }],
    [
      '{\n "dependencies": ["zod"] }',
      { line: 2, column: 18, message: '`dependencies` must be an object of version ranges' },
    ],
  ])('reports what is wrong with %j and where', async (text, problem) => {
    await write({ 'package.json': text, 'a/package.json': '{}' });
    expect(await discover(['.'], ['a/a.ts'])).toMatchObject({
      packages: ['a/package.json'],
      problems: [{ file: 'package.json', ...problem }],
    });
  });

  it('reports a broken pnpm-workspace.yaml and bytes that are no text', async () => {
    await write({ 'package.json': '{}', 'pnpm-workspace.yaml': 'packages:\n  - "a\n' });
    await mkdir(path.join(root, 'a'));
    await writeFile(path.join(root, 'a', 'package.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    const { problems } = await discover(['.', 'a']);
    expect(problems.map(({ file, line }) => [file, line])).toEqual([
      ['pnpm-workspace.yaml', 3],
      ['a/package.json', 1],
    ]);
    expect(problems[0]!.message).toMatch(/^is not valid YAML: /);
    expect(problems[1]!.message).toContain('UTF-8');
  });
});

describe('surveyV1', () => {
  const v1 = '{ "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0", "agents": "1", "other": "1" } }';
  const survey = async (migrated: readonly string[]) => {
    const { packages } = await discoverManifests([root]);
    const { elsewhere, peers } = await surveyV1(
      packages,
      new Set(migrated.map(file => path.join(root, file))),
    );
    const relative = (file: string) => path.relative(root, file).split(path.sep).join('/');
    return {
      elsewhere: Object.fromEntries(
        [...elsewhere].map(([file, files]) => [relative(file), files.map(relative)]),
      ),
      peers: Object.fromEntries([...peers].map(([file, names]) => [relative(file), names])),
    };
  };

  it('finds files outside the run that import SDK v1, each for the package it resolves through', async () => {
    const imports = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';`;
    await write({
      'package.json': v1.replace('{', '{ "workspaces": ["member", "hoisted"],'),
      'src/a.ts': imports,
      'src/a.d.ts': imports,
      'test/b.test.ts': `vi.mock("@modelcontextprotocol/sdk/types.js");`,
      'test/c.ts': `// about @modelcontextprotocol/sdk\nimport '@modelcontextprotocol/server';`,
      'app.vue': `<script>const sdk = require('@modelcontextprotocol/sdk')</script>`,
      'ignored/d.ts': imports,
      '.gitignore': 'ignored\n',
      'dist/e.js': imports,
      'node_modules/x/f.js': imports,
      'member/package.json': v1,
      'member/g.js': imports,
      'hoisted/package.json': '{}',
      'hoisted/h.mjs': `await import('@modelcontextprotocol/sdk/types.js')`,
    });
    expect((await survey(['src/a.ts'])).elsewhere).toEqual({
      'member/package.json': ['member/g.js'],
      'package.json': ['app.vue', 'hoisted/h.mjs', 'test/b.test.ts'],
    });
  });

  it('finds installed dependencies that want SDK v1 beside them', async () => {
    await write({
      'package.json': '{ "workspaces": ["a"] }',
      'a/package.json': v1,
      'node_modules/agents/package.json': '{ "peerDependencies": { "@modelcontextprotocol/sdk": "^1.0.0" } }',
      'a/node_modules/other/package.json':
        '{ "peerDependencies": { "@modelcontextprotocol/sdk": "*" }, "peerDependenciesMeta": { "@modelcontextprotocol/sdk": { "optional": true } } }',
    });
    expect((await survey([])).peers).toEqual({ 'a/package.json': ['agents'] });
  });

  it('takes no member of the workspace for one of them, although it is linked', async () => {
    await write({
      'package.json': '{ "workspaces": ["a", "agents"] }',
      'a/package.json': v1,
      'agents/package.json':
        '{ "name": "agents", "peerDependencies": { "@modelcontextprotocol/sdk": "^1.0.0" } }',
      'node_modules/agents/package.json':
        '{ "name": "agents", "peerDependencies": { "@modelcontextprotocol/sdk": "^1.0.0" } }',
    });
    expect((await survey([])).peers).toEqual({});
  });
});
