import semver from 'semver';
import { packageNameOf } from '../facts/index.js';
import type { Framework } from './types.js';

/** A call, construction or extension by which a framework starts. */
export interface FrameworkStart {
  readonly framework: Framework;
  /** Specifier of the module that the name comes from. */
  readonly module: string;
  /** Range with which the package of that module is declared, where it is known. */
  readonly range: string | undefined;
  readonly argumentCount: number;
  /** Names of the options that are written out in the call. */
  readonly options: readonly string[];
  /** The first argument as far as it is in view: text of each option that is a string, `undefined` for the others. */
  readonly config: ReadonlyMap<string, string | undefined> | undefined;
  /** Whether the first argument is a function, where that can be told. */
  readonly isGivenFactory: boolean | undefined;
}

export interface FrameworkReport {
  readonly message: string;
  readonly advice: string;
}

/** What a start has to do with 2026-07-28; undefined when nothing speaks against it. */
export function frameworkReport(start: FrameworkStart): FrameworkReport | undefined {
  const { framework } = start;
  const { release, checked, advice } = framework;
  const own = packageNameOf(start.module) ?? '';
  const name = framework.packages.includes(own) ? own : framework.packages[0];
  const report = (message: string): FrameworkReport => ({
    message: framework.message ?? message,
    advice: release ? [...optionAdvice(start), advice].join(' ') : `${advice} Watch ${framework.repository}.`,
  });
  if (framework.message !== undefined) return { message: framework.message, advice };
  if (!release) {
    return report(
      `\`${name}\` does not speak 2026-07-28: its newest release on ${checked.on}, ${checked.version}, does not.`,
    );
  }
  if (isFormer(start)) return report(`\`${packageNameOf(start.module)}\` goes on as \`${name}\`.`);
  const old = misshape(start);
  if (old !== undefined) return report(old);
  const closed = notOptedIn(start);
  if (closed !== undefined) return report(closed);
  if (start.range === undefined || reachesOnly(start.range, release.version)) return undefined;
  return report(
    `\`${name}\` speaks 2026-07-28 from ${release.version} on; this package depends on \`${start.range}\`.`,
  );
}

/** What to do about the options that a start has, as sentences. */
function optionAdvice({ framework, config }: FrameworkStart): string[] {
  const { options = {} } = framework.release ?? {};
  return [...(config?.keys() ?? [])].flatMap(name => (Object.hasOwn(options, name) ? options[name]! : []));
}

/** Whether every version in a range is at least the given one; what is no range of versions is taken to be. */
export function reachesOnly(range: string, version: string): boolean {
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
  return !lowest || lowest.version === '0.0.0' || semver.gte(lowest, version);
}

function isFormer({ framework, module }: FrameworkStart): boolean {
  return framework.formerly?.includes(packageNameOf(module) ?? '') ?? false;
}

/** Says that a release which speaks 2026-07-28 only when it is told to is not. */
function notOptedIn({ framework, config, range }: FrameworkStart): string | undefined {
  const { opts } = framework.release?.shape ?? {};
  if (!opts || !config || range === undefined || semver.validRange(range) === null) return undefined;
  if (config.get(opts.name) === opts.value || reachesOnly(range, opts.below)) return undefined;
  if (config.has(opts.name) && config.get(opts.name) === undefined) return undefined;
  if (!reachesOnly(range, framework.release!.version)) return undefined;
  return `\`${framework.packages[0]}\` below ${opts.below} speaks 2026-07-28 only with \`${opts.name}: '${opts.value}'\`.`;
}

function misshape({ framework, ...call }: FrameworkStart): string | undefined {
  const { shape } = framework.release ?? {};
  const name = framework.packages[0];
  if (shape?.takesFactory && call.isGivenFactory === false) {
    return 'This handler gets one server, and every request of 2026-07-28 needs a new one.';
  }
  const old = shape?.removedOptions?.find(each => call.options.includes(each));
  const isTooLong = shape?.maxArguments !== undefined && call.argumentCount > shape.maxArguments;
  if (old === undefined && !isTooLong) return undefined;
  return `This call is written for an older version of \`${name}\`${old === undefined ? '' : `, which knew \`${old}\``}.`;
}
