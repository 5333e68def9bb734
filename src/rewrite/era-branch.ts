import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { siblings, unwrap, wrapped } from '../recognise/syntax.js';
import { Snippet } from './moved-text.js';

/** A call of a client that is a statement of its own: its result is not used. */
export interface ClientStatement {
  readonly statement: ts.ExpressionStatement;
  readonly call: ts.CallExpression;
  /** The client, written so that it can be written again. */
  readonly client: string;
  readonly isAwaited: boolean;
}

/** Takes apart `await client.method(…)` and `client.method(…)`; undefined when its result is used. */
export function clientStatement(call: ts.CallExpression): ClientStatement | undefined {
  const client = clientOf(call);
  const outer = wrapped(call);
  const isAwaited = ts.isAwaitExpression(outer.parent);
  const whole = isAwaited || ts.isVoidExpression(outer.parent) ? outer.parent : outer;
  const statement = whole.parent;
  if (client === undefined || !ts.isExpressionStatement(statement)) return undefined;
  return { statement, call, client, isAwaited };
}

/** The client of a call as it is written, when writing it again changes nothing. */
export function clientOf(call: ts.CallExpression): string | undefined {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken) return undefined;
  const text = callee.expression.getText();
  return /^(?:this\.)?[\w$#]+(?:!?\.[\w$#]+)*!?$/.test(text) ? text : undefined;
}

/** `if (client.getProtocolEra() === 'legacy') { … }` around a statement, or the same in the `if` it is all of. */
export function onlyInLegacy(unit: SourceUnit, { statement, client }: ClientStatement): TextEdit[] {
  const test = `${client}.getProtocolEra() === 'legacy'`;
  const { parent } = statement;
  if (ts.isIfStatement(parent) && parent.thenStatement === statement && !parent.elseStatement)
    return alsoTest(unit, parent.expression, test);
  const snippet = new Snippet(unit);
  const own = snippet.node(statement);
  return [inPlace(unit, statement, snippet, `if (${test}) {\n  ${own}\n}`)];
}

function alsoTest(unit: SourceUnit, condition: ts.Expression, test: string): TextEdit[] {
  const { path: file, style } = unit;
  const added = ` && ${render(test, style)}`;
  const isTight = ts.isBinaryExpression(condition)
    ? condition.operatorToken.kind !== ts.SyntaxKind.BarBarToken &&
      condition.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken &&
      condition.operatorToken.kind !== ts.SyntaxKind.EqualsToken
    : !ts.isConditionalExpression(condition);
  if (isTight) return [{ file, start: condition.end, end: condition.end, text: added }];
  const start = condition.getStart(unit.ast);
  return [
    { file, start, end: start, text: '(' },
    { file, start: condition.end, end: condition.end, text: `)${added}` },
  ];
}

/** `if (client.getProtocolEra() === 'modern') { … } else { … }`, the statement in its last part. */
export function modernOrElse(
  unit: SourceUnit,
  { statement, client }: ClientStatement,
  modern: string,
  before = '',
): TextEdit {
  const snippet = new Snippet(unit);
  const own = snippet.node(statement);
  const test = `if (${client}.getProtocolEra() === 'modern') {\n  ${modern}\n} else {\n  ${own}\n}`;
  return inPlace(unit, statement, snippet, before + test);
}

function inPlace(unit: SourceUnit, statement: ts.Statement, snippet: Snippet, text: string): TextEdit {
  const start = statement.getStart(unit.ast);
  const isInList = siblings(statement) !== undefined;
  const whole = isInList ? text : `{\n  ${text.replaceAll('\n', '\n  ')}\n}`;
  return {
    file: unit.path,
    start,
    end: statement.end,
    text: snippet.render(whole, indentAt(unit.text, start)),
  };
}
