import type { ModuleStatement } from './module-uses.js';
import type { ListedName } from './name-list.js';

/** A name with the module it is to come from. */
export interface PlacedName extends ListedName {
  readonly module: string;
  /** Position in the list of the statement that has it now; undefined for a new name. */
  readonly index?: number;
}

/** A statement with a list of names, and those of them that remain. */
export interface Demand {
  readonly statement: ModuleStatement;
  readonly names: readonly PlacedName[];
  /** Module that the statement has to load whatever its list says: for its default name or its side effects. */
  readonly bound?: string;
  /** Has comments of its own, so that it should not be merged into another. */
  readonly pinned: boolean;
}

/** A name that no list has yet. */
export interface LooseName {
  readonly name: PlacedName;
  /** The statement whose form it takes and behind which it goes when nothing loads its module. */
  readonly near: ModuleStatement;
}

/** What is to become of one statement. */
export interface StatementPlan {
  readonly statement: ModuleStatement;
  /** Module it is to load; undefined takes the statement out. */
  readonly module: string | undefined;
  readonly names: readonly PlacedName[];
}

/** A new statement, written behind an existing one in its form. */
export interface FreshStatement {
  readonly near: ModuleStatement;
  readonly module: string;
  readonly names: readonly PlacedName[];
}

/**
 * Decides which statement loads which module, so that as few lines as possible change: a statement keeps its
 * place and loads the module most of its names went to; names for a module that another statement of the same
 * kind loads join it.
 */
export function planStatements(
  demands: readonly Demand[],
  loose: readonly LooseName[],
): { readonly statements: readonly StatementPlan[]; readonly fresh: readonly FreshStatement[] } {
  const modules = new Map<Demand, string>();
  const hosts = new Map<string, Demand>();
  const assign = (demand: Demand, module: string): void => {
    modules.set(demand, module);
    const key = keyOf(demand.statement, module);
    if (!hosts.has(key)) hosts.set(key, demand);
  };
  for (const demand of demands) if (demand.bound !== undefined) assign(demand, demand.bound);
  for (const { demand, module } of claims(demands)) {
    const isFree = demand.pinned || !hosts.has(keyOf(demand.statement, module));
    if (!modules.has(demand) && isFree) assign(demand, module);
  }
  const joining = new Map<Demand, PlacedName[]>();
  const fresh = new Map<string, { near: ModuleStatement; module: string; names: PlacedName[] }>();
  const move = ({ module, exported, local, typeModifier }: PlacedName, near: ModuleStatement): void => {
    const name = { module, exported, local, typeModifier };
    const key = keyOf(near, module);
    const abandoned = demands.find(demand => demand.statement === near && !modules.has(demand));
    if (abandoned && !hosts.has(key)) assign(abandoned, module);
    const host = hosts.get(key);
    if (host) joining.set(host, [...(joining.get(host) ?? []), name]);
    else if (fresh.has(key)) fresh.get(key)!.names.push(name);
    else fresh.set(key, { near, module, names: [name] });
  };
  for (const demand of demands) {
    for (const name of demand.names) {
      if (modules.get(demand) !== name.module) move(name, demand.statement);
    }
  }
  for (const { name, near } of loose) move(name, near);
  return {
    statements: demands.map(demand => {
      const module = modules.get(demand);
      const own = demand.names.filter(name => name.module === module);
      return { statement: demand.statement, module, names: unique([...own, ...(joining.get(demand) ?? [])]) };
    }),
    fresh: [...fresh.values()].map(each => ({ ...each, names: unique(each.names) })),
  };
}

/** Which statement would like to load which module, the strongest claim first. */
function claims(demands: readonly Demand[]): { demand: Demand; module: string }[] {
  return demands
    .flatMap((demand, order) => {
      const counts = new Map<string, number>();
      for (const { module } of demand.names) counts.set(module, (counts.get(module) ?? 0) + 1);
      return [...counts].map(([module, count]) => ({
        demand,
        module,
        isPresent: module === demand.statement.specifier.text,
        count,
        order,
      }));
    })
    .sort((a, b) => Number(b.isPresent) - Number(a.isPresent) || b.count - a.count || a.order - b.order);
}

/** Statements with the same key may give names to each other. */
function keyOf(statement: ModuleStatement, module: string): string {
  const form = statement.form === 'require' ? 'require' : 'import';
  const place = statement.topLevel && statement.alone ? '' : `@${statement.specifier.pos}`;
  return [form, statement.typeOnly, module, place].join('|');
}

function unique(names: readonly PlacedName[]): PlacedName[] {
  const seen = new Set<string>();
  return names.filter(name => {
    if (seen.has(name.local)) return false;
    seen.add(name.local);
    return true;
  });
}
