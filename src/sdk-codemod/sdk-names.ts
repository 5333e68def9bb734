import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { NameResolver, Origin } from '../project/names.js';
import type { ImportedName, ModuleStatement, ModuleUses } from './module-uses.js';
import { References } from './references.js';
import { homeOf, splitInto, type Role } from './routes.js';
import { soleSuccessor } from './successors.js';

/** An SDK export that a file uses, with its place in v2. */
export interface SdkName {
  readonly exported: string;
  /** Module it comes from now. */
  readonly specifier: string;
  /** Where v2 has it; undefined when it does not, or not under one name. */
  readonly home: Origin | undefined;
  readonly typeOnly: boolean;
  /** Identifier that stands for it in the scratch copy. */
  readonly scratch: string;
  /** Its uses: identifiers, or accesses `types.Tool` for names that are reached through their whole module. */
  readonly references: readonly ts.Node[];
  /** The statement that takes it in, unless another file of the project does and passes it on. */
  readonly statement?: ModuleStatement;
  /** The element of that statement's list; undefined for a name that is reached through the whole module. */
  readonly listed?: ImportedName;
}

/** How the SDK names of a file are bound. */
export interface SdkNames {
  readonly names: readonly SdkName[];
  /** Whole modules that are also used otherwise than by member, as an argument or in a spread. */
  readonly bare: ReadonlySet<ModuleStatement>;
}

/** Finds the SDK names a file uses, listed or through a whole module. */
export function sdkNames(unit: SourceUnit, uses: ModuleUses, resolver: NameResolver, role: Role): SdkNames {
  const index = new References(unit.ast, resolver);
  const names: SdkName[] = [];
  const bare = new Set<ModuleStatement>();
  const taken = new Set<string>();
  for (const statement of uses.statements) {
    const specifier = statement.specifier.text;
    for (const listed of statement.names) {
      taken.add(listed.local.text);
      const references = index.of(listed.local);
      names.push({
        exported: listed.name,
        specifier,
        home: destination(specifier, listed.name, references, role),
        typeOnly: listed.typeOnly,
        scratch: listed.local.text,
        references,
        statement,
        listed,
      });
    }
  }
  for (const statement of uses.statements) {
    if (!statement.whole) continue;
    const specifier = statement.specifier.text;
    const members = new Map<string, ts.Node[]>();
    for (const reference of index.of(statement.whole)) {
      const access = memberAccess(reference);
      if (!access) bare.add(statement);
      else members.set(access.name, [...(members.get(access.name) ?? []), access.node]);
    }
    for (const [exported, references] of members) {
      const isFree = !index.variables.has(exported) && !taken.has(exported);
      const scratch = isFree ? exported : `${statement.whole.text}$${exported}`;
      taken.add(scratch);
      const home = destination(specifier, exported, references, role);
      names.push({ exported, specifier, home, typeOnly: statement.typeOnly, scratch, references, statement });
    }
  }
  return { names, bare };
}

/** SDK v1 names that reach a file through other files of the project. */
export function passedOnNames(unit: SourceUnit, resolver: NameResolver, role: Role): SdkName[] {
  const names: SdkName[] = [];
  let index: References | undefined;
  for (const statement of unit.ast.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!statement.moduleSpecifier.text.startsWith('.') || !bindings || !ts.isNamedImports(bindings))
      continue;
    for (const element of bindings.elements) {
      const origin = resolver.origin(element.name);
      if (!origin || !isV1Specifier(origin.module)) continue;
      const references = (index ??= new References(unit.ast, resolver)).of(element.name);
      names.push({
        exported: origin.name,
        specifier: origin.module,
        home: destination(origin.module, origin.name, references, role),
        typeOnly: false,
        scratch: element.name.text,
        references,
      });
    }
  }
  return names;
}

function destination(
  specifier: string,
  name: string,
  references: readonly ts.Node[],
  role: Role,
): Origin | undefined {
  if (isV2Specifier(specifier)) return { module: specifier, name };
  return homeOf(specifier, name, role) ?? soleSuccessor(name, references, role);
}

/** The import that stands for a name in the scratch copy. */
export function scratchImport(name: SdkName, role: Role): string | undefined {
  // What v2 calls by a name that v1 had for something else must not be taken for the old thing.
  const isReused = isV2Specifier(name.specifier) && /^(?:is)?JSONRPCResponse(?:Schema)?$/.test(name.exported);
  if (isReused) return undefined;
  const fallback = splitInto(name.exported) ? splitSource(name, role) : name.specifier;
  const module = name.home?.module ?? fallback;
  const exported = name.home?.name ?? name.exported;
  const spelled = exported === name.scratch ? exported : `${exported} as ${name.scratch}`;
  return `import ${name.typeOnly ? 'type ' : ''}{ ${spelled} } from '${module}';`;
}

/** The package whose import of a split name makes the official transforms choose the right successors. */
function splitSource(name: SdkName, role: Role): string {
  const isClient = role === 'client' || /\/client(?=\/|$)/.test(name.specifier);
  return isClient ? '@modelcontextprotocol/client' : '@modelcontextprotocol/server';
}

function memberAccess(reference: ts.Identifier): { name: string; node: ts.Node } | undefined {
  const { parent } = reference;
  if (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === reference &&
    ts.isIdentifier(parent.name)
  )
    return { name: parent.name.text, node: parent };
  if (ts.isQualifiedName(parent) && parent.left === reference)
    return { name: parent.right.text, node: parent };
  return undefined;
}
