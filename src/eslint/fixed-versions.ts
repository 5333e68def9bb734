import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { HEADERS } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { isHeader } from './headers.js';
import { enclosingFunction, keyName, memberName, somewhere } from './tree.js';

const OLD_REVISION = /^202[45]-\d\d-\d\d$/;
/** The body of a request that came in. */
const INCOMING =
  /\b(?:req|request|ctx\.req(?:uest)?|c\.req(?:\.raw)?|event\.request)\.(?:body|rawBody|text\(\)|json\(\)|arrayBuffer\(\))/;
const INCOMING_END = new RegExp(`^(?:await )?${INCOMING.source}$`);
/** Writes a value as text or bytes, or copies it. */
const WRITES =
  /^(?:JSON\.stringify|Buffer\.from|structuredClone|String|Readable\.from|new TextEncoder\(\)\.encode)$/;
const SENDS = /\b(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?|undici\.request|https?\.request|\w*[fF]etch)\(/;
/** Makes messages of its own, which are of the revision that the code says. */
const OWN_MESSAGE = /\bjsonrpc['"]?\s*:/;

/**
 * The revision that code sets as `MCP-Protocol-Version` on requests which it passes on from others, each of which
 * says its own: `headers: { 'MCP-Protocol-Version': '2025-06-18' }` beside `body: JSON.stringify(req.body)`.
 */
export function fixedVersion(
  file: McpFile,
  node: TSESTree.Property | TSESTree.CallExpression,
): string | undefined {
  const [name, value] = headerSet(file, node);
  if (name === undefined || !value || !isHeader(name, HEADERS.protocolVersion)) return undefined;
  const version = file.names.string(value);
  const owner = enclosingFunction(node);
  if (version === undefined || !OLD_REVISION.test(version) || !owner) return undefined;
  const text = file.sourceCode.getText(owner);
  if (!INCOMING.test(text) || !SENDS.test(text) || OWN_MESSAGE.test(text)) return undefined;
  return passesOn(file, owner) ? version : undefined;
}

/** Whether a function sends the body of its request as it came: not what it finds in it, nor what others make of it. */
function passesOn(file: McpFile, owner: TSESTree.Node): boolean {
  return somewhere(file.sourceCode, owner, node => {
    const isExpression =
      node.type === AST_NODE_TYPES.MemberExpression || node.type === AST_NODE_TYPES.CallExpression;
    if (!isExpression || !INCOMING_END.test(file.sourceCode.getText(node))) return false;
    return isSent(file, node, 0);
  });
}

/** Follows a value to where it is sent, through variables, literals and what writes it as text. */
function isSent(file: McpFile, node: TSESTree.Node, depth: number): boolean {
  const { parent } = node;
  if (!parent || depth > 12) return false;
  switch (parent.type) {
    case AST_NODE_TYPES.CallExpression: {
      if (parent.callee === node) return true;
      const callee = file.sourceCode.getText(parent.callee);
      if (SENDS.test(`${callee}(`)) return true;
      return WRITES.test(callee) && isSent(file, parent, depth + 1);
    }
    case AST_NODE_TYPES.VariableDeclarator: {
      if (parent.id.type !== AST_NODE_TYPES.Identifier) return false;
      const [variable] = file.sourceCode.getDeclaredVariables?.(parent) ?? [];
      const uses = variable?.references.filter(each => each.isRead()) ?? [];
      return uses.some(each => isSent(file, each.identifier, depth + 1));
    }
    case AST_NODE_TYPES.MemberExpression:
    case AST_NODE_TYPES.ExpressionStatement:
    case AST_NODE_TYPES.IfStatement:
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.UnaryExpression:
      return false;
    case AST_NODE_TYPES.ReturnStatement:
    case AST_NODE_TYPES.AssignmentExpression:
      return true;
    default:
      return isSent(file, parent, depth + 1);
  }
}

/** Name and value of a header: `{ [name]: value }`, `headers.set(name, value)`. */
function headerSet(
  file: McpFile,
  node: TSESTree.Property | TSESTree.CallExpression,
): readonly [string | undefined, TSESTree.Node | undefined] {
  if (node.type === AST_NODE_TYPES.Property) return [keyName(node), node.value];
  const [name, value] = node.arguments;
  const isSet =
    node.callee.type === AST_NODE_TYPES.MemberExpression &&
    /^(?:set|append|setHeader)$/.test(memberName(node.callee) ?? '');
  return isSet && name ? [file.names.string(name), value] : [undefined, undefined];
}
