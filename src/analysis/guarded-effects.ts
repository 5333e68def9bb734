import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { isRequestContext } from '../recognise/server-requests.js';
import { isVariableUse } from '../recognise/scope.js';
import {
  ancestors,
  enclosingFunction,
  isConst,
  isFunctionNode,
  isWithin,
  methodCall,
  siblings,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { Determined } from './determined.js';
import type { Effect } from './effects.js';
import { givenBy, type Given } from './helper-results.js';
import { isPrimitive } from './primitive-values.js';
import { surroundings } from './runs-before.js';

/**
 * A statement that has effects in front of a request, and is run in the first round that reaches it: that it is done
 * is noted in the sealed state of the request.
 */
export interface GuardedEffect {
  readonly statement: ts.Statement;
  /** What it does, as a name for the note: `insert` of `await db.insert(row)`. */
  readonly name: string;
  /** The constant that holds its value, which travels. */
  readonly value?: { readonly name: string; readonly call: ts.Expression; readonly given: Given };
}

/** What refuses the call, counts against a limit or is paid with: who sends a round twice would get round it. */
const GATE =
  /^(?:check|assert|verify|require|ensure|authori[sz]e|consume|limit|rate|throttle|validate|guard|can|is|has|must|expect|charge|spend|debit|withdraw|redeem|use|take|pay|bill|claim|reserve|decrement)/i;
/** What is held, or goes on, until the call ends it: that may be in another process, or never. */
const HELD =
  /^(?:lock|acquire|begin|start|open|connect|enter|pause|suspend|block|subscribe|on|once|add\w*Listener|set(?:Timeout|Interval|Immediate)|time|mark|transaction|spawn|exec|fork|watch|listen|attach|mount|register|schedule|enqueue|create\w*(?:Session|Connection|Client|Stream|Server))(?![a-z])/;

/**
 * Tells which effects in front of requests can be kept from happening in every round.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export class GuardedEffects {
  readonly #project: ProjectModel;
  readonly #owner: FunctionNode;
  readonly #handler: Handler | undefined;
  readonly #requests: readonly ts.Node[];
  /** Requests, and what is kept from round to round in other ways. */
  readonly #known: ReadonlySet<ts.Node>;
  readonly #found = new Map<ts.Statement, GuardedEffect | undefined>();

  /**
   * @param requests what asks in the function
   * @param kept calls whose values travel
   */
  constructor(
    project: ProjectModel,
    owner: FunctionNode,
    handler: Handler | undefined,
    requests: readonly ts.Node[],
    kept: readonly ts.Node[],
  ) {
    this.#project = project;
    this.#owner = owner;
    this.#handler = handler;
    this.#known = new Set([...requests, ...kept]);
    this.#requests = requests;
  }

  /** The statement around an effect that is run only once; undefined where that could show. */
  around(effect: Effect): GuardedEffect | undefined {
    const statement = [effect.node, ...ancestors(effect.node)].find(ts.isStatement);
    if (!statement) return undefined;
    if (!this.#found.has(statement)) this.#found.set(statement, this.#look(statement, effect));
    return this.#found.get(statement);
  }

  #look(statement: ts.Statement, effect: Effect): GuardedEffect | undefined {
    const { kind } = this.#handler ?? {};
    if ((kind !== 'tool' && kind !== 'prompt') || enclosingFunction(statement) !== this.#owner)
      return undefined;
    if (!siblings(statement) || this.#isRepeated(statement) || !bindableParameter(this.#handler!))
      return undefined;
    const written = effectIn(this.#project, this.#owner, statement, effect);
    if (!written || this.#requests.some(each => isWithin(each, statement))) return undefined;
    const { name, value } = written;
    if (GATE.test(name) || HELD.test(name)) return undefined;
    if (!this.#isAlone(statement, written.target) || !this.#isStable(statement)) return undefined;
    return { statement, name, ...(value && { value }) };
  }

  /** Whether a statement may run twice in one round, or again after it failed. */
  #isRepeated(statement: ts.Statement): boolean {
    return ancestors(statement).some(
      at => isWithin(at, this.#owner) && (ts.isIterationStatement(at, false) || ts.isTryStatement(at)),
    );
  }

  /** Whether what a statement changes is out of the function's sight until it has asked. */
  #isAlone(statement: ts.Statement, target: ts.Expression | undefined): boolean {
    const names = this.#project.names;
    let isAlone = true;
    walk(statement, node => {
      if (isFunctionNode(node) || isUpdateOfOwn(this.#project, this.#owner, node)) isAlone = false;
      if (!isAlone || !ts.isIdentifier(node) || !isVariableUse(node)) return isAlone;
      const declaration = names.declaration(node);
      const isContext = declaration === this.#owner.parameters[this.#handler?.contextIndex ?? -1];
      if (!declaration || !isWithin(declaration, this.#owner) || isContext) return true;
      // What is handed over as it is might be changed there.
      const isLater = names.references(node).some(use => use.pos >= statement.end);
      isAlone = !isLater || isPrimitive(this.#project, partOf(node), this.#handler);
      return isAlone;
    });
    const changed = target && rootOf(target);
    if (!isAlone || !changed) return isAlone;
    let isSeen = false;
    walk(this.#owner, node => {
      if (node === statement) return false;
      isSeen ||= changed.kind === node.kind && changed.getText() === node.getText() && isUse(node);
      return undefined;
    });
    return !isSeen;
  }

  /** Whether what runs before a statement comes out the same when the statement has been run. */
  #isStable(statement: ts.Statement): boolean {
    const { before } = surroundings(statement);
    const given = new Set<ts.Node>();
    for (const parameter of this.#owner.parameters) {
      walk(parameter, node => {
        if (ts.isParameter(node) || ts.isBindingElement(node)) given.add(node);
      });
    }
    const earlier = [...this.#found.values()].flatMap(each => each?.statement ?? []);
    const determined = new Determined(
      this.#project,
      given,
      this.#owner,
      new Set([...this.#known, ...earlier]),
    );
    const obstacle = determined.obstacle(before.filter(each => !isParameterName(each)));
    return obstacle === undefined && !determined.readsOutside;
  }
}

/** Names of parameters run nothing. */
function isParameterName(node: ts.Node): boolean {
  return ts.isParameter(node.parent) && node.parent.name === node;
}

/** The parameter that has to be the same in every round; `none` where the handler takes nothing. */
export function bindableParameter(handler: Handler): ts.ParameterDeclaration | 'none' | undefined {
  const { contextIndex } = handler;
  if (contextIndex === undefined || contextIndex > 1) return undefined;
  const [first] = handler.function.parameters;
  if (contextIndex === 0 || !first) return 'none';
  if (first.initializer || first.dotDotDotToken) return undefined;
  if (ts.isIdentifier(first.name)) return first;
  const isFlat =
    ts.isObjectBindingPattern(first.name) &&
    first.name.elements.every(each => ts.isIdentifier(each.name) && !hasComputedName(each));
  return isFlat ? first : undefined;
}

function hasComputedName({ propertyName }: ts.BindingElement): boolean {
  return propertyName !== undefined && !ts.isIdentifier(propertyName);
}

interface Written {
  readonly name: string;
  /** What is changed, where that is in sight. */
  readonly target?: ts.Expression;
  readonly value?: GuardedEffect['value'];
}

/** The one thing that a statement does. */
function effectIn(
  project: ProjectModel,
  owner: FunctionNode,
  statement: ts.Statement,
  { kind }: Effect,
): Written | undefined {
  if (ts.isVariableStatement(statement)) return keptValue(project, statement);
  if (!ts.isExpressionStatement(statement)) return undefined;
  const written = statement.expression;
  const node = unwrapAwaited(ts.isVoidExpression(written) ? written.expression : written);
  if (ts.isCallExpression(node)) return calledName(project, owner, node, kind === 'state');
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const isMore = node.operator === ts.SyntaxKind.PlusPlusToken;
    return isMore ? { name: 'count', target: node.operand } : undefined;
  }
  const isSet = ts.isBinaryExpression(node) && /^\+?=$/.test(node.operatorToken.getText());
  return isSet ? { name: 'set', target: node.left } : undefined;
}

/** @param isKnown whether it is known to change what it is called on, and nothing else */
function calledName(
  project: ProjectModel,
  owner: FunctionNode,
  call: ts.CallExpression,
  isKnown: boolean,
): Written | undefined {
  if (call.questionDotToken) return undefined;
  const method = methodCall(call);
  const callee = method ? method.object : unwrap(call.expression);
  const root = rootOf(callee);
  if (!root) return undefined;
  const declaration = ts.isIdentifier(root) ? project.names.declaration(root) : undefined;
  if (isRequestContext(project, callee))
    return /^(?:notify|sendNotification)$/.test(method?.name ?? '') ? { name: 'notify' } : undefined;
  // An object of the function's own would not have been changed in the next round.
  const isGlobal = ts.isIdentifier(root) && !declaration && !project.names.origin(root);
  if ((isGlobal && root.getText() !== 'fetch') || (declaration && isWithin(declaration, owner)))
    return undefined;
  const name = method?.name ?? root.getText();
  return { name, ...(isKnown && method && { target: method.object }) };
}

/** `const id = await createOrder(item)` of a function of the project that shows that it returns JSON. */
function keptValue(project: ProjectModel, statement: ts.VariableStatement): Written | undefined {
  const [declaration, ...others] = statement.declarationList.declarations;
  if (!declaration || others.length > 0 || !isConst(declaration) || declaration.type) return undefined;
  const { name, initializer } = declaration;
  if (!ts.isIdentifier(name) || !initializer) return undefined;
  const call = unwrapAwaited(initializer);
  const callee = ts.isCallExpression(call) && ts.isIdentifier(call.expression) ? call.expression : undefined;
  const target = callee && project.names.declaration(callee);
  if (!callee || !target || !ts.isFunctionDeclaration(target)) return undefined;
  const given = givenBy(project, target);
  if (!given || given === 'answer') return undefined;
  return { name: callee.text, value: { name: name.text, call: initializer, given } };
}

/** The name or `this` that an access starts from; with the field, in case of `this`. */
function rootOf(expression: ts.Expression): ts.Expression | undefined {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) return node;
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return node;
  return rootOf(node.expression);
}

function isUse(node: ts.Node): boolean {
  return ts.isIdentifier(node) ? isVariableUse(node) : true;
}

/** `args.id` of `args`. */
function partOf(name: ts.Identifier): ts.Expression {
  let node: ts.Expression = name;
  while (ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node) {
    if (ts.isCallExpression(node.parent.parent) && node.parent.parent.expression === node.parent)
      return node.parent.parent;
    node = node.parent;
  }
  return node;
}

/** Whether a node binds a name of the function anew, or changes what is behind it. */
function isUpdateOfOwn(project: ProjectModel, owner: FunctionNode, node: ts.Node): boolean {
  const target =
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(node.operator)
        ? node.operand
        : undefined;
  if (!target) return ts.isDeleteExpression(node) || ts.isYieldExpression(node);
  const root = rootOf(target);
  const declaration = root && ts.isIdentifier(root) ? project.names.declaration(root) : undefined;
  if (!root) return true;
  return ts.isIdentifier(root) && (!declaration || isWithin(declaration, owner));
}

function isStep(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}
