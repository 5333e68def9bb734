import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, isFunctionNode, mentions, somewhere, unwrap, walk } from '../recognise/syntax.js';
import { isBoolean } from './boolean-values.js';

/**
 * A value of which a part is computed under a condition: `a && b`, `a || b`, `a ?? b`, `a ? b : c`. Written with an
 * `if`, it is the same, and what asks in a branch always asks when that branch is reached.
 */
export interface Choice {
  readonly is: 'choice';
  readonly statement: ts.Statement;
  /** The whole of it. */
  readonly node: ts.Expression;
  readonly operator: '&&' | '||' | '??' | '?:';
  /** What is looked at first, and what is computed afterwards; the latter are two with `?:`. */
  readonly first: readonly ts.Expression[];
  readonly then: readonly ts.Expression[];
  readonly otherwise?: ts.Expression;
  /** What is looked at first is `true` or `false` for certain. */
  readonly isBoolean: boolean;
  /** What is looked at first may be looked at twice. */
  readonly isSimple: boolean;
  /** Where the value goes. */
  readonly to:
    | { readonly is: 'constant'; readonly declaration: ts.VariableDeclaration; readonly name: string }
    | { readonly is: 'assigned'; readonly name: string }
    | { readonly is: 'returned' }
    | { readonly is: 'part' };
}

type StandsFirst = (expression: ts.Expression, place: ts.Node) => boolean;

/**
 * Looks for the outermost choice around an expression, in its statement.
 * @param typed whether the types of what is moved matter
 * @returns undefined where there is none, or where writing it with an `if` would change what the code does or its types
 */
export function choiceAround(
  project: ProjectModel,
  expression: ts.Expression,
  statement: ts.Statement,
  standsFirst: StandsFirst,
  typed: boolean,
): Choice | undefined {
  const node = outermost(expression, statement);
  if (!node || !standsFirst(node, statement) || hasCommentBetween(node)) return undefined;
  if (!isQuietBefore(node, statement)) return undefined;
  const parts = partsOf(node);
  const operands = parts.first;
  const isSimple = operands.every(each => !somewhere(each, doesSomething));
  const choice: Choice = {
    is: 'choice',
    ...parts,
    ...{ statement, node, isSimple },
    isBoolean: operands.every(each => isBoolean(project, each)),
    to: placeOf(node, statement),
  };
  const isFitting =
    choice.to.is === 'assigned' ? isOwnVariable(project, choice) : !typed || hasSameTypes(project, choice);
  return isFitting ? choice : undefined;
}

/** The outermost node on the way to a statement that does not always compute what leads to an expression. */
function outermost(expression: ts.Expression, statement: ts.Statement): Choice['node'] | undefined {
  let found: ts.Expression | undefined;
  for (let inner: ts.Node = expression; inner !== statement; inner = inner.parent) {
    const outer = inner.parent;
    if (isFunctionNode(outer)) return undefined;
    if (ts.isConditionalExpression(outer) && inner !== outer.condition) found = outer;
    if (ts.isBinaryExpression(outer) && operatorOf(outer) && inner === outer.right) found = outer;
    // Operands of one chain are looked at together.
    const operator = operatorOf(outer);
    if (operator && found === inner && operator === operatorOf(inner)) found = outer as ts.BinaryExpression;
  }
  return found;
}

function operatorOf(node: ts.Node): '&&' | '||' | '??' | undefined {
  if (!ts.isBinaryExpression(node)) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return '&&';
    case ts.SyntaxKind.BarBarToken:
      return '||';
    case ts.SyntaxKind.QuestionQuestionToken:
      return '??';
    default:
      return undefined;
  }
}

function partsOf(node: ts.Expression): Pick<Choice, 'operator' | 'first' | 'then' | 'otherwise'> {
  if (ts.isConditionalExpression(node)) {
    const { condition, whenTrue, whenFalse } = node;
    return { operator: '?:', first: [condition], then: [whenTrue], otherwise: whenFalse };
  }
  const operator = operatorOf(node)!;
  const operands = operandsOf(node, operator);
  const index = Math.max(
    1,
    operands.findIndex(each => somewhere(each, ts.isAwaitExpression)),
  );
  return { operator, first: operands.slice(0, index), then: operands.slice(index) };
}

function operandsOf(node: ts.Expression, operator: string): ts.Expression[] {
  if (!ts.isBinaryExpression(node) || operatorOf(node) !== operator) return [node];
  return [...operandsOf(node.left, operator), node.right];
}

function placeOf(node: ts.Expression, statement: ts.Statement): Choice['to'] {
  let whole: ts.Node = node;
  while (ts.isParenthesizedExpression(whole.parent)) whole = whole.parent;
  const { parent } = whole;
  if (parent === statement && ts.isReturnStatement(parent)) return { is: 'returned' };
  if (ts.isVariableDeclaration(parent) && parent.initializer === whole && ts.isIdentifier(parent.name))
    return { is: 'constant', declaration: parent, name: parent.name.text };
  const isAssignment =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === whole &&
    parent.parent === statement &&
    ts.isExpressionStatement(statement);
  return isAssignment && ts.isIdentifier(parent.left)
    ? { is: 'assigned', name: parent.left.text }
    : { is: 'part' };
}

/** Whether nothing else happens in a statement before an expression in it. */
function isQuietBefore(node: ts.Node, statement: ts.Statement): boolean {
  for (let inner = node; inner !== statement; inner = inner.parent) {
    let isQuiet = true;
    ts.forEachChild(inner.parent, child => {
      if (child.end <= inner.pos) isQuiet &&= !somewhere(child, acts);
    });
    if (!isQuiet) return false;
  }
  return true;
}

/** Whether a node does more than to look at what is there, or makes something new. */
function doesSomething(node: ts.Node): boolean {
  const isNew =
    ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || isFunctionNode(node);
  return isNew || acts(node);
}

function acts(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isDeleteExpression(node) ||
    isUpdate(node) ||
    (ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment)
  );
}

function isUpdate(node: ts.Node): boolean {
  if (ts.isPostfixUnaryExpression(node)) return true;
  return (
    ts.isPrefixUnaryExpression(node) &&
    [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator)
  );
}

/** Comments between the parts of a choice have no place beside the `if`. */
function hasCommentBetween(node: ts.Expression): boolean {
  const { text } = node.getSourceFile();
  const { first, then, otherwise } = partsOf(node);
  const parts = [...first, ...then, ...(otherwise ? [otherwise] : [])];
  return parts.some((part, index) => {
    const end = parts[index - 1]?.end ?? node.pos;
    return /\/[/*]/.test(text.slice(end, part.getStart()));
  });
}

/** Whether a choice is put in a variable of the function, which nothing reads meanwhile. */
function isOwnVariable(project: ProjectModel, { node, to, statement }: Choice): boolean {
  if (to.is !== 'assigned') return false;
  const { left } = (statement as ts.ExpressionStatement).expression as ts.BinaryExpression;
  const declaration = ts.isIdentifier(left) ? project.names.declaration(left) : undefined;
  const owner = enclosingFunction(statement);
  const isOwn =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    enclosingFunction(declaration) === owner;
  return isOwn && !mentions(node, to.name);
}

/** Whether a value that goes through a variable without a written type has the same type everywhere. */
function hasSameTypes(project: ProjectModel, choice: Choice): boolean {
  const { to, first, then, otherwise } = choice;
  if (to.is === 'returned' && (choice.operator === '?:' || choice.isBoolean)) return true;
  const values = [...then, ...(otherwise ? [otherwise] : [])];
  if (!choice.isSimple && !choice.isBoolean && choice.operator !== '??' && narrows(first, values))
    return false;
  if (to.is !== 'constant') {
    const tested = choice.statement;
    if (ts.isIfStatement(tested))
      return !narrows([choice.node], [tested, ...rest(tested)], tested.expression);
    // A literal has the type that its place wants.
    return !values.some(isLiteral);
  }
  const { declaration } = to;
  if (declaration.type || !ts.isIdentifier(declaration.name)) return declaration.type !== undefined;
  const owner = enclosingFunction(declaration);
  const uses = project.names.references(declaration.name);
  if (uses.some(use => enclosingFunction(use) !== owner)) return false;
  const isNamed = values.some(each => ts.isStringLiteralLike(unwrap(each)));
  return !isNamed || uses.every(use => use === declaration.name || takesAnyString(use));
}

function isLiteral(value: ts.Expression): boolean {
  const node = unwrap(value);
  if (ts.isConditionalExpression(node)) return isLiteral(node.whenTrue) || isLiteral(node.whenFalse);
  if (operatorOf(node)) {
    const { left, right } = node as ts.BinaryExpression;
    return isLiteral(left) || isLiteral(right);
  }
  return (
    ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isStringLiteralLike(node)
  );
}

/** Whether what is looked at tells more about the type of a name that is used elsewhere. */
function narrows(looked: readonly ts.Expression[], users: readonly ts.Node[], except?: ts.Node): boolean {
  const names = new Set<string>();
  for (const root of looked) {
    walk(root, node => {
      if (ts.isAwaitExpression(node)) return false;
      if (ts.isCallExpression(node)) return false;
      if (ts.isBinaryExpression(node) && /^[<>]=?$/.test(node.operatorToken.getText())) return false;
      if (ts.isIdentifier(node)) names.add(node.text);
      return undefined;
    });
  }
  return users.some(user => {
    let isUsed = false;
    walk(user, node => {
      if (node === except) return false;
      isUsed ||= ts.isIdentifier(node) && names.has(node.text);
      return undefined;
    });
    return isUsed;
  });
}

function rest(statement: ts.Statement): readonly ts.Node[] {
  const { parent } = statement;
  const list: readonly ts.Statement[] =
    ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent) ? parent.statements : [];
  return list.slice(list.indexOf(statement) + 1);
}

/** Whether a string of any kind may stand where a name is used. */
function takesAnyString(use: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isTemplateSpan(parent) || ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent))
    return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === use;
  if (ts.isBinaryExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition === use;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'text';
  return (
    ts.isCallExpression(parent) &&
    /^(?:String|JSON\.stringify|\w+\.push|console\.\w+)$/.test(parent.expression.getText())
  );
}
