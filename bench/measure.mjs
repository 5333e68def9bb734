import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const REPORT_PEAK = new URL('report-peak.mjs', import.meta.url).href;

/**
 * Runs a Node program to its end.
 * @param {{ name: string, args: readonly string[], exitCodes: readonly number[] }} program script and arguments, and
 *   the exit codes that mean it did its work
 * @returns {Promise<{ seconds: number, megabytes: number }>} wall time from start to exit, and peak resident memory
 * @throws with the program's output when it fails
 */
export async function measure(program) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', REPORT_PEAK, ...program.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const exit = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve({ code, seconds: (performance.now() - start) / 1000 }));
  });
  const [{ code, seconds }, stdout, stderr, peak] = await Promise.all([
    exit,
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3]),
  ]);
  if (!program.exitCodes.includes(code)) {
    throw new Error(`${program.name} ended with ${code}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  }
  return { seconds, megabytes: Number(peak) / 1024 };
}

/**
 * Measures programs in rounds, each round in the opposite order of the one before, after one round that is thrown
 * away, so that caches and a machine that slows down favour none.
 * @returns {Promise<{ seconds: number, megabytes: number }[]>} the medians, in the order of `programs`
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
    megabytes: median(list.map(run => run.megabytes)),
  }));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
