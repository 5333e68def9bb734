import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { HEADERS } from '../facts/protocol.js';
import type { McpFile } from './file.js';
import { isHeader } from './headers.js';
import { enclosingFunction, keyName, memberName } from './tree.js';

const OLD_REVISION = /^202[45]-\d\d-\d\d$/;
/** The body of a request that came in. */
const INCOMING =
  /\b(?:req|request|ctx\.req(?:uest)?|c\.req(?:\.raw)?|event\.request)\.(?:body|rawBody|text\(\)|json\(\)|arrayBuffer\(\))/;
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
  return INCOMING.test(text) && SENDS.test(text) && !OWN_MESSAGE.test(text) ? version : undefined;
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
