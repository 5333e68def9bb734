import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { contextInReach, handlersAround, type Handler } from '../recognise/handlers.js';
import { ancestors, isFunctionNode, mentions, nameText, walk } from '../recognise/syntax.js';

/** Names of the parameters in front of the context, where a handler has left them out. */
const UNUSED: Readonly<Record<Handler['kind'], readonly string[]>> = {
  tool: ['_args'],
  prompt: ['_args'],
  resource: ['_uri', '_variables'],
  request: ['_request'],
  notification: [],
};

/** How the context of a request is written at some place. */
export interface ContextReach {
  /** `ctx`, or `{ mcpReq }` where only that is at hand. */
  readonly context: string;
  /** `ctx.mcpReq`. */
  readonly request: string;
  /** Edits that bring it into reach. */
  readonly edits: readonly TextEdit[];
}

/**
 * Brings the context of the request into reach of a node: a parameter that is there, or one that is added to the
 * handler when that is written in its registration, so that nobody else calls it.
 * @returns undefined when there is no certain way
 */
export function reachContext(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.Node,
): ContextReach | undefined {
  const parameter = contextInReach(project, node);
  if (parameter) return isHidden(parameter, node) ? undefined : through(parameter);
  const handler = handlersAround(project, node)[0];
  if (!handler?.inline || handler.on === 'Client' || handler.contextIndex === undefined) return undefined;
  return addContext(unit, handler, handler.contextIndex);
}

function through({ name }: ts.ParameterDeclaration): ContextReach | undefined {
  if (ts.isIdentifier(name)) return { context: name.text, request: `${name.text}.mcpReq`, edits: [] };
  if (!ts.isObjectBindingPattern(name)) return undefined;
  const bound = name.elements.find(each => nameText(each.propertyName ?? each.name) === 'mcpReq');
  if (!bound || !ts.isIdentifier(bound.name)) return undefined;
  const { text } = bound.name;
  return { context: text === 'mcpReq' ? '{ mcpReq }' : `{ mcpReq: ${text} }`, request: text, edits: [] };
}

/** Whether a function between a parameter and a node declares the same name again. */
function isHidden(parameter: ts.ParameterDeclaration, node: ts.Node): boolean {
  const between = ancestors(node);
  const inner = between.slice(0, between.indexOf(parameter.parent));
  const name = parameter.name.getText();
  return inner.some(at => isFunctionNode(at) && at.parameters.some(each => each.name.getText() === name));
}

function addContext(unit: SourceUnit, handler: Handler, index: number): ContextReach | undefined {
  const owner = handler.function;
  const { parameters } = owner;
  const context = ['ctx', 'context', 'requestContext'].find(each => !mentions(owner, each));
  const last = parameters.at(-1);
  if (!context || parameters.length > index || last?.dotDotDotToken || mentions(owner, 'arguments'))
    return undefined;
  const added = [...UNUSED[handler.kind].slice(parameters.length, index), context].join(', ');
  return { context, request: `${context}.mcpReq`, edits: parameterEdits(unit, owner, added) };
}

function parameterEdits(unit: SourceUnit, owner: Handler['function'], added: string): TextEdit[] {
  const { path: file, text, ast } = unit;
  const { parameters } = owner;
  const insert = (at: number, inserted: string): TextEdit => ({ file, start: at, end: at, text: inserted });
  const last = parameters.at(-1);
  if (last) {
    const start = last.getStart(ast);
    const isBare = ts.isArrowFunction(owner) && !text.slice(owner.getStart(ast), start).includes('(');
    return isBare ? [insert(start, '('), insert(last.end, `, ${added})`)] : [insert(last.end, `, ${added}`)];
  }
  const mayBeBare = ts.isArrowFunction(owner) && !owner.type && !owner.typeParameters && !added.includes(',');
  if (
    mayBeBare &&
    writesBareParameters(unit) &&
    text.slice(parameters.pos - 1, parameters.pos + 1) === '()'
  ) {
    return [{ file, start: parameters.pos - 1, end: parameters.pos + 1, text: added }];
  }
  return [insert(parameters.pos, added)];
}

/** Whether a file leaves the parentheses around a single parameter out. */
function writesBareParameters(unit: SourceUnit): boolean {
  let bare = 0;
  let parenthesised = 0;
  walk(unit.ast, node => {
    if (!ts.isArrowFunction(node) || node.parameters.length !== 1) return;
    const [parameter] = node.parameters;
    if (!ts.isIdentifier(parameter!.name) || parameter!.type) return;
    if (unit.text[parameter!.getStart(unit.ast) - 1] === '(') parenthesised++;
    else bare++;
  });
  return bare > parenthesised;
}
