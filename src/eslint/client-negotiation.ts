import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isV2Specifier } from '../facts/index.js';
import type { McpFile } from './file.js';
import { speaksOverWire } from './wire.js';
import {
  enclosingClass,
  enclosingFunction,
  hasSpread,
  keyName,
  memberName,
  somewhere,
  unwrap,
  wrapped,
} from './tree.js';

const OPTION = `versionNegotiation: { mode: 'auto' }`;
/** What already says which revisions a client speaks: options, a method, and a known answer to its probe. */
const DECIDED = /^(?:versionNegotiation|supportedProtocolVersions|setVersionNegotiation|prior)$/;
const AUTO = /^: \{ mode: ['"]auto['"],? \}$/;

type Fix = TSESLint.ReportFixFunction;

/** A client of SDK v2 that speaks 2025-11-25 only, as it does unless told otherwise. */
export interface UnaskedClient {
  readonly node: TSESTree.Node;
  /** The edit that makes it ask for 2026-07-28 first. */
  readonly fix: Fix | undefined;
}

/**
 * The client that `new Client(…)`, `new` of a subclass without constructor, or `super(…)` makes, when nothing in view
 * says which revisions it speaks. Not one of a linked pair or over HTTP+SSE, which speaks 2025-11-25 whatever is
 * asked for, nor one whose options come from elsewhere.
 */
export function unaskedClient(
  file: McpFile,
  node: TSESTree.NewExpression | TSESTree.CallExpression,
): UnaskedClient | undefined {
  if (!isClient(file, node) || !speaksOverWire(file) || isDecidedInFile(file)) return undefined;
  if (isLinked(file, node) || isOfSse(file, node)) return undefined;
  const [info, options] = node.arguments;
  if (!info || node.arguments.some(each => each.type === AST_NODE_TYPES.SpreadElement)) return undefined;
  if (!options) return { node, fix: fixer => fixer.insertTextAfter(info, `, { ${OPTION} }`) };
  const value = unwrap(options);
  if (value.type === AST_NODE_TYPES.Identifier && value.name === 'undefined') {
    return { node, fix: fixer => fixer.replaceText(options, `{ ${OPTION} }`) };
  }
  const literal = file.names.object(options);
  const isDecided = literal?.properties.some(
    each => each.type === AST_NODE_TYPES.Property && DECIDED.test(keyName(each) ?? ''),
  );
  if (!literal || isDecided || hasSpread(literal)) return undefined;
  return { node, fix: literal === value ? addOption(file, literal) : undefined };
}

function isClient(file: McpFile, node: TSESTree.NewExpression | TSESTree.CallExpression): boolean {
  if (node.callee.type === AST_NODE_TYPES.Super) return isV2Client(file, enclosingClass(node)?.superClass);
  return node.type === AST_NODE_TYPES.NewExpression && isV2Client(file, node.callee);
}

function isV2Client(file: McpFile, callee: TSESTree.Node | null | undefined, depth = 0): boolean {
  if (!callee || depth > 5) return false;
  const origin = file.names.origin(callee);
  if (origin) return origin.name === 'Client' && isV2Specifier(origin.module);
  if (callee.type !== AST_NODE_TYPES.Identifier) return false;
  const declared = file.names.variable(callee)?.defs[0]?.node;
  if (declared?.type !== AST_NODE_TYPES.ClassDeclaration) return false;
  const isOwn = declared.body.body.some(
    each => each.type === AST_NODE_TYPES.MethodDefinition && each.kind === 'constructor',
  );
  return !isOwn && isV2Client(file, declared.superClass, depth + 1);
}

/** Whether a file has clients that choose something else than what is asked for here. */
function isDecidedInFile({ sourceCode }: McpFile): boolean {
  const tokens = sourceCode.ast.tokens ?? [];
  return tokens.some((token, index) => {
    if (!DECIDED.test(token.value)) return false;
    const end = tokens[index + 6]?.range[1] ?? sourceCode.text.length;
    return !AUTO.test(sourceCode.text.slice(token.range[1], end).replaceAll(/\s+/g, ' '));
  });
}

/** Whether a client that is made here is connected to one end of a linked pair. */
function isLinked(file: McpFile, node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  const declarator = parent?.type === AST_NODE_TYPES.VariableDeclarator ? parent : undefined;
  if (declarator?.id.type !== AST_NODE_TYPES.Identifier) return false;
  const references = file.names.variable(declarator.id)?.references ?? [];
  return references.some(({ identifier: { parent: member } }) => {
    if (member?.type !== AST_NODE_TYPES.MemberExpression || memberName(member) !== 'connect') return false;
    const call = member.parent;
    const transport = call.type === AST_NODE_TYPES.CallExpression ? call.arguments[0] : undefined;
    if (transport?.type !== AST_NODE_TYPES.Identifier) return false;
    const made = file.names.variable(transport)?.defs[0]?.node;
    return made !== undefined && /\bInMemoryTransport\b/.test(file.sourceCode.getText(made));
  });
}

/** Whether all transports that the function around makes are those of HTTP+SSE, which 2026-07-28 does not have. */
function isOfSse(file: McpFile, node: TSESTree.Node): boolean {
  const owner = enclosingFunction(node);
  const made = new Set<string>();
  somewhere(file.sourceCode, owner ?? node, at => {
    const name = at.type === AST_NODE_TYPES.NewExpression ? file.names.sdkName(at.callee) : undefined;
    if (name?.endsWith('Transport')) made.add(name);
    return false;
  });
  return made.size === 1 && made.has('SSEClientTransport');
}

function addOption(file: McpFile, literal: TSESTree.ObjectExpression): Fix {
  const last = literal.properties.at(-1);
  if (!last) return fixer => fixer.replaceText(literal, `{ ${OPTION} }`);
  const isOnOwnLine = last.loc.start.line > literal.loc.start.line;
  const indent = file.sourceCode.lines[last.loc.start.line - 1]!.slice(0, last.loc.start.column);
  const gap = isOnOwnLine && indent.trim() === '' ? `\n${indent}` : ' ';
  return fixer => fixer.insertTextAfter(last, `,${gap}${OPTION}`);
}
