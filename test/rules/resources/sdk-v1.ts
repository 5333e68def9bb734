/** What an MCP server of ours takes from SDK v1. */
export { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export { isInitializeRequest, SetLevelRequestSchema } from '@modelcontextprotocol/sdk/types.js';
