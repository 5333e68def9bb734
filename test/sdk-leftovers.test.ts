import { describe, expect, it } from 'vitest';
import { sdkLeftovers } from '../transforms/sdk-leftovers.js';
import { sdkV2 } from '../transforms/sdk-v2.js';
import { migrateText } from './helpers/migrate-text.js';

const TRANSFORMS = [sdkV2, sdkLeftovers];

/** `line message` of each place that is left, which a second run has to find again. */
function left(text: string, name = 'index.ts'): string[] {
  const once = migrateText({ [name]: text }, TRANSFORMS);
  const twice = migrateText(once.files, TRANSFORMS);
  expect(twice.files).toEqual(once.files);
  expect(twice.left).toEqual(once.left);
  return once.left.map(note => note.replace(`sdk-v2-packages ${name}:`, ''));
}

describe('sdk-leftovers', () => {
  it('says nothing about code that was moved as a whole', () => {
    expect(
      left(`import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as types from '@modelcontextprotocol/sdk/types.js';
import { OwnSchema } from './own.js';
export const server = new McpServer({ name: 'a', version: '1' });
export const parse = (value: unknown) => types.CallToolResultSchema.parse(OwnSchema.parse(value));
export type Tool = types.Tool;
`),
    ).toEqual([]);
  });

  it('finds what is still taken from SDK v1', () => {
    expect(
      left(`import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import * as compat from '@modelcontextprotocol/sdk/server/zod-compat.js';
export * from '@modelcontextprotocol/sdk/client/websocket.js';
export const all = [new InMemoryTaskStore(), Object.keys(ErrorCode), compat.safeParse, compat.isZ4Schema];
export const lazy = () => import('@modelcontextprotocol/sdk/shared/responseMessage.js');
export const external = ['@modelcontextprotocol/sdk'];
`),
    ).toEqual([
      '1 SDK v2 has nothing in place of `InMemoryTaskStore`.',
      '2 SDK v2 has nothing in place of `ErrorCode`.',
      '3 SDK v2 has nothing in place of `safeParse`, `isZ4Schema`.',
      '4 SDK v2 has nothing in place of `@modelcontextprotocol/sdk/client/websocket.js`.',
      '6 `@modelcontextprotocol/sdk/shared/responseMessage.js` is a module of SDK v1.',
      '7 `@modelcontextprotocol/sdk` is a module of SDK v1.',
    ]);
  });

  it('finds names that a v2 module does not export', () => {
    expect(
      left(`import { CallToolResultSchema, Tool } from '@modelcontextprotocol/server';
import * as client from '@modelcontextprotocol/client';
export { McpError } from '@modelcontextprotocol/server';
export const tool = {} as Tool & client.RequestHandlerExtra;
export const schemas = [CallToolResultSchema, client.ToolSchema, client.Client];
export async function load() {
  const { ListToolsResultSchema, Client } = await import('@modelcontextprotocol/client');
  return [ListToolsResultSchema, Client];
}
`),
    ).toEqual([
      '1 `@modelcontextprotocol/server` does not export `CallToolResultSchema`.',
      '3 `@modelcontextprotocol/server` does not export `McpError`.',
      '4 `@modelcontextprotocol/client` does not export `RequestHandlerExtra`.',
      '5 `@modelcontextprotocol/client` does not export `ToolSchema`.',
      '7 `@modelcontextprotocol/client` does not export `ListToolsResultSchema`.',
    ]);
  });

  it('does not judge names that v1 never had', () => {
    expect(left(`import { somethingNew } from '@modelcontextprotocol/server';\nsomethingNew();\n`)).toEqual(
      [],
    );
  });

  it('finds checks that mix the codes of two classes', () => {
    expect(
      left(`import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
export function kind(error: unknown) {
  if (error instanceof McpError && (error.code === ErrorCode.ConnectionClosed || error.code === ErrorCode.InvalidParams))
    return 1;
  if (error instanceof McpError) {
    switch (error.code) {
      case ErrorCode.RequestTimeout:
        return 2;
      case ErrorCode.InternalError:
        return 3;
    }
  }
  if (error instanceof McpError && error.code === ErrorCode.RequestTimeout) return 4;
  return error instanceof McpError && error.code === ErrorCode.ParseError ? 5 : 6;
}
`),
    ).toEqual([
      '3 SDK v2 has these codes on two classes: `SdkErrorCode` on `SdkError`, not on `ProtocolError`.',
      '5 SDK v2 has these codes on two classes: `SdkErrorCode` on `SdkError`, not on `ProtocolError`.',
    ]);
  });

  it('accepts a check of each class inside the other', () => {
    expect(
      left(`import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
export function f(error: unknown, cause: unknown) {
  if (error instanceof ProtocolError) {
    if (cause instanceof SdkError && cause.code === SdkErrorCode.RequestTimeout) return 1;
  }
  if ((error instanceof ProtocolError || error instanceof SdkError) && error.code === SdkErrorCode.RequestTimeout) return 2;
  return 3;
}
`),
    ).toEqual([]);
  });

  it('finds HTTP errors that are made the old way', () => {
    expect(
      left(`import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
export const make = () => new StreamableHTTPError(404, 'Not Found');
`),
    ).toEqual([
      '2 `SdkHttpError` takes an `SdkErrorCode` first; the HTTP status went into the third argument.',
    ]);
    expect(
      left(`import { SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
export const make = () => new SdkHttpError(SdkErrorCode.ClientHttpForbidden, 'No', { status: 403 });
`),
    ).toEqual([]);
  });

  it('finds options that are gone', () => {
    expect(
      left(`import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export const make = (taskStore: any) => [new McpServer({ name: 'a', version: '1' }, { taskStore }), new Other({}, { taskStore })];
declare class Other { constructor(a: unknown, b: unknown); }
`),
    ).toEqual(['2 SDK v2 has no option `taskStore`: it does not run tasks.']);
  });

  it('finds result schemas that the move could not see', () => {
    expect(
      left(`import { Client } from '@modelcontextprotocol/sdk/client/index.js';
export async function call(client: Client) {
  const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
  return client.callTool({ name: 'a' }, CallToolResultSchema);
}
`),
    ).toEqual(['4 `callTool` no longer takes a result schema.']);
  });

  it('finds optional schemas inside completable()', () => {
    expect(
      left(`import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { z } from 'zod';
const optional = z.string().optional();
export const all = [
  completable(z.string().nullish(), () => []),
  completable(z.string().optional().describe('a'), () => []),
  completable(optional, () => []),
  completable(z.string(), () => []).optional(),
];
`),
    ).toEqual([
      '5 SDK v2 finds no completions for a schema that is made optional inside `completable()`.',
      '6 SDK v2 finds no completions for a schema that is made optional inside `completable()`.',
      '7 SDK v2 finds no completions for a schema that is made optional inside `completable()`.',
    ]);
  });

  it('finds mocks that became mocks of the same module', () => {
    expect(
      left(`import { vi } from 'vitest';
vi.mock('@modelcontextprotocol/sdk/client/index.js', () => ({ Client: vi.fn(), ...more }));
vi.mock('@modelcontextprotocol/sdk/client/sse.js', () => ({ SSEClientTransport: vi.fn(), ...more }));
vi.mock('@modelcontextprotocol/sdk/types.js', () => ({ CallToolResultSchema: {} }));
const more = {};
`),
    ).toEqual([
      '3 `@modelcontextprotocol/client` is mocked more than once here, and the last mock replaces the others.',
    ]);
  });

  it('names the maintained home of helpers for authorization', () => {
    expect(
      left(`import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
export const all = [requireBearerAuth, mcpAuthRouter];
`),
    ).toEqual(['1 `@modelcontextprotocol/server-legacy/auth` is a frozen copy of SDK v1.']);
  });
});
