import { serveSessionMap } from '../../transforms/serve-session-map.js';
import { serveStatelessHttp } from '../../transforms/serve-stateless-http.js';
import type { LegacyMode } from '../../src/engine/types.js';
import type { PackageManifest } from '../../src/project/model.js';
import { migrateText, type TextMigration } from '../helpers/migrate-text.js';

/** A server factory that takes no arguments. */
export const SERVER = `import { McpServer } from '@modelcontextprotocol/server';

export function createServer(): McpServer {
  const server = new McpServer({ name: 'demo', version: '1.0.0' });
  server.registerTool('hello', {}, async () => ({ content: [{ type: 'text', text: 'Hello' }] }));
  return server;
}
`;

/** A factory whose server depends on who asks. */
export const USER_SERVER = SERVER.replace('createServer()', 'createServer(user: string)').replace(
  "'Hello'",
  'user',
);

interface Setting {
  readonly legacy?: LegacyMode;
  readonly manifest?: PackageManifest;
  /** Content of `server.ts`; a factory without arguments by default. */
  readonly server?: string;
  /** More files, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name of the file under test. */
  readonly name?: string;
}

export interface Served extends TextMigration {
  /** The file under test afterwards. */
  readonly text: string;
}

/** Runs the HTTP serving transforms on one file next to `server.ts`, and once more to see that nothing changes. */
export function serve(source: string, setting: Setting = {}): Served {
  const { name = 'http.ts', server = SERVER, files = {}, legacy, manifest } = setting;
  const options = { ...(legacy && { legacy }), ...(manifest && { manifest }) };
  const run = (input: Readonly<Record<string, string>>): TextMigration =>
    migrateText(input, [serveSessionMap, serveStatelessHttp], options);
  const first = run({ 'server.ts': server, ...files, [name]: source });
  const second = run(first.files);
  if (second.rewritten.length > 0 || second.files[name] !== first.files[name]) {
    throw new Error(`a second run changes the result:\n${second.files[name]}`);
  }
  return { ...first, text: first.files[name]! };
}
