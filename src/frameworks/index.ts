import { packageNameOf } from '../facts/index.js';
import { APPLICATION_SERVER_FRAMEWORKS } from './application-servers.js';
import { CLIENT_FRAMEWORKS } from './clients.js';
import { SERVER_FRAMEWORKS } from './servers.js';
import { WAITING_SERVER_FRAMEWORKS } from './waiting-servers.js';
import type { Framework } from './types.js';

export type { Framework, FrameworkRelease } from './types.js';

/** Every framework that is known, servers first. */
export const FRAMEWORKS: readonly Framework[] = [
  ...SERVER_FRAMEWORKS,
  ...APPLICATION_SERVER_FRAMEWORKS,
  ...WAITING_SERVER_FRAMEWORKS,
  ...CLIENT_FRAMEWORKS,
];

/** Methods that take a plugin. */
export const PLUGGERS: ReadonlySet<string> = new Set(['register', 'use']);

const BY_PACKAGE = new Map<string, Framework[]>();
for (const framework of FRAMEWORKS) {
  for (const name of [...framework.packages, ...(framework.formerly ?? [])]) {
    BY_PACKAGE.set(name, [...(BY_PACKAGE.get(name) ?? []), framework]);
  }
}

/** Packages of all frameworks. */
export const FRAMEWORK_PACKAGES: readonly string[] = [...BY_PACKAGE.keys()];

/** Packages that are raised along with one. */
export const COMPANION_PACKAGES: readonly string[] = FRAMEWORKS.flatMap(({ release }) =>
  (release?.raise?.companions ?? []).map(each => each.package),
);

/** Frameworks with such packages, by their own. */
export const ACCOMPANIED_PACKAGES: readonly string[] = FRAMEWORKS.flatMap(({ packages, release }) =>
  release?.raise?.companions ? packages : [],
);

/** The framework that an export of a module starts a server or a client of. */
export function startedFramework(module: string, name: string): Framework | undefined {
  const found = BY_PACKAGE.get(packageNameOf(module) ?? '') ?? [];
  return found.find(each => each.starts.includes(name) && !each.except?.includes(module));
}

/** Packages with functions that register on a server they are given. */
export const REGISTRAR_PACKAGES: readonly string[] = FRAMEWORKS.flatMap(({ packages, registers }) =>
  registers ? packages : [],
);

/** The method of a server that an export of a module registers with. */
export function registrarMethod(module: string, name: string): string | undefined {
  const found = BY_PACKAGE.get(packageNameOf(module) ?? '') ?? [];
  return found
    .map(({ registers = {} }) => (Object.hasOwn(registers, name) ? registers[name] : undefined))
    .find(Boolean);
}
