import path from 'node:path';
import { isV2Specifier, packageNameOf } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { importedNames } from './imported-names.js';

/** One place where a file names a package's module. */
export interface ModuleUse {
  readonly specifier: string;
  /** Absolute path. */
  readonly file: string;
  /** Names taken from the module, `*` when it is taken whole, none for a side effect or a mock. */
  readonly names: readonly string[];
  /** Whether the file may be part of what the package ships or runs: everything but tests. */
  readonly shipped: boolean;
}

/**
 * Collects what the files of each package import from other packages.
 * @returns uses by path of the package.json that owns the file; files without one are left out
 */
export function collectUsage(project: ProjectModel): Map<string, ModuleUse[]> {
  const usage = new Map<string, ModuleUse[]>();
  for (const unit of project.units) {
    const owner = project.packageOf(unit.path);
    if (!owner) continue;
    const shipped = isShipped(path.relative(owner.dir, unit.path));
    const uses = moduleUses(unit.ast).map(use => ({ ...use, file: unit.path, shipped }));
    const known = usage.get(owner.manifestPath);
    if (known) known.push(...uses);
    else usage.set(owner.manifestPath, uses);
  }
  return usage;
}

/** Whether a use is one of an SDK v2 module. */
export function isV2Use(use: ModuleUse): boolean {
  return isV2Specifier(use.specifier);
}

const LOADERS = new Set(['resolve', 'requireActual', 'requireMock', 'importActual', 'importMock']);
const MOCKERS = new Set([
  'mock',
  'doMock',
  'dontMock',
  'unmock',
  'doUnmock',
  'setMock',
  'deepUnmock',
  'unstable_mockModule',
  'createMockFromModule',
  'module',
]);

/** Every module of another package that a file names: imports, exports, `require`, `import()`, types, mocks. */
export function moduleUses(source: ts.SourceFile): { specifier: string; names: readonly string[] }[] {
  const uses: { specifier: string; names: readonly string[] }[] = [];
  const add = (node: ts.Node | undefined, names: readonly string[] = []) => {
    if (!node || !ts.isStringLiteralLike(node) || packageNameOf(node.text) === undefined) return;
    uses.push({ specifier: node.text, names });
  };
  // Types in JavaScript are written in comments, which the ordinary walk passes over.
  const readsComments = /\.[cm]?jsx?$/.test(source.fileName);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isJSDocImportTag(node)) {
      add(node.moduleSpecifier, importedNames(node.importClause));
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.exportClause ? importedNames(node.exportClause) : ['*']);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, ['*']);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, importedNames(node));
    } else if (ts.isModuleDeclaration(node)) {
      add(node.name);
    } else if (ts.isCallExpression(node) && namesModule(node.expression)) {
      add(node.arguments[0], importedNames(node));
    }
    if (readsComments) ((node as { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? []).forEach(visit);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function namesModule(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const object = callee.expression;
  if (ts.isMetaProperty(object)) return callee.name.text === 'resolve';
  if (!ts.isIdentifier(object)) return false;
  if (/^(?:require|jest|vi|vitest)$/.test(object.text) && LOADERS.has(callee.name.text)) return true;
  return /^(?:jest|vi|vitest|mock)$/.test(object.text) && MOCKERS.has(callee.name.text);
}

const TEST_DIRECTORY = /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|e2e)\//;
const TEST_FILE = /\.(?:test|tests|spec|e2e|bench|stories)\.[cm]?[jt]sx?$/;

/** Names such as `scripts/` or `tools/` say nothing: many a server starts there. */
function isShipped(relative: string): boolean {
  const file = relative.split(path.sep).join('/');
  return !TEST_DIRECTORY.test(file) && !TEST_FILE.test(file);
}
