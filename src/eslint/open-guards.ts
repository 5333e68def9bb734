import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { alwaysLeaves } from './era.js';
import type { McpFile } from './file.js';
import { grantsFirst, isGrant, isRefusal, isTrue, returnsGrant } from './grants.js';
import { asksClient, callsOf } from './server-requests.js';
import { ancestors, enclosingFunction, isFunction, memberName, somewhere, unwrap, wrapped } from './tree.js';

/** Calls that only say something. */
const TALK = /log|debug|info|warn|error|trace|write|reply|respond|send|notify|emit|report/i;
/** The request that asks a person; going without the others is a matter of features. */
const USER = ['elicitation/create'];

/** An expression, and the truth value it surely has when the client has not said what it can do. */
interface Test {
  readonly node: TSESTree.Node;
  readonly absent: boolean;
}

/** Finds code that takes the silence of a client for a yes; in one file, without types. */
export class OpenGuards {
  readonly #file: McpFile;

  constructor(file: McpFile) {
    this.#file = file;
  }

  /**
   * Whether a `getClientCapabilities()` guards a question to the client such that, without an answer to the read, the
   * guarded thing is done unasked. Code that refuses, registers features or only asks less is not meant.
   */
  opensWithoutCapability(read: TSESTree.CallExpression): boolean {
    const node = this.#capability(read);
    return this.#testsOf({ node, absent: false }, 3).some(test => this.#opens(test));
  }

  /**
   * Whether the failure of a request lets what it asks for happen: its `catch` grants, or goes on to where a yes
   * would have led.
   */
  opensWhenItFails(request: TSESTree.CallExpression): boolean {
    let inner: TSESTree.Node = request;
    for (const at of ancestors(request)) {
      const isCatch =
        at.type === AST_NODE_TYPES.CallExpression &&
        at.callee.type === AST_NODE_TYPES.MemberExpression &&
        memberName(at.callee) === 'catch' &&
        at.callee === inner;
      if (isCatch) return returnsGrant(at.arguments[0]);
      if (isFunction(at)) return false;
      if (at.type === AST_NODE_TYPES.TryStatement && inner === at.block) {
        const body = at.handler?.body.body;
        if (!body) return false;
        if (body.some(alwaysLeaves)) return grantsFirst(body);
        return this.#leavesSometimes(at.block) && !alwaysLeaves(at.block) && this.#goesOnAfter(at);
      }
      inner = at;
    }
    return false;
  }

  #text(node: TSESTree.Node): string {
    return this.#file.sourceCode.getText(node);
  }

  /** The whole of `server.getClientCapabilities()?.elicitation?.form`, and of `(… ?? {}).x`. */
  #capability(read: TSESTree.Node): TSESTree.Node {
    let node = wrapped(read);
    for (;;) {
      const { parent } = node;
      const isMember = parent?.type === AST_NODE_TYPES.MemberExpression && parent.object === node;
      const isDefaulted =
        parent?.type === AST_NODE_TYPES.LogicalExpression &&
        parent.left === node &&
        parent.right.type === AST_NODE_TYPES.ObjectExpression &&
        parent.right.properties.length === 0;
      if (!isMember && !isDefaulted) return node;
      node = wrapped(parent);
    }
  }

  /** Every expression whose truth value follows from a test, as far out as it is certain. */
  #testsOf(test: Test, depth: number): Test[] {
    const { node, absent } = test;
    const { parent } = node;
    if (!parent) return [test];
    const go = (next: TSESTree.Node, value: boolean) =>
      this.#testsOf({ node: wrapped(next), absent: value }, depth);
    if (parent.type === AST_NODE_TYPES.UnaryExpression && parent.operator === '!') return go(parent, !absent);
    if (parent.type === AST_NODE_TYPES.CallExpression && this.#text(parent.callee) === 'Boolean') {
      return go(parent, absent);
    }
    if (parent.type === AST_NODE_TYPES.BinaryExpression || parent.type === AST_NODE_TYPES.LogicalExpression) {
      const value = this.#valueOf(parent, node, absent);
      return value === undefined ? [test] : [test, ...go(parent, value)];
    }
    if (depth === 0) return [test];
    if (parent.type === AST_NODE_TYPES.VariableDeclarator) {
      const variables = this.#file.sourceCode.getDeclaredVariables?.(parent) ?? [];
      return variables
        .flatMap(each => each.references)
        .filter(each => !each.isWrite())
        .flatMap(({ identifier }) =>
          this.#testsOf({ node: this.#capability(identifier), absent }, depth - 1),
        );
    }
    const owner = enclosingFunction(node);
    const isAnswer =
      parent.type === AST_NODE_TYPES.ReturnStatement ||
      (parent.type === AST_NODE_TYPES.ArrowFunctionExpression && parent.body === node);
    if (!owner || !isAnswer) return [test];
    const calls = callsOf(this.#file, owner);
    return [test, ...calls.flatMap(each => this.#testsOf({ node: wrapped(each), absent }, depth - 1))];
  }

  /** What a comparison or logical operation with the test as one side comes to, when that is certain. */
  #valueOf(
    parent: TSESTree.BinaryExpression | TSESTree.LogicalExpression,
    side: TSESTree.Node,
    absent: boolean,
  ): boolean | undefined {
    const other = parent.left === side ? parent.right : parent.left;
    const isNothing = ['undefined', 'null', 'false'].includes(this.#text(other));
    switch (parent.operator) {
      case '&&':
        return absent ? undefined : false;
      case '||':
        return absent ? true : undefined;
      case '??':
        return parent.left === side && isNothing ? absent : undefined;
      case '===':
      case '==':
        return isNothing ? !absent : undefined;
      case '!==':
      case '!=':
        return isNothing ? absent : undefined;
      case 'in':
        return parent.right === side ? absent : undefined;
      default:
        return undefined;
    }
  }

  #opens({ node, absent }: Test): boolean {
    const { parent } = node;
    if (parent?.type === AST_NODE_TYPES.IfStatement && parent.test === node) {
      return this.#opensIf(parent, absent);
    }
    if (parent?.type === AST_NODE_TYPES.ConditionalExpression && parent.test === node) {
      const [without, asking] = absent
        ? [parent.consequent, parent.alternate]
        : [parent.alternate, parent.consequent];
      return isGrant(without) && this.#asks(asking);
    }
    if (parent?.type !== AST_NODE_TYPES.LogicalExpression || parent.left !== node) return false;
    if (!this.#asks(parent.right)) return false;
    if (parent.operator === '||') return absent && this.#isPositiveAnswer(parent.right);
    if (parent.operator !== '&&' || absent || !this.#asks(parent.right, USER)) return false;
    const outer = wrapped(parent);
    const statement = outer.parent;
    return (
      statement?.type === AST_NODE_TYPES.IfStatement &&
      !this.#isPositiveAnswer(parent.right) &&
      alwaysLeaves(statement.consequent) &&
      this.#goesOnAfter(statement)
    );
  }

  #opensIf(statement: TSESTree.IfStatement, absent: boolean): boolean {
    const without = absent ? statement.consequent : statement.alternate;
    const asking = absent ? statement.alternate : statement.consequent;
    const rest = statementsAfter(statement);
    const asked = asking && this.#asks(asking) ? [asking] : rest.filter(each => this.#asks(each));
    if (asked.length === 0) return false;
    if (without && this.#grants(without, asked)) return true;
    if (!asking && !without) return false;
    const isOnlyAsked = asking !== null && asked[0] === asking;
    if (isOnlyAsked && !without && alwaysLeaves(asking) && grantsFirst(rest)) return true;
    if (!asked.some(each => this.#asks(each, USER))) return false;
    if (without) return this.#doesTheSame(without, [...asked, ...rest]);
    if (!isOnlyAsked) return false;
    if (alwaysLeaves(asking)) return rest.some(each => this.#doesTheSame(each, [asking]));
    return (this.#leavesSometimes(asking) && this.#goesOnAfter(statement)) || this.#overridesGrant(asking);
  }

  #asks(root: TSESTree.Node, methods?: readonly string[]): boolean {
    return asksClient(this.#file, root, methods);
  }

  #somewhere(root: TSESTree.Node, test: (node: TSESTree.Node) => boolean): boolean {
    return somewhere(this.#file.sourceCode, root, test);
  }

  /** Whether a branch surely ends by granting: it returns a grant, or sets to `true` what an answer would set. */
  #grants(branch: TSESTree.Statement, asked: readonly TSESTree.Node[]): boolean {
    const statements = branch.type === AST_NODE_TYPES.BlockStatement ? branch.body : [branch];
    if (grantsFirst(statements)) return true;
    return statements.some(each => {
      const assignment = each.type === AST_NODE_TYPES.ExpressionStatement && each.expression;
      if (!assignment || assignment.type !== AST_NODE_TYPES.AssignmentExpression) return false;
      if (!isTrue(assignment.right)) return false;
      const name = this.#text(assignment.left);
      return asked.some(other => this.#somewhere(other, at => this.#assigns(at, name)));
    });
  }

  #assigns(node: TSESTree.Node, name: string): boolean {
    return node.type === AST_NODE_TYPES.AssignmentExpression && this.#text(node.left) === name;
  }

  /** Whether a branch sets a variable that was `true` before, so that skipping it leaves the grant. */
  #overridesGrant(branch: TSESTree.Node): boolean {
    return this.#somewhere(branch, at => {
      if (at.type !== AST_NODE_TYPES.AssignmentExpression || at.left.type !== AST_NODE_TYPES.Identifier) {
        return false;
      }
      const declared = this.#file.names.variable(at.left)?.defs[0]?.node;
      return declared?.type === AST_NODE_TYPES.VariableDeclarator && isTrue(declared.init);
    });
  }

  /** Whether a branch awaits something that is also awaited where the client has been asked and may have refused. */
  #doesTheSame(branch: TSESTree.Node, asked: readonly TSESTree.Node[]): boolean {
    const called = this.#effects(branch);
    const mayRefuse = asked.some(each =>
      this.#somewhere(each, at => at.type === AST_NODE_TYPES.IfStatement && alwaysLeaves(at.consequent)),
    );
    return (
      mayRefuse &&
      asked.some(other => other !== branch && this.#effects(other).some(each => called.includes(each)))
    );
  }

  #effects(root: TSESTree.Node): string[] {
    const found: string[] = [];
    this.#somewhere(root, at => {
      if (at.type !== AST_NODE_TYPES.CallExpression || at.parent.type !== AST_NODE_TYPES.AwaitExpression) {
        return false;
      }
      const callee = unwrap(at.callee);
      const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
      if (!TALK.test(name ?? this.#text(callee))) found.push(this.#text(callee));
      return false;
    });
    return found;
  }

  /** Whether a branch that can be left at its end is also left earlier, by a refusal. */
  #leavesSometimes(branch: TSESTree.Node): boolean {
    return this.#somewhere(
      branch,
      at => at.type === AST_NODE_TYPES.ReturnStatement || at.type === AST_NODE_TYPES.ThrowStatement,
    );
  }

  /** Whether something happens after a statement other than refusing. */
  #goesOnAfter(statement: TSESTree.Node): boolean {
    const [first] = statementsAfter(statement);
    if (!first || first.type === AST_NODE_TYPES.ThrowStatement) return false;
    return !(
      first.type === AST_NODE_TYPES.ReturnStatement && isRefusal(first.argument, node => this.#text(node))
    );
  }

  /** Whether an expression is true for a yes: compared with `accept`, or the answer of a function that confirms. */
  #isPositiveAnswer(expression: TSESTree.Node): boolean {
    const text = this.#text(unwrap(expression));
    return !text.startsWith('!') && !/!==?/.test(text) && /accept|approv|confirm|allow/i.test(text);
  }
}

function statementsAfter(statement: TSESTree.Node): readonly TSESTree.Node[] {
  const { parent } = statement;
  const statements =
    parent?.type === AST_NODE_TYPES.BlockStatement
      ? parent.body
      : parent?.type === AST_NODE_TYPES.SwitchCase
        ? parent.consequent
        : [];
  const index = statements.findIndex(each => each === statement);
  return index < 0 ? [] : statements.slice(index + 1);
}
