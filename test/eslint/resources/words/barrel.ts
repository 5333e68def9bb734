export { SSEServerTransport as LegacyTransport } from '@modelcontextprotocol/sdk/server/sse.js';
export * from './codes.js';
