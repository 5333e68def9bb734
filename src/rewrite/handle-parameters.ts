import { lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Handler } from '../recognise/handlers.js';
import { mentions, nameText, type FunctionNode } from '../recognise/syntax.js';

/** How a handler reads its handle and its context, and the edits that make it so. */
export interface HandleParameters {
  /** `basket_id`, `args.basket_id`. */
  readonly handle: string;
  readonly context: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Gives a tool handler the argument `name` and its context, whatever of both it has already.
 * @returns undefined when its parameters are written in a way that leaves no certain place
 */
export function handleParameters(
  unit: SourceUnit,
  handler: Handler,
  name: string,
  isOptional: boolean,
): HandleParameters | undefined {
  const owner = handler.function;
  const { parameters } = owner;
  if (mentions(owner, name) || mentions(owner, 'arguments') || handler.contextIndex === undefined)
    return undefined;
  if (parameters.length > handler.contextIndex + 1 || parameters.some(each => each.dotDotDotToken))
    return undefined;
  const [args, given] =
    handler.contextIndex === 0 ? [undefined, parameters[0]] : [parameters[0], parameters[1]];
  const context = contextName(owner, given);
  const taken = takeHandle(unit, args, name, isOptional);
  if (!context || !taken) return undefined;
  const first = args ? undefined : `{ ${name} }`;
  const last = given ? undefined : context.name;
  const added = [first, last].filter(each => each !== undefined).join(', ');
  const edits = [...taken.edits, ...context.edits(unit), ...insertions(unit, owner, args, given, added)];
  return { handle: taken.handle, context: context.name, edits };
}

/**
 * Gives a low-level request handler its context.
 * @returns undefined when its parameters are written in a way that leaves no certain place
 */
export function contextParameter(
  unit: SourceUnit,
  { function: owner }: Handler,
): { readonly name: string; readonly edits: readonly TextEdit[] } | undefined {
  const [request, given, ...more] = owner.parameters;
  if (!request || more.length > 0 || owner.parameters.some(each => each.dotDotDotToken)) return undefined;
  const context = contextName(owner, given);
  if (!context) return undefined;
  const added = given ? '' : context.name;
  return {
    name: context.name,
    edits: [...context.edits(unit), ...insertions(unit, owner, request, given, added)],
  };
}

interface ContextName {
  readonly name: string;
  edits(unit: SourceUnit): TextEdit[];
}

function contextName(
  owner: FunctionNode,
  given: ts.ParameterDeclaration | undefined,
): ContextName | undefined {
  const free = ['ctx', 'context', 'requestContext'].find(each => !mentions(owner, each));
  if (!given) return free ? { name: free, edits: () => [] } : undefined;
  if (ts.isIdentifier(given.name)) {
    return given.initializer ? undefined : { name: given.name.text, edits: () => [] };
  }
  // `{ sessionId }`: the only member goes with its uses.
  const isOnlySession =
    ts.isObjectBindingPattern(given.name) &&
    given.name.elements.length === 1 &&
    nameText(given.name.elements[0]!.propertyName ?? given.name.elements[0]!.name) === 'sessionId';
  if (!isOnlySession || !free) return undefined;
  const { name } = given;
  return {
    name: free,
    edits: unit => [{ file: unit.path, start: name.getStart(unit.ast), end: name.end, text: free }],
  };
}

function takeHandle(
  unit: SourceUnit,
  args: ts.ParameterDeclaration | undefined,
  name: string,
  isOptional: boolean,
): { handle: string; edits: TextEdit[] } | undefined {
  if (!args) return { handle: name, edits: [] };
  if (args.initializer) return undefined;
  const edits: TextEdit[] = [];
  const insert = (at: number, text: string): void => {
    edits.push({ file: unit.path, start: at, end: at, text });
  };
  const { type } = args;
  if (type && ts.isTypeLiteralNode(type)) {
    const last = type.members.at(-1);
    const separator = last && /[;,]$/.test(last.getText(unit.ast)) ? '' : ';';
    const text = `${name}${isOptional ? '?' : ''}: string`;
    if (last) insert(last.end, `${separator} ${text}`);
    else insert(type.end - 1, ` ${text} `);
  } else if (type && type.kind !== ts.SyntaxKind.AnyKeyword) return undefined;
  if (ts.isIdentifier(args.name)) return { handle: `${args.name.text}.${name}`, edits };
  if (!ts.isObjectBindingPattern(args.name)) return undefined;
  const { elements } = args.name;
  const rest = elements.find(each => each.dotDotDotToken);
  const last = elements.at(-1);
  if (rest) insert(rest.getStart(unit.ast), `${name}, `);
  else if (!last) {
    edits.push({
      file: unit.path,
      start: args.name.getStart(unit.ast),
      end: args.name.end,
      text: `{ ${name} }`,
    });
  } else insert(last.end, `,${gapBefore(unit, last)}${name}`);
  return { handle: name, edits };
}

/** White space in front of an element: one that stands on a line of its own wants the next one on its own, too. */
function gapBefore(unit: SourceUnit, element: ts.Node): string {
  const start = element.getStart(unit.ast);
  const line = lineStart(unit.text, start);
  return unit.text.slice(line, start).trim() === '' ? unit.style.eol + unit.text.slice(line, start) : ' ';
}

/** Puts parameters that are not there yet around those that are. */
function insertions(
  unit: SourceUnit,
  owner: FunctionNode,
  args: ts.ParameterDeclaration | undefined,
  given: ts.ParameterDeclaration | undefined,
  added: string,
): TextEdit[] {
  if (added === '') return [];
  const { path: file, text, ast } = unit;
  const present = args ?? given;
  const insert = (at: number, inserted: string): TextEdit => ({ file, start: at, end: at, text: inserted });
  if (!present) {
    const open = owner.parameters.pos;
    return text[open - 1] === '(' ? [insert(open, added)] : [];
  }
  const start = present.getStart(ast);
  const isBare = ts.isArrowFunction(owner) && !text.slice(owner.getStart(ast), start).includes('(');
  const before = args ? '' : `${added}, `;
  const after = args ? `, ${added}` : '';
  const [open, close] = isBare ? ['(', ')'] : ['', ''];
  return [insert(start, open + before), insert(present.end, after + close)].filter(edit => edit.text !== '');
}
