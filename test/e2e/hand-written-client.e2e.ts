import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runClientScenario } from './support/conformance.js';
import { after, before, migrate } from './support/migrated.js';
import { runOrThrow } from './support/processes.js';
import { buildAndCheck, copyFixture, install, removeTemporaryDirectories } from './support/project.js';
import { startProxy } from './support/proxy.js';
import { startHttp } from './support/server.js';

/** Values of the scenario, which each need their own encoding. */
const HEADER_ARGUMENTS = {
  region: 'us-west1',
  priority: 42,
  verbose: false,
  debug: true,
  empty_val: '',
  method_val: 'test-method',
  float_val: 3.14159,
  non_ascii_val: 'Hello, 世界',
  whitespace_val: ' padded ',
  leading_space_val: ' us-west1',
  trailing_space_val: 'us-west1 ',
  internal_space_val: 'us west 1',
  control_char_val: 'line1\nline2',
  crlf_val: 'line1\r\nline2',
  tab_val: '\tindented',
  query: 'SELECT * FROM users',
};

/** What the client is told to do in each scenario of the official suite. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  tools_call: [`--call`, `add_numbers={"a":5,"b":3}`],
  'request-metadata': [],
  'http-standard-headers': [
    ...['--call', 'test_headers', '--prompt', 'test_prompt'],
    ...['--read', 'file:///path/to/file%20name.txt'],
  ],
  'http-custom-headers': [
    ...['--call', `test_custom_headers=${JSON.stringify(HEADER_ARGUMENTS)}`],
    ...[
      '--call',
      'test_custom_headers_null={"region":"us-east1","priority":1,"verbose":null,"query":"SELECT 1"}',
    ],
  ],
  'sep-2322-client-request-state': [
    ...['--answer', '{}', '--call', 'test_mrtr_echo_state', '--call', 'test_mrtr_unrelated'],
    ...['--call', 'test_mrtr_no_state', '--call', 'test_mrtr_no_result_type'],
  ],
};

/** Tools, prompts and resources of the conformance fixture; one tool asks a question first. */
const QUESTIONS = [
  ...['--call', 'test_simple_text', '--call', 'test_elicitation={"message":"Who?"}'],
  ...['--prompt', 'test_simple_prompt', '--read', 'test://static-text'],
  ...['--answer', '{"username":"ida","email":"ida@example.com"}'],
];

/** Clients that are told the same on their command lines, by what they post with. */
const CLIENTS = {
  fetch: 'hand-written-client',
  axios: 'hand-written-client-axios',
  'node:http': 'hand-written-client-node-http',
} as const;

afterAll(removeTemporaryDirectories);

describe.for(Object.entries(CLIENTS))('a migrated client that posts with %s', ([, fixture]) => {
  let client: { readonly old: string; readonly migrated: string };

  beforeAll(async () => {
    client = { old: await before(fixture), migrated: await after(fixture) };
  });

  test('gets the same from servers of both revisions, each in its own', async () => {
    const oldServer = await before('conformance');
    const recorded = await ask(client.old, oldServer);
    expect(recorded.output).toMatchObject({
      test_elicitation: [{ type: 'text', text: 'accept: {"username":"ida","email":"ida@example.com"}' }],
    });
    expect(recorded.methods).toEqual([]);
    expect(recorded.sessions).toBeGreaterThan(0);

    const fromOld = await ask(client.migrated, oldServer);
    expect(fromOld.output).toEqual(recorded.output);
    expect(fromOld.methods).toEqual(['server/discover']);
    expect(fromOld.sessions).toBe(recorded.sessions);

    for (const server of [await newServer(), await after('conformance')]) {
      const fromNew = await ask(client.migrated, server);
      expect(fromNew.output).toEqual(recorded.output);
      expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
      expect(fromNew.methods[0]).toBe('server/discover');
      expect(fromNew.sessions).toBe(0);
    }
  });

  test('gets nothing from a server of 2026-07-28 before it is migrated', async () => {
    await expect(ask(client.old, await newServer())).rejects.toThrow(
      /initialize|Unsupported protocol version/,
    );
  });

  describe('in the official conformance suite at 2026-07-28', () => {
    test.for(Object.keys(SCENARIOS))('%s', async scenario => {
      const args = SCENARIOS[scenario]!;
      expect(await runClientScenario(commandOf(client.old, args), scenario)).toBe('failed');
      expect(await runClientScenario(commandOf(client.migrated, args), scenario)).toBe('passed');
    });
  });
});

let served: Promise<string> | undefined;

/** A server that speaks 2026-07-28 and nothing older. */
function newServer(): Promise<string> {
  served ??= (async () => {
    const directory = await copyFixture('conformance');
    await install(directory);
    await migrate(directory, ['--legacy', 'reject']);
    await install(directory);
    await buildAndCheck(directory);
    return directory;
  })();
  return served;
}

/** What the client printed, and what it said of itself in headers on the way. */
async function ask(directory: string, server: string) {
  const http = await startHttp(server);
  const proxy = await startProxy(http.url);
  try {
    const { stdout } = await runOrThrow(process.execPath, ['dist/index.js', ...QUESTIONS, proxy.url], {
      cwd: directory,
      timeoutMs: 60_000,
    });
    return {
      output: JSON.parse(stdout) as Record<string, unknown>,
      versions: proxy.seen('mcp-protocol-version'),
      methods: proxy.seen('mcp-method'),
      sessions: proxy.seen('mcp-session-id').length,
    };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

/** The suite runs a command by the shell and adds the address of its server. */
function commandOf(directory: string, args: readonly string[]): string {
  const words = [process.execPath, `${directory}/dist/index.js`, ...args.map(each => `'${each}'`)];
  return words.join(' ');
}
