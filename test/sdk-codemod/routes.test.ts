import { describe, expect, it } from 'vitest';
import { exportsOf, packageFacts, V1_PACKAGE } from '../../src/facts/index.js';
import { extractRoutes } from '../../src/sdk-codemod/extract-routes.js';
import { routes } from '../../src/sdk-codemod/routes.generated.js';
import { homeOf, moduleHome, splitInto, type Role } from '../../src/sdk-codemod/routes.js';

const ROLES: readonly Role[] = ['client', 'server', 'both', 'unknown'];

describe('the table of routes', () => {
  it('is what the installed codemod and the fact tables say', () => {
    expect(routes).toEqual(extractRoutes());
  }, 60_000);

  it('leads every v1 export to a v2 export, or nowhere', () => {
    const wrong: string[] = [];
    for (const [specifier, { values, types }] of Object.entries(packageFacts(V1_PACKAGE)!.entryPoints)) {
      for (const name of [...values, ...types]) {
        for (const role of ROLES) {
          const home = homeOf(specifier, name, role);
          if (home && !exportsOf(home.module)?.has(home.name)) wrong.push(`${specifier} ${name} ${role}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('leads classes and functions to something that exists at run time', () => {
    const wrong: string[] = [];
    for (const [specifier, { values }] of Object.entries(packageFacts(V1_PACKAGE)!.entryPoints)) {
      for (const name of values) {
        const home = homeOf(specifier, name, 'server');
        if (home && exportsOf(home.module)!.get(home.name) !== 'value') wrong.push(`${specifier} ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('homeOf', () => {
  const types = '@modelcontextprotocol/sdk/types.js';

  it('depends on the side for what both sides export', () => {
    expect(homeOf(types, 'McpError', 'client')).toEqual({
      module: '@modelcontextprotocol/client',
      name: 'ProtocolError',
    });
    expect(homeOf(types, 'McpError', 'unknown')?.module).toBe('@modelcontextprotocol/server');
    expect(homeOf(types, 'ToolSchema', 'client')?.module).toBe('@modelcontextprotocol/core');
  });

  it('knows what is gone, split, and none of its business', () => {
    expect(
      homeOf('@modelcontextprotocol/sdk/client/websocket.js', 'WebSocketClientTransport', 'client'),
    ).toBeUndefined();
    expect(homeOf(types, 'ErrorCode', 'server')).toBeUndefined();
    expect(splitInto('ErrorCode')).toEqual(['ProtocolErrorCode', 'SdkErrorCode']);
    expect(splitInto('toString')).toBeUndefined();
    expect(homeOf('@modelcontextprotocol/server', 'McpServer', 'server')).toBeUndefined();
    expect(
      homeOf(
        '@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js',
        'InMemoryEventStore',
        'server',
      ),
    ).toBeUndefined();
  });
});

describe('moduleHome', () => {
  it('is where most of a module went, if most of it is left', () => {
    expect(moduleHome('@modelcontextprotocol/sdk/types.js', 'client')).toBe('@modelcontextprotocol/client');
    expect(moduleHome('@modelcontextprotocol/sdk/server/stdio', 'server')).toBe(
      '@modelcontextprotocol/server/stdio',
    );
    expect(moduleHome('@modelcontextprotocol/sdk/experimental/tasks', 'server')).toBeUndefined();
    expect(moduleHome('@modelcontextprotocol/sdk/nowhere.js', 'server')).toBeUndefined();
  });
});
