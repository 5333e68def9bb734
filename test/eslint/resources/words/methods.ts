export const METHODS = { Alive: 'ping', Tools: 'tools/list' } as const;
