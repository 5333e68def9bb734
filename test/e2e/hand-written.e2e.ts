import { afterAll, beforeAll, expect, test } from 'vitest';
import { failuresOf, runConformance, type Scores } from './support/conformance.js';
import { after as projectAfter, before as projectBefore } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startHttp } from './support/server.js';

/** Scenarios of 2026-07-28 that a server without input requests, progress and tasks is concerned with. */
const APPLICABLE = [
  ...['completion-complete', 'tools-list', 'tools-call-simple-text', 'tools-call-image', 'tools-call-audio'],
  ...['tools-call-embedded-resource', 'tools-call-mixed-content', 'tools-call-error'],
  ...['server-sse-multiple-streams', 'resources-list', 'resources-read-text', 'resources-read-binary'],
  ...['resources-templates-read', 'sep-2164-resource-not-found', 'prompts-list', 'prompts-get-simple'],
  ...['prompts-get-with-args', 'prompts-get-embedded-resource', 'prompts-get-with-image'],
  ...['dns-rebinding-protection', 'caching', 'input-required-result-missing-input-response'],
  ...['input-required-result-unsupported-methods', 'input-required-result-ignore-extra-params'],
  'input-required-result-validate-input',
];

/** The others, by what the server has not had before the migration either. */
const NOT_APPLICABLE = {
  'tools that report progress': ['tools-call-with-progress'],
  'tools and prompts that ask the client': [
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
  ],
  'diagnostic tools of the suite, without which some of its checks fail': ['server-stateless'],
};

let before: { readonly old: Scores; readonly now: Scores };
let after: {
  readonly old: Scores;
  readonly now: Scores;
  readonly stateless: readonly string[];
  readonly headers: readonly string[];
};

beforeAll(async () => {
  before = await withServer(await projectBefore('hand-written-http'), async url => ({
    old: await runConformance(url, '2025-11-25'),
    now: await runConformance(url, '2026-07-28'),
  }));
  after = await withServer(await projectAfter('hand-written-http'), async url => ({
    old: await runConformance(url, '2025-11-25'),
    now: await runConformance(url, '2026-07-28'),
    stateless: await failuresOf(url, '2026-07-28', 'server-stateless'),
    headers: await failuresOf(url, '2026-07-28', 'http-header-validation'),
  }));
}, 900_000);

afterAll(removeTemporaryDirectories);

test('before the migration, only scenarios of 2026-07-28 pass that expect nothing or an error', () => {
  expect(before.now.passed).toHaveLength(5);
  expect(before.now.failed).toEqual(
    expect.arrayContaining(['tools-list', 'tools-call-simple-text', 'caching']),
  );
});

test('after the migration, every scenario of 2026-07-28 passes that the server is concerned with', () => {
  expect([...after.now.passed].sort()).toEqual([...APPLICABLE].sort());
  expect([...after.now.failed].sort()).toEqual(Object.values(NOT_APPLICABLE).flat().sort());
});

test('what fails of the stateless scenario is what the suite has no tool for', () => {
  expect(after.stateless.length).toBeGreaterThan(0);
  for (const why of after.stateless)
    expect(why).toMatch(/^Not testable: server does not list the diagnostic tool /);
});

test('after the migration, headers are checked against the body', () => {
  expect(after.headers).toEqual([]);
});

test('after the migration, every scenario of 2025-11-25 that passed still passes', () => {
  expect(before.old.passed.length).toBeGreaterThan(20);
  expect(after.old.passed).toEqual(expect.arrayContaining([...before.old.passed]));
});

async function withServer<T>(directory: string, use: (url: string) => Promise<T>): Promise<T> {
  const server = await startHttp(directory);
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}
