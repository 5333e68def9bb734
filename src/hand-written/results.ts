import { ts } from '../engine/ts.js';
import { methodFacts } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import {
  ancestors,
  assignedValue,
  isFunctionNode,
  isWithin,
  methodCall,
  returnedExpressions,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';
import type { Branch, Dispatcher } from './dispatcher.js';
import { isMethod, isWrittenError, writtenResult } from './messages.js';
import { tableName } from './map-table.js';
import { declaredType } from './result-edits.js';
import { entryValue } from './table-entries.js';

/** The result of some methods: an object literal, or an expression whose members are not in view. */
export interface ResultSite {
  readonly node: ts.Expression;
  readonly methods: readonly string[];
}

const MAX_DEPTH = 6;

/** Whether requests of 2026-07-28 have this method; methods of neither revision are the server's own. */
export function isServedNow(method: string): boolean {
  const facts = methodFacts(method);
  if (!facts) return !method.startsWith('notifications/') && method !== 'initialized';
  return facts.kind === 'request' && facts.new.includes('client');
}

/** What a dispatcher answers, by what is sent in JSON-RPC responses. */
export class Results {
  readonly #project: ProjectModel;
  readonly #dispatcher: Dispatcher;
  readonly #open = new Set<ts.Node>();

  constructor(project: ProjectModel, dispatcher: Dispatcher) {
    this.#project = project;
    this.#dispatcher = dispatcher;
  }

  /**
   * The results of all methods of 2026-07-28 that the dispatcher serves. Undefined when a branch has a result that is
   * not in view.
   */
  all(): ResultSite[] | undefined {
    const found = new Map<ts.Expression, ResultSite>();
    const answers = this.#dispatcher.received
      ? this.#entryFunctions().flatMap(returnedExpressions)
      : this.#envelopes();
    for (const result of answers) {
      for (const node of this.#sources(result, 0)) {
        const methods = [...(this.served(node) ?? [])].filter(each => each !== 'initialize');
        if (!methods.some(isServedNow)) continue;
        if (!methods.every(isServedNow)) return undefined;
        found.set(node, { node, methods });
      }
    }
    const sites = [...found.values()];
    const isComplete = this.#dispatcher.branches.every(
      each => !each.methods.some(isServedNow) || this.#answersAll(each, sites),
    );
    return isComplete ? sites : undefined;
  }

  #envelopes(): ts.Expression[] {
    const home = this.#project.packageOf(this.#dispatcher.unit.path);
    const found: ts.Expression[] = [];
    for (const unit of this.#project.units) {
      if (!unit.text.includes('jsonrpc') || this.#project.packageOf(unit.path) !== home) continue;
      if (isTestFile(this.#project, unit)) continue;
      walk(unit.ast, node => {
        const result = ts.isObjectLiteralExpression(node) ? writtenResult(this.#project, node) : undefined;
        if (result) found.push(result);
        // `response.result = …` of a response that was made before.
        if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'result') return;
        const value = assignedValue(node);
        if (value) found.push(value);
      });
    }
    return found;
  }

  /** The methods for which the dispatcher runs a node; undefined when something else runs it as well. */
  served(node: ts.Node, depth = 0): Set<string> | undefined {
    let inner = node;
    for (const at of ancestors(node)) {
      const branch = this.#branchAt(at, inner);
      if (branch) return new Set(branch.methods);
      if (isFunctionNode(at) && depth < MAX_DEPTH) {
        const uses = this.#usesOf(at);
        const methods = uses.map(use => this.served(use, depth + 1));
        if (uses.length > 0 && methods.every(each => each !== undefined)) {
          return new Set(methods.flatMap(each => [...each]));
        }
      }
      inner = at;
    }
    return undefined;
  }

  #branchAt(at: ts.Node, inner: ts.Node): Branch | undefined {
    const branch = this.#dispatcher.branches.find(each => each.node === at);
    if (!branch) return undefined;
    if (ts.isIfStatement(at)) return inner === at.thenStatement ? branch : undefined;
    return ts.isCaseClause(at) && inner === at.expression ? undefined : branch;
  }

  /** Calls of a function, and the entry of the table that it is. */
  #usesOf(owner: FunctionNode): ts.Node[] {
    const entries = this.#dispatcher.kind === 'table' ? this.#dispatcher.branches : [];
    const named = entries.flatMap(({ node }) => {
      const value = entryValue(node);
      const target = value && valuesOf(this.#project).of(value);
      return value && target?.is === 'function' && target.node === owner ? [value] : [];
    });
    return [...callersOf(this.#project, owner), ...named];
  }

  /** The object literals that an expression may be, and what else it may be where that is not in view. */
  #sources(expression: ts.Expression, depth: number): ts.Expression[] {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH || this.#open.has(node)) return [];
    this.#open.add(node);
    const found = this.#sourcesOf(node, depth);
    this.#open.delete(node);
    return found;
  }

  #sourcesOf(node: ts.Expression, depth: number): ts.Expression[] {
    const all = (each: readonly ts.Expression[]) => each.flatMap(one => this.#sources(one, depth + 1));
    if (ts.isObjectLiteralExpression(node)) return [node];
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node) && isChoice(node)) return all([node.left, node.right]);
    if (ts.isAwaitExpression(node)) {
      return this.#sources(node.expression, depth).map(each =>
        each === unwrap(node.expression) ? node : each,
      );
    }
    if (ts.isIdentifier(node)) return this.#named(node, depth);
    return ts.isCallExpression(node) ? this.#called(node, depth) : [node];
  }

  #named(node: ts.Identifier, depth: number): ts.Expression[] {
    const declaration = this.#project.names.symbol(node)?.declarations?.[0];
    if (declaration && ts.isParameter(declaration)) return this.#handed(declaration, depth);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
      return [node];
    }
    const written = this.#project.names.references(declaration.name).flatMap(use => assignedValue(use) ?? []);
    const values = [...(declaration.initializer ? [declaration.initializer] : []), ...written];
    const found = values.flatMap(each => this.#sources(each, depth + 1));
    // An object of a type that is not of this project gets its members where it is handed on.
    const isPlain =
      found.length > 0 &&
      found.every(
        each => ts.isObjectLiteralExpression(each) && declaredType(this.#project, each) !== 'unknown',
      );
    return isPlain || !this.served(node) ? found : [node];
  }

  /** What is handed to a parameter: by callers, or by the promise whose value it is. */
  #handed(parameter: ts.ParameterDeclaration, depth: number): ts.Expression[] {
    const owner = parameter.parent;
    if (!isFunctionNode(owner)) return [];
    const index = owner.parameters.indexOf(parameter);
    const then = ts.isCallExpression(owner.parent) ? methodCall(owner.parent) : undefined;
    if (then?.name === 'then' && index === 0) return this.#sources(then.object, depth + 1);
    return callersOf(this.#project, owner).flatMap(call => {
      const argument = call.arguments[index];
      return argument ? this.#sources(argument, depth + 1) : [];
    });
  }

  #called(node: ts.CallExpression, depth: number): ts.Expression[] {
    const entries = this.#looksUp(node.expression) ? this.#entryFunctions() : [];
    if (entries.length > 0) {
      return entries.flatMap(returnedExpressions).flatMap(each => this.#sources(each, depth + 1));
    }
    const target = valuesOf(this.#project).callee(node);
    const returned = target ? returnedExpressions(target) : [];
    if (!this.served(node)) return returned.flatMap(each => this.#sources(each, depth + 1));
    const literals = returned.map(unwrap);
    const isOwn = target !== undefined && callersOf(this.#project, target).length === 1;
    const isShort =
      literals.length > 0 && literals.length < 3 && literals.every(ts.isObjectLiteralExpression);
    return isOwn && isShort ? literals : [node];
  }

  /** `handlers[method](…)`, `handlers.get(method)(…)`, and the same through a variable. */
  #looksUp(callee: ts.Expression): boolean {
    if (this.#dispatcher.kind !== 'table') return false;
    const node = unwrap(callee);
    if (ts.isElementAccessExpression(node)) return isMethod(node.argumentExpression);
    const asked = methodCall(node);
    if (asked)
      return asked.name === 'get' && asked.object.getText() === tableName(this.#dispatcher)?.getText();
    if (!ts.isIdentifier(node)) return false;
    const declaration = this.#project.names.symbol(node)?.declarations?.[0];
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      this.#looksUp(declaration.initializer)
    );
  }

  #entryFunctions(): FunctionNode[] {
    return this.#dispatcher.branches.flatMap(({ node }) => {
      if (isFunctionNode(node)) return [node];
      const value = entryValue(node);
      const target = value && valuesOf(this.#project).of(value);
      return target?.is === 'function' && isFunctionNode(target.node) ? [target.node] : [];
    });
  }

  /** Whether each way out of a branch has a result among these, or fails. */
  #answersAll(branch: Branch, sites: readonly ResultSite[]): boolean {
    const wanted = branch.methods.filter(isServedNow);
    const ours = sites.filter(site => wanted.some(each => site.methods.includes(each)));
    const ways = branch.body.flatMap(each => returnsIn(each));
    const fails = (way: ts.Expression) => isFailure(way) || this.#makesError(way);
    if (ours.length === 0) return ways.length > 0 && ways.every(fails);
    if (this.#dispatcher.kind === 'table') return true;
    return ways.every(way => fails(way) || this.#reaches(way, ours, 0));
  }

  /** Whether an expression calls a function that returns nothing but error responses. */
  #makesError(node: ts.Expression): boolean {
    const call = unwrap(node);
    const target = ts.isCallExpression(call) ? valuesOf(this.#project).callee(call) : undefined;
    const made = target ? returnedExpressions(target).map(unwrap) : [];
    return (
      made.length > 0 &&
      made.every(each => ts.isObjectLiteralExpression(each) && isWrittenError(this.#project, each))
    );
  }

  /** Whether an expression is, has, or calls what has one of these results. */
  #reaches(node: ts.Node, sites: readonly ResultSite[], depth: number): boolean {
    if (sites.some(site => isWithin(site.node, node) || isWithin(node, site.node))) return true;
    let found = false;
    walk(node, at => {
      if (found) return false;
      if (ts.isIdentifier(at)) {
        const declaration = this.#project.names.symbol(at)?.declarations?.[0];
        const isLocal = declaration && ts.isVariableDeclaration(declaration) && declaration !== at.parent;
        if (isLocal && depth < MAX_DEPTH) {
          found = valuesIn(this.#project, declaration).some(each => this.#reaches(each, sites, depth + 1));
        }
      }
      if (!found && ts.isCallExpression(at) && depth < MAX_DEPTH) {
        const body = valuesOf(this.#project).callee(at)?.body;
        found = body !== undefined && this.#reaches(body, sites, depth + 1);
      }
      return !found;
    });
    return found;
  }
}

/** What a variable is made with, and what is assigned to it. */
function valuesIn(project: ProjectModel, { name, initializer }: ts.VariableDeclaration): ts.Expression[] {
  const uses = ts.isIdentifier(name) ? project.names.references(name) : [];
  return [...(initializer ? [initializer] : []), ...uses.flatMap(use => assignedValue(use) ?? [])];
}

function isChoice(node: ts.BinaryExpression): boolean {
  const operator = node.operatorToken.kind;
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
}

/** What the statements of a branch return, functions inside left out. */
function returnsIn(node: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  walk(node, at => {
    if (isFunctionNode(at)) return false;
    if (ts.isReturnStatement(at) && at.expression) found.push(at.expression);
    return undefined;
  });
  return found;
}

/** Whether a returned expression is no result: nothing, or an error by its name or its members. */
function isFailure(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (inner.kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isIdentifier(inner))
    return inner.text === 'undefined' || /^(?:err|fail|refus|reject)/i.test(inner.text);
  return /\berror\s*[:,}]|\b\w*(?:[eE]rr(?:or)?|[fF]ail|[rR]eject)\w*\(|status\((?:[45]\d\d)\)/.test(
    inner.getText(),
  );
}
