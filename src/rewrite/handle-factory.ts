import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { FactoryState, StateHelper, StateTool } from '../analysis/factory-state.js';
import type { StateSlot } from '../analysis/state-owners.js';
import type { ProjectModel } from '../project/model.js';
import { mentions, somewhere } from '../recognise/syntax.js';
import { toolDefinition } from '../recognise/tool-definitions.js';
import { FreeNames } from './free-names.js';
import { argumentNames } from './handle-schema.js';
import { dispatchedToolEdits } from './handle-dispatched.js';
import { jsonArgumentNames } from './handle-json-schema.js';
import { handedEdits, parameterAround } from './handed-store.js';
import { handleNotes } from './handle-notes.js';
import { setUpHandles } from './handle-store.js';
import { handleToolEdits, type HandleUse } from './handle-tool.js';
import { isTypeScript } from './languages.js';
import { insertAbove } from './mcp-handler.js';
import { Snippet } from './moved-text.js';
import { headStart, removalEdits, type Removable } from './remove.js';
import { stateNames, typeTextOf } from './state-names.js';

/** How code reaches the state: one constant under its own name, several variables as members of an object. */
interface Access {
  readonly local: string;
  readonly isObject: boolean;
}

/**
 * Moves state out of a function that makes servers, to a store where tools find it by a handle.
 * @returns the rewrite, or why there is none as a clause
 */
export function rewriteFactoryState(project: ProjectModel, state: FactoryState): Rewrite | string {
  const { unit, slots, tools, helpers } = state;
  const setup = setUpHandles(project, unit);
  if (!setup) return 'the package has a version of `lru-cache` that cannot be used';
  const main = mainOf(slots);
  const taken = tools.flatMap(each => toolArguments(project, each));
  const names = stateNames(
    subjectOf(state) ?? main.name,
    main.type?.getText(),
    taken,
    tools.map(each => each.name),
  );
  const access = accessTo(state);
  if (!names || !access) return 'no name is free for it';
  const handed = slots.flatMap(each => each.handed ?? []);
  if (handed.length > 0 && access.isObject) return 'it is handed to a function together with something else';
  const unitOf = (node: ts.Node): SourceUnit => project.unit(node.getSourceFile().fileName)!;
  const free = new FreeNames(...new Set([unit, ...handed.map(each => unitOf(each.parameter))]));
  const store = free.take(names.store, `${names.store}ByHandle`);
  const starters = startersAmong(tools);
  const startedBy = starters.map(each => each.name);
  const use: HandleUse = { ...names, store, startedBy, local: access.local };
  const edits: TextEdit[] = [...setup.edits];
  const imports: ImportRequest[] = [...setup.imports];
  for (const tool of tools) {
    const local = parameterAround(handed, tool.handler.function)?.parameter.name.text ?? access.local;
    const own = { ...use, local };
    const added = toolEdits(project, unitOf(tool.handler.call), tool, own, starters.includes(tool));
    if (!added) return `\`${tool.name}\` is written in a way that leaves no certain place for a handle`;
    edits.push(...added.edits);
    imports.push(...added.imports);
  }
  const type = stateType(unit, state, access, names.subject, free);
  for (const helper of helpers) {
    const parameter = parameterAround(handed, helper.function)?.parameter;
    const added = helperEdits(
      unitOf(helper.function),
      helper,
      parameter?.name.text ?? access.local,
      parameter ? parameter.type?.getText() : type?.name,
    );
    if (!added) return `\`${helper.name}\` uses it, and the type that it would take is written nowhere`;
    edits.push(...added);
  }
  if (handed.length === 0)
    edits.push(...slots.flatMap(slot => slot.uses.flatMap(each => memberEdit(unit, slot, each, access))));
  const moved = moveDeclarations(unit, state, access, use, type);
  if (!moved) return 'it is declared together with something else';
  edits.push(...moved);
  const stores = handedEdits(project, handed, store, setup.file);
  edits.push(...stores.edits);
  imports.push(...stores.imports.filter(each => each.file !== unit.path));
  const notes = handleNotes(noteAt.bind(undefined, unit, main.node), {
    state: slots.map(each => each.name),
    use,
    tools: tools.map(each => each.name),
    setup,
  });
  return { change: 'sessions', edits: distinct(edits), imports, ...notes };
}

function toolArguments(project: ProjectModel, { handler, branch }: StateTool): string[] {
  if (!branch) return argumentNames(project, handler);
  const definition = toolDefinition(project, handler, branch.name);
  return definition ? jsonArgumentNames(definition) : [];
}

function toolEdits(
  project: ProjectModel,
  unit: SourceUnit,
  { handler, branch }: StateTool,
  use: HandleUse,
  starts: boolean,
): ReturnType<typeof handleToolEdits> {
  if (!branch) return handleToolEdits(project, unit, handler, use, starts);
  const edits = dispatchedToolEdits(project, unit, handler, branch, use, starts);
  return edits && { edits, imports: [] };
}

/** Tools of one low-level handler share its parameters. */
function distinct(edits: readonly TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(each => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}

/** The tools that hand out a handle: those that begin something; where nothing tells a beginning, all of them. */
function startersAmong(tools: FactoryState['tools']): FactoryState['tools'] {
  const beginning = tools.filter(each => each.starts);
  if (beginning.length > 0) return beginning;
  const filling = tools.filter(each => each.does === 'fills' || each.does === 'unknown');
  return filling.length > 0 ? filling : tools;
}

/** The variable that the others are about: the most used one that holds more than a number or a word. */
function mainOf(slots: readonly StateSlot[]): StateSlot {
  const isPlain = (each: StateSlot): boolean => /^(?:string|number|boolean)$/.test(typeTextOf(each) ?? '');
  const byUse = slots.toSorted((a, b) => b.uses.length - a.uses.length);
  return byUse.find(each => !isPlain(each)) ?? byUse[0]!;
}

/** Several fields of a class are what the class is about: those of a `TripServer` are a trip. */
function subjectOf({ owner, slots }: FactoryState): string | undefined {
  if (slots.length < 2 || !ts.isClassLike(owner.node)) return undefined;
  const name = owner.node.name?.text.replaceAll(/M[Cc][Pp]|Server/g, '');
  return name === undefined || name === '' ? undefined : name[0]!.toLowerCase() + name.slice(1);
}

function accessTo({ slots, tools, helpers }: FactoryState): Access | undefined {
  const [only, ...others] = slots;
  const functions = [...tools.map(each => each.handler.function), ...helpers.map(each => each.function)];
  // A field leaves its name to a variable, where no other variable has it.
  const isField = !ts.isVariableDeclaration(only!.node);
  const isFree = !isField || !functions.some(each => isVariableName(each, only!.name));
  if (others.length === 0 && only!.isConst && isFree) return { local: only!.name, isObject: false };
  const local = ['state', 'kept', 'held'].find(name => !functions.some(each => mentions(each, name)));
  return local === undefined ? undefined : { local, isObject: true };
}

/** Whether a function reads or declares a variable of this name. */
function isVariableName(node: ts.Node, name: string): boolean {
  return somewhere(
    node,
    at =>
      ts.isIdentifier(at) &&
      at.text === name &&
      !(ts.isPropertyAccessExpression(at.parent) && at.parent.name === at) &&
      !(ts.isPropertyAssignment(at.parent) && at.parent.name === at),
  );
}

/** A type for the state: its name, or how it is written, and its declaration where it needs one. */
interface StateType {
  readonly name: string;
  readonly declaration: readonly string[];
}

/** Undefined where the type is not written, or in JavaScript. */
function stateType(
  unit: SourceUnit,
  { slots }: FactoryState,
  access: Access,
  subject: string,
  free: FreeNames,
): StateType | undefined {
  if (!isTypeScript(unit)) return undefined;
  const members = slots.map(each => ({ name: each.name, type: typeTextOf(each) }));
  if (!members.every(each => each.type !== undefined)) return undefined;
  if (!access.isObject) return { name: members[0]!.type!, declaration: [] };
  const name = free.take(`${pascal(subject)}State`, `Kept${pascal(subject)}`);
  const lines = members.map(each => `  ${each.name}: ${each.type};`);
  return { name, declaration: [`interface ${name} {`, ...lines, '}', ''] };
}

function pascal(subject: string): string {
  return subject.replaceAll(/(?:^| )(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** A function that tools call gets the state in front of its own arguments. */
function helperEdits(
  unit: SourceUnit,
  { function: owner, calls }: StateHelper,
  local: string,
  type: string | undefined,
): TextEdit[] | undefined {
  if ((isTypeScript(unit) && type === undefined) || mentions(owner, 'arguments')) return undefined;
  const { path: file, text, ast } = unit;
  const insert = (at: number, inserted: string): TextEdit => ({ file, start: at, end: at, text: inserted });
  const parameter = type === undefined ? local : `${local}: ${type}`;
  const [first] = owner.parameters;
  const open = owner.parameters.pos;
  const isBare = first !== undefined && ts.isArrowFunction(owner) && text[open - 1] !== '(';
  const start = first ? first.getStart(ast) : open;
  const edits = [insert(start, `${isBare ? '(' : ''}${parameter}${first ? ', ' : ''}`)];
  if (isBare) edits.push(insert(first.end, ')'));
  for (const call of calls) {
    const argument = call.arguments[0];
    const at = argument ? argument.getStart(ast) : call.arguments.pos;
    edits.push(insert(at, argument ? `${local}, ` : local));
  }
  return edits;
}

function memberEdit(
  unit: SourceUnit,
  { name }: StateSlot,
  use: ts.Expression,
  { local, isObject }: Access,
): TextEdit[] {
  const { path: file } = unit;
  const start = use.getStart(unit.ast);
  const place = isObject ? `${local}.${name}` : local;
  if (!ts.isIdentifier(use)) return [{ file, start, end: use.end, text: place }];
  if (!isObject) return [];
  return ts.isShorthandPropertyAssignment(use.parent)
    ? [{ file, start: use.end, end: use.end, text: `: ${place}` }]
    : [{ file, start, end: start, text: `${local}.` }];
}

/** The declarations go, and what they start with goes to the store, with the comments in front of them. */
function moveDeclarations(
  unit: SourceUnit,
  { slots, owner }: FactoryState,
  access: Access,
  use: HandleUse,
  type: StateType | undefined,
): TextEdit[] | undefined {
  const gone = new Set<Removable>();
  for (const slot of slots) {
    if (!slot.gone || (ts.isVariableDeclaration(slot.node) && !isWholeStatement(slot.node, slots)))
      return undefined;
    for (const each of slot.gone) gone.add(each);
  }
  const snippet = new Snippet(unit);
  const startOf = ({ initializer }: StateSlot): string =>
    initializer ? snippet.node(initializer) : 'undefined';
  const [only] = slots;
  const members = slots.map(each => `    ${each.name}: ${member(unit, each, type?.name, startOf(each))},`);
  const value = access.isObject
    ? ['({', ...members, '  })'].join('\n')
    : ts.isObjectLiteralExpression(only!.initializer!)
      ? `(${startOf(only!)})`
      : startOf(only!);
  const returned = type === undefined ? '()' : `(): ${type.name}`;
  const startedBy = `[${use.startedBy.map(each => `'${each}'`).join(', ')}]`;
  const lines = [
    ...(type?.declaration ?? []),
    ...[...gone].flatMap(each => commentsOf(unit, each)),
    `const ${use.store} = new HandleStore({`,
    `  argument: '${use.argument}',`,
    `  startedBy: ${startedBy},`,
    `  create: ${returned} => ${value},`,
    `});`,
  ];
  let outer: ts.Node = owner.node;
  while (!ts.isSourceFile(outer.parent)) outer = outer.parent;
  const above = insertAbove(unit, outer as ts.Statement, lines.join('\n'));
  const filled = above.map(edit => ({ ...edit, text: snippet.fill(edit.text) }));
  return [...filled, ...removalEdits(unit, [...gone])];
}

function isWholeStatement({ parent }: ts.VariableDeclaration, slots: readonly StateSlot[]): boolean {
  if (!ts.isVariableDeclarationList(parent)) return false;
  return parent.declarations.every(each => slots.some(slot => slot.node === each));
}

function member(unit: SourceUnit, slot: StateSlot, whole: string | undefined, value: string): string {
  const type = slot.type?.getText(unit.ast);
  return type === undefined || whole !== undefined ? value : `${value} as ${type}`;
}

function commentsOf(unit: SourceUnit, statement: Removable): string[] {
  const start = headStart(unit, statement);
  const text = unit.text.slice(start, statement.getStart(unit.ast)).trim();
  return text === '' ? [] : text.split(/\r?\n/).map(each => each.trim().replace(/^\*/, ' *'));
}
