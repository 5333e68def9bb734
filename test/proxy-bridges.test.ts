import { describe, expect, test } from 'vitest';
import { initializeHandshake } from '../transforms/initialize-handshake.js';
import { proxyBridges } from '../transforms/proxy-bridges.js';
import { serveStdio } from '../transforms/serve-stdio.js';
import { migrateText } from './helpers/migrate-text.js';

const TRANSPORT = "import type { Transport } from '@modelcontextprotocol/client';\n";
const MADE = `import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
const local = new StdioServerTransport();
const remote = new StreamableHTTPClientTransport(url);
`;

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string, file = 'bridge.ts'): string {
  const once = migrateText({ [file]: source }, [proxyBridges]);
  expect(migrateText(once.files, [proxyBridges]).rewritten).toEqual([]);
  return once.files[file]!;
}

function isLeft(source: string): void {
  expect(migrated(source)).toBe(source);
}

const bridge = (forward: string, back = 'toClient.send(message).catch(onClientError);') =>
  `${TRANSPORT}export function bridge(toClient: Transport, toServer: Transport) {
  toClient.onmessage = message => {
    ${forward}
  };
  toServer.onmessage = message => {
    ${back}
  };
}
function onClientError(error: Error) { console.error(error); }
function onServerError(error: Error) { console.error(error); }
`;

describe('a request that cannot be sent on is answered', () => {
  const ANSWER = "send({ jsonrpc: '2.0', id: message.id, error: { code: -32603, message: String(error) } })";

  test('beside the function that logs it', () => {
    expect(migrated(bridge('toServer.send(message).catch(onServerError);')))
      .toContain(`    toServer.send(message, { requestSignal: cancellation.signal }).catch(error => {
      onServerError(error);
      // Clients of 2026-07-28 ask \`server/discover\` first; hearing that it failed, they fall back to \`initialize\`.
      if (isJSONRPCRequest(message) && !cancellation.signal.aborted) {
        toClient
          .send({ jsonrpc: '2.0', id: message.id, error: { code: -32603, message: String(error) } })
          .catch(onClientError);
      }
    });
  };
`);
  });

  test.each([
    ['behind a function with one expression', 'toServer.send(message).catch(error => console.error(error));'],
    ['behind a function with a body', 'toServer.send(message).catch(error => {\n      log(error);\n    });'],
    ['where nobody looks', 'toServer.send(message);'],
    ['where nobody looks on purpose', 'void toServer.send(message);'],
    [
      'in a catch clause',
      'try {\n      await toServer.send(message);\n    } catch (error) {\n      log(error);\n    }',
    ],
  ])('%s', (_, forward) => {
    expect(migrated(bridge(forward))).toContain(ANSWER);
  });

  test('between transports that are made in view, in both spellings of one line', () => {
    const text = migrated(
      `${MADE}local.onmessage = message => remote.send(message);\nremote.onmessage = message => local.send(message);\n`,
    );
    expect(text).toContain('local.onmessage = message => remote.send(message).catch(error => {');
    expect(text).toContain('remote.onmessage = message => local.send(message);');
    expect(text).toContain('isJSONRPCRequest');
  });

  test('with the message that is made of the one that came', () => {
    expect(
      migrated(bridge('const changed = change(message);\n    toServer.send(changed).catch(onServerError);')),
    ).toContain('if (isJSONRPCRequest(changed) && !cancellation.signal.aborted) {');
  });
});

describe('leaves', () => {
  const plain = 'toServer.send(message).catch(onServerError);';

  test('errors that are answered already', () => {
    isLeft(
      bridge(
        'toServer.send(message).catch(error => {\n      toClient.send(failed(message, error));\n    });',
      ),
    );
    isLeft(
      bridge(plain).replace(
        'function onServerError(error: Error) { console.error(error); }',
        'function onServerError(error: Error) { current?.send(failed(error)); }',
      ),
    );
    isLeft(
      bridge(
        'try {\n      await toServer.send(message);\n    } catch (error) {\n      await toClient.send(failed(error));\n    }',
      ),
    );
  });

  test('a handler that is out of view, or goes on with its result', () => {
    isLeft(
      bridge(plain)
        .replace('function onServerError', 'function other')
        .replace(TRANSPORT, `${TRANSPORT}import { onServerError } from './log.js';\n`),
    );
    isLeft(bridge('const sent = toServer.send(message).catch(onServerError);\n    track(sent);'));
    isLeft(bridge('toServer.send(message).catch(error => {\n      return report(error);\n    });'));
  });

  test('one direction alone, and two with the same end', () => {
    isLeft(bridge(plain, 'console.log(message);'));
    isLeft(
      `${bridge(plain).replace(/\}\n.function onClientError/, '')}`.replace(
        '  toServer.onmessage',
        '  toClient.onmessage = message => { log(message); toServer.send(message); };\n  toServer.onmessage',
      ),
    );
  });

  test('transports of which it is not clear who is behind them', () => {
    isLeft(bridge(plain).replaceAll('toClient', 'first').replaceAll('toServer', 'second'));
    isLeft(
      `import { InMemoryTransport } from '@modelcontextprotocol/client';\nconst [a, b] = InMemoryTransport.createLinkedPair();\na.onmessage = message => b.send(message);\nb.onmessage = message => a.send(message);\n`,
    );
  });

  test('clients that come over HTTP+SSE, which speak 2025-11-25', () => {
    isLeft(
      `${MADE.replace("StdioServerTransport } from '@modelcontextprotocol/server/stdio", "SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse").replace('StdioServerTransport()', "SSEServerTransport('/m', res)")}local.onmessage = message => remote.send(message);\nremote.onmessage = message => local.send(message);\n`,
    );
  });

  test('sockets and workers, and files without the SDK', () => {
    isLeft(bridge(plain).replace(TRANSPORT, ''));
    isLeft(
      `${TRANSPORT}toClient.onmessage = event => toServer.send(event.data);\ntoServer.onmessage = event => toClient.send(event.data);\n`,
    );
    isLeft(
      `${TRANSPORT}const toClient = new WebSocket(a);\nconst toServer = new WebSocket(b);\ntoClient.onmessage = message => toServer.send(message);\ntoServer.onmessage = message => toClient.send(message);\n`,
    );
  });

  test('messages that are sent in more than one place, or not as they came', () => {
    isLeft(
      bridge(
        'if (isBatch(message)) toServer.send(message);\n    else toServer.send(message).catch(onServerError);',
      ),
    );
    isLeft(bridge("toServer.send({ ...message, jsonrpc: '2.0' }).catch(onServerError);"));
  });

  test('where the test of requests is of somebody else', () => {
    isLeft(`import { isJSONRPCRequest } from './guards.js';\n${bridge(plain)}`);
  });
});

describe('a client that is renamed', () => {
  const rename = (params: string, more = '') =>
    `if (message.method === 'initialize') {\n      const { clientInfo } = ${params};\n      if (clientInfo) clientInfo.name = \`\${clientInfo.name} (via us)\`;\n      ${more}\n    }\n    toServer.send(message).catch(error => answer(error, toClient.send));`;
  const NAMED = `    // Requests of 2026-07-28 name their client in \`_meta\`.
    const requestClient = message.params?._meta?.['io.modelcontextprotocol/clientInfo'];
    if (requestClient) requestClient.name = \`\${requestClient.name} (via us)\`;
`;

  test('is renamed in each request as well, and its test is no longer reported', () => {
    const source = bridge(rename('message.params', 'log(message);')).replace(
      'message =>',
      '(message: any) =>',
    );
    const { files, left } = migrateText({ 'bridge.ts': source }, [proxyBridges, initializeHandshake]);
    expect(files['bridge.ts']).toContain(NAMED);
    expect(left).toEqual([]);
  });

  test('is renamed in double quotes, too', () => {
    const source = bridge(rename('message.params as any')).replaceAll("'", '"');
    const { files, left } = migrateText({ 'bridge.ts': source }, [proxyBridges, initializeHandshake]);
    expect(files['bridge.ts']).toContain('?._meta?.["io.modelcontextprotocol/clientInfo"]');
    expect(left).toEqual([]);
  });

  test('is renamed in JavaScript', () => {
    const source = bridge(rename('message.params')).replace(
      /import type.*\n/,
      "import '@modelcontextprotocol/client';\n",
    );
    expect(migrated(source.replaceAll(/: (?:Transport|Error)\b/g, ''), 'bridge.js')).toContain(NAMED);
  });

  test('is renamed where a cast says that messages are read as they come', () => {
    expect(migrated(bridge(rename('message.params as any')))).toContain('(message as any).params?._meta?.[');
  });

  test.each([
    ['in a type of which more is known', bridge(rename('message.params'))],
    ['in no place of the message', bridge(rename('session.params as any'))],
    [
      'twice',
      bridge(`${rename('message.params as any').split('toServer')[0]}${rename('message.params as any')}`),
    ],
    ['by something else', bridge(rename('message.params as any').replace('clientInfo.name = ', 'label = '))],
    [
      'or else',
      bridge(
        rename('message.params as any').replace(
          '    }\n    toServer',
          '    } else { count(); }\n    toServer',
        ),
      ),
    ],
    [
      'behind another test',
      bridge(rename('message.params as any').replace("=== 'initialize'", "!== 'initialize'")),
    ],
  ])('is left %s', (_, source) => {
    expect(migrated(source)).not.toContain('requestClient');
  });
});

test('a stdio transport that is started by hand is not reported, one that is kept is', () => {
  const bridged = `${MADE}local.onmessage = message => remote.send(message);\nawait local.start();\n`;
  expect(migrateText({ 'bridge.ts': bridged }, [serveStdio]).left).toEqual([]);
  const kept = `${MADE}keep(local);\n`;
  expect(migrateText({ 'bridge.ts': kept }, [serveStdio]).left).toHaveLength(1);
});

describe('a request is cancelled by closing its stream', () => {
  const SIGNAL = '{ requestSignal: cancellation.signal }';
  const forward = 'toServer.send(message).catch(onServerError);';

  test('at servers of 2026-07-28 over a transport that has one', () => {
    expect(migrated(bridge(forward))).toContain(`  const openRequests = new Map<unknown, AbortController>();
  toClient.onmessage = message => {
    if ('method' in message && message.method === 'notifications/cancelled') {
      const open = openRequests.get(message.params?.requestId);
      openRequests.delete(message.params?.requestId);
      if (open) return open.abort();
    }
    const cancellation = new AbortController();
    if (toServer.hasPerRequestStream && isJSONRPCRequest(message)) {
      if (message.params?._meta?.['io.modelcontextprotocol/protocolVersion']) openRequests.set(message.id, cancellation);
    }
    toServer.send(message, { requestSignal: cancellation.signal })`);
    expect(migrated(bridge(forward))).toContain(`  toServer.onmessage = message => {
    if ('id' in message && !('method' in message)) openRequests.delete(message.id);
`);
  });

  test('without a test of the transport where it is made in view, without types in JavaScript', () => {
    const made = `${MADE}local.onmessage = message => {
  remote.send(message);
};
remote.onmessage = message => {
  local.send(message);
};
`;
    expect(migrated(made, 'bridge.js')).toContain('    if (isJSONRPCRequest(message)) {'.slice(2));
    expect(migrated(made, 'bridge.js')).toContain('const openRequests = new Map();');
  });

  test.each([
    ['a transport of an own type', bridge(forward).replace('toServer: Transport', 'toServer: Pipe')],
    ['code behind the send', bridge(`${forward}\n    count(message);`)],
    ['options of its own', bridge('toServer.send(message, options).catch(onServerError);')],
    ['a name that is taken', bridge(forward) + 'const openRequests = 1;'],
    [
      'cancellations that are looked at',
      bridge(`if (message.method === 'notifications/cancelled') return;\n    ${forward}`),
    ],
    [
      'an answer that is one expression',
      bridge(forward).replace(
        /toServer\.onmessage = [^]*?\};/,
        'toServer.onmessage = message => toClient.send(message);',
      ),
    ],
    [
      'a process',
      MADE.replace('new StreamableHTTPClientTransport(url)', 'new StdioClientTransport(command)')
        .replace("client'", "client/stdio'")
        .replace('{ StreamableHTTPClientTransport', '{ StdioClientTransport') +
        'local.onmessage = message => {\n  remote.send(message);\n};\nremote.onmessage = message => {\n  local.send(message);\n};\n',
    ],
  ])('is left with %s', (_, source) => {
    expect(migrated(source)).not.toContain(SIGNAL);
  });
});
