import { ts } from '../engine/ts.js';
import { isTestFile } from './deployment.js';
import type { ProjectModel } from '../project/model.js';
import { rootName } from './bindings.js';
import { handledMethods } from './mcp-calls.js';
import { isFunctionNode, methodCall, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

const FILLS = new Set(['add', 'set', 'push']);
/** How many calls and aliases are followed. */
const DEPTH = 3;

/**
 * The sets and maps in which handlers of `resources/subscribe` note who wants to hear of what. No 2026-07-28 client
 * is ever in them.
 */
export class SubscriptionRecords {
  readonly #project: ProjectModel;
  readonly #declarations = new Set<ts.Node>();
  readonly #members = new Set<string>();

  constructor(project: ProjectModel) {
    this.#project = project;
    for (const unit of project.units) {
      if (isTestFile(project, unit)) continue;
      for (const { call } of handledMethods(project, unit, ['resources/subscribe'])) {
        const callback = call.arguments[1];
        const value = callback && valuesOf(project).of(callback);
        if (value?.is === 'function' && isFunctionNode(value.node) && value.node.body)
          this.#learn(value.node.body, DEPTH);
      }
    }
  }

  /** Whether a node declares one of them. */
  isOne(node: ts.Node): boolean {
    if (ts.isPropertyDeclaration(node)) return this.#members.has(node.name.getText());
    return this.#declarations.has(node) || this.#declarations.has(node.parent);
  }

  /** Whether a node reads one of them, or what was taken from one. */
  isReadIn(node: ts.Node, depth = DEPTH): boolean {
    let found = false;
    walk(node, at => {
      if (found) return false;
      if (ts.isPropertyAccessExpression(at) && at.expression.kind === ts.SyntaxKind.ThisKeyword)
        found = this.#members.has(at.name.text);
      if (!ts.isIdentifier(at)) return !found;
      const declaration = this.#project.names.declaration(at);
      if (!declaration) return true;
      found = this.#declarations.has(declaration);
      const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
      if (!found && value && depth > 0) found = this.isReadIn(value, depth - 1);
      return !found;
    });
    return found;
  }

  #learn(body: ts.Node, depth: number): void {
    walk(body, node => {
      const call = methodCall(node);
      if (call && FILLS.has(call.name)) this.#note(call.object);
      const target =
        depth > 0 && ts.isCallExpression(node) ? valuesOf(this.#project).callee(node) : undefined;
      if (target?.body) this.#learn(target.body, depth - 1);
    });
  }

  #note(object: ts.Expression): void {
    const value = unwrap(object);
    if (ts.isPropertyAccessExpression(value) && value.expression.kind === ts.SyntaxKind.ThisKeyword) {
      this.#members.add(value.name.text);
      return;
    }
    const name = rootName(value);
    const declaration = name && this.#project.names.declaration(name);
    if (declaration) this.#declarations.add(declaration);
  }
}

const snapshots = new WeakMap<ProjectModel, SubscriptionRecords>();

/** The records of a project snapshot, kept with it. */
export function subscriptionRecordsOf(project: ProjectModel): SubscriptionRecords {
  let records = snapshots.get(project);
  if (!records) snapshots.set(project, (records = new SubscriptionRecords(project)));
  return records;
}
