import { createRequire } from 'node:module';
import type { Project } from 'ts-morph';
import type * as TsMorph from 'ts-morph';
import type * as Codemod from '@modelcontextprotocol/codemod';
import type { ts } from '../engine/ts.js';
import type { Role } from './routes.js';

/** The official transforms that are used, and the words without which each has nothing to do. */
const TRANSFORMS: Readonly<Record<string, RegExp>> = {
  symbols: /\b(?:ErrorCode|RequestHandlerExtra|SchemaInput)\b/,
  'removed-apis': /\b(?:StreamableHTTPError|IsomorphicHeaders)\b/,
  handlers: /\b(?:set|remove)(?:Request|Notification)Handler\b/,
  'schema-params': /\.\s*(?:request|callTool)\b/,
  'completable-nesting': /\bcompletable\b/,
  'mock-paths': /\b(?:vi|jest)\s*\.|\bimport\s*\(/,
};

const require = createRequire(import.meta.url);
let loaded: { transforms: readonly Codemod.Transform[]; project: Project } | undefined;

/**
 * Whether any of the official transforms could change a text.
 * @param hasInline whether the text names SDK v1 modules outside its import statements
 */
export function isOfficialNeeded(text: string, hasInline: boolean): boolean {
  return Object.keys(TRANSFORMS).some(id => isNeeded(id, text, hasInline));
}

function isNeeded(id: string, text: string, hasInline: boolean): boolean {
  if (id === 'mock-paths' && !hasInline) return false;
  // Names are also split where a dynamic import binds them.
  if (id === 'symbols' && hasInline && /\bimport\s*\(/.test(text)) return true;
  return TRANSFORMS[id]!.test(text);
}

/**
 * Runs the official transforms over a text.
 * @param fileName only its extension matters
 * @returns the parsed text before and after, or undefined when nothing was changed
 */
export function runOfficial(
  text: string,
  fileName: string,
  role: Role,
  hasInline: boolean,
): { readonly before: ts.SourceFile; readonly after: ts.SourceFile } | undefined {
  const { transforms, project } = load();
  const extension = /\.[cm]?[jt]sx?$/.exec(fileName)?.[0] ?? '.ts';
  const file = project.createSourceFile(`/scratch${extension}`, text, { overwrite: true });
  const before = file.compilerNode;
  try {
    let changes = 0;
    for (const transform of transforms) {
      if (isNeeded(transform.id, text, hasInline)) {
        changes += transform.apply(file, { projectType: role }).changesCount;
      }
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
