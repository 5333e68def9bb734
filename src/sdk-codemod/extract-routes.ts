import { getMigration } from '@modelcontextprotocol/codemod';
import { Project } from 'ts-morph';
import { exportsOf, isV2Specifier, packageFacts, V1_PACKAGE, whichV2Packages } from '../facts/index.js';
import { BY_ROLE, type ModuleRoutes } from './route-model.js';

const SIDES = ['client', 'server'] as const;
type Side = (typeof SIDES)[number];

interface Home {
  readonly module: string;
  readonly name: string;
}

/**
 * Works out the v2 home of every v1 export: what the official codemod makes of an import of it, checked against
 * what the v2 packages really export; where that name is missing, the package that has it. Names without a home
 * are left out.
 */
export function extractRoutes(): Readonly<Record<string, ModuleRoutes>> {
  const project = new Project({ useInMemoryFileSystem: true });
  const routes: Record<string, ModuleRoutes> = {};
  for (const [specifier, entry] of Object.entries(packageFacts(V1_PACKAGE)!.entryPoints)) {
    const names = [...entry.values, ...entry.types];
    const [client, server] = SIDES.map(side => officialHomes(project, specifier, names, side));
    const byModule = new Map<string, string[]>();
    names.forEach((name, index) => {
      const home = agreed(name, client![index], server![index]);
      if (!home) return;
      const entry = home.name === name ? name : `${name}>${home.name}`;
      byModule.set(home.module, [...(byModule.get(home.module) ?? []), entry]);
    });
    routes[stem(specifier)] = Object.fromEntries(
      [...byModule]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([module, list]) => [module, list.sort().join(' ')]),
    );
  }
  return routes;
}

/** `server/mcp` of `@modelcontextprotocol/sdk/server/mcp.js`. */
function stem(specifier: string): string {
  return specifier.slice(V1_PACKAGE.length + 1).replace(/\.js$/, '');
}

/** What the official codemod turns `import { name }` into, in a project of one side. */
function officialHomes(
  project: Project,
  specifier: string,
  names: readonly string[],
  side: Side,
): (Home | undefined)[] {
  const spelled = specifier
    .replace(/\/spec\.types\.js$/, '/types.js')
    .replace(/\/(client|server|experimental|validation)$/, '/$1/index.js');
  // With both sides imported, the codemod decides by the project alone, as we do for each file ourselves.
  const sides = SIDES.map(each => `import * as ${each} from '${V1_PACKAGE}/${each}/index.js';\n`);
  const imports = names.map((name, index) => `import { ${name} as n${index} } from '${spelled}';\n`);
  const text = [...sides, ...imports].join('');
  const file = project.createSourceFile('imports.ts', text, { overwrite: true });
  for (const transform of getMigration('v1-to-v2')!.transforms) {
    if (transform.id === 'imports' || transform.id === 'symbols')
      transform.apply(file, { projectType: side });
  }
  const homes = new Array<Home | undefined>(names.length).fill(undefined);
  for (const declaration of file.getImportDeclarations()) {
    for (const imported of declaration.getNamedImports()) {
      const index = Number(imported.getAliasNode()!.getText().slice(1));
      homes[index] = { module: declaration.getModuleSpecifierValue(), name: imported.getName() };
    }
  }
  return homes;
}

function agreed(name: string, client: Home | undefined, server: Home | undefined): Home | undefined {
  const [forClient, forServer] = [client, server].map(home => (home && isExported(home) ? home : undefined));
  if (!forClient && !forServer) {
    const renamed = client?.name ?? name;
    return merged(whichV2Packages(renamed).map(module => ({ module, name: renamed })));
  }
  if (!forClient || !forServer) return forClient ?? forServer;
  return merged([forServer, forClient]);
}

function isExported({ module, name }: Home): boolean {
  return isV2Specifier(module) && (exportsOf(module)?.has(name) ?? false);
}

/** One home for a name that several modules export. */
function merged(homes: readonly Home[]): Home | undefined {
  const [first] = homes;
  if (!first) return undefined;
  const sides = SIDES.map(side => `@modelcontextprotocol/${side}`);
  const isBoth = sides.every(side => homes.some(home => home.module.startsWith(side)));
  return isBoth
    ? { module: first.module.replace(sides[1]!, BY_ROLE).replace(sides[0]!, BY_ROLE), name: first.name }
    : first;
}
