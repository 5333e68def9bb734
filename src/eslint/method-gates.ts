import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { ancestors, contains, isFunction, memberName, somewhere, unwrap } from './tree.js';

const FEATURE = /^(?:tools|resources|prompts)\//;

/** Watching, weighing and sorting: nothing is kept out by it. */
const OBSERVING =
  /^(?:trac(?:e[ds]?|ing)|sampl(?:e[ds]?|ing)|logs?|logg(?:ed|ing)|logger|metrics?|count(?:ed|er|ers|ing)?|stats?|measur(?:e[ds]?|ing)|labels?|cach(?:e[ds]?|ing|able|eable)|retr(?:y|ies|ied|ying|yable)|timeouts?|verbose|debug|quiet|nois[ey]|priorit(?:y|ies|ize[ds]?)|weights?|costs?|slow|fast|telemetry|monitor(?:ed|ing)?|audit(?:ed|s)?|spans?|histograms?|buckets?|durations?|rates?)$/;

/**
 * The list behind a test that lets messages through by their method, when it names `initialize`, with which clients of
 * 2025-11-25 begin, and not `server/discover`, with which those of 2026-07-28 do.
 * @returns the first item of the list; undefined for every other call
 */
export function methodGate(file: McpFile, node: TSESTree.CallExpression): TSESTree.Node | undefined {
  const callee = unwrap(node.callee);
  const [asked, more] = node.arguments;
  if (file.isTest || callee.type !== AST_NODE_TYPES.MemberExpression || !asked || more) return undefined;
  const name = memberName(callee);
  if ((name !== 'has' && name !== 'includes') || !isMethod(unwrap(asked)) || !decides(file, node))
    return undefined;
  const items = file.names.items(callee.object);
  if (observes(file, node, callee.object)) return undefined;
  const methods = items.map(each => file.names.string(each));
  if (!methods.includes('initialize') || methods.includes('server/discover')) return undefined;
  return methods.some(each => each !== undefined && FEATURE.test(each)) ? items[0] : undefined;
}

/** `method`, `message.method`, `req.body.method`. */
function isMethod(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.Identifier) return /^(?:\w*M|m)ethod$/.test(node.name);
  return node.type === AST_NODE_TYPES.MemberExpression && memberName(node) === 'method';
}

/** Whether what follows depends on the answer: an `if` that leaves, or a function that gives the answer. */
function decides(file: McpFile, call: TSESTree.Node): boolean {
  for (const at of ancestors(call)) {
    if (at.type === AST_NODE_TYPES.IfStatement) return contains(at.test, call) && leaves(file, at.consequent);
    if (at.type === AST_NODE_TYPES.ReturnStatement) return true;
    if (at.type === AST_NODE_TYPES.ConditionalExpression && contains(at.test, call))
      return isAnswer(at.consequent) && isAnswer(at.alternate);
    if (at.type === AST_NODE_TYPES.ArrowFunctionExpression)
      return contains(at.body, call) && !isBlock(at.body);
    if (isFunction(at) || at.type === AST_NODE_TYPES.Program) return false;
  }
  return false;
}

/** What says yes or no, or refuses: not a rate, a label or a limit. */
function isAnswer(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  switch (value.type) {
    case AST_NODE_TYPES.Literal:
      return typeof value.value === 'boolean' || value.value === null;
    case AST_NODE_TYPES.TemplateLiteral:
      return false;
    case AST_NODE_TYPES.UnaryExpression:
      return value.operator === '!';
    case AST_NODE_TYPES.BinaryExpression:
      return /^[=!<>]|^in/.test(value.operator);
    case AST_NODE_TYPES.Identifier:
      return !/^[A-Z][A-Z\d_]*$/.test(value.name);
    default:
      return true;
  }
}

/** Whether the list or the function around its use says that messages are only watched, weighed or told apart by it. */
function observes(file: McpFile, call: TSESTree.Node, list: TSESTree.Node): boolean {
  const names = [file.sourceCode.getText(list)];
  for (const at of ancestors(call)) {
    if ('id' in at && at.id?.type === AST_NODE_TYPES.Identifier) names.push(at.id.name);
    if ('key' in at && at.key.type === AST_NODE_TYPES.Identifier) names.push(at.key.name);
    if (at.type === AST_NODE_TYPES.FunctionDeclaration) break;
  }
  return names.some(each => wordsOf(each).some(word => OBSERVING.test(word)));
}

/** `sampleRate`, `SLOW_METHODS`, `this.traced` in words. */
function wordsOf(name: string): string[] {
  return name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map(each => each.toLowerCase());
}

function isBlock(node: TSESTree.Node): boolean {
  return node.type === AST_NODE_TYPES.BlockStatement;
}

function leaves({ sourceCode }: McpFile, node: TSESTree.Node): boolean {
  return somewhere(
    sourceCode,
    node,
    at =>
      at.type === AST_NODE_TYPES.ThrowStatement ||
      (at.type === AST_NODE_TYPES.ReturnStatement && (!at.argument || isAnswer(at.argument))),
  );
}
