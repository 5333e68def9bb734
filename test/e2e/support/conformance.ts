import os from 'node:os';
import { run } from './processes.js';

/** The suite's version, and the Node.js it needs. */
const PACKAGES = ['-p', 'node@22', '-p', '@modelcontextprotocol/conformance@0.2.0-alpha.12'];

export type Revision = '2025-11-25' | '2026-07-28';

/** Scored scenarios of one run of the official conformance suite, by its own verdict. */
export interface Scores {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/**
 * Runs exactly the scenarios that a revision requires against a server.
 * @throws when the suite did not come to a summary
 */
export async function runConformance(url: string, revision: Revision): Promise<Scores> {
  const { stdout, stderr } = await conformance('--url', url, '--requirements', revision);
  const [, summary] = stdout.split('=== SUMMARY ===');
  if (!summary) throw new Error(`The conformance suite ended without a summary\n${stdout}\n${stderr}`);

  const [results = '', notScored = ''] = summary.split(/^Not scored for .*$/m);
  const unscored = new Set([...notScored.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map(match => match[1]!));
  const scored = [...results.matchAll(/^([✓✗]) (\S+): \d+ passed, \d+ failed$/gm)]
    .map(match => ({ passed: match[1] === '✓', name: match[2]! }))
    .filter(({ name }) => !unscored.has(name));
  return {
    passed: scored.filter(({ passed }) => passed).map(({ name }) => name),
    failed: scored.filter(({ passed }) => !passed).map(({ name }) => name),
  };
}

/**
 * Runs one scenario against a server.
 * @returns why each check failed that did
 * @throws when no check was made
 */
export async function failuresOf(url: string, revision: Revision, scenario: string): Promise<string[]> {
  const { stdout, stderr } = await conformance(
    ...['--url', url, '--scenario', scenario, '--spec-version', revision],
  );
  if (!/^Passed: [1-9]/m.test(stdout))
    throw new Error(`No check of ${scenario} passed\n${stdout}\n${stderr}`);
  return [...stdout.matchAll(/^ {4}Error: (.*)$/gm)].map(match => match[1]!);
}

function conformance(...args: readonly string[]) {
  return run('npx', ['-y', ...PACKAGES, 'conformance', 'server', ...args], {
    // Not the repository: there, npx would take the packages it has instead.
    cwd: os.tmpdir(),
    env: { npm_config_prefer_offline: 'true', npm_config_loglevel: 'error' },
    timeoutMs: 280_000,
  });
}

/**
 * Runs one scenario for clients; `command` is run by a shell, with the address of the suite's server
 * after it.
 * @throws when the suite came to no verdict
 */
export async function runClientScenario(
  command: string,
  scenario: string,
  revision: Revision = '2026-07-28',
): Promise<'passed' | 'failed'> {
  const given = ['--command', command, '--scenario', scenario, '--spec-version', revision];
  const { stdout, stderr } = await run('npx', ['-y', ...PACKAGES, 'conformance', 'client', ...given], {
    cwd: os.tmpdir(),
    env: { npm_config_prefer_offline: 'true', npm_config_loglevel: 'error' },
    timeoutMs: 120_000,
  });
  const verdict = /OVERALL: (PASSED|FAILED)/.exec(stdout + stderr)?.[1];
  if (!verdict) throw new Error(`The conformance suite came to no verdict\n${stdout}\n${stderr}`);
  return verdict === 'PASSED' ? 'passed' : 'failed';
}
