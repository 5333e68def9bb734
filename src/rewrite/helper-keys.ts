import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Helper } from '../analysis/asking-helpers.js';
import { quoted } from '../engine/style.js';
import { mentions } from '../recognise/syntax.js';
import type { HelperContext } from './helper-context.js';

/** The key that a helper asks under, as a parameter: each call in one run has a key of its own. */
export interface HelperKey {
  /** Name of the parameter. */
  readonly name: string;
  /** What it is when a call does not say. */
  readonly fallback: string;
}

/** Names the parameter; undefined when no name is free. */
export function keyParameter(helper: Helper, fallback: string): HelperKey | undefined {
  const name = ['key', 'inputKey', 'answerKey'].find(each => !mentions(helper.function, each));
  return name === undefined ? undefined : { name, fallback };
}

/** The edit that adds the parameter behind the others. */
export function parameterEdit(
  unit: SourceUnit,
  { function: owner }: Helper,
  { name, fallback }: HelperKey,
  context: HelperContext,
): TextEdit {
  const written = `${name} = ${quoted(fallback, unit.style)}`;
  return behind(unit, owner.parameters, written, context);
}

/** The edit that gives a call its key. */
export function keyEdit(
  unit: SourceUnit,
  call: ts.CallExpression,
  key: string,
  context: HelperContext,
): TextEdit {
  return behind(unit, call.arguments, quoted(key, unit.style), context);
}

function behind(
  { path: file }: SourceUnit,
  list: ts.NodeArray<ts.Node>,
  text: string,
  { argument }: HelperContext,
): TextEdit {
  const last = list.at(-1)!;
  const isAlone = argument?.does === 'remove' && list.length === 1;
  return { file, start: last.end, end: last.end, text: isAlone ? text : `, ${text}` };
}
