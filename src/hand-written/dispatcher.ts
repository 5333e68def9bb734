import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { methodFacts } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  enclosingStatement,
  isConst,
  nameText,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { libraryTable } from './library-table.js';
import { mapTable } from './map-table.js';
import { isEqualTest, isMethod, methodTest, stringOf } from './messages.js';
import { registryTable } from './registry-table.js';
import { isHandler, type TableEntry } from './table-entries.js';

/** What a dispatcher does for some methods. */
export interface Branch {
  readonly methods: readonly string[];
  /** The `case` with the statements, the `if`, or the entry of the table. */
  readonly node: ts.CaseClause | ts.IfStatement | TableEntry;
  /** Where a branch for a further method goes in front of. */
  readonly first: ts.Node;
  /** What runs: statements, or one function. */
  readonly body: readonly ts.Node[];
}

/** The place where code without the SDK decides by the method of a message what to do. */
export interface Dispatcher {
  readonly unit: SourceUnit;
  readonly kind: 'switch' | 'if' | 'table';
  /** Where a message is dispatched: the `switch`, the first `if`, the look-up in the table. */
  readonly statement: ts.Statement;
  readonly owner: FunctionNode | undefined;
  /** The expression that is the method there. */
  readonly subject: ts.Expression;
  /** The messages that a library is given, which looks their methods up itself. */
  readonly received?: readonly ts.Expression[];
  readonly branches: readonly Branch[];
  /** What runs for unknown methods, when that is a `default` or an `else`. */
  readonly fallback: readonly ts.Node[];
}

/** The methods whose names are of this protocol only. */
const isUnmistakable = (method: string) => method.includes('/') && methodFacts(method) !== undefined;

/** Every dispatcher of a file that answers `initialize`, or `server/discover`, and methods of MCP beside it. */
export function dispatchersIn(project: ProjectModel, unit: SourceUnit): Dispatcher[] {
  const found: Dispatcher[] = [];
  walk(unit.ast, node => {
    const dispatcher = ts.isSwitchStatement(node)
      ? switchOver(project, unit, node)
      : ts.isIfStatement(node)
        ? ifsFrom(project, unit, node)
        : ts.isObjectLiteralExpression(node)
          ? tableOf(project, unit, node)
          : ts.isNewExpression(node)
            ? mapTable(project, unit, node)
            : ts.isExpressionStatement(node)
              ? (registryTable(project, unit, node) ?? libraryTable(project, unit, node))
              : undefined;
    const methods = dispatcher?.branches.flatMap(each => each.methods) ?? [];
    const isOfServer = methods.includes('initialize') || methods.includes('server/discover');
    if (dispatcher && isOfServer && methods.some(isUnmistakable)) found.push(dispatcher);
  });
  return found;
}

/** The branch of a dispatcher that serves a method. */
export function branchOf(dispatcher: Dispatcher, method: string): Branch | undefined {
  return dispatcher.branches.find(each => each.methods.includes(method));
}

function switchOver(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.SwitchStatement,
): Dispatcher | undefined {
  if (!isMethod(node.expression)) return undefined;
  const branches: Branch[] = [];
  let open: ts.CaseClause[] = [];
  let fallback: readonly ts.Node[] = [];
  for (const clause of node.caseBlock.clauses) {
    if (ts.isDefaultClause(clause)) {
      if (open.length > 0) return undefined;
      fallback = clause.statements;
      continue;
    }
    open.push(clause);
    if (clause.statements.length === 0) continue;
    const methods = open.map(each => methodTest(project, each)?.method);
    if (methods.some(each => each === undefined)) return undefined;
    branches.push({ methods: methods as string[], node: clause, first: open[0]!, body: clause.statements });
    open = [];
  }
  if (open.length > 0) return undefined;
  return {
    unit,
    kind: 'switch',
    statement: node,
    owner: enclosingFunction(node),
    subject: node.expression,
    branches,
    fallback,
  };
}

/** The `if` statements from the first that tests for a method, beside each other and in `else`. */
function ifsFrom(project: ProjectModel, unit: SourceUnit, first: ts.IfStatement): Dispatcher | undefined {
  const subject = tested(project, first)?.subject;
  if (!subject || ts.isIfStatement(first.parent)) return undefined;
  const text = subject.getText(unit.ast);
  const all = siblings(first) ?? [first];
  const isOurs = (each: ts.Statement): each is ts.IfStatement =>
    ts.isIfStatement(each) && tested(project, each)?.subject.getText(unit.ast) === text;
  if (all.slice(0, all.indexOf(first)).some(isOurs)) return undefined;
  const branches: Branch[] = [];
  let fallback: readonly ts.Node[] = [];
  for (const statement of all.filter(isOurs)) {
    let at: ts.Statement | undefined = statement;
    while (at && ts.isIfStatement(at)) {
      const test = tested(project, at);
      if (!test || test.subject.getText(unit.ast) !== text) break;
      const { thenStatement } = at;
      const body = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
      branches.push({ methods: test.methods, node: at, first: at, body });
      at = at.elseStatement;
    }
    if (at) fallback = [at];
  }
  const last = all.findLastIndex(isOurs);
  if (fallback.length === 0) fallback = all.slice(last + 1);
  return {
    unit,
    kind: 'if',
    statement: first,
    owner: enclosingFunction(first),
    subject,
    branches,
    fallback,
  };
}

/** The methods for which an `if` runs: `method === 'a' || method === 'b'`, and with further conditions by `&&`. */
function tested(
  project: ProjectModel,
  node: ts.IfStatement,
): { readonly subject: ts.Expression; readonly methods: readonly string[] } | undefined {
  const methods: string[] = [];
  let subject: ts.Expression | undefined;
  const visit = (expression: ts.Expression): boolean => {
    const inner = unwrap(expression);
    if (!ts.isBinaryExpression(inner)) return false;
    const operator = inner.operatorToken.kind;
    if (operator === ts.SyntaxKind.BarBarToken) return visit(inner.left) && visit(inner.right);
    const test = methodTest(project, inner);
    if (!test || !isEqualTest(inner)) return false;
    methods.push(test.method);
    subject ??= test.subject;
    return true;
  };
  return visit(node.expression) && subject ? { subject, methods } : undefined;
}

/** `{ initialize: …, 'tools/list': … }` in a constant that is looked up with the method at one place. */
function tableOf(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.ObjectLiteralExpression,
): Dispatcher | undefined {
  const keys = node.properties.map(each => keyOf(project, each));
  if (!keys.includes('initialize') || keys.some(each => each === undefined)) return undefined;
  const holder = outermost(node).parent;
  const isHeld = ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) && isConst(holder);
  if (!isHeld) return undefined;
  const lookUps = project.names
    .references(holder.name)
    .map(use => use.parent)
    .filter(each => ts.isElementAccessExpression(each))
    .filter(each => isMethod(each.argumentExpression));
  const [lookUp] = lookUps;
  if (!lookUp || lookUps.some(each => enclosingFunction(each) !== enclosingFunction(lookUp)))
    return undefined;
  const branches = node.properties.map((each, index) => ({
    methods: [keys[index]!],
    node: each,
    first: each,
    body: [each],
  }));
  return {
    unit,
    kind: 'table',
    statement: enclosingStatement(lookUp),
    owner: enclosingFunction(lookUp),
    subject: lookUp.argumentExpression,
    branches,
    fallback: [],
  };
}

function keyOf(project: ProjectModel, property: ts.ObjectLiteralElementLike): string | undefined {
  const isEntry =
    ts.isMethodDeclaration(property) ||
    ts.isShorthandPropertyAssignment(property) ||
    (ts.isPropertyAssignment(property) && isHandler(property.initializer));
  if (!isEntry) return undefined;
  const { name } = property;
  return ts.isComputedPropertyName(name) ? stringOf(project, name.expression) : nameText(name);
}

function outermost(node: ts.Expression): ts.Expression {
  let outer = node;
  while (
    ts.isAsExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    ts.isParenthesizedExpression(outer.parent)
  ) {
    outer = outer.parent;
  }
  return outer;
}
