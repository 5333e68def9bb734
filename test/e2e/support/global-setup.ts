import { REPOSITORY } from './paths.js';
import { runOrThrow } from './processes.js';

/** The tests run the command line as it is published, so it is built from what is in the work tree now. */
export default async function setup(): Promise<void> {
  await runOrThrow('npm', ['run', 'build'], { cwd: REPOSITORY });
}
