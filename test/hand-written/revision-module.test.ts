import { describe, expect, it } from 'vitest';
import { ts } from '../../src/engine/ts.js';
import { revisionModuleText } from '../../src/hand-written/revision-module.js';

interface Refusal {
  status?: number;
  body: { id: unknown; error: { code: number; data?: unknown } };
}
interface Module {
  refusal: (message: unknown, methods: readonly string[], headers?: unknown) => Refusal | undefined;
  isModern?: (message: unknown, headers?: unknown) => boolean;
}

const METHODS = ['server/discover', 'tools/list', 'tools/call'];
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const HEADERS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };

async function load(options: { http: boolean; keepsLegacy: boolean }): Promise<Module> {
  const text = revisionModuleText({ typed: false, ...options }, { commonjs: false });
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Module;
}

const request = (method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id: 7,
  method,
  params: { _meta: META, ...params },
});
const verdict = (refused: Refusal | undefined) => refused && [refused.status, refused.body.error.code];

describe('over HTTP, with 2025-11-25', async () => {
  const { refusal, isModern } = await load({ http: true, keepsLegacy: true });

  it.each([
    ['a request', request('tools/list'), HEADERS, undefined],
    ['headers of fetch', request('tools/list'), new Headers(HEADERS), undefined],
    ['an earlier client', { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }, {}, undefined],
    [
      'an earlier session',
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { 'mcp-protocol-version': '2025-11-25' },
      undefined,
    ],
    ['no body', null, {}, undefined],
    [
      'a notification',
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { _meta: META } },
      HEADERS,
      undefined,
    ],
    ['a batch', [request('tools/list')], HEADERS, [400, -32600]],
    ['no metadata', { jsonrpc: '2.0', id: 1, method: 'tools/list' }, HEADERS, [400, -32602]],
    ['no version header', request('tools/list'), { 'mcp-method': 'tools/list' }, [400, -32020]],
    ['no method header', request('tools/list'), { 'mcp-protocol-version': '2026-07-28' }, [400, -32020]],
    ['another method', request('server/discover'), HEADERS, [400, -32020]],
    ['case of the method', request('tools/list'), { ...HEADERS, 'mcp-method': 'Tools/List' }, [400, -32020]],
    [
      'no name header',
      request('tools/call', { name: 'a' }),
      { ...HEADERS, 'mcp-method': 'tools/call' },
      [400, -32020],
    ],
    [
      'another name',
      request('tools/call', { name: 'a' }),
      { ...HEADERS, 'mcp-method': 'tools/call', 'mcp-name': 'b' },
      [400, -32020],
    ],
    [
      'the name',
      request('tools/call', { name: 'a' }),
      { ...HEADERS, 'mcp-method': 'tools/call', 'mcp-name': 'a' },
      undefined,
    ],
    [
      'an encoded name',
      request('tools/call', { name: 'ä' }),
      { ...HEADERS, 'mcp-method': 'tools/call', 'mcp-name': '=?base64?w6Q=?=' },
      undefined,
    ],
    [
      'no base64',
      request('tools/call', { name: 'ä' }),
      { ...HEADERS, 'mcp-method': 'tools/call', 'mcp-name': '=?base64?*?=' },
      [400, -32020],
    ],
    ['a removed method', request('ping'), { ...HEADERS, 'mcp-method': 'ping' }, [404, -32601]],
  ])('%s', (_, message, headers, expected) => {
    expect(verdict(refusal(message, METHODS, headers))).toEqual(expected);
  });

  it('names the revisions it knows', () => {
    const meta = { ...META, 'io.modelcontextprotocol/protocolVersion': 'v9' };
    const refused = refusal(request('tools/list', { _meta: meta }), METHODS, {
      ...HEADERS,
      'mcp-protocol-version': 'v9',
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { id: 7, error: { code: -32022, data: { supported: ['2026-07-28'], requested: 'v9' } } },
    });
  });

  it('tells the eras apart', () => {
    expect(isModern!(request('tools/list'), {})).toBe(true);
    expect(isModern!({ method: 'tools/list' }, { 'mcp-protocol-version': '2025-11-25' })).toBe(false);
  });
});

describe('over stdio, without 2025-11-25', async () => {
  const { refusal, isModern } = await load({ http: false, keepsLegacy: false });

  it('has nothing to tell apart', () => expect(isModern).toBeUndefined());

  it.each([
    ['a request', request('tools/list'), undefined],
    ['the handshake', { id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } }, -32022],
    ['no metadata', { id: 1, method: 'tools/list' }, -32602],
    [
      'no capabilities',
      {
        id: 1,
        method: 'tools/list',
        params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
      },
      -32602,
    ],
    ['an unknown method', request('ping'), -32601],
    ['a notification', { method: 'notifications/initialized' }, undefined],
  ])('%s', (_, message, code) => {
    expect(refusal(message, METHODS)?.body.error.code).toBe(code);
  });
});

describe.each([true, false])('as TypeScript, over HTTP: %s', http => {
  it.each([true, false])('has no syntax error, with 2025-11-25: %s', keepsLegacy => {
    const text = revisionModuleText({ typed: true, http, keepsLegacy }, { commonjs: false });
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(text).not.toMatch(/[⟦⟧⟪⟫‹›]/);
  });
});
