import type { SourceUnit } from '../engine/types.js';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerContextsOf } from '../recognise/handler-context.js';
import { handlersAround, type Handler } from '../recognise/handlers.js';
import { isTestFile } from '../recognise/deployment.js';
import { projectReferences } from '../recognise/references.js';
import { isConst, isWithin, memberValue, methodCall, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { cacheFill, type CacheFill } from './cache-fills.js';
import { restOfKey } from './cache-keys.js';
import { Determined } from './determined.js';
import { useOf } from './state-uses.js';

/** A cache of a module whose keys are made of the session id and of what a tool was asked for. */
export interface SessionCache {
  readonly unit: SourceUnit;
  readonly handler: Handler;
  readonly store: ts.VariableDeclaration;
  /** The keys, and what they are without the session. */
  readonly keys: readonly { readonly template: ts.TemplateExpression; readonly rest: string }[];
  /** The session id in the keys. */
  readonly reads: readonly ts.Expression[];
  /** The constant that has the session id, where there is one. */
  readonly alias?: ts.VariableDeclaration;
  /** Why it keeps the session, as a clause. */
  readonly obstacle?: string;
}

/** Caches under the session id and more, each used by one tool. */
export function sessionCaches(project: ProjectModel): readonly SessionCache[] {
  let caches = snapshots.get(project);
  if (!caches) snapshots.set(project, (caches = read(project)));
  return caches;
}

const snapshots = new WeakMap<ProjectModel, readonly SessionCache[]>();

function read(project: ProjectModel): SessionCache[] {
  const contexts = handlerContextsOf(project);
  const found = new Map<ts.VariableDeclaration, SessionCache>();
  for (const unit of project.units) {
    if (!unit.text.includes('sessionId') || isTestFile(project, unit)) continue;
    walk(unit.ast, node => {
      if (!ts.isTemplateExpression(node)) return;
      for (const { expression } of node.templateSpans) {
        const id = sessionIdOf(unwrap(expression));
        const declaration = ts.isIdentifier(id) ? project.names.declaration(id) : undefined;
        const alias =
          declaration && ts.isVariableDeclaration(declaration) && isConst(declaration)
            ? declaration
            : undefined;
        const read = alias?.initializer ? sessionIdOf(unwrap(alias.initializer)) : id;
        if (contexts.path(read)?.join('.') !== 'sessionId') continue;
        const handler = handlersAround(project, node)[0];
        const store = handler && storeOf(project, node);
        if (!handler || !store || found.has(store)) continue;
        found.set(store, new CacheReader(project, unit, handler, store).read(node, expression, alias));
      }
    });
  }
  return [...found.values()];
}

/** `ctx.sessionId` of `ctx.sessionId ?? 'none'` */
function sessionIdOf(node: ts.Expression): ts.Expression {
  const isChoice =
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      node.operatorToken.kind === ts.SyntaxKind.BarBarToken) &&
    ts.isStringLiteralLike(unwrap(node.right));
  return isChoice ? unwrap(node.left) : node;
}

/** The collection of a module in which a text is a key, directly or through a constant. */
function storeOf(project: ProjectModel, key: ts.TemplateExpression): ts.VariableDeclaration | undefined {
  const { parent } = wrapped(key);
  const isNamed = ts.isVariableDeclaration(parent) && isConst(parent) && ts.isIdentifier(parent.name);
  const uses = isNamed ? project.names.references(parent.name) : [key];
  for (const use of uses) {
    const method = methodCall(wrapped(use).parent);
    if (!method || !/^(?:get|set|has)$/.test(method.name)) continue;
    const name = unwrap(method.object);
    const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) continue;
    if (ts.isSourceFile(declaration.parent.parent.parent) && ts.isIdentifier(declaration.name))
      return declaration;
  }
  return undefined;
}

class CacheReader {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #handler: Handler;
  readonly #store: ts.VariableDeclaration;

  constructor(project: ProjectModel, unit: SourceUnit, handler: Handler, store: ts.VariableDeclaration) {
    this.#project = project;
    this.#unit = unit;
    this.#handler = handler;
    this.#store = store;
  }

  read(
    key: ts.TemplateExpression,
    session: ts.Expression,
    alias: ts.VariableDeclaration | undefined,
  ): SessionCache {
    const rest = restOfKey(this.#project, this.#handler, key, session);
    const obstacle = rest
      ? this.#obstacle(key, rest.given, alias)
      : 'the rest of its key may be the same for different values';
    return {
      unit: this.#unit,
      handler: this.#handler,
      store: this.#store,
      keys: rest ? [{ template: key, rest: rest.text }] : [],
      reads: [session],
      ...(alias && { alias }),
      ...(obstacle !== undefined && { obstacle }),
    };
  }

  #obstacle(
    key: ts.TemplateExpression,
    given: ReadonlySet<ts.Node | string>,
    alias: ts.VariableDeclaration | undefined,
  ): string | undefined {
    const { names } = this.#project;
    const made = this.#store.initializer && unwrap(this.#store.initializer);
    const lifetime = made && storeLifetime(this.#project, made);
    if (lifetime === undefined) return 'what keeps it is not known';
    if (
      alias &&
      !(ts.isIdentifier(alias.name) && names.references(alias.name).every(at => isWithin(at, key)))
    )
      return 'the session id has other uses';
    const named = wrapped(key).parent;
    if (!ts.isVariableDeclaration(named)) return 'its key is written more than once';
    const fill = this.#fill(named);
    if (typeof fill === 'string') return fill;
    const code = new Determined(this.#project, given, fill.hit);
    const obstacle = code.obstacle(fill.missing);
    if (obstacle !== undefined) return obstacle;
    if (code.readsOutside && lifetime !== 'ends')
      return 'it keeps what it has read for as long as the process runs';
    const values = fill.value ? [fill.hit, fill.value] : [fill.hit];
    const uses = values.flatMap(each => (ts.isIdentifier(each.name) ? names.references(each.name) : []));
    const isChanged = uses.some(
      use => use.parent !== fill.assignment && useOf(this.#project, use) !== 'reads',
    );
    return isChanged ? 'what it holds is changed or passed on' : undefined;
  }

  /** All uses of the store are the get-or-compute of this handler. */
  #fill(key: ts.VariableDeclaration): CacheFill | string {
    const { names } = this.#project;
    const uses = projectReferences(this.#project, this.#store.name as ts.Identifier);
    const keyUses = names.references(key.name as ts.Identifier);
    const calls = (uses ?? []).map(use => methodCall(wrapped(use).parent.parent));
    const isOnly =
      uses !== undefined &&
      calls.every(
        each =>
          each !== undefined &&
          isWithin(each.call, this.#handler.function) &&
          keyUses.some(use => each.call.arguments[0] === use),
      );
    const others = keyUses.filter(use => !calls.some(each => each?.call.arguments[0] === use));
    if (!isOnly || others.length > 0) return 'it is used elsewhere as well';
    const get = calls.filter(each => each?.name === 'get');
    const set = calls.filter(each => each?.name === 'set');
    const fill =
      get.length === 1 && set.length === 1 && calls.length === 2
        ? cacheFill(this.#project, get[0]!.call, set[0]!.call)
        : undefined;
    return fill ?? 'a call may tell whether it was filled before';
  }
}

/** Whether entries end some day: those of an `LRUCache` with a time to live. */
function storeLifetime(project: ProjectModel, made: ts.Expression): 'ends' | 'stays' | undefined {
  if (!ts.isNewExpression(made)) return undefined;
  if (made.expression.getText() === 'Map' && !made.arguments?.length) return 'stays';
  const origin = project.names.origin(made.expression);
  if (origin?.module !== 'lru-cache') return undefined;
  const options = made.arguments?.[0] && unwrap(made.arguments[0]);
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  // Functions among the options are called with the key or with what is kept.
  const isPlain = options.properties.every(
    each =>
      ts.isPropertyAssignment(each) &&
      /^(?:max|ttl|updateAgeOnGet|maxSize|ttlAutopurge)$/.test(each.name.getText()),
  );
  if (!isPlain) return undefined;
  return memberValue(options, 'ttl') ? 'ends' : 'stays';
}
