import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from './bindings.js';
import { isExportedStatement, isFunctionNode, isWithin, unwrap, type FunctionNode } from './syntax.js';

type Removed = ts.Statement | ts.ClassElement;

/** Names that code declares which is going to be removed, and what else of the project uses them. */
export class RemovedNames {
  readonly #project: ProjectModel;
  readonly #removed: Removed[];
  /** What is not a use: it is removed or rewritten. */
  readonly #gone: readonly ts.Node[];

  constructor(project: ProjectModel, removed: Removed[], gone: readonly ts.Node[]) {
    this.#project = project;
    this.#removed = removed;
    this.#gone = gone;
  }

  /** A function that is still called elsewhere stays, without its content. */
  keepCalledFunctions(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const statement of [...this.#removed]) {
        const node = declaredFunction(statement);
        if (
          !node?.body ||
          !ts.isBlock(node.body) ||
          !this.#namesOf(statement).some(name => this.#isUsedBeside(name))
        )
          continue;
        this.#removed.splice(this.#removed.indexOf(statement), 1, ...node.body.statements);
        changed = true;
      }
    }
  }

  /** What other code can reach is not ours to take away. */
  shared(): ts.Statement[] {
    return this.#removed.filter((statement): statement is ts.Statement => {
      if (!ts.isStatement(statement)) return false;
      const isShared = this.#namesOf(statement).some(name => this.#isUsedBeside(name));
      return isShared || (isExportedStatement(statement) && this.#namesOf(statement).length > 0);
    });
  }

  #namesOf(statement: ts.Node): ts.Identifier[] {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(each => boundNames(each.name));
    }
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name ? [statement.name] : [];
  }

  /** Whether a name is used in code that stays. */
  #isUsedBeside(name: ts.Identifier): boolean {
    const goes: readonly ts.Node[] = [...this.#removed, ...this.#gone];
    return this.#project.names.references(name).some(use => !goes.some(node => isWithin(use, node)));
  }
}

/** Whether other files may use a field or method: it is not private, and one has such an access. */
export function isReadElsewhere(project: ProjectModel, own: SourceUnit, member: ts.ClassElement): boolean {
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) : undefined;
  const isPrivate = modifiers?.some(each => each.kind === ts.SyntaxKind.PrivateKeyword);
  if (isPrivate || !member.name || ts.isPrivateIdentifier(member.name)) return false;
  const access = `.${member.name.getText()}`;
  return project.units.some(unit => unit !== own && unit.text.includes(access));
}

/** The function that a statement declares and nothing else. */
function declaredFunction(statement: ts.Node): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  const value = statement.declarationList.declarations[0]!.initializer;
  const inner = value && unwrap(value);
  return inner && isFunctionNode(inner) ? inner : undefined;
}
