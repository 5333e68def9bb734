import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { isBoolean } from '../analysis/boolean-values.js';
import type { Choice } from '../analysis/choices.js';
import type { ProjectModel } from '../project/model.js';
import { unwrap } from '../recognise/syntax.js';
import type { FreeNames } from './free-names.js';
import { Snippet } from './moved-text.js';

/** Edits that write a choice with an `if`. */
export function choiceEdits(
  project: ProjectModel,
  unit: SourceUnit,
  choice: Choice,
  names: FreeNames,
): TextEdit[] {
  const { path: file, text, ast, style } = unit;
  const { statement, node, to } = choice;
  const snippet = new Snippet(unit);
  const start = statement.getStart(ast);
  const indent = indentAt(text, start);
  const writer = new ChoiceWriter(project, unit, choice, snippet);
  const whole = writer.returned() ?? (to.is === 'part' || to.is === 'returned' ? undefined : writer.kept(to));
  if (whole) return [{ file, start, end: statement.end, text: snippet.render(whole.join('\n'), indent) }];
  const name = names.take(ts.isIfStatement(statement) ? 'agreed' : 'answer');
  const lines = snippet.render(writer.kept({ is: 'variable', name }).join('\n'), indent);
  let place: ts.Expression = node;
  while (ts.isParenthesizedExpression(place.parent)) place = place.parent;
  return [
    { file, start, end: start, text: lines + style.eol + indent },
    { file, start: place.getStart(ast), end: place.end, text: name },
  ];
}

type Target = Extract<Choice['to'], { name: string }> | { readonly is: 'variable'; readonly name: string };

class ChoiceWriter {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #choice: Choice;
  readonly #first: string;
  readonly #then: string;
  readonly #otherwise: string;
  readonly #snippet: Snippet;

  constructor(project: ProjectModel, unit: SourceUnit, choice: Choice, snippet: Snippet) {
    this.#project = project;
    this.#unit = unit;
    this.#choice = choice;
    this.#snippet = snippet;
    this.#first = this.#textOf(choice.first);
    this.#then = this.#textOf(choice.then);
    this.#otherwise = choice.otherwise ? this.#textOf([choice.otherwise]) : '';
  }

  /** The lines in place of a `return`; undefined when the value has to be kept first. */
  returned(): string[] | undefined {
    const { to, operator, isBoolean: isKnown } = this.#choice;
    if (to.is !== 'returned') return undefined;
    if (operator === '?:')
      return [`if (${this.#first}) {`, `  return ${this.#then};`, '}', `return ${this.#otherwise};`];
    if (!isKnown || operator === '??') return undefined;
    const [test, value] = operator === '||' ? [this.#first, 'true'] : [this.#negated(), 'false'];
    return [`if (${test}) {`, `  return ${value};`, '}', `return ${this.#then};`];
  }

  /** The lines that put the value in a variable. */
  kept(to: Target): string[] {
    const { name } = to;
    const { operator, isSimple, first, then, isBoolean: isKnown } = this.#choice;
    const type =
      to.is === 'constant' && to.declaration.type ? `: ${this.#snippet.node(to.declaration.type)}` : '';
    const declared = to.is === 'assigned' ? [] : [`let ${name}${type};`];
    const either = (test: string, yes: string, no: string) => [
      ...declared,
      `if (${test}) {`,
      `  ${name} = ${yes};`,
      '} else {',
      `  ${name} = ${no};`,
      '}',
    ];
    const isSure = (isKnown || this.#isTested()) && operator !== '??';
    if (operator === '?:') return either(this.#first, this.#then, this.#otherwise);
    if (isSure && to.is !== 'assigned' && then.every(each => isBoolean(this.#project, each))) {
      const test = operator === '&&' ? this.#first : this.#negated();
      const start = `let ${name}${type} = ${String(operator === '||')};`;
      return [start, `if (${test}) {`, `  ${name} = ${this.#then};`, '}'];
    }
    if ((isSure || isSimple) && operator === '&&')
      return either(this.#first, this.#then, isSure ? 'false' : this.#first);
    if ((isSure || isSimple) && operator === '||')
      return either(this.#first, isSure ? 'true' : this.#first, this.#then);
    const isName = ts.isIdentifier(first[0]!) || ts.isPropertyAccessExpression(first[0]!);
    if (isName && first.length === 1 && operator === '??') {
      const test = `${this.#first} === undefined || ${this.#first} === null`;
      return either(test, this.#then, this.#first);
    }
    const test = { '&&': name, '||': `!${name}`, '??': `${name} === undefined || ${name} === null` }[
      operator
    ];
    return [...declared, `${name} = ${this.#first};`, `if (${test}) {`, `  ${name} = ${this.#then};`, '}'];
  }

  /** Whether only the truth of the value matters. */
  #isTested(): boolean {
    const { statement, node, to } = this.#choice;
    return to.is === 'part' && ts.isIfStatement(statement) && unwrap(statement.expression) === node;
  }

  #textOf(nodes: readonly ts.Expression[]): string {
    const [first] = nodes;
    const only = nodes.length === 1 && ts.isParenthesizedExpression(first!) ? first.expression : undefined;
    if (only) return this.#snippet.node(only);
    const { text, ast } = this.#unit;
    const start = first!.getStart(ast);
    return this.#snippet.text(text.slice(start, nodes.at(-1)!.end), indentAt(text, start));
  }

  #negated(): string {
    const [first, ...others] = this.#choice.first;
    if (others.length > 0) return `!(${this.#first})`;
    const node = ts.isParenthesizedExpression(first!) ? first.expression : first!;
    const isNot = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
    if (isNot) return this.#snippet.node(node.operand);
    if (ts.isBinaryExpression(node)) {
      const { left, operatorToken, right } = node;
      const operator = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' }[operatorToken.getText()];
      if (operator) return `${this.#snippet.node(left)} ${operator} ${this.#snippet.node(right)}`;
    }
    const isPlain = ts.isIdentifier(node) || ts.isCallExpression(node) || ts.isPropertyAccessExpression(node);
    return isPlain ? `!${this.#first}` : `!(${this.#first})`;
  }
}
