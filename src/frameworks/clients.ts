import type { Framework } from './types.js';

const ON = '2026-11-22';

/** What a client that does not speak 2026-07-28 can go on talking to. */
const MEANWHILE = 'it goes on talking to servers that serve 2025-11-25 as well';

/** Frameworks for clients; those in widest use first. */
export const CLIENT_FRAMEWORKS: readonly Framework[] = [
  {
    packages: ['@ai-sdk/mcp'],
    starts: ['createMCPClient', 'experimental_createMCPClient'],
    release: { version: '2.0.0' },
    checked: { version: '2.0.99', on: ON },
    repository: 'https://github.com/vercel/ai',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: 'Raise `@ai-sdk/mcp` to `^2.0.0` together with `ai` to `^7.0.0`; both need Node 22.',
  },
  {
    packages: ['ai'],
    starts: ['experimental_createMCPClient'],
    checked: { version: '7.0.173', on: ON },
    repository: 'https://github.com/vercel/ai',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: 'Take `createMCPClient` from `@ai-sdk/mcp` 2, where it has moved, with `ai` 7.',
  },
  {
    packages: ['@openai/agents', '@openai/agents-core'],
    starts: ['MCPServerStdio', 'MCPServerStreamableHttp', 'MCPServerSSE'],
    release: { version: '0.15.0' },
    checked: { version: '0.20.0', on: ON },
    repository: 'https://github.com/openai/openai-agents-js',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: 'Raise `@openai/agents` to `^0.15.0` or later, which negotiates the revision; the code stays.',
  },
  {
    packages: ['@mastra/mcp'],
    starts: ['MCPClient'],
    release: { version: '2.0.0' },
    checked: { version: '2.0.0', on: ON },
    repository: 'https://github.com/mastra-ai/mastra',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: 'Raise `@mastra/mcp` to `^2.0.0` with `@mastra/core` 1.68 or later; it needs Node 22.13.',
  },
  {
    packages: ['@langchain/mcp-adapters'],
    starts: ['MultiServerMCPClient', 'loadMcpTools'],
    checked: { version: '1.1.4', on: ON },
    repository: 'https://github.com/langchain-ai/langchainjs',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it; ${MEANWHILE}.`,
  },
  {
    packages: ['@genkit-ai/mcp'],
    starts: ['createMcpServer', 'createMcpHost', 'createMcpClient', 'defineMcpHost', 'defineMcpClient'],
    checked: { version: '1.42.0', on: ON },
    repository: 'https://github.com/firebase/genkit',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it; ${MEANWHILE}.`,
  },
  {
    packages: ['@voltagent/mcp-server'],
    starts: ['MCPServer'],
    checked: { version: '2.2.0', on: ON },
    repository: 'https://github.com/VoltAgent/voltagent',
    state: 'A session for each client.',
    change: 'stateless-handshake',
    advice: 'Wait for a release that speaks it; clients of 2025-11-25 are served meanwhile.',
  },
  {
    packages: ['@voltagent/core'],
    starts: ['MCPConfiguration'],
    checked: { version: '2.10.0', on: ON },
    repository: 'https://github.com/VoltAgent/voltagent',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it; ${MEANWHILE}.`,
  },
  {
    packages: ['@strands-agents/sdk'],
    starts: ['McpClient'],
    checked: { version: '1.19.0', on: ON },
    repository: 'https://github.com/strands-agents/sdk-typescript',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it; ${MEANWHILE}.`,
  },
  {
    packages: ['@google/adk'],
    starts: ['MCPToolset'],
    checked: { version: '2.0.0', on: ON },
    repository: 'https://github.com/google/adk-js',
    state: 'A session where the server starts one.',
    change: 'stateless-handshake',
    advice: `Wait for a release that speaks it; ${MEANWHILE}.`,
  },
];
