import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { headerUse, isHeader } from './headers.js';
import { keyName, literalText, memberName, unwrap, wrapped } from './tree.js';

/** Code that tells headers apart by their names, the new ones among them, relies on none. */
const NEW_HEADER = /['"`]mcp-(?:method|name)['"`]/i;

/** What keeps values under names of its own, as headers are kept. */
const OTHER_STORE = /cookie|storage|cache|map|param|query|session|redis|store|kv/i;

/**
 * How a node uses a header, such as that of sessions: `use` where it is read, written or looked for, by its text or
 * by a constant, and `constant` where its name is kept. Cookies, caches and query parameters of that name are none.
 */
export function namedHeaderUse(
  file: McpFile,
  node: TSESTree.Node,
  header: string,
): 'use' | 'constant' | undefined {
  const text = literalText(node);
  if (text !== undefined && !isHeader(text, header)) return undefined;
  if (text !== undefined && isPatternKey(node)) return 'use';
  const use = headerUse(node);
  if (use === 'list' || use === 'constant') {
    return text !== undefined && isKeptName(node) ? 'constant' : undefined;
  }
  if (use === undefined || isOfOtherStore(node)) return undefined;
  if (use === 'test' && file.settings.legacy === 'keep' && NEW_HEADER.test(file.code)) return undefined;
  if (text !== undefined) return 'use';
  const { parent } = wrapped(node);
  if (parent?.type === AST_NODE_TYPES.Property && !parent.computed) return undefined;
  return isHeader(file.names.string(node), header) ? 'use' : undefined;
}

/** `const { 'mcp-session-id': sessionId } = req.headers` */
function isPatternKey(node: TSESTree.Node): boolean {
  const { parent } = node;
  return (
    parent?.type === AST_NODE_TYPES.Property &&
    parent.key === node &&
    parent.parent.type === AST_NODE_TYPES.ObjectPattern
  );
}

/** Whether a literal is the whole value of a constant, of a member of one, or of an enum, not named for a cookie. */
function isKeptName(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  switch (parent?.type) {
    case AST_NODE_TYPES.VariableDeclarator:
      return parent.id.type === AST_NODE_TYPES.Identifier && !isOther(parent.id.name);
    case AST_NODE_TYPES.Property:
    case AST_NODE_TYPES.PropertyDefinition:
      return parent.value !== null && !isOther(keyName(parent) ?? '');
    case AST_NODE_TYPES.TSEnumMember:
      return true;
    default:
      return false;
  }
}

function isOther(name: string): boolean {
  return /cookie|storage|cache|param|query|^(?:allow|expose|access-control-)/i.test(name);
}

/** `cookies().get(name)`, `searchParams.has(name)` */
function isOfOtherStore(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  const access =
    parent?.type === AST_NODE_TYPES.CallExpression && parent.callee.type === AST_NODE_TYPES.MemberExpression
      ? parent.callee
      : parent;
  if (access?.type !== AST_NODE_TYPES.MemberExpression) return false;
  let owner = unwrap(access.object);
  if (owner.type === AST_NODE_TYPES.CallExpression) owner = unwrap(owner.callee);
  const name =
    owner.type === AST_NODE_TYPES.MemberExpression
      ? memberName(owner)
      : owner.type === AST_NODE_TYPES.Identifier
        ? owner.name
        : undefined;
  return name !== undefined && OTHER_STORE.test(name) && !/header/i.test(name);
}
