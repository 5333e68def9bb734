import { diffLines } from 'diff';
import { describe, expect, it } from 'vitest';
import type { PackageManifest } from '../src/project/model.js';
import { sdkV2 } from '../transforms/sdk-v2.js';
import { migrateText } from './helpers/migrate-text.js';

type Files = Readonly<Record<string, string>>;

/** Moves files and checks that a second run finds nothing more to do. */
function moveAll(files: Files, manifest?: PackageManifest): Files {
  const options = manifest ? { manifest } : {};
  const once = migrateText(files, [sdkV2], options);
  const twice = migrateText(once.files, [sdkV2], options);
  expect(twice.files).toEqual(once.files);
  return once.files;
}

function move(text: string, name = 'index.ts', manifest?: PackageManifest): string {
  return moveAll({ [name]: text }, manifest)[name]!;
}

/** Number of lines of the old text that are not in the new one, and the other way round. */
function changedLines(before: string, after: string): { removed: number; added: number } {
  const parts = diffLines(before, after);
  const count = (kind: 'removed' | 'added') =>
    parts.filter(part => part[kind]).reduce((sum, part) => sum + part.count, 0);
  return { removed: count('removed'), added: count('added') };
}

/** One text in the styles that files are written in, each with what it has to become. */
function inStyles(before: string, after: string): [style: string, before: string, after: string][] {
  const styles: [string, (text: string) => string][] = [
    ['single quotes', text => text],
    ['double quotes', text => text.replaceAll("'", '"')],
    ['tabs', text => text.replaceAll('  ', '\t')],
    ['no semicolons', text => text.replaceAll(/;$/gm, '')],
    ['CRLF', text => text.replaceAll('\n', '\r\n')],
  ];
  return styles.map(([style, write]) => [style, write(before), write(after)]);
}

describe('imports', () => {
  it.each(
    inStyles(
      `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, type Tool } from '@modelcontextprotocol/sdk/types.js';
import path from 'node:path';

export const tools: Tool[] = [];
export const server = new Server({ name: path.sep, version: '1' });
export const transport = new StdioServerTransport();
server.setRequestHandler(CallToolRequestSchema, async () => ({ content: [] }));
`,
      `import { Server, type Tool } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import path from 'node:path';

export const tools: Tool[] = [];
export const server = new Server({ name: path.sep, version: '1' });
export const transport = new StdioServerTransport();
server.setRequestHandler('tools/call', async () => ({ content: [] }));
`,
    ),
  )('keep the rest of a file: %s', (_style, before, after) => {
    expect(move(before)).toBe(after);
  });

  it('touch only the specifier where nothing else changes', () => {
    const before = `#!/usr/bin/env node
'use strict';
/* License text
 * that must stay. */

import {
    McpServer, // the server
    ResourceTemplate,
} from "@modelcontextprotocol/sdk/server/mcp.js"

new McpServer( {name:'a', version:"1"} ).close( )
export { ResourceTemplate }
`;
    const after = move(before);
    expect(after).toBe(
      before.replace('@modelcontextprotocol/sdk/server/mcp.js', '@modelcontextprotocol/server'),
    );
    expect(changedLines(before, after)).toEqual({ removed: 1, added: 1 });
  });

  it('keep a byte for byte copy of everything between the changed tokens', () => {
    const body = Array.from(
      { length: 300 },
      (_, i) => `   const  v${i}\t= { a : ${i} ,b:"x" }; // ${i}`,
    ).join('\n');
    const before = `import { McpError } from '@modelcontextprotocol/sdk/types.js';\n${body}\nthrow new McpError(1, 'x')\n`;
    const after = move(before);
    expect(after).toContain(body);
    expect(changedLines(before, after)).toEqual({ removed: 2, added: 2 });
  });

  it('split by package, next to where the names were', () => {
    const before = `import {
  CallToolResultSchema,
  ListToolsResultSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

export const parse = (tools: Tool[]) => [CallToolResultSchema.parse(tools), ListToolsResultSchema.parse(tools)];
`;
    expect(move(before)).toBe(`import {
  CallToolResultSchema,
  ListToolsResultSchema,
} from '@modelcontextprotocol/core';
import { type Tool } from '@modelcontextprotocol/server';

export const parse = (tools: Tool[]) => [CallToolResultSchema.parse(tools), ListToolsResultSchema.parse(tools)];
`);
  });

  it('keep type imports apart from value imports', () => {
    const before = `import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
export type All = [Tool, Transport, McpServer];
`;
    expect(move(before)).toBe(`import type { Tool, Transport } from '@modelcontextprotocol/server';
import { McpServer } from '@modelcontextprotocol/server';
export type All = [Tool, Transport, McpServer];
`);
  });

  it('are not merged away from their comments', () => {
    const before = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
// What the registry needs.
import { type Tool } from '@modelcontextprotocol/sdk/types.js'; // eslint-disable-line
export type Both = [McpServer, Tool];
`;
    expect(move(before)).toBe(
      before.replace(/@modelcontextprotocol\/sdk[^']*/g, '@modelcontextprotocol/server'),
    );
  });

  it('leave their comments behind when they go', () => {
    const before = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'; // the schemas
new Server({ name: 'a', version: '1' }).setRequestHandler(ListToolsRequestSchema, () => ({ tools: [] }));
`;
    expect(move(before)).toBe(`import { Server } from '@modelcontextprotocol/server';
// the schemas
new Server({ name: 'a', version: '1' }).setRequestHandler('tools/list', () => ({ tools: [] }));
`);
  });

  it('take the blank line of a paragraph of their own along', () => {
    const before = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';

import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

new Server({ name: 'a', version: '1' }).setRequestHandler(ListToolsRequestSchema, () => ({ tools: [] }));
`;
    expect(move(before)).toBe(`import { Server } from '@modelcontextprotocol/server';

new Server({ name: 'a', version: '1' }).setRequestHandler('tools/list', () => ({ tools: [] }));
`);
  });

  it('break into lines rather than grow long', () => {
    const names = [
      'Annotations',
      'AudioContent',
      'CallToolResult',
      'ContentBlock',
      'ImageContent',
      'ListToolsResult',
    ];
    const before = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ${names.slice(0, 3).join(', ')} } from '@modelcontextprotocol/sdk/types.js';
import { ${names.slice(3).join(', ')} } from '@modelcontextprotocol/sdk/types.js';
export type All = [McpServer, ${names.join(', ')}];
`;
    const after = move(before);
    expect(after.split('from')[0]).toBe(
      `import {\n${[...names.slice(0, 3), 'McpServer', ...names.slice(3)].map(name => `  ${name},\n`).join('')}} `,
    );
  });

  it.each([
    ['@modelcontextprotocol/sdk/client', 'Client', '@modelcontextprotocol/client'],
    ['@modelcontextprotocol/sdk/server/mcp', 'McpServer', '@modelcontextprotocol/server'],
    ['@modelcontextprotocol/sdk/dist/esm/server/mcp.js', 'McpServer', '@modelcontextprotocol/server'],
    [
      '@modelcontextprotocol/sdk/validation/ajv',
      'AjvJsonSchemaValidator',
      '@modelcontextprotocol/server/validators/ajv',
    ],
    [
      '@modelcontextprotocol/sdk/server/sse.js',
      'SSEServerTransport',
      '@modelcontextprotocol/server-legacy/sse',
    ],
    ['@modelcontextprotocol/sdk/server/express.js', 'createMcpExpressApp', '@modelcontextprotocol/express'],
    ['@modelcontextprotocol/sdk/spec.types.js', 'Tool', '@modelcontextprotocol/server'],
  ])('%s goes to the package that has %s', (from, name, to) => {
    expect(move(`import { ${name} } from '${from}';\nexport { ${name} };\n`)).toBe(
      `import { ${name} } from '${to}';\nexport { ${name} };\n`,
    );
  });

  it('take an unused import along', () => {
    expect(move(`import { Tool } from '@modelcontextprotocol/sdk/types.js';\n`)).toBe(
      `import { Tool } from '@modelcontextprotocol/server';\n`,
    );
  });
});

describe('which side', () => {
  const shared = `import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';\nexport { InMemoryTransport };\n`;
  const client = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';\nexport { Client };\n`;
  const server = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';\nexport { Server };\n`;

  it('is that of the file', () => {
    expect(move(client + shared)).toContain(
      "import { Client, InMemoryTransport } from '@modelcontextprotocol/client';",
    );
    expect(move(server + shared)).toContain(
      "import { Server, InMemoryTransport } from '@modelcontextprotocol/server';",
    );
  });

  it('is that of the package where the file does not tell', () => {
    const files = moveAll({ 'client.ts': client, 'shared.ts': shared });
    expect(files['shared.ts']).toContain("'@modelcontextprotocol/client'");
  });

  it('is the server where the package is both', () => {
    const files = moveAll({ 'client.ts': client, 'server.ts': server, 'shared.ts': shared });
    expect(files['shared.ts']).toContain("'@modelcontextprotocol/server'");
  });

  it('is not told by the OAuth errors of the server, which clients catch', () => {
    const errors = `import { InvalidGrantError } from '@modelcontextprotocol/sdk/server/auth/errors.js';\nexport { InvalidGrantError };\n`;
    expect(move(client + errors + shared)).toContain(
      "import { Client, InMemoryTransport } from '@modelcontextprotocol/client';",
    );
  });
});

describe('names', () => {
  it('are renamed in every position', () => {
    const before = `import { McpError, type JSONRPCResponse } from '@modelcontextprotocol/sdk/types.js';
export const make = (): McpError => new McpError(1, 'McpError');
export const table = { McpError, other: McpError, McpError2: 'McpError' };
export type Response = JSONRPCResponse | typeof McpError;
// McpError is thrown
export { McpError };
`;
    expect(move(before))
      .toBe(`import { ProtocolError, type JSONRPCResultResponse } from '@modelcontextprotocol/server';
export const make = (): ProtocolError => new ProtocolError(1, 'McpError');
export const table = { McpError: ProtocolError, other: ProtocolError, McpError2: 'McpError' };
export type Response = JSONRPCResultResponse | typeof ProtocolError;
// McpError is thrown
export { ProtocolError as McpError };
`);
  });

  it('keep an alias, and get one where the new name is taken', () => {
    expect(
      move(
        `import { McpError as Failure } from '@modelcontextprotocol/sdk/types.js';\nthrow new Failure(1, '');\n`,
      ),
    ).toBe(
      `import { ProtocolError as Failure } from '@modelcontextprotocol/server';\nthrow new Failure(1, '');\n`,
    );
    const taken = `class ProtocolError {}\nthrow new McpError(1, String(ProtocolError));\n`;
    expect(move(`import { McpError } from '@modelcontextprotocol/sdk/types.js';\n${taken}`)).toBe(
      `import { ProtocolError as McpError } from '@modelcontextprotocol/server';\n${taken}`,
    );
  });

  it('leave other things of that name alone', () => {
    const before = `import { McpError } from '@modelcontextprotocol/sdk/types.js';
export function f(McpError: string) { return { a: McpError, b: x.McpError }; }
throw new McpError(1, '');
`;
    expect(move(before)).toBe(`import { ProtocolError } from '@modelcontextprotocol/server';
export function f(McpError: string) { return { a: McpError, b: x.McpError }; }
throw new ProtocolError(1, '');
`);
  });

  it('do not change twice: v2 has a JSONRPCResponse of another meaning', () => {
    const v2 = `import { JSONRPCResponse } from '@modelcontextprotocol/server';
import { Tool } from '@modelcontextprotocol/sdk/types.js';
export type Both = [JSONRPCResponse, Tool];
`;
    expect(move(v2)).toBe(`import { JSONRPCResponse, Tool } from '@modelcontextprotocol/server';
export type Both = [JSONRPCResponse, Tool];
`);
  });
});

describe('handlers', () => {
  it.each(
    inStyles(
      `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ProgressNotificationSchema, RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
export function watch(client: Client) {
  client.setNotificationHandler(
    ProgressNotificationSchema, // progress
    notification => void notification,
  );
  client.removeNotificationHandler(RootsListChangedNotificationSchema.shape.method.value);
}
`,
      `import { Client } from '@modelcontextprotocol/client';
export function watch(client: Client) {
  client.setNotificationHandler(
    'notifications/progress', // progress
    notification => void notification,
  );
  client.removeNotificationHandler('notifications/roots/list_changed');
}
`,
    ),
  )('are registered by method: %s', (_style, before, after) => {
    expect(move(before)).toBe(after);
  });

  it('keep a schema that is used otherwise, too', () => {
    const before = `import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
declare const server: any;
server.setRequestHandler(CallToolRequestSchema, (request: unknown) => CallToolRequestSchema.parse(request));
`;
    expect(move(before)).toBe(`import { CallToolRequestSchema } from '@modelcontextprotocol/core';
declare const server: any;
server.setRequestHandler('tools/call', (request: unknown) => CallToolRequestSchema.parse(request));
`);
  });

  it('of tasks stay, since v2 does not know their methods', () => {
    const before = `import { GetTaskRequestSchema } from '@modelcontextprotocol/sdk/types.js';
declare const server: any;
server.setRequestHandler(GetTaskRequestSchema, () => ({}));
`;
    expect(move(before)).toContain('server.setRequestHandler(GetTaskRequestSchema, () => ({}));');
  });
});

describe('result schemas', () => {
  const head = `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CallToolResultSchema, ListToolsResultSchema, ResultSchema } from '@modelcontextprotocol/sdk/types.js';
`;

  it('are no longer passed where v2 finds them', () => {
    const before = `${head}export async function run(client: Client, method: string) {
  await client.callTool({ name: 'a' }, CallToolResultSchema, { timeout: 1 });
  await client.callTool({ name: 'a' }, undefined, { timeout: 1 });
  await client.request({ method: 'tools/list' }, ListToolsResultSchema);
  await client.request(
    { method: 'tools/list' as const },
    ListToolsResultSchema,
  );
  await client.request({ method: 'tools/list' }, /* all */ ListToolsResultSchema, { timeout: 1 });
  await client.request({ method }, ListToolsResultSchema);
  await client.request({ method: 'tools/list' }, ResultSchema);
  await client.request({ method: 'tools/list', ...{ method } }, ListToolsResultSchema);
}
`;
    expect(move(before)).toBe(`import { Client } from '@modelcontextprotocol/client';
import { ListToolsResultSchema, ResultSchema } from '@modelcontextprotocol/core';
export async function run(client: Client, method: string) {
  await client.callTool({ name: 'a' }, { timeout: 1 });
  await client.callTool({ name: 'a' }, { timeout: 1 });
  await client.request({ method: 'tools/list' });
  await client.request(
    { method: 'tools/list' as const },
  );
  await client.request({ method: 'tools/list' }, /* all */ { timeout: 1 });
  await client.request({ method }, ListToolsResultSchema);
  await client.request({ method: 'tools/list' }, ResultSchema);
  await client.request({ method: 'tools/list', ...{ method } }, ListToolsResultSchema);
}
`);
  });

  it('of other libraries stay', () => {
    const before = `${head}import { ListToolsResultSchema as Own } from './own.js';
export const run = (client: Client, http: any) => [client.request({ method: 'tools/list' }, Own), http.request('a', undefined, {})];
export { CallToolResultSchema, ListToolsResultSchema, ResultSchema };
`;
    expect(move(before)).toContain(
      `client.request({ method: 'tools/list' }, Own), http.request('a', undefined, {})`,
    );
  });
});

describe('error codes', () => {
  it('of the protocol are only renamed', () => {
    const before = `import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
throw new McpError(ErrorCode.InvalidParams, 'x');
`;
    expect(move(before))
      .toBe(`import { ProtocolErrorCode, ProtocolError } from '@modelcontextprotocol/server';
throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'x');
`);
  });

  it.each(
    inStyles(
      `import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
export function retry(error: unknown) {
  if (error instanceof McpError && error.code === ErrorCode.RequestTimeout) return true; // then it is worth another go
  return error instanceof McpError && error.code === ErrorCode.InternalError;
}
`,
      `import { ProtocolErrorCode, ProtocolError, SdkErrorCode, SdkError } from '@modelcontextprotocol/server';
export function retry(error: unknown) {
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return true; // then it is worth another go
  return error instanceof ProtocolError && error.code === ProtocolErrorCode.InternalError;
}
`,
    ),
  )('of the SDK go with its class: %s', (_style, before, after) => {
    expect(move(before)).toBe(after);
  });

  it('stay on v1 where they are used as a whole', () => {
    const before = `import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
export const names = Object.keys(ErrorCode);
`;
    expect(move(before)).toBe(before);
  });

  it('of HTTP are read from the status', () => {
    const before = `import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export async function open(transport: StreamableHTTPClientTransport) {
    try { await transport.start() }
    catch (error) {
        if (error instanceof StreamableHTTPError && error.code === 404) return "gone"   // not there
        throw error
    }
}
`;
    const after = move(before);
    expect(after).toBe(
      before
        .replaceAll('StreamableHTTPError', 'SdkHttpError')
        .replace('error.code', 'error.status')
        .replace('@modelcontextprotocol/sdk/client/streamableHttp.js', '@modelcontextprotocol/client'),
    );
  });
});

describe('the handler context type', () => {
  it('loses its arguments and the imports for them', () => {
    const before = `import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
`;
    expect(move(before)).toBe(`import type { ServerContext } from '@modelcontextprotocol/server';

export type Extra = ServerContext;
`);
  });

  it('is that of the client on a client', () => {
    const before = `import { type RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { type ClientNotification, type ClientRequest } from '@modelcontextprotocol/sdk/types.js';
export const f = (extra: RequestHandlerExtra<ClientRequest, ClientNotification>) => extra;
`;
    expect(move(before)).toBe(`import { type ClientContext } from '@modelcontextprotocol/client';
export const f = (extra: ClientContext) => extra;
`);
  });

  it('is both in a file with both', () => {
    const before = `import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ClientNotification, ClientRequest, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
export type A = RequestHandlerExtra<ServerRequest, ServerNotification>;
export type B = RequestHandlerExtra<ClientRequest, ClientNotification>;
`;
    const after = move(before);
    expect(after).toContain('export type A = ServerContext;\nexport type B = ClientContext;\n');
    expect(after).toContain("import type { ServerContext } from '@modelcontextprotocol/server';");
    expect(after).toContain("import type { ClientContext } from '@modelcontextprotocol/client';");
    expect(after).not.toContain('ServerRequest');
  });
});

describe('completions', () => {
  it('are made optional outside', () => {
    const before = `import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { z } from 'zod';
export const argument = completable(
    z.string( ).optional(), // the name
    value => [value ?? ""],
);
`;
    expect(move(before)).toBe(`import { completable } from '@modelcontextprotocol/server';
import { z } from 'zod';
export const argument = completable(
    z.string( ), // the name
    value => [value ?? ""],
).optional();
`);
  });
});

describe('CommonJS', () => {
  it.each(
    inStyles(
      `const { Server } = require('@modelcontextprotocol/sdk/server/index.js');
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js');
const { CallToolRequestSchema, ErrorCode, McpError } = require('@modelcontextprotocol/sdk/types.js');

const server = new Server({ name: 'a', version: '1' }, { capabilities: { tools: {} } });
server.setRequestHandler(CallToolRequestSchema, async () => {
  throw new McpError(ErrorCode.MethodNotFound, 'x');
});
server.connect(new StdioServerTransport());
module.exports = { McpError, server };
`,
      `const { StdioServerTransport } = require('@modelcontextprotocol/server/stdio');
const { ProtocolErrorCode, ProtocolError, Server } = require('@modelcontextprotocol/server');

const server = new Server({ name: 'a', version: '1' }, { capabilities: { tools: {} } });
server.setRequestHandler('tools/call', async () => {
  throw new ProtocolError(ProtocolErrorCode.MethodNotFound, 'x');
});
server.connect(new StdioServerTransport());
module.exports = { McpError: ProtocolError, server };
`,
    ),
  )('destructured: %s', (_style, before, after) => {
    expect(move(before, 'index.cjs')).toBe(after);
  });

  it('as compilers write it', () => {
    const before = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const index_js_1 = require("@modelcontextprotocol/sdk/server/index.js");
const types_js_1 = require("@modelcontextprotocol/sdk/types.js");
Object.defineProperty(exports, "McpError", { enumerable: true, get: function () { return types_js_1.McpError; } });
const server = new index_js_1.Server({ name: "a", version: "1" });
server.setRequestHandler(types_js_1.ListToolsRequestSchema, async () => ({ tools: [] }));
server.setRequestHandler(types_js_1.CallToolRequestSchema, async (request) => {
    if ((0, types_js_1.isInitializeRequest)(request))
        throw new types_js_1.McpError(types_js_1.ErrorCode.InvalidParams, "no");
    try { return types_js_1.CallToolResultSchema.parse(request); }
    catch (e) { if (e instanceof types_js_1.McpError && e.code === types_js_1.ErrorCode.RequestTimeout) return {}; }
});
`;
    const after = move(before, 'index.js', {});
    expect(after).toBe(`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const index_js_1 = require("@modelcontextprotocol/server");
const types_js_1 = require("@modelcontextprotocol/server");
const core_1 = require("@modelcontextprotocol/core");
Object.defineProperty(exports, "McpError", { enumerable: true, get: function () { return types_js_1.ProtocolError; } });
const server = new index_js_1.Server({ name: "a", version: "1" });
server.setRequestHandler("tools/list", async () => ({ tools: [] }));
server.setRequestHandler("tools/call", async (request) => {
    if ((0, types_js_1.isInitializeRequest)(request))
        throw new types_js_1.ProtocolError(types_js_1.ProtocolErrorCode.InvalidParams, "no");
    try { return core_1.CallToolResultSchema.parse(request); }
    catch (e) { if (e instanceof types_js_1.SdkError && e.code === types_js_1.SdkErrorCode.RequestTimeout) return {}; }
});
`);
  });

  it('through the helpers of compilers, and by member', () => {
    const before = `const types = __importStar(require("@modelcontextprotocol/sdk/types.js"));
const Client = require("@modelcontextprotocol/sdk/client/index.js").Client;
exports.f = (t) => { throw new types.McpError(1, t, Client, require("@modelcontextprotocol/sdk/types.js").isJSONRPCError); };
`;
    expect(move(before, 'index.cjs'))
      .toBe(`const types = __importStar(require("@modelcontextprotocol/client"));
const Client = require("@modelcontextprotocol/client").Client;
exports.f = (t) => { throw new types.ProtocolError(1, t, Client, require("@modelcontextprotocol/client").isJSONRPCErrorResponse); };
`);
  });

  it('inside a function and beside other declarations', () => {
    const before = `const fs = require('fs'), { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
function f() {
  const { McpError, CallToolResultSchema } = require('@modelcontextprotocol/sdk/types.js');
  return [McpError, CallToolResultSchema, fs, McpServer];
}
`;
    expect(move(before, 'index.cjs'))
      .toBe(`const fs = require('fs'), { McpServer } = require('@modelcontextprotocol/server');
function f() {
  const { ProtocolError } = require('@modelcontextprotocol/server');
  const { CallToolResultSchema } = require('@modelcontextprotocol/core');
  return [ProtocolError, CallToolResultSchema, fs, McpServer];
}
`);
  });

  it('in JSDoc types of JavaScript, and only there', () => {
    const before = `const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
/** @type {import('@modelcontextprotocol/sdk/types.js').JSONRPCError} */
const x = Client, text = "import('@modelcontextprotocol/sdk/types.js')";
`;
    const after = before
      .replace('@modelcontextprotocol/sdk/client/index.js', '@modelcontextprotocol/client')
      .replace('@modelcontextprotocol/sdk/types.js', '@modelcontextprotocol/client')
      .replace('.JSONRPCError}', '.JSONRPCErrorResponse}');
    expect(move(before, 'index.cjs')).toBe(after);
  });
});

describe('whole modules', () => {
  it('are imported from where most of their names went, the others by name', () => {
    const before = `import * as types from '@modelcontextprotocol/sdk/types.js';
import type * as Types from '@modelcontextprotocol/sdk/types.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';

export function listen(client: Client, tool: types.Tool): Types.CallToolResult {
  client.setNotificationHandler(types.LoggingMessageNotificationSchema, () => {});
  if (tool.name === '') throw new types.McpError(types.ErrorCode.InternalError, 'x');
  return types.CallToolResultSchema.parse(tool);
}
`;
    expect(move(before)).toBe(`import * as types from '@modelcontextprotocol/client';
import { CallToolResultSchema } from '@modelcontextprotocol/core';
import type * as Types from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/client';

export function listen(client: Client, tool: types.Tool): Types.CallToolResult {
  client.setNotificationHandler('notifications/message', () => {});
  if (tool.name === '') throw new types.ProtocolError(types.ProtocolErrorCode.InternalError, 'x');
  return CallToolResultSchema.parse(tool);
}
`);
  });

  it('do not lend their name to values when they are only types', () => {
    const before = `import type * as Types from '@modelcontextprotocol/sdk/types.js';
import * as stream from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as types from '@modelcontextprotocol/sdk/types.js';
export const all = [stream.StreamableHTTPServerTransport, types.CallToolResultSchema, types.ToolSchema, types.isInitializeRequest];
export type Tool = Types.Tool;
`;
    expect(move(before)).toBe(`import type * as Types from '@modelcontextprotocol/server';
import * as stream from '@modelcontextprotocol/node';
import * as types from '@modelcontextprotocol/core';
import { isInitializeRequest } from '@modelcontextprotocol/server';
export const all = [stream.NodeStreamableHTTPServerTransport, types.CallToolResultSchema, types.ToolSchema, isInitializeRequest];
export type Tool = Types.Tool;
`);
  });

  it('are required the TypeScript way', () => {
    const before = `import types = require("@modelcontextprotocol/sdk/types.js");
export const tools: types.Tool[] = [types.ToolSchema.parse({})];
`;
    expect(move(before, 'index.cts')).toBe(`import types = require("@modelcontextprotocol/server");
import { ToolSchema } from "@modelcontextprotocol/core";
export const tools: types.Tool[] = [ToolSchema.parse({})];
`);
  });

  it('are imported for their side effects', () => {
    expect(move(`import '@modelcontextprotocol/sdk/server/mcp.js';\n`)).toBe(
      `import '@modelcontextprotocol/server';\n`,
    );
  });
});

describe('modules named elsewhere', () => {
  it('in types', () => {
    const before = `export type A = import('@modelcontextprotocol/sdk/types.js').JSONRPCError;
export type B = import("@modelcontextprotocol/sdk/shared/protocol.js").RequestHandlerExtra<any, any>;
export type C = typeof import('@modelcontextprotocol/sdk/types.js');
declare module '@modelcontextprotocol/sdk/types.js' { interface Extra { a: string } }
`;
    expect(move(before)).toBe(`export type A = import('@modelcontextprotocol/server').JSONRPCErrorResponse;
export type B = import("@modelcontextprotocol/server").ServerContext;
export type C = typeof import('@modelcontextprotocol/server');
declare module '@modelcontextprotocol/server' { interface Extra { a: string } }
`);
  });

  it('in dynamic imports', () => {
    const before = `export async function load() {
  const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
  const { McpError, ErrorCode: Codes } = await import('@modelcontextprotocol/sdk/types.js');
  const stdio = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const types = await import('@modelcontextprotocol/sdk/types.js');
  const { Client } = (await import('@modelcontextprotocol/sdk/client/index.js'));
  await import('@modelcontextprotocol/sdk/types.js').then(({ isJSONRPCError }) => isJSONRPCError({}));
  return [CallToolResultSchema, McpError, Codes, stdio, types.McpError, Client, (await import('@modelcontextprotocol/sdk/types.js')).ToolSchema];
}
`;
    expect(move(before)).toBe(`export async function load() {
  const { CallToolResultSchema } = await import('@modelcontextprotocol/core');
  const { ProtocolError: McpError, ProtocolErrorCode: Codes } = await import('@modelcontextprotocol/client');
  const stdio = await import('@modelcontextprotocol/client/stdio');
  const types = await import('@modelcontextprotocol/client');
  const { Client } = (await import('@modelcontextprotocol/client'));
  await import('@modelcontextprotocol/client').then(({ isJSONRPCErrorResponse: isJSONRPCError }) => isJSONRPCError({}));
  return [CallToolResultSchema, McpError, Codes, stdio, types.ProtocolError, Client, (await import('@modelcontextprotocol/core')).ToolSchema];
}
`);
  });

  it('in mocks', () => {
    const before = `import { vi } from 'vitest';
vi.mock('@modelcontextprotocol/sdk/client/stdio.js');
vi.mock("@modelcontextprotocol/sdk/client/streamableHttp.js", () => {
	class StreamableHTTPError extends Error {}
	return { StreamableHTTPError, StreamableHTTPClientTransport: vi.fn() }
})
vi.doMock('@modelcontextprotocol/sdk/types.js', async () => ({ CallToolResultSchema: {} }));
jest.requireActual('@modelcontextprotocol/sdk/server/mcp.js');
`;
    expect(move(before)).toBe(`import { vi } from 'vitest';
vi.mock('@modelcontextprotocol/client/stdio');
vi.mock("@modelcontextprotocol/client", async (importOriginal) => {
	class StreamableHTTPError extends Error {}
	return {
		...(await importOriginal<typeof import("@modelcontextprotocol/client")>()),
		SdkHttpError: StreamableHTTPError,
		StreamableHTTPClientTransport: vi.fn(),
	}
})
vi.doMock('@modelcontextprotocol/core', async () => ({ CallToolResultSchema: {} }));
jest.requireActual('@modelcontextprotocol/server');
`);
  });

  it('in plain strings stay', () => {
    const before = `export const externals = ['@modelcontextprotocol/sdk/types.js'];\n`;
    expect(move(before)).toBe(before);
  });
});

describe('re-exports', () => {
  const barrel = `export { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export { CallToolRequestSchema, ErrorCode, McpError, type Tool } from '@modelcontextprotocol/sdk/types.js';
export * from '@modelcontextprotocol/sdk/shared/auth.js';
export * from '@modelcontextprotocol/sdk/server/streamableHttp.js';
`;
  const user = `import { CallToolRequestSchema, ErrorCode, McpError, McpServer, OAuthTokensSchema } from './sdk.js';

const { server } = new McpServer({ name: 'a', version: '1' });
server.setRequestHandler(CallToolRequestSchema, async () => {
  OAuthTokensSchema.parse({});
  throw new McpError(ErrorCode.InvalidParams, 'x');
});
`;

  it('go on offering what is taken from them, and their users need no new imports', () => {
    const files = moveAll({ 'sdk.ts': barrel, 'user.ts': user });
    expect(files['sdk.ts']).toBe(`export { McpServer } from '@modelcontextprotocol/server';
export {
  ProtocolErrorCode as ErrorCode,
  ProtocolError as McpError,
  type Tool,
} from '@modelcontextprotocol/server';
export { CallToolRequestSchema } from '@modelcontextprotocol/core';
export * from '@modelcontextprotocol/server';
export { OAuthTokensSchema } from '@modelcontextprotocol/core';
export {
  NodeStreamableHTTPServerTransport as StreamableHTTPServerTransport,
  type StreamableHTTPServerTransportOptions,
} from '@modelcontextprotocol/node';
export { type EventId, type EventStore, type StreamId } from '@modelcontextprotocol/server';
`);
    expect(files['user.ts']).toBe(
      user
        .replace('import { CallToolRequestSchema, ', 'import { ')
        .replace('Handler(CallToolRequestSchema', "Handler('tools/call'"),
    );
  });

  it('get the codes of the SDK where their users need them', () => {
    const files = moveAll({
      'sdk.ts': `export { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';\n`,
      'user.ts': `import { ErrorCode, McpError } from './sdk.js';
export const isTimeout = (e: unknown) => e instanceof McpError && e.code === ErrorCode.RequestTimeout;
`,
    });
    expect(files['user.ts']).toBe(`import { SdkErrorCode, SdkError } from '@modelcontextprotocol/server';
export const isTimeout = (e: unknown) => e instanceof SdkError && e.code === SdkErrorCode.RequestTimeout;
`);
  });

  it('of what is gone stay', () => {
    const before = `export * from '@modelcontextprotocol/sdk/experimental/tasks';\n`;
    expect(move(before)).toBe(before);
  });
});

describe('what v2 does not have', () => {
  it('stays on v1, whatever else the import has', () => {
    const before = `import { InMemoryTaskStore, type Task, type TaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
export const store: TaskStore = new InMemoryTaskStore();
export const task = {} as Task;
export const transport = new WebSocketClientTransport(new URL('ws://x'));
`;
    expect(move(before))
      .toBe(`import { InMemoryTaskStore, type TaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';
import { type Task } from '@modelcontextprotocol/client';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
export const store: TaskStore = new InMemoryTaskStore();
export const task = {} as Task;
export const transport = new WebSocketClientTransport(new URL('ws://x'));
`);
  });
});

describe('mocks with factories', () => {
  it('keep what the package has besides', () => {
    const before = `vi.mock('@modelcontextprotocol/sdk/client/auth.js', () => ({ auth: vi.fn() }));
jest.mock("@modelcontextprotocol/sdk/server/index.js", () => ({
  Server: jest.fn(),
}));
vi.mock('@modelcontextprotocol/sdk/client/stdio.js', () => ({ StdioClientTransport: vi.fn() }));
vi.mock('@modelcontextprotocol/sdk/inMemory.js', async importOriginal => ({ ...(await importOriginal()), InMemoryTransport: 1 }));
`;
    expect(move(before, 'a.test.js'))
      .toBe(`vi.mock('@modelcontextprotocol/client', async (importOriginal) => ({ ...(await importOriginal()), auth: vi.fn() }));
jest.mock("@modelcontextprotocol/server", () => ({
  ...jest.requireActual("@modelcontextprotocol/server"),
  Server: jest.fn(),
}));
vi.mock('@modelcontextprotocol/client/stdio', () => ({ StdioClientTransport: vi.fn() }));
vi.mock('@modelcontextprotocol/server', async importOriginal => ({ ...(await importOriginal()), InMemoryTransport: 1 }));
`);
  });

  it('become one where the modules did', () => {
    const before = `import { vi } from 'vitest'

vi.mock('@modelcontextprotocol/sdk/client/index.js', () => ({
    Client: vi.fn(() => ({
        connect: vi.fn(),
    })),
}))

// No network.
vi.mock('@modelcontextprotocol/sdk/client/streamableHttp.js', () => {
  class StreamableHTTPError extends Error {
    code = 404
  }
  return { StreamableHTTPError }
})

vi.mock('./own.js', () => ({}))
`;
    expect(move(before)).toBe(`import { vi } from 'vitest'

// No network.
vi.mock('@modelcontextprotocol/client', async (importOriginal) => {
  class StreamableHTTPError extends Error {
    code = 404
  }
  return {
    ...(await importOriginal<typeof import('@modelcontextprotocol/client')>()),
    SdkHttpError: StreamableHTTPError,
    Client: vi.fn(() => ({
        connect: vi.fn(),
    })),
  }
})

vi.mock('./own.js', () => ({}))
`);
  });

  it('stay apart where a name would be declared twice', () => {
    const before = `vi.mock('@modelcontextprotocol/sdk/client/index.js', () => {
  const make = () => ({});
  return { Client: make };
});
vi.mock('@modelcontextprotocol/sdk/client/sse.js', () => {
  const make = () => ({});
  return { SSEClientTransport: make };
});
`;
    expect(move(before)).toBe(before.replaceAll(/sdk\/client\/\w+\.js/g, 'client'));
  });
});
