import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runOrThrow } from './processes.js';
import { temporaryDirectory } from './project.js';
import { startProxy } from './proxy.js';
import { startCommand, startHttp } from './server.js';

/** `sh -c` script that runs a command and keeps a copy of what it reads: log file, command, arguments. */
const RECORD_STDIN = 'tee -a "$0" | "$@"';

/** Runs the client against an HTTP server; answers what it printed and the revisions it named on the way. */
export async function asked(
  client: string,
  server: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ output: unknown; versions: string[] }> {
  const http = await startHttp(server);
  const proxy = await startProxy(http.url);
  try {
    const output = await printed(client, [...options, proxy.url], client, env);
    return { output, versions: proxy.seen('mcp-protocol-version') };
  } finally {
    await proxy.stop();
    await http.stop();
  }
}

/** Runs the client against a server it starts itself; answers what it printed and the methods it called. */
export async function askedStdio(
  client: string,
  server: string,
  questions: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ output: unknown; methods: string[] }> {
  const { command, args, cwd } = await startCommand(server);
  const log = path.join(await temporaryDirectory('stdio'), 'requests.jsonl');
  const recorded = ['sh', '-c', RECORD_STDIN, log, command, ...args];
  const output = await printed(client, [...questions, '--', ...recorded], cwd, env);
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  return { output, methods: lines.map(line => (JSON.parse(line) as { method: string }).method) };
}

/** Runs the client; answers what it printed, as JSON. */
export async function printed(
  client: string,
  args: readonly string[],
  cwd = client,
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const start = await startCommand(client);
  const entry = `${client}/${start.args[0]}`;
  const { stdout } = await runOrThrow(start.command, [entry, ...args], { cwd, env, timeoutMs: 60_000 });
  return JSON.parse(stdout);
}
