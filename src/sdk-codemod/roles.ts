import { isV1Specifier } from '../facts/index.js';
import type { SourceUnit, TransformContext } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { moduleUses, type ModuleUses } from './module-uses.js';
import { CLIENT, SERVER, type Role } from './routes.js';

/** What each package of the project is, measured on all its sources and its manifest. */
export class PackageRoles {
  readonly #roles = new Map<string, Role>();

  constructor(context: Pick<TransformContext, 'project' | 'files'>) {
    const { project } = context;
    const sides = sidesByPackage(project, context.files);
    for (const [owner, found] of sides) {
      this.#roles.set(owner, roleOf(found));
    }
    for (const { dir, manifest } of project.packages) {
      if ((this.#roles.get(dir) ?? 'unknown') !== 'unknown') continue;
      const declared = Object.keys({ ...manifest.devDependencies, ...manifest.dependencies });
      const found = new Set<Role>();
      if (declared.includes(CLIENT)) found.add('client');
      if (declared.includes(SERVER)) found.add('server');
      this.#roles.set(dir, roleOf(found));
    }
  }

  /** The role of a file: its own imports tell, else those of the whole package. */
  of(unit: SourceUnit, context: Pick<TransformContext, 'project'>): Role {
    const own = roleOf(sidesOf(moduleUses(unit)));
    if (own === 'client' || own === 'server') return own;
    return this.#roles.get(context.project.packageOf(unit.path)?.dir ?? '') ?? 'unknown';
  }
}

/** The sides of the protocol that each package is on, by its directory; what is in none is under the empty name. */
export function sidesByPackage(
  project: ProjectModel,
  files: readonly SourceUnit[],
): Map<string, Set<'client' | 'server'>> {
  const sides = new Map<string, Set<'client' | 'server'>>();
  for (const { dir, sides: known } of project.packages) if (known) sides.set(dir, new Set(known));
  for (const unit of files) {
    const owner = project.packageOf(unit.path)?.dir ?? '';
    const found = sides.get(owner) ?? new Set();
    for (const side of sidesOf(moduleUses(unit))) found.add(side);
    sides.set(owner, found);
  }
  return sides;
}

function roleOf(sides: ReadonlySet<Role>): Role {
  if (sides.has('client') && sides.has('server')) return 'both';
  return sides.has('client') ? 'client' : sides.has('server') ? 'server' : 'unknown';
}

function sidesOf({ statements, reExports, inline }: ModuleUses): Set<'client' | 'server'> {
  const specifiers = [
    ...statements.map(each => each.specifier),
    ...reExports.map(each => each.specifier),
    ...inline,
  ];
  const sides = new Set<'client' | 'server'>();
  for (const { text } of specifiers) {
    const side = sideOf(text);
    if (side) sides.add(side);
  }
  return sides;
}

/** The side of the protocol that code which imports a module of the SDK is on. */
export function sideOf(specifier: string): 'client' | 'server' | undefined {
  // Clients catch the server's OAuth errors, and both packages have `AuthInfo`.
  if (/\/sdk\/server\/auth\//.test(specifier)) return undefined;
  const side = isV1Specifier(specifier)
    ? /\/(client|server)(?=\/|$)/.exec(specifier)?.[1]
    : /^@modelcontextprotocol\/(client|server|node|express|fastify|hono)(?=\/|$)/.exec(specifier)?.[1];
  return side === undefined ? undefined : side === 'client' ? 'client' : 'server';
}
