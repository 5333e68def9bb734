import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const REPORT_USAGE = new URL('report-usage.mjs', import.meta.url).href;

/**
 * What one run of a program took.
 * @typedef {{ seconds: number, cpuSeconds: number, megabytes: number }} Usage
 */

/**
 * Runs a program to its end: a Node script, or another command.
 * @param {{ name: string, command?: string, args: readonly string[], done: RegExp, cwd?: string }} program script and
 *   arguments, and what its output holds when it came to its end; exit codes do not tell, since they use 1 for work that is left
 * @returns {Promise<Usage>} wall time from start to exit, processor time of all threads, and peak resident memory;
 *   of a command that is no script wall time only
 * @throws with the program's output when it fails
 */
export async function measure(program) {
  const { command = process.execPath, args } = program;
  const given = program.command ? args : ['--import', REPORT_USAGE, ...args];
  const start = performance.now();
  const child = spawn(command, given, {
    cwd: program.cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const exit = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve({ code, seconds: (performance.now() - start) / 1000 }));
  });
  const [{ code, seconds }, stdout, stderr, usage] = await Promise.all([
    exit,
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3]),
  ]);
  if (!program.done.test(stdout)) {
    throw new Error(`${program.name} ended with ${code}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  }
  if (program.command) return { seconds, cpuSeconds: Number.NaN, megabytes: Number.NaN };
  const { peakKilobytes, cpuMicroseconds } = JSON.parse(usage);
  return { seconds, cpuSeconds: cpuMicroseconds / 1e6, megabytes: peakKilobytes / 1024 };
}

/**
 * Measures programs in rounds, each round in the opposite order of the one before, after one round that is thrown
 * away, so that caches and a machine that slows down favour none.
 * @returns {Promise<Usage[]>} the medians, in the order of `programs`
 */
export async function compare(programs, rounds) {
  const runs = programs.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    const order = programs.map((_, index) => index);
    if (round % 2 === 1) order.reverse();
    for (const index of order) {
      const run = await measure(programs[index]);
      if (round > 0) runs[index].push(run);
    }
  }
  return runs.map(list => ({
    seconds: median(list.map(run => run.seconds)),
    cpuSeconds: median(list.map(run => run.cpuSeconds)),
    megabytes: median(list.map(run => run.megabytes)),
  }));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
