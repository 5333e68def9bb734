import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAll } from '../../src/run/write.js';

let dir: string;
const file = (name: string) => path.join(dir, name);

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-write-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe('writeAll', () => {
  it('writes all files, keeps their mode and leaves nothing behind', async () => {
    await writeFile(file('a'), 'a');
    await writeFile(file('b'), 'b');
    await chmod(file('b'), 0o755);
    await writeAll([
      { path: file('a'), before: 'a', after: 'A' },
      { path: file('b'), before: 'b', after: 'B' },
    ]);
    expect(await readFile(file('a'), 'utf8')).toBe('A');
    expect(await readFile(file('b'), 'utf8')).toBe('B');
    expect((await stat(file('b'))).mode & 0o777).toBe(0o755);
    expect((await readdir(dir)).sort()).toEqual(['a', 'b']);
  });

  it('writes through a symbolic link', async () => {
    await writeFile(file('real'), 'x');
    await symlink(file('real'), file('link'));
    await writeAll([{ path: file('link'), before: 'x', after: 'y' }]);
    expect(await readFile(file('real'), 'utf8')).toBe('y');
    expect((await readdir(dir)).sort()).toEqual(['link', 'real']);
  });

  it('changes nothing when one file changed since it was read', async () => {
    await writeFile(file('a'), 'a');
    await writeFile(file('b'), 'edited meanwhile');
    const writes = [
      { path: file('a'), before: 'a', after: 'A' },
      { path: file('b'), before: 'b', after: 'B' },
    ];
    await expect(writeAll(writes)).rejects.toMatchObject({
      file: file('b'),
      message: expect.stringMatching(/changed on disk/),
    });
    expect(await readFile(file('a'), 'utf8')).toBe('a');
    expect((await readdir(dir)).sort()).toEqual(['a', 'b']);
  });

  it('changes nothing when one file is gone', async () => {
    await writeFile(file('a'), 'a');
    const writes = [
      { path: file('a'), before: 'a', after: 'A' },
      { path: file('gone'), before: '', after: 'B' },
    ];
    await expect(writeAll(writes)).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be written \(ENOENT\); nothing was changed/),
    });
    expect(await readFile(file('a'), 'utf8')).toBe('a');
  });
});
