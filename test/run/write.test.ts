import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeAll } from '../../src/run/write.js';

// Real, until a test says otherwise.
vi.mock('node:fs/promises', { spy: true });
const real = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

let dir: string;
const file = (name: string) => path.join(dir, name);
const read = (name: string) => readFile(file(name), 'utf8');
const write = (name: string, before: string, after: string) => ({ path: file(name), before, after });

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mcp-migrate-write-'));
  await writeFile(file('a'), 'a');
  await writeFile(file('b'), 'b');
});

afterEach(async () => {
  vi.mocked(rename).mockReset();
  vi.mocked(link).mockReset();
  await rm(dir, { recursive: true, force: true });
});

const A = () => write('a', 'a', 'A');
const B = () => write('b', 'b', 'B');

async function expectUntouched() {
  expect([await read('a'), await read('b')]).toEqual(['a', 'b']);
  expect((await readdir(dir)).sort()).toEqual(['a', 'b']);
}

describe('writeAll', () => {
  it('writes all files and leaves nothing behind', async () => {
    await writeAll([A(), B()]);
    expect([await read('a'), await read('b')]).toEqual(['A', 'B']);
    expect((await readdir(dir)).sort()).toEqual(['a', 'b']);
  });

  it('keeps the mode of a file, whatever the umask', async () => {
    await chmod(file('b'), 0o775);
    const before = process.umask(0o077);
    try {
      await writeAll([A(), B()]);
    } finally {
      process.umask(before);
    }
    expect((await stat(file('b'))).mode & 0o777).toBe(0o775);
  });

  it('writes through a symbolic link', async () => {
    await symlink(file('a'), file('link'));
    await writeAll([write('link', 'a', 'A')]);
    expect(await read('a')).toBe('A');
    expect((await readdir(dir)).sort()).toEqual(['a', 'b', 'link']);
  });

  it('takes a name as long as names can be', async () => {
    const name = `${'n'.repeat(252)}.ts`;
    await writeFile(file(name), 'a');
    await writeAll([write(name, 'a', 'A')]);
    expect(await read(name)).toBe('A');
  });

  it('changes nothing when files changed since they were read, and names them all', async () => {
    await writeFile(file('b'), 'edited meanwhile');
    await unlink(file('a'));
    await mkdir(file('c'));
    await expect(writeAll([A(), B(), write('c', '', 'C')])).rejects.toMatchObject({
      name: 'ChangedOnDiskError',
      files: [file('a'), file('b'), file('c')],
      file: file('a'),
      message: expect.stringMatching(/changed on disk .* nothing was written/) as string,
    });
    expect(await read('b')).toBe('edited meanwhile');
    expect((await readdir(dir)).sort()).toEqual(['b', 'c']);
  });

  it('puts back what it replaced when a file changes while it writes', async () => {
    vi.mocked(rename).mockImplementationOnce(async (from, to) => {
      await real.rename(from, to);
      await writeFile(file('b'), 'edited meanwhile');
    });
    await expect(writeAll([A(), B()])).rejects.toMatchObject({
      name: 'ChangedOnDiskError',
      files: [file('b')],
    });
    expect([await read('a'), await read('b')]).toEqual(['a', 'edited meanwhile']);
    expect((await readdir(dir)).sort()).toEqual(['a', 'b']);
  });

  const failure = () => Object.assign(new Error('EIO: i/o error'), { code: 'EIO', errno: -5 });

  it('puts back what it replaced when a file cannot be replaced', async () => {
    const { ino } = await stat(file('a'));
    vi.mocked(rename).mockImplementation((from, to) =>
      to === file('b') ? Promise.reject(failure()) : real.rename(from, to),
    );
    await expect(writeAll([A(), B()])).rejects.toMatchObject({
      file: file('b'),
      message: 'cannot be written: i/o error (EIO); nothing was changed',
    });
    await expectUntouched();
    expect((await stat(file('a'))).ino).toBe(ino);
  });

  it('puts back on file systems without hard links, too', async () => {
    vi.mocked(link).mockRejectedValue(failure());
    vi.mocked(rename).mockImplementation((from, to) =>
      to === file('b') ? Promise.reject(failure()) : real.rename(from, to),
    );
    await expect(writeAll([A(), B()])).rejects.toThrow('nothing was changed');
    await expectUntouched();
  });

  it('says which files it could not put back', async () => {
    vi.mocked(rename)
      .mockImplementationOnce((from, to) => real.rename(from, to))
      .mockRejectedValue(failure());
    await expect(writeAll([A(), B()])).rejects.toMatchObject({
      file: file('b'),
      message: `could not be written, and ${file('a')} could not be put back; restore from version control`,
    });
    // What the file held is still there, beside it.
    const kept = (await readdir(dir)).filter(name => name.endsWith('.old.tmp'));
    expect(await Promise.all(kept.map(read))).toContain('a');
  });

  it('stops for a signal before, while and between writing', async () => {
    const controller = new AbortController();
    vi.mocked(rename).mockImplementationOnce(async (from, to) => {
      await real.rename(from, to);
      controller.abort();
    });
    await expect(writeAll([A(), B()], { signal: controller.signal })).rejects.toThrow(
      'interrupted; nothing was changed',
    );
    await expectUntouched();
    await expect(writeAll([A(), B()], { signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
    await expectUntouched();
  });
});
