import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { NAMES_MISSING } from '../facts/error-codes.js';
import { ERROR_CODES, RETIRED_ERROR_CODES } from '../facts/protocol.js';
import { errorCode, type ErrorCode } from './error-codes.js';
import type { McpFile } from './file.js';
import { ancestors, isFunction, somewhere, unwrap } from './tree.js';

/** A place that tests an error's code for -32002 and not for -32602 as well. */
export interface CodeCheck {
  readonly node: TSESTree.BinaryExpression | TSESTree.SwitchCase;
  /** The expression that is tested: `error.code`. */
  readonly subject: TSESTree.Node;
  readonly code: ErrorCode;
  /** The other code already means something else here. */
  readonly isTaken: boolean;
}

/** The test for -32002 that a node is; undefined when -32602 is accepted with it. */
export function codeCheck(file: McpFile, node: TSESTree.Node): CodeCheck | undefined {
  if (node.type === AST_NODE_TYPES.SwitchCase) return switchCase(file, node);
  if (!isEquality(node)) return undefined;
  const right = errorCode(file, node.right);
  const [subject, code] = right ? [node.left, right] : [node.right, errorCode(file, node.left)];
  if (code?.value !== RETIRED_ERROR_CODES.resourceNotFound || errorCode(file, subject)) return undefined;
  if (testsNew(file, conditionAround(node), subject)) return undefined;
  const scope = [...ancestors(node)].find(at => isFunction(at) || at.type === AST_NODE_TYPES.Program)!;
  return { node, subject, code, isTaken: testsNew(file, scope, subject) };
}

function switchCase(file: McpFile, node: TSESTree.SwitchCase): CodeCheck | undefined {
  const code = errorCode(file, node.test ?? undefined);
  if (code?.value !== RETIRED_ERROR_CODES.resourceNotFound) return undefined;
  const { cases, discriminant } = node.parent;
  const taking = cases.find(
    each => each !== node && errorCode(file, each.test ?? undefined)?.value === ERROR_CODES.invalidParams,
  );
  if (taking && fallInto(cases, taking, node)) return undefined;
  return { node, subject: discriminant, code, isTaken: taking !== undefined };
}

/** Whether two clauses share their statements. */
function fallInto(
  cases: readonly TSESTree.SwitchCase[],
  a: TSESTree.SwitchCase,
  b: TSESTree.SwitchCase,
): boolean {
  const [from, to] = [cases.indexOf(a), cases.indexOf(b)].sort((x, y) => x - y) as [number, number];
  return cases.slice(from, to).every(each => each.consequent.length === 0);
}

/** The whole condition that a comparison is a part of. */
function conditionAround(node: TSESTree.Node): TSESTree.Node {
  let top = node;
  for (const at of ancestors(node)) {
    if (at.type !== AST_NODE_TYPES.LogicalExpression || at.operator === '??') break;
    top = at;
  }
  return top;
}

/** Whether an expression is compared with -32602 somewhere below a node. */
function testsNew(file: McpFile, root: TSESTree.Node, subject: TSESTree.Node): boolean {
  const { sourceCode } = file;
  const wanted = sourceCode.getText(subject);
  return somewhere(sourceCode, root, at => {
    if (!isEquality(at)) return false;
    const sides = [at.left, at.right];
    return (
      sides.some(each => sourceCode.getText(each) === wanted) &&
      sides.some(each => errorCode(file, each)?.value === ERROR_CODES.invalidParams)
    );
  });
}

/** Whether the name of the code or of the function around says that a resource is missing. */
export function namesMissing({ node, code }: CodeCheck): boolean {
  if (code.name && NAMES_MISSING.test(code.name)) return true;
  const owner = [...ancestors(node)].find(isFunction);
  const declarator = owner?.parent.type === AST_NODE_TYPES.VariableDeclarator ? owner.parent.id : undefined;
  const name = owner?.id ?? declarator;
  return name?.type === AST_NODE_TYPES.Identifier && NAMES_MISSING.test(name.name);
}

/** Where to put what to let a check accept a second code; undefined when its subject may not be read twice. */
export function acceptBoth(
  file: McpFile,
  { node, subject }: CodeCheck,
  code: string,
): { readonly before: string; readonly after: string } | undefined {
  if (node.type === AST_NODE_TYPES.SwitchCase) {
    const line = file.sourceCode.lines[node.loc.start.line - 1] ?? '';
    return { before: `case ${code}:\n${/^\s*/.exec(line)![0]}`, after: '' };
  }
  if (!isPlain(subject)) return undefined;
  const joined = node.operator.startsWith('!') ? '&&' : '||';
  const [open, close] = needsParentheses(node, joined) ? ['(', ')'] : ['', ''];
  const text = file.sourceCode.getText(subject);
  return { before: `${open}${text} ${node.operator} ${code} ${joined} `, after: close };
}

/** Whether an expression may be evaluated twice. */
function isPlain(node: TSESTree.Node): boolean {
  const inner = unwrap(node);
  if (inner.type === AST_NODE_TYPES.Identifier || inner.type === AST_NODE_TYPES.ThisExpression) return true;
  return inner.type === AST_NODE_TYPES.MemberExpression && !inner.computed && isPlain(inner.object);
}

function needsParentheses({ parent }: TSESTree.BinaryExpression, operator: string): boolean {
  if (parent.type === AST_NODE_TYPES.LogicalExpression) return parent.operator !== operator;
  return parent.type === AST_NODE_TYPES.BinaryExpression || parent.type === AST_NODE_TYPES.UnaryExpression;
}

function isEquality(node: TSESTree.Node): node is TSESTree.BinaryExpression {
  return node.type === AST_NODE_TYPES.BinaryExpression && /^[!=]==?$/.test(node.operator);
}
