import { deterministicToolOrder } from '../../rules/deterministic-tool-order.js';
import { tester } from './tester.js';

const V2 = `import { McpServer, Server } from '@modelcontextprotocol/server';
const server = new Server(info, { capabilities: { tools: {} } });
const mcp = new McpServer(info);
`;
const V1 = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info, { capabilities: { tools: {} } });
`;
const list = (body: string) => `${V2}server.setRequestHandler('tools/list', async () => {\n${body}\n});`;
const listed = (code: string) => ({ code, errors: [{ messageId: 'listed' as const }] });
const registered = (code: string) => ({ code, errors: [{ messageId: 'registered' as const }] });

tester.run('deterministic-tool-order', deterministicToolOrder, {
  valid: [
    list(`return { tools: TOOLS };`),
    list(`return { tools: [...tools.values()] };`),
    list(`return { tools: Object.values(tools).map(describe) };`),
    // What \`Promise.all\` answers is in the order of its list.
    list(`const lists = await Promise.all(clients.map(async client => (await client.listTools()).tools));
      return { tools: lists.flat() };`),
    list(
      `return { tools: await Promise.all(names.map(async name => ({ name, inputSchema: await load(name) }))) };`,
    ),
    // One after the other.
    list(`const tools = [];
      for (const client of clients) tools.push(...(await client.listTools()).tools);
      return { tools };`),
    list(`const tools = [];
      const lists = await Promise.all(clients.map(client => client.listTools()));
      for (const each of lists) tools.push(...each.tools);
      return { tools };`),
    // Added before anything is waited for.
    list(`const tools = [];
      await Promise.all(clients.map(async client => { tools.push(client.tool); await client.ready(); }));
      return { tools };`),
    // In order in the end.
    list(`const tools = [];
      await Promise.all(clients.map(async client => { tools.push(...(await client.listTools()).tools); }));
      tools.sort((a, b) => a.name.localeCompare(b.name));
      return { tools };`),
    list(`const tools = [];
      await Promise.all(clients.map(async client => { tools.push(...(await client.listTools()).tools); }));
      return { tools: tools.toSorted(byName) };`),
    list(`const tools = [];
      await Promise.all(clients.map(async client => { tools.push(...(await client.listTools()).tools); }));
      return { tools: sortByName(tools) };`),
    // Other lists.
    list(`const failed = [];
      await Promise.all(clients.map(async client => { await client.ping().catch(() => failed.push(client)); }));
      return { tools: TOOLS };`),
    list(`const failed = [];
      await Promise.all(clients.map(async client => { if (!(await client.isUp())) failed.push(client); }));
      return { tools: TOOLS.filter(each => !failed.includes(each.client)) };`),
    `${V2}server.setRequestHandler('resources/list', async () => {
      const resources = [];
      await Promise.all(roots.map(async root => { resources.push(...(await read(root))); }));
      return { resources };
    });`,
    // A client's own list of tools, for its model.
    `import { Client } from '@modelcontextprotocol/client'; // tools/list
    export async function allTools(clients: Client[]) {
      const tools = [];
      await Promise.all(clients.map(async client => { tools.push(...(await client.listTools()).tools); }));
      return { tools };
    }`,
    // Every item has an own list.
    list(`const lists = await Promise.all(clients.map(async client => {
        const tools = [];
        tools.push(...(await client.listTools()).tools);
        return tools;
      }));
      return { tools: lists.flat() };`),
    `${V2}const modules = await Promise.all(files.map(async file => import(file)));
    for (const { name, config, run } of modules) mcp.registerTool(name, config, run);`,
    `${V2}for (const file of files) { const { name, run } = await import(file); mcp.registerTool(name, {}, run); }`,
    `${V2}await Promise.all(files.map(async file => { mcp.registerTool(file, {}, async () => (await import(file)).run()); }));`,
    `${V2}await Promise.all(names.map(async name => { const tool = await load(name); router.tool(name, tool); }));`,
  ],
  invalid: [
    {
      code: list(`const tools = [];
await Promise.all(clients.map(async client => {
  const result = await client.listTools();
  tools.push(...result.tools);
}));
return { tools };`),
      errors: [{ messageId: 'listed', line: 8, column: 3, endColumn: 30 }],
    },
    listed(
      list(`const all: Tool[] = [];
      await Promise.allSettled(Object.entries(servers).map(async ([, each]) => { all.push(...(await each.list())); }));
      return { tools: all.filter(isAllowed).map(describe) };`),
    ),
    listed(
      list(`const tools = [];
      clients.forEach(async client => { for await (const tool of client.tools()) tools.push(tool); });
      return { tools, nextCursor: undefined };`),
    ),
    listed(
      `${V1}async function collect() {
        const tools = [];
        await Promise.all(sources.map(async source => { const found = await source.load(); tools.unshift(found); }));
        return tools;
      }
      server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: await collect() }));`,
    ),
    // A proxy whose handler goes through functions that others add to.
    listed(
      `${V1}const original = async (request) => {
        const all = [];
        await Promise.allSettled(sessions.map(async ({ client }) => {
          const result = await client.request({ method: 'tools/list' }, ListToolsResultSchema);
          all.push(...result.tools);
        }));
        return { tools: all };
      };
      const handle = compose(original, filter);
      server.setRequestHandler(ListToolsRequestSchema, async request => handle(request));`,
    ),
    listed(
      `async function answer({ id, method }) {
        if (method === 'tools/call') return call();
        if (method === 'tools/list') {
          const tools = [];
          await Promise.all(plugins.map(async plugin => { tools.push(await plugin.describe()); }));
          return { jsonrpc: '2.0', id, result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private', tools } };
        }
      }`,
    ),
    registered(
      `${V2}await Promise.all(files.map(async file => { const { name, run } = await import(file); mcp.registerTool(name, {}, run); }));`,
    ),
    registered(
      `${V2}function add(server: McpServer) {
        names.forEach(async name => { server.registerTool(name, await describe(name), run); });
      }`,
    ),
    registered(
      `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
      const server = new McpServer(info);
      await Promise.all(apis.map(async api => { const spec = await fetchSpec(api); server.tool(spec.name, spec.shape, run); }));`,
    ),
  ],
});
