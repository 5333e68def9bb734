/** What MCP servers and clients of ours take from SDK v2. */
export * from '@modelcontextprotocol/client';
export { McpServer } from '@modelcontextprotocol/server';
