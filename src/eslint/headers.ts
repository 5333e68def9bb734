import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { literalText, memberName, wrapped } from './tree.js';

/**
 * How code names an HTTP header.
 * - `read`, `write`: `req.headers['x']`, `res.setHeader('x', …)`, a key of an object of headers
 * - `list`: an item of a list of headers, as for CORS
 * - `test`: compared with the name of a header at run time
 * - `constant`: the constant that keeps the name
 */
export type HeaderUse = 'read' | 'write' | 'list' | 'test' | 'constant';

const READERS = /^(?:get|header|has|getHeader|getSetCookie|getlist|getAll|hasHeader)$/;
const WRITERS = /^(?:set|setHeader|append|delete|removeHeader|appendHeader)$/;
const LIST_NAME = /(?:headers?|expose|allow|vary)/i;

/** Header names are case-insensitive. */
export function isHeader(text: string | undefined, header: string): boolean {
  return text !== undefined && text.toLowerCase() === header.toLowerCase();
}

/** The items of a header's value that lists names: `Content-Type, Mcp-Session-Id`. */
export function listedHeaders(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
}

/**
 * How an expression that is the name of a header is used; undefined when it is in no position of a header, as in a
 * log message. Also for constants that hold the name: pass the use of the constant.
 */
export function headerUse(node: TSESTree.Node): HeaderUse | undefined {
  const outer = wrapped(node);
  const { parent } = outer;
  switch (parent?.type) {
    case AST_NODE_TYPES.MemberExpression: {
      if (!parent.computed || parent.property !== outer) return undefined;
      return isWritten(parent) ? 'write' : 'read';
    }
    case AST_NODE_TYPES.CallExpression: {
      if (parent.arguments[0] !== outer || parent.callee.type !== AST_NODE_TYPES.MemberExpression)
        return undefined;
      const method = memberName(parent.callee) ?? '';
      if (READERS.test(method)) return parent.arguments.length > 1 && method === 'header' ? 'write' : 'read';
      if (WRITERS.test(method)) return 'write';
      return /^(?:includes|startsWith|localeCompare)$/.test(method) ? 'test' : undefined;
    }
    case AST_NODE_TYPES.Property:
      return parent.key === outer && parent.parent.type === AST_NODE_TYPES.ObjectExpression
        ? 'write'
        : parent.value === outer && LIST_NAME.test(literalText(parent.key) ?? nameOf(parent.key))
          ? 'list'
          : parent.value === outer && isConstantObject(parent.parent)
            ? 'constant'
            : undefined;
    case AST_NODE_TYPES.ArrayExpression:
      return 'list';
    case AST_NODE_TYPES.BinaryExpression:
      if (parent.operator === 'in') return parent.left === outer ? 'test' : undefined;
      return /^[!=]==?$/.test(parent.operator) ? 'test' : undefined;
    case AST_NODE_TYPES.SwitchCase:
      return parent.test === outer ? 'test' : undefined;
    case AST_NODE_TYPES.VariableDeclarator:
    case AST_NODE_TYPES.PropertyDefinition:
    case AST_NODE_TYPES.TSEnumMember:
      return literalText(outer) === undefined ? undefined : 'constant';
    default:
      return undefined;
  }
}

function isWritten(node: TSESTree.MemberExpression): boolean {
  const { parent } = node;
  if (parent.type === AST_NODE_TYPES.AssignmentExpression) return parent.left === node;
  return parent.type === AST_NODE_TYPES.UnaryExpression && parent.operator === 'delete';
}

function isConstantObject(node: TSESTree.Node): boolean {
  const owner = wrapped(node).parent;
  return owner?.type === AST_NODE_TYPES.VariableDeclarator && owner.init !== null;
}

function nameOf(node: TSESTree.Node): string {
  return node.type === AST_NODE_TYPES.Identifier ? node.name : '';
}
