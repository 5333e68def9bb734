import { exportsOf, isV1Specifier } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { Origin } from '../project/names.js';
import type { ModuleStatement, ModuleUses } from './module-uses.js';
import { edit } from './name-list.js';
import type { OfficialResult } from './official-result.js';
import { variableNames } from './references.js';
import { moduleHome, splitInto, type Role } from './routes.js';
import type { SdkName, SdkNames } from './sdk-names.js';
import { freshEdits, freshWholeEdit, isPinned, specifierEdits, statementEdits } from './statement-edits.js';
import { planStatements, type Demand, type LooseName, type PlacedName } from './statement-plan.js';

/** Where a name that stays in use is taken from, and how it is written. */
interface Settled {
  readonly module: string;
  readonly exported: string;
  /** As the file writes it: `ProtocolError`, `types_js_1.ProtocolError`. */
  readonly text: string;
}

/** Decides what becomes of every SDK name of a file, and of the statements that take them in. */
export class NamePlan {
  readonly #unit: SourceUnit;
  readonly #uses: ModuleUses;
  readonly #names: readonly SdkName[];
  readonly #bare: ReadonlySet<ModuleStatement>;
  readonly #gone: ReadonlySet<ts.Node>;
  readonly #role: Role;
  readonly #official: OfficialResult | undefined;
  readonly #variables: Set<string>;
  /** Names that stay in use; those missing have no use any more. */
  readonly #settled = new Map<SdkName, Settled>();
  /** Names that the official transforms brought in, by local name. */
  readonly #successors = new Map<string, Settled>();
  readonly #primary = new Map<ModuleStatement, string>();
  readonly #loose: LooseName[] = [];
  readonly #requests: ImportRequest[] = [];
  readonly #freshWholes = new Map<string, { near: ModuleStatement; local: string }>();

  constructor(
    unit: SourceUnit,
    uses: ModuleUses,
    { names, bare }: SdkNames,
    passedOn: readonly SdkName[],
    gone: ReadonlySet<ts.Node>,
    role: Role,
    official: OfficialResult | undefined,
  ) {
    this.#unit = unit;
    this.#uses = uses;
    this.#names = names;
    this.#bare = bare;
    this.#gone = gone;
    this.#role = role;
    this.#official = official;
    this.#variables = variableNames(unit.ast);
    const used = names.filter(name => !this.#isGone(name));
    for (const statement of uses.statements) if (statement.whole) this.#chooseModule(statement, used);
    for (const name of used) this.#settled.set(name, this.#settle(name));
    this.#settleSuccessors([...names, ...passedOn]);
  }

  /** How identifiers of the rewritten text are to be written in the file, by their start. */
  spelling(): Map<number, string> {
    const spelling = new Map<number, string>();
    if (!this.#official) return spelling;
    const byScratch = new Map([...this.#settled].map(([name, { text }]) => [name.scratch, text]));
    for (const [start, variable] of this.#official.variables) {
      const text = this.#successors.get(variable)?.text ?? byScratch.get(variable);
      if (text !== undefined) spelling.set(start, text);
    }
    return spelling;
  }

  /** Edits of the statements that take SDK names in. */
  statementEdits(): TextEdit[] {
    const unit = this.#unit;
    const demands = this.#uses.statements
      .filter(statement => !statement.whole || statement.names.length > 0)
      .map(statement => this.#demand(statement));
    const { statements, fresh } = planStatements(demands, this.#loose);
    return [
      ...statements.flatMap(plan => statementEdits(unit, plan)),
      ...freshEdits(unit, fresh),
      ...[...this.#primary].flatMap(([statement, module]) =>
        statement.names.length > 0 ? [] : specifierEdits(unit, statement.specifier, module),
      ),
      ...[...this.#freshWholes].map(([module, { near, local }]) => freshWholeEdit(unit, near, local, module)),
    ];
  }

  /** Edits of the uses of names that are called otherwise now. */
  useEdits(): TextEdit[] {
    const edits: TextEdit[] = [];
    for (const [name, { text }] of this.#settled) {
      for (const reference of name.references) {
        if (this.#gone.has(reference) || reference.getText(this.#unit.ast) === text) continue;
        edits.push(
          ts.isIdentifier(reference) ? this.#rename(reference, text) : this.#replace(reference, text),
        );
      }
    }
    return edits;
  }

  /** Imports for the runner to add, when no statement of the file takes in anything of the SDK. */
  imports(): readonly ImportRequest[] {
    return this.#requests;
  }

  #isGone(name: SdkName): boolean {
    const { scratch, references } = name;
    const isUnused = references.every(reference => this.#gone.has(reference));
    if (isUnused && references.length > 0) return true;
    if (!this.#official || this.#official.imported.has(scratch)) return false;
    return ![...this.#official.variables.values()].includes(scratch);
  }

  /** The module that a statement with a name for the whole module loads: the one most members went to. */
  #chooseModule(statement: ModuleStatement, used: readonly SdkName[]): void {
    const counts = new Map<string, number>();
    for (const name of used) {
      if (name.statement !== statement || name.listed) continue;
      const module = this.#origin(name).module;
      counts.set(module, (counts.get(module) ?? 0) + name.references.length);
    }
    const specifier = statement.specifier.text;
    const [most] = [...counts].sort(
      (a, b) => Number(isV1Specifier(b[0])) - Number(isV1Specifier(a[0])) || b[1] - a[1],
    );
    const home = isV1Specifier(specifier) ? moduleHome(specifier, this.#role) : undefined;
    const isFree = !this.#bare.has(statement) && most;
    this.#primary.set(statement, (isFree ? most[0] : home) ?? specifier);
  }

  /** Where a name comes from from now on: its v2 home, or v1 still when it has none. */
  #origin(name: SdkName): Origin {
    return name.home ?? { module: name.specifier, name: name.exported };
  }

  #settle(name: SdkName): Settled {
    const { module, name: exported } = this.#origin(name);
    if (name.listed) {
      const local = name.listed.local.text;
      const isRenamed = local === name.exported && exported !== local && this.#isFree(exported);
      return { module, exported, text: isRenamed ? exported : local };
    }
    return this.#reached(name.statement!, { module, name: exported });
  }

  /** A name that the file reaches, or would reach, through a whole module. */
  #reached(statement: ModuleStatement, { module, name }: Origin): Settled {
    const holder = [...this.#primary].find(
      ([other, loaded]) =>
        loaded === module && other.form === statement.form && other.topLevel && !other.typeOnly,
    );
    const through = this.#primary.get(statement) === module ? statement.whole!.text : holder?.[0].whole!.text;
    if (through !== undefined) return { module, exported: name, text: `${through}.${name}` };
    if (/_\d+$/.test(statement.whole!.text)) {
      return { module, exported: name, text: `${this.#freshWhole(module, statement)}.${name}` };
    }
    const local = this.#isFree(name) ? name : `${statement.whole!.text}_${name}`;
    this.#addLoose({ module, exported: name, local, typeModifier: false }, statement);
    return { module, exported: name, text: local };
  }

  #freshWhole(module: string, near: ModuleStatement): string {
    const known = this.#freshWholes.get(module);
    if (known) return known.local;
    const base = module.split('/').at(-1)!.replace(/\W/g, '_');
    let number = 1;
    while (this.#variables.has(`${base}_${number}`)) number++;
    const local = `${base}_${number}`;
    this.#variables.add(local);
    this.#freshWholes.set(module, { near, local });
    return local;
  }

  /** Names that took the place of split ones. */
  #settleSuccessors(known: readonly SdkName[]): void {
    if (!this.#official) return;
    const scratches = new Set(known.map(name => name.scratch));
    for (const [local, { module, name }] of this.#official.imported) {
      if (scratches.has(local) || !exportsOf(module)?.has(name)) continue;
      const source =
        known.find(each => splitInto(each.exported)?.includes(name)) ??
        known.find(each => each.exported === 'McpError' || each.home?.name === 'ProtocolError') ??
        known.find(each => each.statement);
      const statement = source?.statement ?? this.#uses.statements[0];
      if (source?.statement && !source.listed) {
        this.#successors.set(local, this.#reached(source.statement, { module, name }));
        continue;
      }
      this.#successors.set(local, { module, exported: name, text: local });
      const place = { module, exported: name, local, typeModifier: source?.typeOnly ?? false };
      if (statement) this.#addLoose(place, statement);
      else this.#requests.push({ file: this.#unit.path, module, name, as: local });
    }
  }

  #addLoose(name: Omit<PlacedName, 'index'>, near: ModuleStatement): void {
    const typeModifier = name.typeModifier && !near.typeOnly && near.form === 'import';
    if (!this.#loose.some(each => each.name.local === name.local)) {
      this.#loose.push({ name: { ...name, typeModifier }, near });
    }
  }

  #demand(statement: ModuleStatement): Demand {
    const names: PlacedName[] = [];
    for (const name of this.#names) {
      if (name.statement !== statement || !name.listed) continue;
      const index = statement.names.indexOf(name.listed);
      const settled = this.#settled.get(name);
      const typeModifier = name.listed.typeOnly && !statement.typeOnly;
      if (settled) {
        const { module, exported, text } = settled;
        names.push({ module, exported, local: text, typeModifier, index });
        continue;
      }
      // The first successor takes the place in the list that its predecessor leaves.
      const at = this.#loose.findIndex(
        each => each.near === statement && splitInto(name.exported)?.includes(each.name.exported),
      );
      if (at >= 0) names.push({ ...this.#loose.splice(at, 1)[0]!.name, index });
    }
    const bound = this.#bound(statement);
    const pinned = isPinned(this.#unit, statement);
    return { statement, names, pinned, ...(bound !== undefined && { bound }) };
  }

  #bound(statement: ModuleStatement): string | undefined {
    if (statement.whole) return this.#primary.get(statement);
    if (statement.names.length > 0) return undefined;
    const { text } = statement.specifier;
    return (isV1Specifier(text) ? moduleHome(text, this.#role) : undefined) ?? text;
  }

  #isFree(name: string): boolean {
    return !this.#variables.has(name) && !this.#loose.some(each => each.name.local === name);
  }

  #rename(reference: ts.Identifier, to: string): TextEdit {
    const { parent, text: from } = reference;
    if (ts.isShorthandPropertyAssignment(parent)) return this.#replace(reference, `${from}: ${to}`);
    if (ts.isExportSpecifier(parent) && !parent.propertyName)
      return this.#replace(reference, `${to} as ${from}`);
    return this.#replace(reference, to);
  }

  #replace(node: ts.Node, text: string): TextEdit {
    return edit(this.#unit, node.getStart(this.#unit.ast), node.end, text);
  }
}
