import { sdkV2Packages } from '../../rules/sdk-v2-packages.js';
import { tester } from './tester.js';

const invalid = (code: string, specifier = '@modelcontextprotocol/sdk/server/mcp.js') => ({
  code,
  errors: [{ messageId: 'v1Package' as const, data: { specifier } }],
});

tester.run('sdk-v2-packages', sdkV2Packages, {
  valid: [
    "import { McpServer } from '@modelcontextprotocol/server';",
    "import { Client } from '@modelcontextprotocol/client';",
    "import sdk from '@modelcontextprotocol/sdk-next';",
    "import sdk from '@other/modelcontextprotocol/sdk';",
    "const text = '@modelcontextprotocol/sdk/server/mcp.js';",
    "// import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';",
    "load('@modelcontextprotocol/sdk/types.js');",
  ],
  invalid: [
    invalid("import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';"),
    invalid(
      "import type { Tool } from '@modelcontextprotocol/sdk/types.js';",
      '@modelcontextprotocol/sdk/types.js',
    ),
    invalid("import '@modelcontextprotocol/sdk';", '@modelcontextprotocol/sdk'),
    invalid("export * from '@modelcontextprotocol/sdk/types.js';", '@modelcontextprotocol/sdk/types.js'),
    invalid(
      "export { Client } from '@modelcontextprotocol/sdk/client/index.js';",
      '@modelcontextprotocol/sdk/client/index.js',
    ),
    invalid("const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("import sdk = require('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid("const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');"),
    invalid(
      "let tool: import('@modelcontextprotocol/sdk/types.js').Tool;",
      '@modelcontextprotocol/sdk/types.js',
    ),
    invalid("vi.mock('@modelcontextprotocol/sdk/server/mcp.js');"),
  ],
});
