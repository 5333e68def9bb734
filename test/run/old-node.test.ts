import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oldNodeNotes } from '../../src/run/old-node.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'old-node-'))));
afterEach(() => rm(dir, { recursive: true }));

/** Lines of a file that are reported. */
async function lines(file: string, text: string) {
  const target = path.join(dir, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return (await oldNodeNotes([dir])).map(({ line, message }) => `${line} ${message}`);
}

describe('files that name Node', () => {
  it.each([
    ['.nvmrc', 'v18.20.4\n', '1 This names Node 18.20.4'],
    ['.node-version', '16\n', '1 This names Node 16'],
    ['.tool-versions', 'python 3.12\nnodejs 18.0.0\n', '2 This names Node 18.0.0'],
    ['Dockerfile', 'FROM node:18-alpine AS build\n', '1 This names Node 18'],
    [
      '.github/workflows/ci.yml',
      `      - uses: actions/setup-node@v4\n        with:\n          node-version: '18.x'\n`,
      '3 This names Node 18.x',
    ],
  ])('are reported: %s', async (file, text, expected) => {
    expect(await lines(file, text)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['.nvmrc', 'lts/*\n'],
    ['.nvmrc', '20\n'],
    ['.tool-versions', 'python 3.12\n3.12\n'],
    ['Dockerfile', 'FROM node:22-alpine\nFROM python:3.12\nRUN node:18\n'],
    ['Dockerfile', 'ARG NODE=18\nFROM node:${NODE}\n'],
    ['.github/workflows/ci.yml', 'matrix:\n  node-version: [18, 20]\n  python-version: 3.9\n'],
    ['.github/workflows/ci.yml', '# node-version: 18\n'],
    ['src/.nvmrc', '16\n'],
  ])('are not: %s %j', async (file, text) => {
    expect(await lines(file, text)).toEqual([]);
  });
});
