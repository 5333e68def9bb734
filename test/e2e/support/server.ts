import { spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readManifest } from './project.js';

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The project's `start` script as a command that can be spawned and killed without a shell in between. */
export async function startCommand(directory: string): Promise<Command> {
  const { scripts = {} } = await readManifest(directory);
  const [program, ...args] = (scripts['start'] ?? '').split(' ');
  if (program !== 'node') throw new Error(`${directory} has no start script that runs node`);
  return { command: process.execPath, args, cwd: directory };
}

/**
 * Starts the project's HTTP server on a free port and waits until it accepts connections.
 * @param environment variables it gets besides the port
 * @throws with its output when it ends before, or does not listen within 20 seconds
 */
export async function startHttp(
  directory: string,
  endpoint = '/mcp',
  environment: Readonly<Record<string, string>> = {},
): Promise<HttpServer> {
  const { command, args, cwd } = await startCommand(directory);
  const port = await freePort();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', chunk => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', chunk => (output += chunk));

  const deadline = Date.now() + 20_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The server in ${directory} ended before it was listening\n${output}`);
    }
    if (Date.now() > deadline) {
      await stop(child);
      throw new Error(`The server in ${directory} is not listening on port ${port}\n${output}`);
    }
    await sleep(50);
  }
  return { url: `http://127.0.0.1:${port}${endpoint}`, port, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  // Some servers wait for their open connections, which belong to this process and idle for a while.
  const force = setTimeout(() => child.kill('SIGKILL'), 1_000);
  await ended;
  clearTimeout(force);
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
