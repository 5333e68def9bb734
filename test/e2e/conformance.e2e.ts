import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runConformance, type Revision, type Scores } from './support/conformance.js';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

const SCORED = { '2025-11-25': 30, '2026-07-28': 37 };

/** Scenarios of 2026-07-28 in which the server has to ask the client something; the fixture never asks. */
const NEEDS_INPUT = [
  'server-stateless',
  'input-required-result-basic-elicitation',
  'input-required-result-basic-sampling',
  'input-required-result-basic-list-roots',
  'input-required-result-request-state',
  'input-required-result-multiple-input-requests',
  'input-required-result-multi-round',
  'input-required-result-non-tool-request',
  'input-required-result-result-type',
  'input-required-result-tampered-state',
  'input-required-result-capability-check',
];

afterAll(removeTemporaryDirectories);

describe('before the migration', () => {
  let old: Scores;
  let modern: Scores;

  beforeAll(async () => {
    [old, modern] = await scoresOf(await before('conformance'));
  });

  test('one scenario of 2026-07-28 passes', () => {
    expect(modern.passed).toHaveLength(1);
    expect(modern.failed).toHaveLength(SCORED['2026-07-28'] - 1);
  });

  test('those of 2025-11-25 pass that need neither input nor subscriptions', () => {
    expect(old.passed).toHaveLength(24);
    expect(old.failed).toHaveLength(SCORED['2025-11-25'] - 24);
  });
});

describe('after the migration', () => {
  let old: Scores;
  let modern: Scores;

  beforeAll(async () => {
    [old, modern] = await scoresOf(await after('conformance'));
  });

  test('every scenario of 2026-07-28 passes that needs no input from the client', () => {
    expect(modern.failed).toEqual(NEEDS_INPUT);
    expect(modern.passed).toHaveLength(26);
  });

  test('every scenario of 2025-11-25 that passed before still does', async () => {
    const [recorded] = await scoresOf(await before('conformance'));
    expect(old.passed).toEqual(expect.arrayContaining([...recorded.passed]));
    expect(old.passed.length + old.failed.length).toBe(SCORED['2025-11-25']);
  });
});

async function scoresOf(directory: string): Promise<[Scores, Scores]> {
  const server = await startHttp(directory);
  const at = (revision: Revision) => runConformance(server.url, revision);
  try {
    return [await at('2025-11-25'), await at('2026-07-28')];
  } finally {
    await server.stop();
  }
}
