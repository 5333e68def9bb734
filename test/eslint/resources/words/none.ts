export const name = 'mcp';
