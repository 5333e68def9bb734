import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { givenBy } from '../analysis/helper-results.js';
import { isReturned, resultNames } from '../analysis/input-parts.js';
import type { InputSite } from '../analysis/input-sites.js';
import type { Helper } from '../analysis/asking-helpers.js';
import { indentOf, inFront, outerParentheses } from './input-required.js';
import { freeKey, type InputWriting } from './input-writing.js';
import { isTypeScript } from './languages.js';
import { Snippet } from './moved-text.js';

const MAX_LINE = 100;

/**
 * Edits that let a function hand on what a helper asks: the helper's result is returned when it is an input request.
 * @param argumentEdits edits of the call's arguments
 */
export function writePassedOn(
  writing: InputWriting,
  site: InputSite,
  isLast: boolean,
  argumentEdits: readonly TextEdit[],
): TextEdit[] {
  const { unit, rounds, names } = writing;
  const { file, call, helper } = { file: unit.path, ...site.passed! };
  const travels = rounds !== undefined && !isLast;
  const seals = rounds !== undefined && (site.earlier.length > 0 || rounds.keepsValues);
  const outer = outerParentheses(site.awaited);
  // What the caller returns anyway needs no second look.
  if (isReturned(outer) && !seals) return [...argumentEdits];
  const binding = resultNames(site)?.[0];
  const isBound = binding !== undefined && ts.isIdentifier(binding);
  const key = travels ? freeKey(writing, binding?.text ?? helper.name) : '';
  if (travels)
    writing.keys.set(key, { is: 'value', type: typeOf(writing, helper, call.expression.getText(unit.ast)) });
  const variable = isBound ? binding.text : names.take(`${helper.name}Result`);
  const snippet = new Snippet(unit);
  const lines = [
    ...guard(writing, variable, seals),
    ...(travels ? [`${rounds.variable}.${key} = ${variable};`] : []),
  ];
  const indent = indentOf(writing, site);
  if (isBound) {
    const { end } = site.statement;
    const { style } = unit;
    const start = site.awaited.getStart(unit.ast);
    const known = travels
      ? [
          { file, start, end: start, text: `${rounds.variable}.${key} ?? (` },
          { file, start: site.awaited.end, end: site.awaited.end, text: ')' },
        ]
      : [];
    const text = style.eol + indent + snippet.render(lines.join('\n'), indent);
    return [...argumentEdits, ...known, { file, start: end, end, text }];
  }
  const called = snippet.edited(call, argumentEdits);
  const value = travels ? `${rounds.variable}.${key} ?? (await ${called})` : `await ${called}`;
  const text = snippet.render([`const ${variable} = ${value};`, ...lines].join('\n'), indent);
  const isUnused = ts.isExpressionStatement(outer.parent);
  if (isUnused) return [{ file, start: site.statement.getStart(unit.ast), end: site.statement.end, text }];
  return inFront(writing, site, text, outer, variable);
}

function guard({ imports, context, rounds }: InputWriting, variable: string, seals: boolean): string[] {
  const test = `if (${imports.use('isInputRequiredResult')}(${variable}))`;
  if (!seals) return [`${test} return ${variable};`];
  const result = `return { ...${variable}, requestState: ${rounds!.seal()} };`;
  const isShort = test.length + result.length + context.length < MAX_LINE;
  return isShort ? [`${test} ${result}`] : [`${test} {`, `  ${result}`, '}'];
}

/** The type of what a helper gives, apart from input requests. */
function typeOf(
  { project, unit, imports }: InputWriting,
  { function: target }: Helper,
  callee: string,
): string {
  const given = givenBy(project, target);
  if (!isTypeScript(unit) || given === undefined) return 'unknown';
  if (given === 'answer') return imports.use('ElicitResult', true);
  if (given !== 'value') return given;
  return `Exclude<Awaited<ReturnType<typeof ${callee}>>, ${imports.use('InputRequiredResult', true)}>`;
}
