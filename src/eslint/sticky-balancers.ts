import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { eraOfPackage } from './package-era.js';
import { ancestors, keyName, memberName, unwrap } from './tree.js';

/** Something that ties a client to one instance, and the lines that go with it. */
export interface Stickiness {
  readonly name: string;
  readonly lines: string;
}

/** Libraries with which infrastructure is written as code. */
const INFRASTRUCTURE =
  /^(?:aws-cdk-lib|@aws-cdk|@pulumi|cdk8s|cdk8s-plus-\d+|cdktf|@cdktf|@kubernetes\/client-node|sst)(?:\/|$)|^(?:\.{1,2}\/)+(?:imports|\.gen)\//;

const CALLS = new Set(['enableCookieStickiness']);
const DURATIONS = new Set(['stickinessCookieDuration']);
/** Affinity that is on by any value but these. */
const AFFINITY = new Set([
  'sessionAffinity',
  'clientAffinityEnabled',
  'nginx.ingress.kubernetes.io/affinity',
]);
const OFF = /^(?:none|false)$/i;

/** MCP in a name or a path, `numCpus` left out. */
const MCP = /(?<![A-Za-z])mcp|Mcp|MCP/;

/**
 * What keeps clients of an MCP server on one instance in infrastructure written as code, with AWS CDK, Pulumi, cdk8s
 * and the like: `targetGroup.enableCookieStickiness(…)`, `stickiness: { … }`, `sessionAffinity: 'ClientIP'`. Undefined
 * where it is not about MCP by the names around it, nor by its package.
 */
export function stickiness(
  file: McpFile,
  node: TSESTree.Property | TSESTree.CallExpression,
): Stickiness | undefined {
  if (file.isTest || !file.modules.some(each => INFRASTRUCTURE.test(each))) return undefined;
  const name = node.type === AST_NODE_TYPES.CallExpression ? calledOn(node) : setIn(file, node);
  if (name === undefined || !isForMcp(file, node)) return undefined;
  const { parent } = node;
  const isAlone = parent.type === AST_NODE_TYPES.ExpressionStatement;
  const { start, end } = (isAlone ? parent : node).loc;
  return {
    name,
    lines: start.line === end.line ? `line ${start.line}` : `lines ${start.line} to ${end.line}`,
  };
}

function calledOn({ callee }: TSESTree.CallExpression): string | undefined {
  const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
  return name !== undefined && CALLS.has(name) ? name : undefined;
}

function setIn(file: McpFile, property: TSESTree.Property): string | undefined {
  const name = keyName(property);
  if (name === undefined || property.parent.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  if (DURATIONS.has(name) || AFFINITY.has(name)) return isOff(file, property.value) ? undefined : name;
  return name === 'stickiness' && isOn(file, property.value) ? name : undefined;
}

function isOff(file: McpFile, node: TSESTree.Node): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.Identifier && value.name === 'undefined') return true;
  if (value.type === AST_NODE_TYPES.UnaryExpression && value.operator === 'void') return true;
  if (value.type === AST_NODE_TYPES.Literal && value.value === null) return true;
  if (value.type === AST_NODE_TYPES.ConditionalExpression)
    return isOff(file, value.consequent) && isOff(file, value.alternate);
  const text =
    value.type === AST_NODE_TYPES.Literal && typeof value.value === 'boolean'
      ? String(value.value)
      : file.names.string(value);
  return text !== undefined && OFF.test(text);
}

/** `stickiness: { type: 'lb_cookie', … }`, in a list as well, unless it is switched off. */
function isOn(file: McpFile, node: TSESTree.Node): boolean {
  const value = unwrap(node);
  if (value.type === AST_NODE_TYPES.ArrayExpression)
    return value.elements.some(each => each !== null && isOn(file, each));
  if (value.type !== AST_NODE_TYPES.ObjectExpression) return false;
  return !value.properties.some(
    each => each.type === AST_NODE_TYPES.Property && keyName(each) === 'enabled' && isOff(file, each.value),
  );
}

function isForMcp(file: McpFile, node: TSESTree.Node): boolean {
  if (namesMcp(file.filename.split(/[\\/]/).at(-1)!)) return true;
  const around = [...ancestors(node)];
  const statement = around.find(each => /Statement$|Declaration$|^PropertyDefinition$/.test(each.type));
  if (statement && namesMcp(file.sourceCode.getText(statement))) return true;
  const owners = around.some(
    each => 'id' in each && each.id?.type === AST_NODE_TYPES.Identifier && namesMcp(each.id.name),
  );
  return owners || receiverIsForMcp(file, node) || eraOfPackage(file.filename) !== undefined;
}

/** Whether the object of a call is made in a statement that names MCP: `const group = listener.addTargets('Mcp', …)`. */
function receiverIsForMcp(file: McpFile, node: TSESTree.Node): boolean {
  if (node.type !== AST_NODE_TYPES.CallExpression) return false;
  let at: TSESTree.Node = node.callee;
  while (at.type === AST_NODE_TYPES.MemberExpression) at = unwrap(at.object);
  const value = at.type === AST_NODE_TYPES.Identifier ? file.names.initializer(at) : undefined;
  return value !== undefined && namesMcp(file.sourceCode.getText(value));
}

function namesMcp(text: string): boolean {
  return MCP.test(text);
}
