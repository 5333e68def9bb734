import { isV1Specifier } from '../facts/index.js';
import type { SourceUnit, TransformContext } from '../engine/types.js';
import { moduleUses, type ModuleUses } from './module-uses.js';
import { CLIENT, SERVER, type Role } from './routes.js';

/** What each package of the project is, measured on all its sources and its manifest. */
export class PackageRoles {
  readonly #roles = new Map<string, Role>();

  constructor(context: Pick<TransformContext, 'project' | 'files'>) {
    const { project } = context;
    const sides = new Map<string, Set<Role>>();
    for (const unit of context.files) {
      const owner = project.packageOf(unit.path)?.dir ?? '';
      const found = sides.get(owner) ?? new Set<Role>();
      for (const side of sidesOf(moduleUses(unit))) found.add(side);
      sides.set(owner, found);
    }
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

function roleOf(sides: ReadonlySet<Role>): Role {
  if (sides.has('client') && sides.has('server')) return 'both';
  return sides.has('client') ? 'client' : sides.has('server') ? 'server' : 'unknown';
}

function sidesOf({ statements, reExports, inline }: ModuleUses): Set<Role> {
  const specifiers = [
    ...statements.map(each => each.specifier),
    ...reExports.map(each => each.specifier),
    ...inline,
  ];
  const sides = new Set<Role>();
  for (const { text } of specifiers) {
    const side = isV1Specifier(text)
      ? /\/(client|server)(?=\/|$)/.exec(text)?.[1]
      : /^@modelcontextprotocol\/(client|server|node|express|fastify|hono)(?=\/|$)/.exec(text)?.[1];
    // Clients catch the server's OAuth errors, and both packages have `AuthInfo`.
    if (side && !/\/sdk\/server\/auth\//.test(text)) sides.add(side === 'client' ? 'client' : 'server');
  }
  return sides;
}
