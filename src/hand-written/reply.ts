import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { valuesOf } from '../recognise/values.js';

/** How the function around a message answers with an error. */
export interface Reply {
  /** Statements that answer with `refused` and are followed by leaving the function, as `render` wants them. */
  readonly statements: string;
  /** The last of them leaves the function. */
  readonly leaves: boolean;
  /** The headers of the request; undefined over stdio. */
  readonly headers: string | undefined;
}

/** The members of a response that are used, also in the functions that it is handed to. */
export function membersUsed(project: ProjectModel, name: ts.Identifier, depth: number): Set<string> {
  const used = new Set<string>();
  for (const use of project.names.references(name)) {
    const { parent } = use;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === use) used.add(parent.name.text);
    if (!ts.isCallExpression(parent) || depth > 2) continue;
    const target = valuesOf(project).callee(parent)?.parameters[parent.arguments.indexOf(use)]?.name;
    if (target && ts.isIdentifier(target))
      for (const each of membersUsed(project, target, depth + 1)) used.add(each);
  }
  return used;
}
