import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const SERVER = '@modelcontextprotocol/server';

/** Names that files do not use yet, for what is added to them. */
export class FreeNames {
  readonly #used = new Set<string>();

  constructor(...units: readonly SourceUnit[]) {
    for (const unit of units) {
      walk(unit.ast, node => {
        if (ts.isIdentifier(node)) this.#used.add(node.text);
      });
    }
  }

  /** The first of the names that is free, from then on used; numbered when none is. */
  take(...names: readonly string[]): string {
    let name = names.find(each => !this.#used.has(each));
    for (let count = 2; name === undefined; count++) {
      const numbered = `${names.at(-1)}${count}`;
      if (!this.#used.has(numbered)) name = numbered;
    }
    this.#used.add(name);
    return name;
  }
}

/** Collects imports from the SDK for one file. */
export class SdkImports {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #requests = new Map<string, ImportRequest>();

  constructor(project: ProjectModel, unit: SourceUnit) {
    this.#project = project;
    this.#unit = unit;
  }

  /** Asks for an import, and tells the name it goes by: another one where the file has its own of that name. */
  use(name: string, typeOnly = false): string {
    const known = this.#requests.get(name);
    if (known) return known.as ?? name;
    let as = name;
    walk(this.#unit.ast, node => {
      if (!ts.isIdentifier(node) || node.text !== name || ts.isPropertyAccessExpression(node.parent)) return;
      const isOther = valuesOf(this.#project).sdkExport(node) !== name && this.#project.names.symbol(node);
      if (isOther) as = `mcp${name[0]!.toUpperCase()}${name.slice(1)}`;
    });
    this.#requests.set(name, {
      file: this.#unit.path,
      module: SERVER,
      name,
      as,
      ...(typeOnly && { typeOnly }),
    });
    return as;
  }

  get requests(): readonly ImportRequest[] {
    return [...this.#requests.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }
}
