import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from '../recognise/bindings.js';
import type { Handler } from '../recognise/handlers.js';
import { RequestReads } from '../recognise/request-reads.js';
import { mentions, walk } from '../recognise/syntax.js';
import type { ToolBranch } from '../recognise/tool-branches.js';
import { toolDefinition } from '../recognise/tool-definitions.js';
import { returnsToolResult } from './handle-body.js';
import { branchBodyEdits } from './handle-branch.js';
import { jsonSchemaEdits } from './handle-json-schema.js';
import { contextParameter } from './handle-parameters.js';
import { statePrologue, type HandleUse } from './handle-tool.js';
import { ownArguments } from './whole-arguments.js';

/**
 * Edits that make a tool of a low-level server take a handle: in what `tools/list` says of it, and in front of what
 * the handler of `tools/call` does for it.
 * @returns undefined when the tool is written in a way that leaves no certain place for one of them
 */
export function dispatchedToolEdits(
  project: ProjectModel,
  unit: SourceUnit,
  handler: Handler,
  branch: ToolBranch,
  use: HandleUse,
  starts: boolean,
): TextEdit[] | undefined {
  const { function: owner } = handler;
  const definition = toolDefinition(project, handler, branch.name);
  const listed = definition && project.unit(definition.getSourceFile().fileName);
  const context = contextParameter(unit, handler);
  const opened = ['opened', 'openedState'].find(each => !mentions(owner, each));
  const own = ['ownArguments', 'otherArguments'].find(each => !mentions(owner, each));
  if (!definition || !listed || !context || !opened || !own || owner.asteriskToken) return undefined;
  if (mentions(owner, use.argument) || !returnsToolResult(owner)) return undefined;
  const schema = jsonSchemaEdits(listed, definition, { ...use, name: use.argument, isOptional: starts });
  const reads = new RequestReads(project.names, owner);
  // The request as a whole has the handle in it.
  if (
    reads.readsIn(branch.node, '').some(isHandedOn) ||
    reads.readsIn(branch.node, 'params').some(isHandedOn)
  )
    return undefined;
  const taken = declaredNames(branch.node);
  const whole = ownArguments(project, unit, reads, branch.node, own);
  const isWhole = whole !== undefined && whole !== 'members';
  const handle = isWhole ? use.argument : reads.argumentText(use.argument, text => taken.has(text));
  if (!schema || !whole || handle === undefined) return undefined;
  const prologue = [
    ...(isWhole ? [`const { ${use.argument}, ...${own} } = ${whole.source} ?? {};`] : []),
    ...statePrologue(use, starts, opened, context.name, handle),
  ];
  const wrap = starts ? `${opened}.handOut` : undefined;
  const body = branchBodyEdits(project, unit, owner, branch, prologue.join('\n'), wrap);
  if (!body) return undefined;
  return [...schema, ...body, ...(isWhole ? whole.edits : []), ...context.edits];
}

/** Whether a value is used for more than a member of it. */
function isHandedOn(node: ts.Expression): boolean {
  const { parent } = node;
  const isTakenApart = ts.isVariableDeclaration(parent) && parent.initializer === node;
  return !ts.isPropertyAccessExpression(parent) && !isTakenApart;
}

function declaredNames(node: ts.Node): Set<string> {
  const found = new Set<string>();
  walk(node, at => {
    if (ts.isVariableDeclaration(at) || ts.isParameter(at))
      for (const name of boundNames(at.name)) found.add(name.text);
    return undefined;
  });
  return found;
}
