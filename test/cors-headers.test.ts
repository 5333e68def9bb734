import { describe, expect, test } from 'vitest';
import { corsHeaders } from '../transforms/cors-headers.js';
import { migrateText } from './helpers/migrate-text.js';

function extend(source: string): string {
  const once = migrateText({ 'app.ts': source }, [corsHeaders]);
  const twice = migrateText(once.files, [corsHeaders]);
  expect(twice.rewritten).toEqual([]);
  return once.files['app.ts']!;
}

describe('lists of allowed request headers', () => {
  test.each([
    [
      'an option of cors',
      "app.use(cors({ allowedHeaders: ['Content-Type', 'mcp-session-id'] }));",
      "app.use(cors({ allowedHeaders: ['Content-Type', 'mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] }));",
    ],
    [
      'what is there already',
      "app.use(cors({ allowedHeaders: ['Mcp-Session-Id', 'Mcp-Protocol-Version', 'Authorization'] }));",
      "app.use(cors({ allowedHeaders: ['Mcp-Session-Id', 'Mcp-Protocol-Version', 'Mcp-Method', 'Mcp-Name', 'Authorization'] }));",
    ],
    [
      'an option of Hono',
      'cors({ allowHeaders: ["mcp-session-id"], exposeHeaders: ["mcp-session-id"] });',
      'cors({ allowHeaders: ["mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name"], exposeHeaders: ["mcp-session-id"] });',
    ],
    [
      'a text as option',
      "await app.register(cors, { allowedHeaders: 'Content-Type,Mcp-Session-Id' });",
      "await app.register(cors, { allowedHeaders: 'Content-Type,Mcp-Session-Id,MCP-Protocol-Version,Mcp-Method,Mcp-Name' });",
    ],
    [
      'a header set by hand',
      "res.setHeader('Access-Control-Allow-Headers', 'Content-Type, MCP-Session-Id, X-API-Key');",
      "res.setHeader('Access-Control-Allow-Headers', 'Content-Type, MCP-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, X-API-Key');",
    ],
    [
      'headers written at once',
      "res.writeHead(204, { 'access-control-allow-headers': 'content-type, mcp-session-id' });",
      "res.writeHead(204, { 'access-control-allow-headers': 'content-type, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name' });",
    ],
    [
      'a constant',
      "const ALLOWED = 'Content-Type, mcp-session-id';\nheaders.set('Access-Control-Allow-Headers', ALLOWED);",
      "const ALLOWED = 'Content-Type, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name';\nheaders.set('Access-Control-Allow-Headers', ALLOWED);",
    ],
    [
      'a list that is joined',
      "res.header('Access-Control-Allow-Headers', ['Content-Type', 'Mcp-Session-Id'].join(', '));",
      "res.header('Access-Control-Allow-Headers', ['Content-Type', 'Mcp-Session-Id', 'MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name'].join(', '));",
    ],
    [
      'the configuration of Next.js',
      "const rule = { key: 'Access-Control-Allow-Headers', value: 'mcp-protocol-version' };",
      "const rule = { key: 'Access-Control-Allow-Headers', value: 'mcp-protocol-version, mcp-method, mcp-name' };",
    ],
    [
      'a template',
      'res.setHeader("Access-Control-Allow-Headers", `mcp-session-id, ${EXTRA}`);',
      'res.setHeader("Access-Control-Allow-Headers", `mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, ${EXTRA}`);',
    ],
    [
      'one header a line',
      "cors({\n  allowedHeaders: [\n    'Content-Type',\n    'Mcp-Session-Id',\n  ],\n});",
      "cors({\n  allowedHeaders: [\n    'Content-Type',\n    'Mcp-Session-Id',\n    'MCP-Protocol-Version',\n    'Mcp-Method',\n    'Mcp-Name',\n  ],\n});",
    ],
    [
      'a list next to exposed headers of MCP',
      "cors({ exposedHeaders: ['Mcp-Session-Id'], allowedHeaders: ['Content-Type'] });",
      "cors({ exposedHeaders: ['Mcp-Session-Id'], allowedHeaders: ['Content-Type', 'MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name'] });",
    ],
  ])('%s', (_, before, after) => {
    expect(extend(`${before}\n`)).toBe(`${after}\n`);
  });

  test.each([
    [
      'no list: what a browser asks for is allowed',
      "cors({ origin: '*', exposedHeaders: ['Mcp-Session-Id'] });",
    ],
    ['a list that is not about MCP', "cors({ allowedHeaders: ['Content-Type', 'Authorization'] });"],
    ['everything', "cors({ allowedHeaders: ['*', 'mcp-session-id'] });"],
    ['exposed headers by hand', "res.setHeader('Access-Control-Expose-Headers', 'mcp-session-id');"],
    ['another header', "res.setHeader('X-Names', 'mcp-session-id, other');"],
    ['a list made elsewhere', "cors({ allowedHeaders: headersOf('mcp-session-id') });"],
  ])('left alone: %s', (_, source) => {
    expect(extend(`${source}\n`)).toBe(`${source}\n`);
  });
});
