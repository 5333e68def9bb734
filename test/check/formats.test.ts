import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import { SaxesParser } from 'saxes';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CHANGES, findChange } from '../../src/changes/index.js';
import { FORMATS, type FormatName, type JsonReport } from '../../src/check/formats/index.js';
import type { CheckFinding, CheckReport } from '../../src/check/report.js';

const ROOT = path.resolve('/project');
const VERSION = '1.2.3';

function finding(given: Partial<CheckFinding> = {}): CheckFinding {
  return {
    change: 'sessions',
    severity: 'error',
    file: path.join(ROOT, 'src/server.ts'),
    line: 12,
    column: 3,
    endLine: 12,
    endColumn: 20,
    message: 'Session header `Mcp-Session-Id` is gone in 2026-07-28; pass an explicit handle.',
    source: "req.headers['mcp-session-id'];",
    fingerprint: 'f1',
    fixable: false,
    ...given,
  };
}

function report(given: Partial<CheckReport> = {}): CheckReport {
  return { root: ROOT, scanned: 7, linted: 3, findings: [], known: 0, problems: [], fixed: [], ...given };
}

async function render(format: FormatName, given: Partial<CheckReport> = {}, color = false): Promise<string> {
  return await FORMATS[format](report(given), { color, version: VERSION });
}

const PLAIN = finding();
const WARNING = finding({
  change: 'http-sse-transport',
  severity: 'warning',
  line: 120,
  column: 11,
  endLine: 124,
  endColumn: 2,
  message: 'HTTP+SSE is deprecated.',
  fingerprint: 'f2',
});
const OTHER_FILE = finding({
  file: path.join(ROOT, 'web/cors.js'),
  change: 'standard-headers',
  fingerprint: 'f3',
});

const HOSTILE_NAME = 'a b/%41:x,|<i>`é\u{1F600}\n::error::pwned.ts';
const HOSTILE_TEXT =
  'a | b <script>alert("1")</script> & %0A ::set-output name=x::y\r\nnext *bold* [x](http://e.example) @team \u001B[31m]]> `a|b`';
const HOSTILE = finding({
  file: path.join(ROOT, HOSTILE_NAME),
  message: HOSTILE_TEXT,
  source: '<b>"source" & \u0000 | `x`</b>',
});
const BACKSLASH = finding({ file: path.join(ROOT, 'dir\\name.ts') });
const PROBLEM = { file: path.join(ROOT, 'src/broken.ts'), line: 4, column: 9, message: "';' expected" };
const UNREADABLE = { file: path.join(ROOT, HOSTILE_NAME), message: HOSTILE_TEXT };

const LIST = [PLAIN, WARNING, OTHER_FILE];
const MIXED = { findings: LIST, problems: [PROBLEM], known: 2, fixed: [path.join(ROOT, 'src/done.ts')] };

const controls = new RegExp(`[\\u0000-\\u0009\\u000B-\\u001F\\u007F-\\u009F]`);

afterEach(() => {
  vi.unstubAllEnvs();
});

test.for(Object.keys(FORMATS) as FormatName[])('%s gives the same text for the same report', async format => {
  expect(await render(format, MIXED)).toBe(await render(format, MIXED));
  expect(await render(format, MIXED)).toMatch(/\n$/);
});

test.for(Object.keys(FORMATS) as FormatName[])('%s leaves no control character in the text', async format => {
  const text = await render(format, { findings: [HOSTILE], problems: [UNREADABLE] });
  expect(text).toMatch(/pwned/);
  expect(text).not.toMatch(controls);
});

describe('stylish', () => {
  test('groups by file, aligns, and sums up', async () => {
    expect(await render('stylish', { findings: LIST })).toBe(
      [
        'src/server.ts',
        '   12:3   error    Session header `Mcp-Session-Id` is gone in 2026-07-28; pass an explicit handle.  mcp-migrate/sessions',
        '  120:11  warning  HTTP+SSE is deprecated.                                                          mcp-migrate/http-sse-transport',
        '',
        'web/cors.js',
        '  12:3  error  Session header `Mcp-Session-Id` is gone in 2026-07-28; pass an explicit handle.  mcp-migrate/standard-headers',
        '',
        '✖ 3 problems (2 errors, 1 warning)',
        '  `npx mcp-migrate` rewrites what it can of: http-sse-transport, sessions, standard-headers.',
        '',
      ].join('\n'),
    );
  });

  test('shows files that could not be parsed as errors without a rule', async () => {
    const text = await render('stylish', { problems: [PROBLEM] });
    expect(text).toBe("src/broken.ts\n  4:9  error  ';' expected\n\n✖ 1 problem (1 error, 0 warnings)\n");
  });

  test('does not send to the migration what it does not edit', async () => {
    const conf = finding({ file: path.join(ROOT, 'nginx.conf') });
    const reported = finding({ change: 'include-context' });
    expect(await render('stylish', { findings: [conf, reported] })).not.toMatch(/npx/);
  });

  test('names fixes, the baseline and fixed files', async () => {
    const text = await render('stylish', { ...MIXED, findings: [finding({ fixable: true })] });
    expect(text).toMatch(/^ {2}1 fixable with the `--fix` option\.$/m);
    expect(text).toMatch(/^2 findings of the baseline passed\.\n1 file fixed\.$/m);
  });

  test('says that nothing was found, or that there was nothing to look at', async () => {
    expect(await render('stylish')).toBe('✔ Nothing found in 7 files.\n');
    expect(await render('stylish', { scanned: 0 })).toBe('No files to check.\n');
  });

  test('colours on demand only', async () => {
    expect(await render('stylish', { findings: LIST }, true)).toMatch(/\u001B\[31merror/);
    expect(await render('stylish', { findings: LIST })).not.toContain('\u001B');
  });

  test('keeps a hostile name or message on its line', async () => {
    const lines = (await render('stylish', { findings: [HOSTILE] })).split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe('a b/%41:x,|<i>`é\u{1F600}\\n::error::pwned.ts');
    expect(lines[1]).toContain('y\\r\\nnext');
    expect(lines[1]).toContain('\\u001b[31m');
  });

  test('does not load ESLint', async () => {
    vi.resetModules();
    vi.doMock('eslint', () => {
      throw new Error('eslint was loaded');
    });
    const { FORMATS: fresh } = await import('../../src/check/formats/index.js');
    await expect(fresh.stylish(report(MIXED), { color: false, version: VERSION })).resolves.toMatch(/✖/);
    vi.doUnmock('eslint');
  });
});

describe('json', () => {
  async function parsed(given: Partial<CheckReport>): Promise<JsonReport> {
    return JSON.parse(await render('json', given)) as JsonReport;
  }

  test('has its documented members and relative paths', async () => {
    expect(await parsed(MIXED)).toEqual({
      version: 1,
      tool: { name: 'mcp-migrate', version: VERSION },
      scanned: 7,
      linted: 3,
      errors: 3,
      warnings: 1,
      known: 2,
      findings: [
        { ...PLAIN, file: 'src/server.ts' },
        { ...WARNING, file: 'src/server.ts' },
        { ...OTHER_FILE, file: 'web/cors.js' },
      ],
      problems: [{ ...PROBLEM, file: 'src/broken.ts' }],
      fixed: ['src/done.ts'],
    });
  });

  test('gives back hostile texts unchanged', async () => {
    const [first] = (await parsed({ findings: [HOSTILE] })).findings;
    expect(first).toEqual({ ...HOSTILE, file: HOSTILE_NAME });
  });

  test('leaves out details of problems and members that are not documented', async () => {
    const extra = { ...PLAIN, internal: true };
    const text = await render('json', { findings: [extra], problems: [{ ...PROBLEM, detail: 'stack' }] });
    expect(text).not.toMatch(/internal|stack/);
  });

  test('is a whole report when nothing was found', async () => {
    expect(await parsed({})).toMatchObject({ errors: 0, warnings: 0, findings: [], problems: [], fixed: [] });
  });
});

describe('sarif', async () => {
  const schemaFile = path.join(import.meta.dirname, 'sarif-2.1.0/sarif-schema-2.1.0.json');
  const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as AnySchemaObject;
  // Ajv knows draft 7, where the schema's own keywords of draft 4 mean the same, but for the name of `id`.
  delete schema['$schema'];
  delete schema['id'];
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  interface Log {
    runs: [
      {
        tool: {
          driver: { name: string; version: string; rules: { id: string; help: Help; helpUri: string }[] };
        };
        results: Result[];
        artifacts: { location: { uri: string; uriBaseId?: string } }[];
        invocations: [{ executionSuccessful: boolean; toolExecutionNotifications: unknown[] }];
      },
    ];
  }
  interface Help {
    text: string;
    markdown: string;
  }
  interface Result {
    ruleId: string;
    ruleIndex: number;
    level: string;
    message: { text: string };
    partialFingerprints: Record<string, string>;
    locations: [
      { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region: unknown } },
    ];
  }

  async function run(given: Partial<CheckReport>): Promise<Log['runs'][0]> {
    const log = JSON.parse(await render('sarif', given)) as Log;
    void validate(log);
    expect(validate.errors).toBeNull();
    return log.runs[0];
  }

  test('the schema tells a wrong log from a right one', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', helpUri: 1 } } }] })).toBe(
      false,
    );
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } } }] })).toBe(true);
  });

  test.for([
    ['findings', { findings: LIST }],
    ['findings and problems', MIXED],
    ['problems only', { problems: [PROBLEM, UNREADABLE] }],
    ['nothing', {}],
    ['hostile texts', { findings: [HOSTILE, BACKSLASH], problems: [UNREADABLE] }],
    ['a file outside the directory', { findings: [finding({ file: path.resolve('/else where/x.ts') })] }],
  ] as const)('is valid with %s', async ([, given]) => {
    const { tool, results } = await run(given);
    expect(tool.driver).toMatchObject({ name: 'mcp-migrate', version: VERSION });
    expect(results).toHaveLength('findings' in given ? given.findings.length : 0);
  });

  test('describes each change that source code shows, with its links', async () => {
    const { tool } = await run({});
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(
      CHANGES.filter(change => change.visibleInSource === true).map(({ id }) => id),
    );
    const sessions = tool.driver.rules.find(({ id }) => id === 'sessions')!;
    expect(sessions.helpUri).toBe(findChange('sessions').page);
    for (const text of [sessions.help.text, sessions.help.markdown]) {
      expect(text).toContain('SEP-2567');
      expect(text).toContain('https://github.com/modelcontextprotocol/modelcontextprotocol/pull/2567');
      expect(text).toContain(findChange('sessions').instead);
    }
    expect(sessions.help.markdown).toContain(`[Specification](${findChange('sessions').page})`);
  });

  test('gives levels, places, rule indexes and fingerprints', async () => {
    const { results, tool } = await run({ findings: LIST });
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'error']);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(results[1]!.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'src/server.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 120, startColumn: 11, endLine: 124, endColumn: 2 },
    });
    expect(results.map(each => each.partialFingerprints)).toEqual([
      { 'mcpMigrateFinding/v1': 'f1' },
      { 'mcpMigrateFinding/v1': 'f2' },
      { 'mcpMigrateFinding/v1': 'f3' },
    ]);
  });

  test('reports files that could not be read as notifications', async () => {
    const [invocation] = (await run({ problems: [PROBLEM] })).invocations;
    expect(invocation).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: "';' expected" },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'src/broken.ts', uriBaseId: '%SRCROOT%' },
                region: { startLine: 4, startColumn: 9 },
              },
            },
          ],
        },
      ],
    });
    expect((await run({})).invocations[0].executionSuccessful).toBe(true);
  });

  test('encodes paths so that they come back', async () => {
    const { results } = await run({ findings: [HOSTILE] });
    const { uri } = results[0]!.locations[0].physicalLocation.artifactLocation;
    expect(decodeURIComponent(uri)).toBe(HOSTILE_NAME);
    const base = new URL('https://host.example/root/');
    expect(decodeURIComponent(new URL(uri, base).pathname)).toBe(`/root/${HOSTILE_NAME}`);
    expect(results[0]!.message.text).toBe(HOSTILE_TEXT);
  });

  test('takes paths from the checkout when it runs in a directory of one', async () => {
    vi.stubEnv('GITHUB_WORKSPACE', path.dirname(ROOT));
    const { results } = await run({ findings: [PLAIN] });
    expect(results[0]!.locations[0].physicalLocation.artifactLocation.uri).toBe('project/src/server.ts');
    vi.stubEnv('GITHUB_WORKSPACE', path.resolve('/elsewhere'));
    expect((await run({ findings: [PLAIN] })).artifacts[0]!.location.uri).toBe('src/server.ts');
  });

  test('survives a text that the builder of logs uses for itself', async () => {
    const text = 'SARIF_BUILDER_INVALID';
    expect((await run({ findings: [finding({ message: text })] })).results[0]!.message.text).toBe(text);
  });
});

describe('github', () => {
  test('gives one command a finding', async () => {
    expect(await render('github', { findings: [PLAIN] })).toBe(
      '::error file=src/server.ts,line=12,endLine=12,col=3,endColumn=20,title=mcp-migrate/sessions::' +
        'Session header `Mcp-Session-Id` is gone in 2026-07-28; pass an explicit handle.\n',
    );
  });

  test('leaves out columns where a place goes over several lines', async () => {
    expect(await render('github', { findings: [WARNING] })).toBe(
      '::warning file=src/server.ts,line=120,endLine=124,title=mcp-migrate/http-sse-transport::HTTP+SSE is deprecated.\n',
    );
  });

  test('has one line a command whatever the texts are', async () => {
    const text = await render('github', { findings: [HOSTILE], problems: [UNREADABLE] });
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const [, properties, message] = /^::error (.*?)::(.*)$/.exec(line)!;
      const file = /^file=([^,]*),/.exec(properties!)![1]!;
      expect(decode(file)).toBe(HOSTILE_NAME);
      expect(decode(message!)).toBe(HOSTILE_TEXT.replace('\r\n', '\n').replace('\u001B', '\\u001b'));
    }
  });

  test('reports problems, and nothing when there is nothing', async () => {
    expect(await render('github', { problems: [PROBLEM] })).toBe(
      "::error file=src/broken.ts,line=4,col=9,title=mcp-migrate::';' expected\n",
    );
    expect(await render('github')).toBe('');
  });

  /** What the runner does with a value. */
  function decode(text: string): string {
    return text
      .replaceAll('%2C', ',')
      .replaceAll('%3A', ':')
      .replaceAll('%0A', '\n')
      .replaceAll('%0D', '\r')
      .replaceAll('%25', '%');
  }
});

describe('junit', () => {
  interface Node {
    name: string;
    attributes: Record<string, string>;
    children: Node[];
    text: string;
  }

  async function parsed(given: Partial<CheckReport>): Promise<Node> {
    const parser = new SaxesParser();
    const top: Node = { name: '', attributes: {}, children: [], text: '' };
    const open = [top];
    parser.on('error', error => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => {
      const node: Node = { name, attributes, children: [], text: '' };
      open.at(-1)!.children.push(node);
      open.push(node);
    });
    parser.on('text', text => (open.at(-1)!.text += text));
    parser.on('closetag', () => void open.pop());
    parser.write(await render('junit', given)).close();
    return top.children[0]!;
  }

  test('has a suite for each file and counts that fit', async () => {
    const top = await parsed({ findings: LIST, problems: [PROBLEM] });
    expect(top.name).toBe('testsuites');
    expect(top.attributes).toMatchObject({ tests: '4', failures: '3', errors: '1' });
    expect(
      top.children.map(({ attributes: { name, tests, failures, errors } }) => [
        name,
        tests,
        failures,
        errors,
      ]),
    ).toEqual([
      ['src/broken.ts', '1', '0', '1'],
      ['src/server.ts', '2', '2', '0'],
      ['web/cors.js', '1', '1', '0'],
    ]);
    for (const suite of top.children) expect(suite.children).toHaveLength(Number(suite.attributes['tests']));
  });

  test('names the rule, the place and the line', async () => {
    const top = await parsed({ findings: [PLAIN] });
    const [testCase] = top.children[0]!.children;
    expect(testCase!.attributes).toEqual({
      name: 'mcp-migrate/sessions 12:3',
      classname: 'src/server',
      file: 'src/server.ts',
      time: '0',
    });
    expect(testCase!.children[0]).toEqual({
      name: 'failure',
      attributes: { message: PLAIN.message, type: 'error' },
      children: [],
      text: `src/server.ts:12:3: ${PLAIN.message} (mcp-migrate/sessions)\n${PLAIN.source}`,
    });
  });

  test('is well-formed with hostile texts, lone surrogates and characters that XML does not have', async () => {
    const odd = finding({ message: 'a\uFFFE b\uD800 c', source: '\u0000\u001B]]>' });
    const top = await parsed({ findings: [odd, HOSTILE], problems: [UNREADABLE] });
    const failures = top.children.flatMap(suite => suite.children).flatMap(each => each.children);
    expect(failures).toHaveLength(3);
    expect(
      failures.filter(({ attributes }) => attributes['message']!.includes('<script>alert("1")')),
    ).toHaveLength(2);
  });

  test('holds a test that passed when nothing was found', async () => {
    const top = await parsed({});
    expect(top.attributes).toMatchObject({ tests: '1', failures: '0', errors: '0' });
    expect(top.children[0]!.children).toEqual([
      {
        name: 'testcase',
        attributes: { name: 'check', classname: 'mcp-migrate', time: '0' },
        children: [],
        text: '',
      },
    ]);
  });
});

describe('markdown', () => {
  test('counts by change and lists by file with links', async () => {
    expect(await render('markdown', MIXED)).toMatchInlineSnapshot(`
      "## mcp-migrate check

      **4 problems (3 errors, 1 warning)** in 7 files. 2 findings of the baseline passed. 1 file fixed.

      | Change | What | Found |
      | --- | --- | --- |
      | [\`http-sse-transport\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#backward-compatibility) | The HTTP+SSE transport is deprecated | 1 |
      | [\`sessions\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions) | Streamable HTTP has no sessions | 1 |
      | [\`standard-headers\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata) | HTTP requests name their method and target in headers | 1 |

      ### Files that could not be checked

      | File | Why |
      | --- | --- |
      | \`src/broken.ts:4:9\` | ';' expected |

      ### \`src/server.ts\`

      | Place | Severity | Change | Message |
      | --- | --- | --- | --- |
      | 12:3 | error | [\`sessions\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions) | Session header \`Mcp-Session-Id\` is gone in 2026-07-28; pass an explicit handle. |
      | 120:11 | warning | [\`http-sse-transport\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#backward-compatibility) | HTTP+SSE is deprecated. |

      ### \`web/cors.js\`

      | Place | Severity | Change | Message |
      | --- | --- | --- | --- |
      | 12:3 | error | [\`standard-headers\`](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata) | Session header \`Mcp-Session-Id\` is gone in 2026-07-28; pass an explicit handle. |
      "
    `);
  });

  test('has as many cells in each row as the head has', async () => {
    const text = await render('markdown', { findings: [HOSTILE, ...LIST], problems: [UNREADABLE] });
    const widths = text
      .split('\n\n')
      .filter(block => block.startsWith('|'))
      .map(block =>
        block
          .trim()
          .split('\n')
          .map(line => line.replaceAll('\\|', '').split('|').length),
      );
    expect(widths).toHaveLength(5);
    for (const [head, ...rows] of widths) expect(rows).toEqual(rows.map(() => head));
  });

  test('lets no markup through', async () => {
    const text = await render('markdown', { findings: [HOSTILE] });
    expect(text).toContain('\\<script\\>');
    expect(text).toContain('\\*bold\\* \\[x\\](http://e.example) `@team`');
    expect(text).toContain('`a\\|b`');
    expect(text).toContain('### ``a b/%41:x,|<i>`é\u{1F600}\\n::error::pwned.ts``');
  });

  test('says that nothing was found', async () => {
    expect(await render('markdown')).toBe('## mcp-migrate check\n\nNothing found in 7 files.\n');
  });

  test('stays short enough for a comment', async () => {
    const findings = Array.from({ length: 2000 }, (_, index) =>
      finding({ file: path.join(ROOT, `src/${index}.ts`), fingerprint: String(index) }),
    );
    const text = await render('markdown', { findings });
    expect(text.length).toBeLessThan(65_536);
    const shown = text.match(/^### /gm)!.length;
    expect(text).toMatch(new RegExp(`^… and ${2000 - shown} findings more\\.$`, 'm'));
  });
});

describe('html', () => {
  test('is one page that loads nothing', async () => {
    const text = await render('html', MIXED);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toMatch(/<title>mcp-migrate check: 4 problems \(3 errors, 1 warning\)<\/title>/);
    expect(text).not.toMatch(/<script|<img|<link|\ssrc=|@import|url\(/);
    expect(text).toContain(`<a href="${findChange('sessions').page}">sessions</a>`);
    expect(text).toContain('<code>Mcp-Session-Id</code>');
    expect(text.match(/<h2>.*?<\/h2>/g)).toEqual([
      '<h2>Files that could not be checked</h2>',
      '<h2>Changes</h2>',
      '<h2><code>src/server.ts</code></h2>',
      '<h2><code>web/cors.js</code></h2>',
    ]);
  });

  test('closes what it opens and has a caption and scoped heads in each table', async () => {
    const text = await render('html', { ...MIXED, findings: [...LIST, HOSTILE] });
    const xml = text.replace('<!doctype html>\n', '').replace(/<meta [^>]*>/g, '');
    const open: string[] = [];
    const parser = new SaxesParser();
    parser.on('error', error => {
      throw error;
    });
    parser.on('opentag', ({ name }) => void open.push(name));
    parser.write(xml).close();
    const tables = open.filter(name => name === 'table').length;
    expect(tables).toBe(5);
    expect(open.filter(name => name === 'caption')).toHaveLength(tables);
    expect(open).not.toContain('script');
    expect(open).not.toContain('i');
    expect(text.match(/<th(?! scope=)[ >]/)).toBeNull();
  });

  test('says that nothing was found', async () => {
    const text = await render('html');
    expect(text).toContain('<p>Nothing found in 7 files.</p>');
    expect(text).not.toContain('<table');
  });
});
