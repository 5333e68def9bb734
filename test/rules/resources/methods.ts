export const METHODS = {
  INITIALIZE: 'initialize',
  PING: 'ping',
  TOOLS: { LIST: 'tools/list', CALL: 'tools/call' },
} as const;
