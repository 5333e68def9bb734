import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { declaredTypes } from './declared-types.js';
import { isMcpServer } from './mcp-server.js';
import { isConst, isFunctionNode, methodCall, unwrap, walk, wrapped } from './syntax.js';
import { valuesOf } from './values.js';
import { NEW_REGISTRATIONS } from './variadic-calls.js';

/** Follows the v1 registration methods of stand-ins for a server through the tests that read what they recorded. */
export class RecordedCalls {
  readonly #project: ProjectModel;
  readonly #standIns: ReadonlySet<ts.ObjectLiteralExpression>;

  constructor(project: ProjectModel) {
    this.#project = project;
    this.#standIns = standInsOf(project);
  }

  /** Whether a literal stands for an SDK server. */
  isStandIn(literal: ts.ObjectLiteralExpression): boolean {
    return this.#standIns.has(literal);
  }

  /** The method that `server.tool`, `vi.mocked(server.tool)` or `server.tool as Mock` refers to. */
  method(node: ts.Expression): string | undefined {
    const value = unwrap(node);
    const mocked = methodCall(value);
    if (mocked?.name === 'mocked' && mocked.call.arguments[0]) return this.method(mocked.call.arguments[0]);
    if (!ts.isPropertyAccessExpression(value) || !Object.hasOwn(NEW_REGISTRATIONS, value.name.text))
      return undefined;
    return this.isServer(value.expression) ? value.name.text : undefined;
  }

  /** Whether an expression is an SDK server or a stand-in for one. */
  isServer(node: ts.Expression): boolean {
    if (isMcpServer(this.#project, node)) return true;
    const value = valuesOf(this.#project).of(node);
    return value?.is === 'object' && this.#standIns.has(value.literal);
  }

  /** The method whose recorded arguments an expression is: `server.tool.mock.calls[0]`, one found among them. */
  call(node: ts.Expression): string | undefined {
    const value = unwrap(node);
    if (ts.isElementAccessExpression(value)) return this.#list(value.expression);
    const found = methodCall(value);
    if (found && /^(?:find|findLast|at|pop|shift)$/.test(found.name)) return this.#list(found.object);
    const declaration = ts.isIdentifier(value) ? this.#project.names.declaration(value) : undefined;
    return declaration && this.#declared(declaration);
  }

  /** The method whose recorded arguments a pattern takes apart. */
  pattern(pattern: ts.ArrayBindingPattern): string | undefined {
    const { parent } = pattern;
    if (ts.isVariableDeclaration(parent)) return parent.initializer && this.call(parent.initializer);
    return ts.isParameter(parent) ? this.#parameter(parent) : undefined;
  }

  #declared(declaration: ts.Declaration): string | undefined {
    if (ts.isParameter(declaration)) return this.#parameter(declaration);
    const isAlias = ts.isVariableDeclaration(declaration) && isConst(declaration);
    return isAlias && declaration.initializer ? this.call(declaration.initializer) : undefined;
  }

  /** `calls.find(call => …)`. */
  #parameter(node: ts.ParameterDeclaration): string | undefined {
    const owner = node.parent;
    if (!isFunctionNode(owner) || owner.parameters[0] !== node) return undefined;
    const found = methodCall(wrapped(owner as ts.Expression).parent);
    const isLoop = found && /^(?:find|findLast|filter|map|flatMap|forEach|some|every)$/.test(found.name);
    return isLoop ? this.#list(found.object) : undefined;
  }

  /** The method whose calls a list holds: `server.tool.mock.calls`, filtered or kept in a constant. */
  #list(node: ts.Expression): string | undefined {
    const value = unwrap(node);
    const filtered = methodCall(value);
    if (filtered?.name === 'filter' || filtered?.name === 'slice') return this.#list(filtered.object);
    if (ts.isPropertyAccessExpression(value) && value.name.text === 'calls') {
      const mock = unwrap(value.expression);
      return ts.isPropertyAccessExpression(mock) && mock.name.text === 'mock'
        ? this.method(mock.expression)
        : undefined;
    }
    const declaration = ts.isIdentifier(value) ? this.#project.names.declaration(value) : undefined;
    const isAlias = declaration && ts.isVariableDeclaration(declaration) && isConst(declaration);
    return isAlias && declaration.initializer ? this.#list(declaration.initializer) : undefined;
  }
}

/** Whether a file may hold stand-ins and what reads them: by its name, or by the words of test tools. */
export function isTestCode(unit: SourceUnit): boolean {
  if (!/\b(?:tool|prompt|resource)\b/.test(unit.text)) return false;
  return /test|spec|mock|fixture|stub|fake/i.test(unit.path) || /\.fn\(|[mM]ock\b/.test(unit.text);
}

/** Object literals that are declared to be an SDK server, or passed where the project takes one. */
function standInsOf(project: ProjectModel): Set<ts.ObjectLiteralExpression> {
  const values = valuesOf(project);
  const isServerType = (type: ts.TypeNode | undefined) => {
    const value = type && values.ofType(type);
    return value?.is === 'sdk' && value.name === 'McpServer';
  };
  const found = new Set<ts.ObjectLiteralExpression>();
  for (const unit of project.units) {
    if (!isTestCode(unit)) continue;
    walk(unit.ast, node => {
      if (ts.isObjectLiteralExpression(node) && declaredTypes(node).some(isServerType)) found.add(node);
      if (!ts.isCallExpression(node)) return;
      for (const [index, argument] of node.arguments.entries()) {
        const given = unwrap(argument);
        if (!ts.isIdentifier(given) && !ts.isObjectLiteralExpression(given)) continue;
        const passed = values.of(given);
        if (passed?.is !== 'object') continue;
        if (isServerType(values.callee(node)?.parameters[index]?.type)) found.add(passed.literal);
      }
    });
  }
  return found;
}
