import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { mcpObject } from '../recognise/mcp-objects.js';
import { isRequestContext } from '../recognise/server-requests.js';
import {
  isConst,
  isFunctionNode,
  isWithin,
  methodCall,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { looksUpHandle } from '../recognise/handle-stores.js';
import { zodExport } from '../recognise/zod.js';
import { PlainData } from './plain-data.js';
import { ownMethod } from './own-methods.js';
import { dataMethod, knownCall, makesOnly } from './harmless.js';

/**
 * What running a node again would do that running it once does not.
 * - `state`: it changes something that outlives the handler
 * - `call`: it calls what cannot be seen to be harmless
 * - `chance`: it comes out differently each time
 */
export interface Effect {
  readonly kind: 'state' | 'call' | 'chance';
  readonly node: ts.Node;
  /** Type of what chance gives, when it can be kept for the next round. */
  readonly gives?: 'string' | 'number';
}

const MAX_DEPTH = 4;
const NONE: ReadonlySet<ts.Node> = new Set();

/**
 * Proves that a piece of a handler may run again in every round of a multi-round-trip request: it reads arguments,
 * constants and data, computes, logs, and changes nothing that the next round would see. What cannot be proved
 * counts as an effect.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export class Effects {
  readonly #project: ProjectModel;
  /** The function that runs again: what is declared in it starts anew. */
  readonly #function: FunctionNode;
  /** What may run without being looked at: the requests that are about to be rewritten. */
  readonly #except: ReadonlySet<ts.Node>;
  readonly #depth: number;
  readonly #data: PlainData;

  /** @param isHandler whether the first parameter of the function is what a client sent */
  constructor(
    project: ProjectModel,
    owner: FunctionNode,
    except: ReadonlySet<ts.Node> = NONE,
    isHandler = true,
    depth = 0,
  ) {
    this.#project = project;
    this.#function = owner;
    this.#except = except;
    this.#depth = depth;
    this.#data = new PlainData(project, owner, isHandler);
  }

  /** All effects of running a node, in order. */
  of(root: ts.Node): Effect[] {
    const found: Effect[] = [];
    const visit = (node: ts.Node): void => {
      if (this.#except.has(node) || ts.isTypeNode(node)) return;
      if (isFunctionNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
      found.push(...this.#own(node));
      ts.forEachChild(node, visit);
    };
    visit(root);
    return found;
  }

  #own(node: ts.Node): Effect[] {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
      return this.#write(node.left, node);
    if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
      const changes =
        node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
      return changes ? this.#write(node.operand, node) : [];
    }
    if (ts.isDeleteExpression(node)) return this.#write(node.expression, node);
    if (ts.isTaggedTemplateExpression(node) || ts.isYieldExpression(node) || ts.isClassLike(node)) {
      return [{ kind: 'call', node }];
    }
    if (ts.isForOfStatement(node) && node.awaitModifier) return [{ kind: 'call', node }];
    if (ts.isNewExpression(node)) return this.#construction(node);
    return ts.isCallExpression(node) ? this.#call(node) : [];
  }

  /** A name that is bound anew, or a value of the function's own that is changed, is no effect. */
  #write(target: ts.Expression, node: ts.Node): Effect[] {
    const place = unwrap(target);
    if (ts.isIdentifier(place)) {
      const declaration = this.#project.names.declaration(place);
      return declaration && isWithin(declaration, this.#function) ? [] : [{ kind: 'state', node }];
    }
    const isAccess = ts.isPropertyAccessExpression(place) || ts.isElementAccessExpression(place);
    return isAccess && this.#isOwnValue(place.expression) ? [] : [{ kind: 'state', node }];
  }

  /** Whether an expression is a constant of the function that holds what the function made, and nobody else has. */
  #isOwnValue(expression: ts.Expression): boolean {
    const node = unwrap(expression);
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isWithin(declaration, this.#function)) {
      return false;
    }
    const { initializer } = declaration;
    return isConst(declaration) && initializer !== undefined && this.#isFresh(initializer);
  }

  /** Whether an expression makes a new value each time. */
  #isFresh(expression: ts.Expression): boolean {
    const node = unwrapAwaited(expression);
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return true;
    if (ts.isNewExpression(node)) return makesOnly(this.#project, node.expression);
    if (ts.isConditionalExpression(node))
      return this.#isFresh(node.whenTrue) && this.#isFresh(node.whenFalse);
    if (!ts.isCallExpression(node)) return false;
    const method = methodCall(node);
    if (method && this.#data.is(method.object)) return dataMethod(method.name) === 'reads';
    return (
      knownCall(this.#project, node.expression)?.does === 'computes' &&
      !/^Object$/.test(node.expression.getText())
    );
  }

  #construction(node: ts.NewExpression): Effect[] {
    const isDate = ts.isIdentifier(node.expression) && node.expression.text === 'Date';
    if (isDate && !this.#project.names.declaration(node.expression)) {
      return node.arguments?.length ? [] : [{ kind: 'chance', node }];
    }
    return makesOnly(this.#project, node.expression) ? [] : [{ kind: 'call', node }];
  }

  #call(node: ts.CallExpression): Effect[] {
    const known = knownCall(this.#project, node.expression);
    if (known?.does === 'chance') return [{ kind: 'chance', node, gives: known.gives }];
    if (known) return this.#callbacks(node);
    if (this.#isLog(node) || this.#isSdkRead(node) || this.#isSchemaUse(node)) return [];
    if (looksUpHandle(this.#project, node)) return [];
    const method = methodCall(node);
    // Another name for a function; whether it is called shows elsewhere.
    if (method?.name === 'bind') return [];
    const does = method && this.#data.is(method.object) ? dataMethod(method.name) : undefined;
    if (method && does) {
      const change = does === 'changes' && !this.#isOwnValue(method.object);
      return [...(change ? [{ kind: 'state', node } as const] : []), ...this.#callbacks(node)];
    }
    const target = this.#targetOf(node.expression);
    return target ? this.#running(target, node) : [{ kind: 'call', node }];
  }

  /** The effects of a function of the project, told of the call that runs it. */
  #running(target: FunctionNode, node: ts.Node): Effect[] {
    if (!target.body || target.asteriskToken || this.#depth >= MAX_DEPTH) return [{ kind: 'call', node }];
    const isNested = isWithin(target, this.#function);
    const inner = new Effects(
      this.#project,
      isNested ? this.#function : target,
      this.#except,
      false,
      this.#depth + 1,
    );
    const parts = [...target.parameters.flatMap(each => each.initializer ?? []), target.body];
    const found = parts.flatMap(part => inner.of(part));
    // A nested function that binds a name of the handler anew does so again in every round.
    return found.map(({ kind }) => ({ kind: kind === 'chance' ? 'chance' : 'call', node }) as const);
  }

  /** The one function that a name certainly stands for. */
  #targetOf(expression: ts.Expression): FunctionNode | undefined {
    const node = unwrap(expression);
    if (ts.isPropertyAccessExpression(node)) return ownMethod(this.#project, node);
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    if (!declaration) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    if (!ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
    const value = declaration.initializer && unwrap(declaration.initializer);
    return value && isFunctionNode(value) ? value : undefined;
  }

  /** What is passed to a harmless function may be called by it. */
  #callbacks(node: ts.CallExpression): Effect[] {
    return node.arguments.flatMap((argument, index) => {
      const written = unwrap(argument);
      if (isFunctionNode(written)) return this.#running(written, node);
      const target = this.#targetOf(argument);
      if (target) return this.#running(target, node);
      const isName = ts.isIdentifier(written) || ts.isPropertyAccessExpression(written);
      if (!isName || !takesFunction(node, index) || this.#data.is(written)) return [];
      return knownCall(this.#project, written)?.does === 'computes' ? [] : [{ kind: 'call', node } as const];
    });
  }

  /** `console.log(…)`, `ctx.mcpReq.log(…)`, `server.sendLoggingMessage(…)`: said again in every round, nothing else. */
  #isLog(node: ts.CallExpression): boolean {
    const method = methodCall(node);
    if (!method) return false;
    const { object, name } = method;
    if (ts.isIdentifier(object) && object.text === 'console') return !this.#project.names.declaration(object);
    if (name === 'log') return isRequestContext(this.#project, object);
    const owner = name === 'sendLoggingMessage' ? mcpObject(this.#project, object) : undefined;
    return owner === 'server' || owner === 'mcp-server';
  }

  /** `server.getClientCapabilities()` and its like. */
  #isSdkRead(node: ts.CallExpression): boolean {
    const method = methodCall(node);
    if (!method || node.arguments.length > 0) return false;
    return (
      /^getClient(?:Capabilities|Version)$/.test(method.name) &&
      mcpObject(this.#project, method.object) === 'server'
    );
  }

  /** `Schema.parse(input)` of a Zod schema that runs no code of the project. */
  #isSchemaUse(node: ts.CallExpression): boolean {
    const method = methodCall(node);
    return (
      method !== undefined &&
      this.#isSchema(method.object) &&
      !node.arguments.some(each => isFunctionNode(unwrap(each)))
    );
  }

  #isSchema(expression: ts.Expression): boolean {
    const node = unwrap(expression);
    if (ts.isIdentifier(node)) {
      const declaration = this.#project.names.declaration(node);
      const isConstant = declaration && ts.isVariableDeclaration(declaration) && isConst(declaration);
      return isConstant && declaration.initializer ? this.#isSchema(declaration.initializer) : false;
    }
    if (!ts.isCallExpression(node) || hasFunction(node)) return false;
    if (zodExport(this.#project.names, unwrap(node.expression))) return true;
    const method = methodCall(node);
    return method !== undefined && !/arse/.test(method.name) && this.#isSchema(method.object);
  }
}

/** Whether the argument of a harmless function is called by it, when it is a function. */
function takesFunction({ expression }: ts.CallExpression, index: number): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  if (name === 'from' || /^replace/.test(name)) return index === 1;
  return (
    index === 0 && /^(?:forEach|map|flatMap|filter|some|every|find\w*|reduce\w*|sort|toSorted)$/.test(name)
  );
}

function hasFunction(root: ts.Node): boolean {
  let found = false;
  walk(root, node => {
    found ||= isFunctionNode(node);
    return !found;
  });
  return found;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
