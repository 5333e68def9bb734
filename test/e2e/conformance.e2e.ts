import { afterAll, beforeAll, expect, test } from 'vitest';
import { runConformance, type Revision, type Scores } from './support/conformance.js';
import { after as projectAfter, before as projectBefore } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

const SCORED = { '2025-11-25': 30, '2026-07-28': 37 };

let before: Record<Revision, Scores>;
let after: Record<Revision, Scores>;

beforeAll(async () => {
  before = await scoresOf(await projectBefore('conformance'));
  after = await scoresOf(await projectAfter('conformance'));
});

afterAll(removeTemporaryDirectories);

test('both runs score what the revisions require', () => {
  for (const scores of [before, after]) {
    for (const [revision, count] of Object.entries(SCORED)) {
      const { passed, failed } = scores[revision as Revision];
      expect(passed.length + failed.length).toBe(count);
    }
  }
});

test('before the migration, one scenario of 2026-07-28 passes', () => {
  expect(before['2026-07-28'].passed).toHaveLength(1);
});

test('before the migration, every scenario of 2025-11-25 passes', () => {
  expect(before['2025-11-25'].failed).toEqual([]);
  expect(before['2025-11-25'].passed).toHaveLength(SCORED['2025-11-25']);
});

test('after the migration, every scenario of 2026-07-28 passes', () => {
  expect(after['2026-07-28'].failed).toEqual([]);
  expect(after['2026-07-28'].passed).toHaveLength(SCORED['2026-07-28']);
});

test('after the migration, every scenario of 2025-11-25 that passed still passes', () => {
  expect(after['2025-11-25'].passed).toEqual(expect.arrayContaining([...before['2025-11-25'].passed]));
});

async function scoresOf(directory: string): Promise<Record<Revision, Scores>> {
  const server = await startHttp(directory);
  const at = (revision: Revision) => runConformance(server.url, revision);
  try {
    return { '2025-11-25': await at('2025-11-25'), '2026-07-28': await at('2026-07-28') };
  } finally {
    await server.stop();
  }
}
