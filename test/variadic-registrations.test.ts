import { describe, expect, it } from 'vitest';
import { variadicRegistrations } from '../transforms/variadic-registrations.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD =
  "import { McpServer } from '@modelcontextprotocol/server';\nimport { z } from 'zod';\nconst server = new McpServer({ name: 'a', version: '1' });\n";

function migrate(code: string, others: Record<string, string> = {}) {
  const first = migrateText({ 'src/a.ts': HEAD + code, ...others }, [variadicRegistrations]);
  const second = migrateText(first.files, [variadicRegistrations]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  const text = first.files['src/a.ts']!;
  expect(text.startsWith(HEAD)).toBe(true);
  return { code: text.slice(HEAD.length), left: first.left, files: first.files };
}

describe('one line', () => {
  it.each([
    ["tool('t', cb)", "registerTool('t', {}, cb)"],
    ["tool('t', 'd', cb)", "registerTool('t', { description: 'd' }, cb)"],
    ["tool('t', { a: z.string() }, cb)", "registerTool('t', { inputSchema: { a: z.string() } }, cb)"],
    ["tool('t', {}, cb)", "registerTool('t', { inputSchema: {} }, cb)"],
    [
      "tool('t', { readOnlyHint: true }, cb)",
      "registerTool('t', { annotations: { readOnlyHint: true } }, cb)",
    ],
    ["tool('t', { title: 'T' }, cb)", "registerTool('t', { annotations: { title: 'T' } }, cb)"],
    ["tool('t', { title: z.string() }, cb)", "registerTool('t', { inputSchema: { title: z.string() } }, cb)"],
    [
      "tool('t', 'd', { a: z.string() }, cb)",
      "registerTool('t', { description: 'd', inputSchema: { a: z.string() } }, cb)",
    ],
    [
      "tool('t', `d ${x}`, { readOnlyHint: !x }, cb)",
      "registerTool('t', { description: `d ${x}`, annotations: { readOnlyHint: !x } }, cb)",
    ],
    [
      "tool('t', shape(), { openWorldHint: true }, cb)",
      "registerTool('t', { inputSchema: shape(), annotations: { openWorldHint: true } }, cb)",
    ],
    [
      'tool(`t-${x}`, description, inputSchema, annotations, cb)',
      'registerTool(`t-${x}`, { description, inputSchema, annotations }, cb)',
    ],
    ["tool(NAME, 'a' + x, cb)", "registerTool(NAME, { description: 'a' + x }, cb)"],
    ['tool("t", \'d\', async () => { })', 'registerTool("t", { description: \'d\' }, async () => { })'],
    ["prompt('p', cb)", "registerPrompt('p', {}, cb)"],
    ["prompt('p', 'd', cb)", "registerPrompt('p', { description: 'd' }, cb)"],
    ["prompt('p', { a: z.string() }, cb)", "registerPrompt('p', { argsSchema: { a: z.string() } }, cb)"],
    [
      "prompt('p', 'd', { a: z.string() }, cb)",
      "registerPrompt('p', { description: 'd', argsSchema: { a: z.string() } }, cb)",
    ],
    ["resource('r', 'a://b', cb)", "registerResource('r', 'a://b', {}, cb)"],
    ["resource('r', 'a://b', { title: 't' }, cb)", "registerResource('r', 'a://b', { title: 't' }, cb)"],
    [
      "resource('r', new ResourceTemplate('a://{b}', l), cb)",
      "registerResource('r', new ResourceTemplate('a://{b}', l), {}, cb)",
    ],
    ["tool /* why */ ('t', cb)", "registerTool /* why */ ('t', {}, cb)"],
  ])('%s', (before, after) => {
    const head = 'const shape = () => ({ a: z.string() });\n';
    const { code, left } = migrate(`${head}server.${before};\n`);
    expect(code).toBe(`${head}server.${after};\n`);
    expect(left).toEqual([]);
  });
});

describe('a callback in front of the last argument', () => {
  it.each([
    'server.tool(t.name, t.description, t.shape, track(t.cb), t.hints ? { title: t.hints } : undefined);\n',
    "server.tool('t', 'd', { a: z.string() }, async () => reply, { readOnlyHint: true });\n",
    "server.tool('t', 'd', { a: z.string() }, track(run), extra);\n",
    "const run = () => reply;\nserver.tool('t', 'd', { a: z.string() }, run, extra);\n",
    "server.tool('t', async () => reply, { readOnlyHint: true });\n",
  ])('is left: %j', before => {
    const { code, left } = migrate(before);
    expect(code).toBe(before);
    expect(left).toEqual([expect.stringContaining('which of these arguments is which is not certain')]);
  });

  it('is none where a declared type of the SDK says it', () => {
    const head = "import type { ToolAnnotations } from '@modelcontextprotocol/server';\n";
    const { code } = migrate(
      `${head}declare const quiet: ToolAnnotations;\nfunction hintsOf(name: string): ToolAnnotations { return table[name]; }\nserver.tool('t', 'd', hintsOf('t'), async () => reply);\nserver.tool('u', 'd', quiet, async () => reply);\n`,
    );
    expect(code).toContain("registerTool('t', { description: 'd', annotations: hintsOf('t') }, async");
    expect(code).toContain("registerTool('u', { description: 'd', annotations: quiet }, async");
    const own = migrate(
      `interface ToolAnnotations { a: number }\nfunction hintsOf(name: string): ToolAnnotations { return table[name]; }\nserver.tool('t', 'd', hintsOf('t'), async () => reply);\n`,
    );
    expect(own.code).toContain("server.tool('t'");
  });

  it('is none where the last argument certainly is a function', () => {
    expect(migrate("server.tool('t', 'd', { a: z.string() }, hints(), async () => reply);\n").code).toBe(
      "server.registerTool('t', { description: 'd', inputSchema: { a: z.string() }, annotations: hints() }, async () => reply);\n",
    );
  });
});

describe('arguments kept elsewhere', () => {
  it('constants', () => {
    const { code } = migrate(
      "const DESCRIPTION = 'd';\nconst shape = { a: z.string() };\nserver.tool('t', DESCRIPTION, shape, cb);\nserver.tool('u', DESCRIPTION, cb);\nserver.tool('v', shape, cb);\n",
    );
    expect(code).toContain("registerTool('t', { description: DESCRIPTION, inputSchema: shape }, cb)");
    expect(code).toContain("registerTool('u', { description: DESCRIPTION }, cb)");
    expect(code).toContain("registerTool('v', { inputSchema: shape }, cb)");
  });

  it('members of an object in another file', () => {
    const { code } = migrate(
      "import { tool } from './tool.js';\nserver.tool(tool.name, tool.description, tool.shape, tool.run);\n",
      {
        'src/tool.ts':
          "import { z } from 'zod';\nexport const tool = { name: 't', description: 'd', shape: { a: z.string() }, run() {} };\n",
      },
    );
    expect(code).toContain(
      'server.registerTool(tool.name, { description: tool.description, inputSchema: tool.shape }, tool.run);',
    );
  });

  it('members of the elements of a list', () => {
    const { code, left } = migrate(
      "const tools = [{ name: 'a', about: 'd', shape: {} }, { name: 'b', about: `e`, shape: { a: z.string() } }];\nfor (const t of tools) server.tool(t.name, t.about, t.shape, cb);\nfor (const { name, about } of tools) server.tool(name, about, cb);\n",
    );
    expect(code).toContain(
      'server.registerTool(t.name, { description: t.about, inputSchema: t.shape }, cb);',
    );
    expect(code).toContain('server.registerTool(name, { description: about }, cb);');
    expect(left).toEqual([]);
  });
});

describe('several lines', () => {
  it('indents what moves into the object', () => {
    const { code } = migrate(
      `server.tool(
  't',
  'd', // about
  {
    a: z.string(),

    b: z.string().describe(\`one
two\`),
  },
  async ({ a }) => {
    return a;
  },
);
`,
    );
    expect(code).toBe(`server.registerTool(
  't',
  {
    description: 'd', // about
    inputSchema: {
      a: z.string(),

      b: z.string().describe(\`one
two\`),
    },
  },
  async ({ a }) => {
    return a;
  },
);
`);
  });

  it('leaves out the comma where the file does', () => {
    const { code } = migrate("server.tool(\n\t't',\n\t{\n\t\ta: z.string()\n\t},\n\tcb\n);\n");
    expect(code).toBe(
      "server.registerTool(\n\t't',\n\t{\n\t\tinputSchema: {\n\t\t\ta: z.string()\n\t\t}\n\t},\n\tcb\n);\n",
    );
  });

  it('an object that opens on the line of the call', () => {
    const { code } = migrate("server.tool('t', 'd', {\n  a: z.string(),\n}, async () => {\n});\n");
    expect(code).toBe(
      "server.registerTool('t', { description: 'd', inputSchema: {\n  a: z.string(),\n} }, async () => {\n});\n",
    );
  });

  it('an empty configuration', () => {
    const { code } = migrate("server.tool(\n  't',\n  cb,\n);\n");
    expect(code).toBe("server.registerTool(\n  't',\n  {},\n  cb,\n);\n");
  });

  it('keeps CRLF', () => {
    const first = migrateText(
      { 'a.ts': `${HEAD}server.tool(\n  't',\n  'd',\n  cb,\n);\n`.replaceAll('\n', '\r\n') },
      [variadicRegistrations],
    );
    expect(first.files['a.ts']).toContain("  {\r\n    description: 'd',\r\n  },\r\n  cb,\r\n");
  });
});

describe('servers that are not imported where they are used', () => {
  it('a parameter without a type', () => {
    const { files } = migrate("import { add } from './add.js';\nadd(server);\n", {
      'src/add.js': "export function add(server) {\n  server.tool('t', cb);\n}\n",
    });
    expect(files['src/add.js']).toContain("server.registerTool('t', {}, cb);");
  });

  it('a type from a barrel', () => {
    const { files } = migrate('', {
      'src/sdk.ts': "export type { McpServer } from '@modelcontextprotocol/server';\n",
      'src/add.ts':
        "import type { McpServer } from './sdk.js';\nexport const add = (s: McpServer) => s.tool('t', cb);\n",
    });
    expect(files['src/add.ts']).toContain("s.registerTool('t', {}, cb);");
  });

  it('a JSDoc type', () => {
    const { files } = migrate('', {
      'src/add.js':
        "/** @param {import('@modelcontextprotocol/server').McpServer} server */\nexport function add(server) { server.tool('t', cb); }\n",
    });
    expect(files['src/add.js']).toContain("server.registerTool('t', {}, cb);");
  });

  it('CommonJS factories', () => {
    const files = migrateText(
      {
        'a.cjs':
          "const { McpServer } = require('@modelcontextprotocol/server');\nconst add = require('./add.cjs');\nadd(new McpServer({ name: 'a', version: '1' }));\n",
        'add.cjs': "module.exports = server => {\n  server.prompt('p', cb);\n};\n",
      },
      [variadicRegistrations],
    ).files;
    expect(files['add.cjs']).toContain("server.registerPrompt('p', {}, cb);");
  });

  it('members, base classes and factories', () => {
    const { code } = migrate(
      "class A { #server = new McpServer({ name: 'a', version: '1' }); add() { this.#server.tool('t', cb); } }\nclass B { constructor(private readonly server: McpServer) { this.server.tool('t', cb); } }\nclass C extends McpServer { add() { this.tool('t', cb); super.tool('u', cb); } }\nfunction make() { return new McpServer({ name: 'a', version: '1' }); }\nmake().tool('t', cb);\n",
    );
    expect(code.match(/registerTool/g)).toHaveLength(5);
    expect(code).not.toMatch(/\.tool\(/);
  });
});

describe('what is left alone', () => {
  it.each([
    [
      'another MCP framework',
      "import { FastMCP } from 'fastmcp';\nconst other = new FastMCP();\nother.tool('t', cb);\n",
    ],
    [
      'a server of that name from elsewhere',
      "import { McpServer as Mine } from 'mine';\nnew Mine().tool('t', cb);\n",
    ],
    ['a command line', "import { program } from 'commander';\nprogram.prompt('question', cb);\n"],
    ['an unknown parameter', "export function add(server) { server.tool('t', cb); }\n"],
    [
      'a parameter that also gets something else',
      "class Other {}\nexport function add(s) { s.tool('t', cb); }\nadd(server);\nadd(new Other());\n",
    ],
    ['the low-level server', "server.server.tool('t', cb);\n"],
    ['what is new already', "server.registerTool('t', {}, cb);\n"],
  ])('%s', (_name, code) => {
    const result = migrate(code);
    expect(result.code).toBe(code);
    expect(result.left).toEqual([]);
  });
});

describe('what is reported', () => {
  it.each([
    ["server.tool('t', given, cb);\n"],
    ["server.tool('t', 'd', given, cb);\n"],
    ['server.tool(...all);\n'.replace('...all', "'t', ...all, cb")],
    ["server.resource('r', 'a', b, c, cb);\n"],
  ])('%s', code => {
    const result = migrate(`declare const given: any;\n${code}`);
    expect(result.code).toBe(`declare const given: any;\n${code}`);
    expect(result.left).toHaveLength(1);
  });
});
