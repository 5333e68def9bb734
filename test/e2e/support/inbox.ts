import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './project.js';
import { freePort, startCommand } from './server.js';

/** A file for the credentials of a client that has none yet. */
export async function credentials(): Promise<string> {
  return path.join(await temporaryDirectory('credentials'), 'credentials.json');
}

/** Runs the client of the fixture `oauth-client` and opens the pages that it asks for, as a browser would. */
export async function inbox(directory: string, args: readonly string[], file: string) {
  const start = await startCommand(directory);
  const port = String(await freePort());
  const child = spawn(start.command, [...start.args, ...args], {
    cwd: directory,
    env: { ...process.env, MCP_INBOX_PORT: port, MCP_INBOX_FILE: file },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  let opened = 0;
  child.stdout.setEncoding('utf8').on('data', chunk => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr += chunk;
    const pages = [...stderr.matchAll(/^Open (\S+)$/gm)];
    for (const [, page] of pages.slice(opened)) void open(page!);
    opened = pages.length;
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** The page sends the browser back to the client, which starts to listen only after it has named the page. */
async function open(page: string): Promise<void> {
  const answer = await fetch(page, { redirect: 'manual' });
  const target = answer.headers.get('location')!;
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await fetch(target);
      return;
    } catch {
      await sleep(50);
    }
  }
}
