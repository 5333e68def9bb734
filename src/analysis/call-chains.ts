import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerOf, type Handler } from '../recognise/handlers.js';
import { enclosingFunction, nameText, wrapped, type FunctionNode } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const MAX_STEPS = 6;
const MAX_CHAINS = 3;

/**
 * The ways from handlers to a node in a helper, for people to read: `paint (src/tools.ts:12) → confirm (src/ask.ts:4)`.
 * Nothing for a node in the handler itself, and where no handler is in sight.
 */
export function chainsTo(project: ProjectModel, node: ts.Node): string[] {
  const owner = enclosingFunction(node);
  if (!owner || handlerOf(project, owner)) return [];
  const chains = [...new Set(chainsInto(project, owner, []))].sort();
  const more = chains.length - MAX_CHAINS;
  return more > 0 ? [...chains.slice(0, MAX_CHAINS), `${more} more`] : chains;
}

/** `file:line` of a node, from the root of the project. */
export function placeOf(project: ProjectModel, node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${path.relative(project.root, file.fileName).split(path.sep).join('/')}:${line + 1}`;
}

function chainsInto(project: ProjectModel, owner: FunctionNode, below: readonly FunctionNode[]): string[] {
  const handler = handlerOf(project, owner);
  if (handler) {
    const steps = below.map(each => step(project, functionName(each), each));
    return [[step(project, handlerName(handler), handler.call), ...steps].join(' → ')];
  }
  if (below.includes(owner) || below.length === MAX_STEPS) return [];
  const outer = enclosingFunction(owner);
  const calls = valuesOf(project).callsOf(owner);
  // A callback without a name runs for the function that it is written in.
  if (calls.length === 0 && functionName(owner) === undefined)
    return outer ? chainsInto(project, outer, below) : [];
  return calls.flatMap(call => {
    const caller = enclosingFunction(call);
    return caller ? chainsInto(project, caller, [owner, ...below]) : [];
  });
}

function step(project: ProjectModel, name: string | undefined, node: ts.Node): string {
  return `${name === undefined ? 'a function' : `\`${name}\``} (${placeOf(project, node)})`;
}

function handlerName({ call, kind, method }: Handler): string | undefined {
  const [first] = call.arguments;
  return kind !== 'request' && first && ts.isStringLiteralLike(first) ? first.text : method;
}

function functionName(owner: FunctionNode): string | undefined {
  if (owner.name) return nameText(owner.name);
  const { parent } = ts.isExpression(owner) ? wrapped(owner) : owner;
  return ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)
    ? nameText(parent.name)
    : undefined;
}
