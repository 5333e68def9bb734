import { replaceNode } from '../engine/edits.js';
import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { endWithComment, freeName, reindented, startWithComments } from './factory-text.js';
import { endsFunction, isAsync, type Continuation, type PromiseUse } from './promise-use.js';
import { isWithin, methodCall, siblings } from './syntax.js';

/**
 * Edits that put a synchronous call in the place of an asynchronous one and of what is done with its promise.
 * @param call the asynchronous call
 * @param text what stands there instead, without a semicolon
 */
export function replaceAsyncCall(
  unit: SourceUnit,
  call: ts.CallExpression,
  use: PromiseUse,
  text: string,
): TextEdit[] {
  const { eol, indent, semicolons } = unit.style;
  const end = semicolons ? ';' : '';
  const at = (node: ts.Node) => ({ file: unit.path, start: node.getStart(unit.ast), end: node.end });
  switch (use.as) {
    case 'value':
      return [{ ...at(call), text: use.needsPromise ? `Promise.resolve(${text})` : text }];
    case 'statement': {
      if (!use.then?.next) return [{ ...at(use.expression), text }];
      const base = indentAt(unit.text, use.expression.getStart(unit.ast));
      const lines = [text + end, ...continued(unit, use.then, base)];
      return [{ ...at(use.expression.parent), text: lines.join(eol + base) }];
    }
    case 'return': {
      const inBlock = siblings(use.statement) !== undefined;
      const outer = indentAt(unit.text, use.statement.getStart(unit.ast));
      const base = inBlock ? outer : outer + indent;
      const lines = [text + end, ...continued(unit, use.then, base)];
      if (!isAsync(use.owner)) lines.push(`return Promise.resolve()${end}`);
      else if (!endsFunction(use.statement, use.owner)) lines.push(`return${end}`);
      const body = lines.join(eol + base);
      return [{ ...at(use.statement), text: inBlock ? body : `{${eol}${base}${body}${eol}${outer}}` }];
    }
    case 'body': {
      const outer = indentAt(unit.text, use.arrow.getStart(unit.ast));
      const base = outer + indent;
      const lines = [text + end, ...continued(unit, use.then, base)];
      const start = use.arrow.getStart(unit.ast);
      return [
        ...(isAsync(use.arrow) ? [] : [{ file: unit.path, start, end: start, text: 'async ' }]),
        { ...at(use.arrow.body), text: `{${eol}${base}${lines.join(eol + base)}${eol}${outer}}` },
      ];
    }
  }
}

/**
 * A variable for what the call returns, when other statements beside it have to close that instead of the server.
 * @param closes calls of `server.close()`
 * @returns undefined when one of them could not see the variable
 */
export function holdHandle(
  unit: SourceUnit,
  use: PromiseUse,
  site: ts.Statement,
  closes: readonly ts.CallExpression[],
): { readonly name: string; readonly edits: readonly TextEdit[] } | undefined {
  const list = siblings(site);
  if (closes.length === 0 || use.as !== 'statement' || use.expression.parent !== site || !list)
    return undefined;
  if (!closes.every(close => list.some(statement => isWithin(close, statement)))) return undefined;
  const name = freeName(unit, ['handle', 'stdioHandle']);
  return {
    name,
    edits: closes.map(close => {
      const { object } = methodCall(close)!;
      return replaceNode(unit, object, name);
    }),
  };
}

/** What ran when the promise was fulfilled, as statements. */
function continued(unit: SourceUnit, then: Continuation | undefined, base: string): string[] {
  const next = then?.next;
  if (!next) return [];
  if (!ts.isBlock(next)) return [next.getText(unit.ast) + (unit.style.semicolons ? ';' : '')];
  return next.statements.map(statement =>
    reindented(unit, startWithComments(unit, statement), endWithComment(unit, statement), base),
  );
}
