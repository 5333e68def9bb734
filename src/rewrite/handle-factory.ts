import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { FactoryState, StateHelper } from '../analysis/factory-state.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, mentions } from '../recognise/syntax.js';
import { FreeNames } from './free-names.js';
import { argumentNames } from './handle-schema.js';
import { handleNotes } from './handle-notes.js';
import { setUpHandles } from './handle-store.js';
import { handleToolEdits, type HandleUse } from './handle-tool.js';
import { isTypeScript } from './languages.js';
import { insertAbove } from './mcp-handler.js';
import { Snippet } from './moved-text.js';
import { headStart, removalEdits } from './remove.js';
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
  const { unit, variables, tools, helpers } = state;
  const setup = setUpHandles(project, unit);
  if (!setup) return 'the package has a version of `lru-cache` that cannot be used';
  const main = variables.toSorted((a, b) => countOf(state, b) - countOf(state, a))[0]!;
  const handlers = tools.map(each => each.handler);
  const taken = handlers.flatMap(each => argumentNames(project, each));
  const names = stateNames(
    main.name.getText(),
    main.type?.getText(),
    taken,
    tools.map(each => each.name),
  );
  const access = accessTo(state);
  if (!names || !access) return 'no name is free for it';
  const free = new FreeNames(unit);
  const store = free.take(names.store, `${names.store}ByHandle`);
  const starters = startersAmong(tools);
  const startedBy = starters.map(each => each.name);
  const use: HandleUse = { ...names, store, startedBy, local: access.local };
  const edits: TextEdit[] = [...setup.edits];
  const imports: ImportRequest[] = [...setup.imports];
  for (const tool of tools) {
    const added = handleToolEdits(project, unit, tool.handler, use, starters.includes(tool));
    if (!added) return `\`${tool.name}\` is written in a way that leaves no certain place for a handle`;
    edits.push(...added.edits);
    imports.push(...added.imports);
  }
  const type = stateType(unit, state, access, names.subject, free);
  for (const helper of helpers) {
    const added = helperEdits(unit, helper, access, type?.name);
    if (!added) return `\`${helper.name.text}\` uses it, and the type that it would take is written nowhere`;
    edits.push(...added);
  }
  if (access.isObject) edits.push(...state.uses.map(each => memberEdit(unit, each, access)));
  const moved = moveDeclarations(unit, state, access, use, type);
  if (!moved) return 'it is declared together with something else';
  edits.push(...moved);
  const notes = handleNotes(noteAt.bind(undefined, unit, main), {
    state: variables.map(each => each.name.getText()),
    use,
    tools: tools.map(each => each.name),
    setup,
  });
  return { change: 'sessions', edits, imports, ...notes };
}

/** The tools that hand out a handle: those that begin something; where nothing tells a beginning, all of them. */
function startersAmong(tools: FactoryState['tools']): FactoryState['tools'] {
  const beginning = tools.filter(each => each.starts);
  if (beginning.length > 0) return beginning;
  const filling = tools.filter(each => each.does === 'fills' || each.does === 'unknown');
  return filling.length > 0 ? filling : tools;
}

function countOf(state: FactoryState, variable: ts.VariableDeclaration): number {
  const name = variable.name.getText();
  return state.uses.filter(each => each.text === name).length;
}

function accessTo({ variables, tools, helpers }: FactoryState): Access | undefined {
  const [only, ...others] = variables;
  if (others.length === 0 && isConst(only!)) return { local: only!.name.getText(), isObject: false };
  const functions = [...tools.map(each => each.handler.function), ...helpers.map(each => each.function)];
  const local = ['state', 'kept', 'held'].find(name => !functions.some(each => mentions(each, name)));
  return local === undefined ? undefined : { local, isObject: true };
}

/** A type for the state: its name, or how it is written, and its declaration where it needs one. */
interface StateType {
  readonly name: string;
  readonly declaration: readonly string[];
}

/** Undefined where the type is not written, or in JavaScript. */
function stateType(
  unit: SourceUnit,
  { variables }: FactoryState,
  access: Access,
  subject: string,
  free: FreeNames,
): StateType | undefined {
  if (!isTypeScript(unit)) return undefined;
  const members = variables.map(each => ({ name: each.name.getText(), type: typeTextOf(each) }));
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
  { local }: Access,
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

function memberEdit(unit: SourceUnit, use: ts.Identifier, { local }: Access): TextEdit {
  const at = use.getStart(unit.ast);
  if (ts.isShorthandPropertyAssignment(use.parent))
    return { file: unit.path, start: use.end, end: use.end, text: `: ${local}.${use.text}` };
  return { file: unit.path, start: at, end: at, text: `${local}.` };
}

/** The declarations go, and what they start with goes to the store, with the comments in front of them. */
function moveDeclarations(
  unit: SourceUnit,
  { variables, factory }: FactoryState,
  access: Access,
  use: HandleUse,
  type: StateType | undefined,
): TextEdit[] | undefined {
  const statements = [...new Set(variables.map(each => each.parent.parent as ts.VariableStatement))];
  const isAll = statements.every(({ declarationList }) =>
    declarationList.declarations.every(each => variables.includes(each)),
  );
  if (!isAll) return undefined;
  const snippet = new Snippet(unit);
  const startOf = ({ initializer }: ts.VariableDeclaration): string =>
    initializer ? snippet.node(initializer) : 'undefined';
  const [only] = variables;
  const members = variables.map(
    each => `    ${each.name.getText()}: ${member(unit, each, type?.name, startOf(each))},`,
  );
  const value = access.isObject
    ? ['({', ...members, '  })'].join('\n')
    : ts.isObjectLiteralExpression(only!.initializer!)
      ? `(${startOf(only!)})`
      : startOf(only!);
  const returned = type === undefined ? '()' : `(): ${type.name}`;
  const startedBy = `[${use.startedBy.map(each => `'${each}'`).join(', ')}]`;
  const lines = [
    ...(type?.declaration ?? []),
    ...statements.flatMap(each => commentsOf(unit, each)),
    `const ${use.store} = new HandleStore({`,
    `  argument: '${use.argument}',`,
    `  startedBy: ${startedBy},`,
    `  create: ${returned} => ${value},`,
    `});`,
  ];
  let outer: ts.Node = factory;
  while (!ts.isSourceFile(outer.parent)) outer = outer.parent;
  const above = insertAbove(unit, outer as ts.Statement, lines.join('\n'));
  const filled = above.map(edit => ({ ...edit, text: snippet.fill(edit.text) }));
  return [...filled, ...removalEdits(unit, statements)];
}

function member(
  unit: SourceUnit,
  variable: ts.VariableDeclaration,
  whole: string | undefined,
  value: string,
): string {
  const type = variable.type?.getText(unit.ast);
  return type === undefined || whole !== undefined ? value : `${value} as ${type}`;
}

function commentsOf(unit: SourceUnit, statement: ts.Statement): string[] {
  const start = headStart(unit, statement);
  const text = unit.text.slice(start, statement.getStart(unit.ast)).trim();
  return text === '' ? [] : text.split(/\r?\n/).map(each => each.trim().replace(/^\*/, ' *'));
}
