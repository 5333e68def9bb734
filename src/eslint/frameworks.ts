import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { packageNameOf } from '../facts/index.js';
import { PLUGGERS, startedFramework, type Framework } from '../frameworks/index.js';
import { frameworkReport, type FrameworkReport } from '../frameworks/report.js';
import { declaredRange } from './declared-range.js';
import type { McpFile } from './file.js';
import { isFunction, keyName, memberName, unwrap } from './tree.js';

type Start =
  TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/**
 * What speaks against a server or client of a framework at 2026-07-28: its newest release does not know it, the
 * package depends on an older one, or the call is written for an older one.
 * @param change the change that the finding is of
 */
export function framework(
  file: McpFile,
  filename: string,
  node: Start,
  change: Framework['change'],
): FrameworkReport | undefined {
  const origin = startOf(file, node);
  const found = origin && startedFramework(origin.module, origin.name);
  if (!found || found.change !== change || file.isLegacyOnly(node)) return undefined;
  if (found.registers && !isFirst(file, found, node)) return undefined;
  const given = 'arguments' in node ? node.arguments : [];
  return frameworkReport({
    framework: found,
    module: origin.module,
    range: declaredRange(filename, packageNameOf(origin.module)!),
    argumentCount: given.length,
    options: given.slice(1).flatMap(optionNames),
    config: given[0] && configOf(given[0]),
    isGivenFactory: given[0] && isFactory(file, given[0]),
  });
}

const firsts = new WeakMap<McpFile, Map<Framework, Start>>();

/** Whether a start is the first of its framework in a file: every registration would say the same. */
function isFirst(file: McpFile, found: Framework, node: Start): boolean {
  let known = firsts.get(file);
  if (!known) firsts.set(file, (known = new Map<Framework, Start>()));
  if (!known.has(found)) known.set(found, node);
  return known.get(found) === node;
}

function startOf(file: McpFile, node: Start) {
  if (node.type === AST_NODE_TYPES.ClassDeclaration || node.type === AST_NODE_TYPES.ClassExpression) {
    return node.superClass ? file.names.origin(node.superClass) : undefined;
  }
  const callee = unwrap(node.callee);
  const origin = file.names.origin(callee);
  if (origin || node.type === AST_NODE_TYPES.NewExpression) return origin;
  if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  return pluginOf(file, node, memberName(callee)) ?? file.names.origin(callee.object);
}

/** `app.register(streamableHttp, { … })` */
function pluginOf(file: McpFile, node: TSESTree.CallExpression, method: string | undefined) {
  const [plugin] = node.arguments;
  const origin = plugin && PLUGGERS.has(method ?? '') ? file.names.origin(unwrap(plugin)) : undefined;
  return origin && startedFramework(origin.module, origin.name)?.isPlugin ? origin : undefined;
}

function optionNames(argument: TSESTree.Node): string[] {
  const value = unwrap(argument);
  if (value.type !== AST_NODE_TYPES.ObjectExpression) return [];
  return value.properties.flatMap(each =>
    each.type === AST_NODE_TYPES.Property ? (keyName(each) ?? []) : [],
  );
}

function configOf(argument: TSESTree.Node): Map<string, string | undefined> | undefined {
  const value = unwrap(argument);
  if (value.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  const config = new Map<string, string | undefined>();
  for (const each of value.properties) {
    const name = each.type === AST_NODE_TYPES.Property ? keyName(each) : undefined;
    // A spread may bring along any option.
    if (name === undefined) return undefined;
    config.set(name, stringOf(unwrap((each as TSESTree.Property).value)));
  }
  return config;
}

function stringOf(value: TSESTree.Node): string | undefined {
  if (value.type === AST_NODE_TYPES.Literal && typeof value.value === 'string') return value.value;
  const isPlain = value.type === AST_NODE_TYPES.TemplateLiteral && value.expressions.length === 0;
  return isPlain ? value.quasis[0]!.value.raw : undefined;
}

function isFactory(file: McpFile, argument: TSESTree.Node): boolean | undefined {
  const owner = file.values.classOf(argument);
  if (owner === 'McpServer' || owner === 'Server') return false;
  return isFunction(file.names.function(argument)) ? true : undefined;
}
