import { createRequire } from 'node:module';
import type { Project } from 'ts-morph';
import type * as TsMorph from 'ts-morph';
import type * as Codemod from '@modelcontextprotocol/codemod';
import type { ts } from '../engine/ts.js';
import type { Role } from './routes.js';

/**
 * The official transforms that are used, by what each of them works on. The others have replacements of ours: those
 * for imports and renames cannot keep a file's text, those for handlers and mocks cost more time than all the rest.
 */
const TRANSFORMS: Readonly<Record<string, readonly string[]>> = {
  symbols: ['ErrorCode', 'RequestHandlerExtra', 'SchemaInput'],
  'removed-apis': ['StreamableHTTPError', 'IsomorphicHeaders'],
  'completable-nesting': ['completable'],
};

const require = createRequire(import.meta.url);
let loaded: { transforms: readonly Codemod.Transform[]; project: Project } | undefined;

/** The ids of the transforms that have something to look at where these SDK exports are used. */
export function neededTransforms(names: readonly { readonly exported: string }[]): string[] {
  return Object.keys(TRANSFORMS).filter(id =>
    names.some(({ exported }) => TRANSFORMS[id]!.includes(exported)),
  );
}

/**
 * Runs official transforms over a text.
 * @param fileName only its extension matters
 * @returns the parsed text before and after, or undefined when nothing was changed
 */
export function runOfficial(
  ids: readonly string[],
  text: string,
  fileName: string,
  role: Role,
): { readonly before: ts.SourceFile; readonly after: ts.SourceFile } | undefined {
  const { transforms, project } = load();
  const extension = /\.[cm]?[jt]sx?$/.exec(fileName)?.[0] ?? '.ts';
  const file = project.createSourceFile(`/scratch${extension}`, text, { overwrite: true });
  const before = file.compilerNode;
  try {
    let changes = 0;
    for (const transform of transforms) {
      if (ids.includes(transform.id)) changes += transform.apply(file, { projectType: role }).changesCount;
    }
    return changes > 0 ? { before, after: file.compilerNode } : undefined;
  } finally {
    project.removeSourceFile(file);
  }
}

/** The codemod costs time to load, and most runs over a migrated project do not need it. */
function load(): { transforms: readonly Codemod.Transform[]; project: Project } {
  if (loaded) return loaded;
  const codemod = require('@modelcontextprotocol/codemod') as typeof Codemod;
  const morph = require('ts-morph') as typeof TsMorph;
  const transforms = codemod
    .getMigration('v1-to-v2')!
    .transforms.filter(transform => Object.hasOwn(TRANSFORMS, transform.id));
  const project = new morph.Project({
    useInMemoryFileSystem: true,
    compilerOptions: { allowJs: true, noLib: true },
  });
  return (loaded = { transforms, project });
}
