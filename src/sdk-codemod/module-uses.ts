import { isV1Specifier } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { loadedModule } from '../project/names.js';
import { isSdkSpecifier } from './routes.js';

/** One name that an import statement or a `require` brings in. */
export interface ImportedName {
  /** Exported name. */
  readonly name: string;
  readonly local: ts.Identifier;
  readonly node: ts.ImportSpecifier | ts.BindingElement | ts.VariableDeclaration;
  /** Written with `type` in front, or in an `import type` statement. */
  readonly typeOnly: boolean;
}

/** `import … from`, `import x = require()`, `const … = require()`: what brings SDK names into a file. */
export interface ModuleStatement {
  readonly form: 'import' | 'import-equals' | 'require';
  readonly statement: ts.Statement;
  /** The declaration of the statement that loads the module, for `require`. */
  readonly declaration?: ts.VariableDeclaration;
  readonly specifier: ts.StringLiteralLike;
  readonly names: readonly ImportedName[];
  /** The name that stands for the whole module, or for its default export. */
  readonly whole?: ts.Identifier;
  /** `import type`. */
  readonly typeOnly: boolean;
  /** Among the statements of the file itself. */
  readonly topLevel: boolean;
  /** Declares nothing besides this module's names. */
  readonly alone: boolean;
}

/** `export … from` an SDK module. */
export interface ReExport {
  readonly statement: ts.ExportDeclaration;
  readonly specifier: ts.StringLiteralLike;
}

/** Everything in a file that names an SDK module of either version. */
export interface ModuleUses {
  readonly statements: readonly ModuleStatement[];
  readonly reExports: readonly ReExport[];
  /** Specifiers anywhere else: `import()`, mocks, import types, `require` inside an expression. */
  readonly inline: readonly ts.StringLiteralLike[];
}

const NONE: ModuleUses = { statements: [], reExports: [], inline: [] };
const known = new WeakMap<SourceUnit, ModuleUses>();

/** Collects what names the SDK's modules in a file. */
export function moduleUses(unit: SourceUnit): ModuleUses {
  if (!unit.text.includes('@modelcontextprotocol/')) return NONE;
  let uses = known.get(unit);
  if (!uses) known.set(unit, (uses = collect(unit.ast)));
  return uses;
}

/** Whether a file names a module of SDK v1. */
export function usesV1(unit: SourceUnit): boolean {
  const { statements, reExports, inline } = moduleUses(unit);
  return [
    ...inline,
    ...statements.map(each => each.specifier),
    ...reExports.map(each => each.specifier),
  ].some(specifier => isV1Specifier(specifier.text));
}

function collect(ast: ts.SourceFile): ModuleUses {
  const statements: ModuleStatement[] = [];
  const reExports: ReExport[] = [];
  const taken = new Set<ts.Node>();
  const inline: ts.StringLiteralLike[] = [];
  const add = (found: ModuleStatement | undefined): void => {
    if (!found) return;
    statements.push(found);
    taken.add(found.specifier);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(importStatement(node));
    else if (ts.isImportEqualsDeclaration(node)) add(importEquals(node));
    else if (ts.isVariableDeclaration(node)) add(requireStatement(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      const specifier = node.moduleSpecifier;
      if (ts.isStringLiteralLike(specifier) && isSdkSpecifier(specifier.text)) {
        reExports.push({ statement: node, specifier });
        taken.add(specifier);
      }
    } else if (ts.isStringLiteralLike(node) && isV1Specifier(node.text) && !taken.has(node)) {
      inline.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return { statements, reExports, inline };
}

function importStatement(node: ts.ImportDeclaration): ModuleStatement | undefined {
  const specifier = node.moduleSpecifier;
  if (!ts.isStringLiteralLike(specifier) || !isSdkSpecifier(specifier.text)) return undefined;
  const clause = node.importClause;
  const typeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const bindings = clause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  const whole = clause?.name ?? (bindings && ts.isNamespaceImport(bindings) ? bindings.name : undefined);
  return {
    form: 'import',
    statement: node,
    specifier,
    names: named.map(element => ({
      name: (element.propertyName ?? element.name).text,
      local: element.name,
      node: element,
      typeOnly: typeOnly || element.isTypeOnly,
    })),
    ...(whole && { whole }),
    typeOnly,
    topLevel: ts.isSourceFile(node.parent),
    alone: true,
  };
}

function importEquals(node: ts.ImportEqualsDeclaration): ModuleStatement | undefined {
  if (!ts.isExternalModuleReference(node.moduleReference)) return undefined;
  const specifier = node.moduleReference.expression;
  if (!ts.isStringLiteralLike(specifier) || !isSdkSpecifier(specifier.text)) return undefined;
  return {
    form: 'import-equals',
    statement: node,
    specifier,
    names: [],
    whole: node.name,
    typeOnly: node.isTypeOnly,
    topLevel: ts.isSourceFile(node.parent),
    alone: true,
  };
}

function requireStatement(node: ts.VariableDeclaration): ModuleStatement | undefined {
  const list = node.parent;
  if (!node.initializer || !ts.isVariableDeclarationList(list) || !ts.isVariableStatement(list.parent))
    return undefined;
  const member = ts.isPropertyAccessExpression(node.initializer) ? node.initializer : undefined;
  const specifier = requiredModule(member ? member.expression : node.initializer);
  if (!specifier || !isSdkSpecifier(specifier.text)) return undefined;
  const statement = list.parent;
  const base = {
    form: 'require',
    statement,
    declaration: node,
    specifier,
    typeOnly: false,
    topLevel: ts.isSourceFile(statement.parent),
    alone: list.declarations.length === 1 && !statement.modifiers?.length,
  } as const;
  if (ts.isIdentifier(node.name)) {
    if (!member) return { ...base, names: [], whole: node.name };
    return {
      ...base,
      names: [{ name: member.name.text, local: node.name, node, typeOnly: false }],
    };
  }
  if (member || !ts.isObjectBindingPattern(node.name)) return undefined;
  const names: ImportedName[] = [];
  for (const element of node.name.elements) {
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(element.name) || !ts.isIdentifier(key) || element.dotDotDotToken) return undefined;
    names.push({ name: key.text, local: element.name, node: element, typeOnly: false });
  }
  return { ...base, names };
}

/** The specifier of `require('x')`, also inside the helpers that compilers put around it. */
function requiredModule(node: ts.Expression): ts.StringLiteralLike | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const helper = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (
    ts.isIdentifier(helper) &&
    /^_*(?:importStar|interopRequire(?:Wildcard|Default)?|toESM)$/.test(helper.text)
  ) {
    const inner = node.arguments[0];
    return inner && requiredModule(inner);
  }
  // `await import()` binds at run time what no statement of ours can be merged with.
  return callee.kind === ts.SyntaxKind.ImportKeyword ? undefined : loadedModule(node);
}
