import { ts } from '../engine/ts.js';
import { NEW_REVISION } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { declaredName } from '../recognise/http-routes.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  nameText,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';
import { isInFront } from './in-front.js';
import { isLog, readsOldHeader } from './old-headers.js';
import { oldHeaderReads, type OldHeaderRead } from './old-header-reads.js';
import type { Reception } from './reception.js';
import { codeByMethod, waysOf } from './request-methods.js';
import type { SessionUses } from './session-uses.js';

/** Tells the revisions apart, so that requests of the new one get by. */
const ERA = new RegExp(`\\bis?_?(?:modern|legacy)|\\bmodern\\b|mcp-method|${NEW_REVISION}`, 'i');
/** Ends a request: an error of HTTP, thrown or sent, by its number or its name. */
const REFUSES =
  /\bthrow\b|\b4\d\d\b|return (?:false|null|undefined)\b|BAD_REQUEST|NOT_FOUND|UNAUTHORIZED|FORBIDDEN|BadRequest|NotFound|Unauthorized|Forbidden|next\([^)\s]/;
const MAX_DEPTH = 4;

/** Why a server is left: requests of 2026-07-28 do not get through to it. */
export interface GatedServer {
  readonly gates: readonly GateElsewhere[];
}

/** Code away from where messages come in that every request goes through, and that goes by what only earlier ones have. */
export interface GateElsewhere extends OldHeaderRead {
  /** What the code around it is called. */
  readonly name: string | undefined;
  /** Whether it surely keeps requests out. */
  readonly refuses: boolean;
}

/**
 * What asks for the session, or the revision, on the way of every message to where it comes in, and is not at that
 * place: functions that are called on the way, in whatever file or base class, and what a framework runs in front.
 */
export function gatesElsewhere(project: ProjectModel, uses: readonly SessionUses[]): GateElsewhere[] {
  const found = new Map<ts.Node, GateElsewhere>();
  for (const use of uses) {
    const way = new Way(project, use);
    for (const read of way.gates()) found.set(read.node, describe(read));
  }
  return [...found.values()];
}

function describe(read: OldHeaderRead): GateElsewhere {
  const owner = enclosingFunction(read.node);
  const holder = owner && [owner, ...ancestors(owner)].filter(isFunctionNode).find(each => nameOf(each));
  return { ...read, name: holder && nameOf(holder), refuses: owner !== undefined && refuses(owner) };
}

/** All that a message goes through before, and where, it is looked at. */
class Way {
  readonly #path: ReadonlySet<FunctionNode>;
  readonly #reads: readonly OldHeaderRead[];
  /** Code that runs for other requests than those which bring messages. */
  readonly #beside: readonly ts.Node[];

  constructor(
    readonly project: ProjectModel,
    readonly uses: SessionUses,
  ) {
    const { reception } = uses;
    this.#path = pathTo(project, reception);
    this.#beside = waysOf(project, reception)
      .flatMap(each => codeByMethod(project, each))
      .flatMap(each => each.statements);
    this.#reads = project.units
      .filter(unit => !isTestFile(project, unit))
      .flatMap(unit => oldHeaderReads(project, unit));
  }

  gates(): OldHeaderRead[] {
    const called = this.#called();
    const home = this.project.packageOf(this.uses.reception.unit.path);
    return this.#reads.filter(read => {
      const { node } = read;
      const owner = enclosingFunction(node);
      if (!owner || isLogged(node) || ERA.test(owner.getText())) return false;
      if (this.#path.has(owner)) return this.#isUnseen(read);
      if (called.has(owner)) return read.header === 'session' || refuses(owner);
      const unit = this.project.unit(node.getSourceFile().fileName);
      return (
        unit !== undefined &&
        this.project.packageOf(unit.path) === home &&
        isInFront(this.project, owner, this.uses.reception, refuses)
      );
    });
  }

  /** Whether a read in a function on the way is none of those that are followed where messages come in. */
  #isUnseen({ node, header }: OldHeaderRead): boolean {
    if (this.#isSkipped(node)) return false;
    const owner = enclosingFunction(node)!;
    const isAround = isWithin(this.uses.reception.anchor, owner);
    if (isAround && !ts.isBindingElement(node)) return false;
    return header === 'session' || refuses(owner);
  }

  /** The functions of the project that are called on the way by requests of every revision. */
  #called(): Set<FunctionNode> {
    const readers = new Set(this.#reads.map(each => enclosingFunction(each.node)).filter(each => !!each));
    const names = new Map([...readers].map(each => [nameOf(each), each] as const));
    const found = new Set<FunctionNode>();
    const visit = (owner: FunctionNode, depth: number): void => {
      walk(owner, node => {
        if (node !== owner && isFunctionNode(node) && isRegistered(node)) return this.#path.has(node);
        if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
        if (depth === 0 && this.#isSkipped(node)) return undefined;
        const isCall = ts.isCallExpression(node);
        const target = isCall ? valuesOf(this.project).callee(node) : undefined;
        const name = target || !isCall ? undefined : calledName(node);
        const callee = target ?? (name === undefined ? undefined : names.get(name));
        if (!callee || found.has(callee) || this.#path.has(callee)) return undefined;
        if (depth === 0 && this.#isFollowed(node, callee)) return undefined;
        found.add(callee);
        if (depth < MAX_DEPTH) visit(callee, depth + 1);
        return undefined;
      });
    };
    for (const owner of this.#path) visit(owner, 0);
    return found;
  }

  /** `sessionIdOf(req)`, which is followed as a read of the header where messages come in. */
  #isFollowed(call: ts.CallExpression | ts.NewExpression, callee: FunctionNode): boolean {
    return ts.isCallExpression(call) && readsOldHeader(this.project, call) && !refuses(callee);
  }

  /** Whether requests of 2026-07-28 do not come to a node. */
  #isSkipped(node: ts.Node): boolean {
    const { conditions, elses, statements } = this.uses;
    return (
      this.#beside.some(each => isWithin(node, each)) ||
      this.uses.isLegacyOnly(node) ||
      ancestors(node).some(
        each =>
          conditions.has(each as ts.IfStatement) ||
          elses.has(each as ts.Statement) ||
          statements.has(each as ts.ExpressionStatement),
      )
    );
  }
}

/** The functions around a place, and those that call them. */
function pathTo(project: ProjectModel, { anchor }: Reception): Set<FunctionNode> {
  const found = new Set(ancestors(anchor).filter(isFunctionNode));
  for (const each of found) {
    for (const call of callersOf(project, each)) {
      for (const owner of ancestors(call).filter(isFunctionNode)) found.add(owner);
    }
  }
  return found;
}

/** Whether a function is a handler of its own: `app.delete('/mcp', …)`. */
function isRegistered(node: FunctionNode): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) &&
    /\.(?:get|post|put|patch|delete|del|all|use|route|addHook|on|options|head)$/.test(
      parent.expression.getText(),
    )
  );
}

/** Whether a function, or one that it calls, keeps requests out. */
function refuses(node: FunctionNode): boolean {
  return REFUSES.test(node.getText());
}

function isLogged(node: ts.Node): boolean {
  return ancestors(node).some(each => ts.isCallExpression(each) && isLog(each) && isWithin(node, each));
}

function calledName(call: ts.CallExpression): string | undefined {
  const { expression } = call;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}

function nameOf(node: FunctionNode): string | undefined {
  const name = declaredName(node)?.text ?? nameText(node.name);
  if (name !== undefined) return name;
  return ts.isPropertyAssignment(node.parent) ? nameText(node.parent.name) : undefined;
}
