import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Helper } from '../analysis/asking-helpers.js';
import type { InputPlan } from '../analysis/input-sites.js';
import type { ProjectModel } from '../project/model.js';
import { contextInReach, handlersAround } from '../recognise/handlers.js';
import { isServer } from '../recognise/mcp-objects.js';
import { isAsync } from '../recognise/promise-use.js';
import { isWithin, mentions } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { reachContext, type ContextReach } from './context-parameter.js';
import type { SdkImports } from './free-names.js';
import { isTypeScript } from './languages.js';

/** How a helper gets at the context of the request that it asks for. */
export interface HelperContext extends ContextReach {
  /** What its callers do to their arguments; undefined when nothing changes for them. */
  readonly argument?: { readonly index: number; readonly does: 'insert' | 'replace' | 'remove' };
}

/**
 * Finds the context in a helper: a parameter or a variable that is there, the parameter that held the server if it is
 * not needed any more, or one that is added.
 * @param plans plans of the helpers that this one calls
 * @returns undefined when there is no certain way
 */
export function helperContext(
  project: ProjectModel,
  unit: SourceUnit,
  plan: InputPlan,
  plans: ReadonlyMap<Helper, InputPlan>,
  imports: SdkImports,
): HelperContext | undefined {
  const { function: owner } = plan;
  const helper = plan.helper!;
  const place = plan.sites[0]!.awaited;
  const parameter = contextInReach(project, place);
  if (parameter ? isAlwaysGiven(project, parameter, helper) : handlersAround(project, place).length > 0) {
    const reach = reachContext(project, unit, place);
    const unused = reach && serverParameter(project, plan, plans, new Set());
    return unused === undefined ? reach : withoutServer(unit, owner, reach!, unused);
  }
  if (parameter || mentions(owner, 'arguments')) return undefined;
  const context = ['ctx', 'context', 'requestContext'].find(each => !mentions(owner, each));
  if (!context) return undefined;
  const written = isTypeScript(unit) ? `${context}: ${imports.use('ServerContext', true)}` : context;
  const index = serverParameter(project, plan, plans, new Set());
  if (index !== undefined) {
    const replaced = owner.parameters[index]!;
    const edits = [
      { file: unit.path, start: replaced.getStart(unit.ast), end: replaced.end, text: written },
      ...documentEdits(unit, replaced, context),
    ];
    return { context, request: `${context}.mcpReq`, edits, argument: { index, does: 'replace' } };
  }
  const edit = addParameter(unit, owner, helper, written);
  if (!edit) return undefined;
  return {
    context,
    request: `${context}.mcpReq`,
    edits: [edit.edit],
    argument: { index: edit.index, does: 'insert' },
  };
}

/** The server is not handed to a helper any more that has the context already. */
function withoutServer(
  unit: SourceUnit,
  { parameters }: Helper['function'],
  reach: ContextReach,
  index: number,
): HelperContext {
  const documented = ts.getJSDocParameterTags(parameters[index]!).length > 0;
  if (documented) return reach;
  const edit = removalFrom(unit, parameters, index);
  return { ...reach, edits: [...reach.edits, edit], argument: { index, does: 'remove' } };
}

/** Takes an element and one comma out of a list. */
function removalFrom(unit: SourceUnit, list: ts.NodeArray<ts.Node>, index: number): TextEdit {
  const element = list[index]!;
  const next = list[index + 1];
  const before = list[index - 1];
  const start = next || !before ? element.getStart(unit.ast) : before.end;
  return { file: unit.path, start, end: next ? next.getStart(unit.ast) : element.end, text: '' };
}

/** Whether a parameter holds the context whoever calls. */
function isAlwaysGiven(project: ProjectModel, parameter: ts.ParameterDeclaration, helper: Helper): boolean {
  if (parameter.questionToken || parameter.initializer || parameter.dotDotDotToken) return false;
  if (parameter.parent !== helper.function || parameter.type) return true;
  const index = helper.function.parameters.indexOf(parameter);
  return helper.calls.every(call => {
    const given = call.arguments[index];
    return given !== undefined && valuesOf(project).sdkName(given) === 'ServerContext';
  });
}

/** The parameter with the server, when nothing is left that needs it and every caller just names a server. */
function serverParameter(
  project: ProjectModel,
  plan: InputPlan,
  plans: ReadonlyMap<Helper, InputPlan>,
  seen: Set<Helper>,
): number | undefined {
  const { helper, sites } = plan;
  if (!helper || seen.has(helper)) return undefined;
  seen.add(helper);
  const parts = sites.flatMap(site => [site, ...site.along]);
  const index = helper.function.parameters.findIndex(parameter => {
    const { name } = parameter;
    if (
      !ts.isIdentifier(name) ||
      parameter.dotDotDotToken ||
      parameter.initializer ||
      parameter.questionToken
    )
      return false;
    if (!isServer(project, name)) return false;
    const uses = project.names.references(name);
    return (
      uses.length > 0 &&
      uses.every(use =>
        parts.some(({ questions, passed }) => {
          if (!passed)
            return questions.some(({ request }) => request && isWithin(use, request.call.expression));
          const inner = plans.get(passed.helper);
          const handedTo = inner && serverParameter(project, inner, plans, seen);
          return handedTo !== undefined && passed.call.arguments[handedTo] === use;
        }),
      )
    );
  });
  seen.delete(helper);
  if (index < 0) return undefined;
  return helper.calls.every(call => call.arguments[index] && isName(call.arguments[index]))
    ? index
    : undefined;
}

/** `server`, `this.server`, `mcp.server`: nothing is lost when it is not evaluated. */
function isName(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isName(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}

/** The context as last parameter, or as first one where others may be left out. */
function addParameter(
  unit: SourceUnit,
  { parameters, ...owner }: Helper['function'],
  helper: Helper,
  written: string,
): { edit: TextEdit; index: number } | undefined {
  const { path: file, text } = unit;
  const first = parameters[0];
  const last = parameters.at(-1);
  const isFixed =
    parameters.every(each => !each.initializer && !each.questionToken && !each.dotDotDotToken) &&
    helper.calls.every(call => call.arguments.length === parameters.length);
  if (!first || !last) {
    return { edit: { file, start: parameters.pos, end: parameters.pos, text: written }, index: 0 };
  }
  const start = first.getStart(unit.ast);
  const isBare = ts.isArrowFunction(first.parent) && !text.slice(owner.pos, start).includes('(');
  if (isBare) {
    return {
      edit: { file, start, end: last.end, text: `(${text.slice(start, last.end)}, ${written})` },
      index: 1,
    };
  }
  return isFixed
    ? { edit: { file, start: last.end, end: last.end, text: `, ${written}` }, index: parameters.length }
    : { edit: { file, start, end: start, text: `${written}, ` }, index: 0 };
}

/** The line of the documentation about a parameter that is something else now. */
function documentEdits(unit: SourceUnit, parameter: ts.ParameterDeclaration, context: string): TextEdit[] {
  return ts.getJSDocParameterTags(parameter).map(tag => {
    const start = tag.tagName.end;
    const end = start + unit.text.slice(start, tag.end).replace(/[\s*]+$/, '').length;
    const type = tag.typeExpression ? " {import('@modelcontextprotocol/server').ServerContext}" : '';
    return {
      file: unit.path,
      start,
      end,
      text: `${type} ${context} - Context of the request that it asks for`,
    };
  });
}

/** Edits that hand a caller's context to a helper. */
export function argumentEdits(
  unit: SourceUnit,
  call: ts.CallExpression,
  { argument }: HelperContext,
  context: string,
): TextEdit[] {
  if (!argument) return [];
  const { path: file } = unit;
  const { arguments: given } = call;
  const at = given[argument.index];
  if (argument.does === 'remove') return [removalFrom(unit, given, argument.index)];
  if (argument.does === 'replace' && at)
    return [{ file, start: at.getStart(unit.ast), end: at.end, text: context }];
  if (at) return [{ file, start: at.getStart(unit.ast), end: at.getStart(unit.ast), text: `${context}, ` }];
  const last = given.at(-1);
  if (!last) return [{ file, start: call.end - 1, end: call.end - 1, text: context }];
  return [{ file, start: last.end, end: last.end, text: `, ${context}` }];
}

/** Edits that make a function `async` which only returned the promise of a request. */
export function asyncEdits(unit: SourceUnit, owner: InputPlan['function']): TextEdit[] {
  if (isAsync(owner)) return [];
  const at = ts.isFunctionDeclaration(owner)
    ? owner.getChildren(unit.ast).find(each => each.kind === ts.SyntaxKind.FunctionKeyword)!
    : ts.isMethodDeclaration(owner)
      ? owner.name
      : owner;
  const start = at.getStart(unit.ast);
  return [{ file: unit.path, start, end: start, text: 'async ' }];
}
