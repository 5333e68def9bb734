import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { isTogether, resultNames, type InputPart, type InputSite } from '../analysis/input-sites.js';
import type { Question } from '../analysis/input-questions.js';
import type { ProjectModel } from '../project/model.js';
import { isTypeScript } from './languages.js';
import { nameText } from '../recognise/syntax.js';
import { isMemberRead, isReadByMember, variableFor, wireName } from './answer-uses.js';
import type { FreeNames, SdkImports } from './free-names.js';
import { Snippet } from './moved-text.js';
import type { Rounds } from './request-rounds.js';

const DEFAULT_KEYS = { form: 'answer', url: 'visited', sampling: 'sample', roots: 'roots' } as const;
const MAX_LINE = 100;

/** What is behind a key: an answer that travels, one that does not, or a value of chance. */
export type TravelKind = 'answer' | 'local' | 'string' | 'number';

/** What writing the input requests of a handler needs. */
export interface InputWriting {
  readonly project: ProjectModel;
  readonly unit: SourceUnit;
  /** `ctx.mcpReq`, as it is written in the handler. */
  readonly request: string;
  readonly names: FreeNames;
  /** Keys of the requests, and of what else travels with them. */
  readonly keys: Map<string, TravelKind>;
  readonly imports: SdkImports;
  /** What travels in the state of the request; undefined when one round needs nothing of another. */
  readonly rounds?: Rounds;
}

/** One question, and how it is called in the text. */
interface Asked {
  readonly question: Question;
  readonly key: string;
  /** The key that the client sees. */
  readonly wire: string;
  /** The variable that holds the SDK's view of the answer. */
  readonly view: string;
  /** The view takes the place of the result itself. */
  readonly isDirect: boolean;
  /** Later rounds need the answer, too. */
  readonly travels: boolean;
}

/** Edits that put `return inputRequired(…)` and the read of its answer in the place of requests to the client. */
export function writeInput(writing: InputWriting, site: InputSite, isLast: boolean): TextEdit[] {
  const { unit } = writing;
  const parts: readonly InputPart[] = [site, ...site.along];
  const askedBy = parts.map(part => {
    const names = resultNames(part);
    return part.questions.map((question, index) => {
      const travels = writing.rounds !== undefined && !isLast;
      return { ...name(writing, part, question, names?.[index], travels), travels };
    });
  });
  const asked = askedBy.flat();
  const snippet = new Snippet(unit);
  const lines = asked.flatMap(each => schemaLines(writing, snippet, each));
  lines.push(...asked.map(each => `const ${each.view} = ${answerOf(writing, each)};`));
  const conditions = asked.flatMap(each => missing(writing, snippet, each));
  lines.push(...guard(writing, snippet, asked, conditions, site));
  const travelling = asked.filter(each => each.travels);
  lines.push(...travelling.map(({ key, view }) => `${writing.rounds!.variable}.${key} = ${view};`));
  const start = site.statement.getStart(unit.ast);
  const text = snippet.render(lines.join('\n'), indentAt(unit.text, start));
  return parts.flatMap((part, index) => resultEdits(writing, part, askedBy[index]!, index === 0 ? text : ''));
}

/** @param text what is written in front */
function resultEdits(
  writing: InputWriting,
  part: InputPart,
  asked: readonly Asked[],
  text: string,
): TextEdit[] {
  const { unit } = writing;
  const { path: file } = unit;
  const start = part.statement.getStart(unit.ast);
  const isUnused = ts.isExpressionStatement(part.awaited.parent);
  if (isUnused || (resultNames(part) && asked.every(each => each.isDirect))) {
    return [{ file, start: text ? start : part.statement.pos, end: part.statement.end, text }];
  }
  const place = isTogether(part) ? part.awaited : placeOfAnswer(writing, part);
  const values = asked.map(each => value(writing, part, each));
  const result = isTogether(part) ? `[${values.join(', ')}]` : values[0]!;
  const gap = unit.style.eol + indentAt(unit.text, start);
  return [
    ...(text ? [{ file, start, end: start, text: text + gap }] : []),
    { file, start: place.getStart(unit.ast), end: place.end, text: result },
  ];
}

function name(
  writing: InputWriting,
  part: InputPart,
  question: Question,
  binding: ts.Identifier | undefined,
  travels: boolean,
): Omit<Asked, 'travels'> {
  const { names, keys } = writing;
  const isDirect =
    binding !== undefined &&
    resultNames(part)!.every((each, index) => isReadAsView(writing, each, part.questions[index]!));
  const wanted =
    binding?.text ??
    (isTogether(part) ? undefined : variableFor(part.awaited)) ??
    DEFAULT_KEYS[question.kind];
  const taken = new Set([...keys.keys()].map(wireName));
  let key = wanted;
  for (let count = 2; taken.has(wireName(key)) || key in Object.prototype; count++) key = `${wanted}${count}`;
  keys.set(key, travels ? 'answer' : 'local');
  const view = isDirect ? binding.text : names.take(`${key}Response`);
  return { question, key, wire: wireName(key), view, isDirect };
}

/** Whether the SDK's view of the answer can have the name of the result. */
function isReadAsView({ project, unit }: InputWriting, result: ts.Identifier, question: Question): boolean {
  if (question.kind === 'sampling') return false;
  return isReadByMember(project, result, membersOf(question), isTypeScript(unit));
}

function schemaLines(writing: InputWriting, snippet: Snippet, asked: Asked): string[] {
  const { sent } = asked.question.schema ?? {};
  if (!sent || !isHoisted(asked.question)) return [];
  const type = isTypeScript(writing.unit)
    ? `: ${writing.imports.use('ElicitRequestFormParams', true)}['requestedSchema']`
    : '';
  return [`const ${schemaName(writing, asked)}${type} = ${snippet.node(uncast(sent))};`];
}

/** Casts made the literal fit; the declared type does it now. */
function uncast(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? uncast(node.expression) : node;
}

/** Whether the schema is written inside the parameters, and needed a second time to look at the answer. */
function isHoisted({ schema, params, literal }: Pick<Question, 'schema' | 'params' | 'literal'>): boolean {
  if (!schema || schema.zod || params !== literal) return false;
  return !ts.isIdentifier(schema.sent) && !ts.isPropertyAccessExpression(schema.sent);
}

const schemaNames = new WeakMap<Question, string>();

function schemaName({ names }: InputWriting, { question, key }: Asked): string {
  const known = schemaNames.get(question);
  if (known) return known;
  const taken = names.take(`${key}Schema`);
  schemaNames.set(question, taken);
  return taken;
}

function answerOf({ imports, request, rounds }: InputWriting, { key, wire, travels }: Asked): string {
  const fresh = `${imports.use('inputResponse')}(${request}.inputResponses, '${wire}')`;
  return travels ? `${rounds!.variable}.${key} ?? ${fresh}` : fresh;
}

/** Conditions under which the question has to be asked, again or for the first time. */
function missing(writing: InputWriting, snippet: Snippet, asked: Asked): string[] {
  const { imports, request, unit } = writing;
  const { question, key, wire, view, travels } = asked;
  if (question.kind === 'roots') {
    return [
      `${view}.kind !== 'roots'`,
      `!${imports.use('isSpecType')}.ListRootsResult({ roots: ${view}.roots })`,
    ];
  }
  if (question.kind === 'sampling') {
    const type = question.hasTools ? 'CreateMessageResultWithTools' : 'CreateMessageResult';
    return [`${view}.kind !== 'sampling'`, `!${imports.use('isSpecType')}.${type}(${view}.result)`];
  }
  if (!question.schema) return [`${view}.kind !== 'elicit'`];
  const responses = travels
    ? key === view
      ? `{ ${key} }`
      : `{ ${key}: ${view} }`
    : `${request}.inputResponses`;
  const { zod, sent, allowsNothing } = question.schema;
  const written = isHoisted(question)
    ? schemaName(writing, asked)
    : question.params === question.literal
      ? snippet.node(sent)
      : `${snippet.node(question.params!)}.requestedSchema`;
  const schema = zod ? zod.getText(unit.ast) : `${imports.use('fromJsonSchema')}(${written})`;
  const accepted = `!${imports.use('acceptedContent')}(${responses}, '${travels ? key : wire}', ${schema})`;
  const given = allowsNothing ? `${view}.content && ` : '';
  return [`${view}.kind !== 'elicit'`, `(${view}.action === 'accept' && ${given}${accepted})`];
}

function guard(
  writing: InputWriting,
  snippet: Snippet,
  asked: readonly Asked[],
  conditions: readonly string[],
  site: InputSite,
): string[] {
  const { imports, rounds } = writing;
  const state = rounds && (site.earlier.length > 0 || rounds.keepsValues) ? rounds.seal() : undefined;
  const oneLine = conditions.join(' || ');
  const test =
    oneLine.length > MAX_LINE - 16 && conditions.length > 1
      ? [
          'if (',
          ...conditions.map((each, index) => `  ${each}${index < conditions.length - 1 ? ' ||' : ''}`),
          ') {',
        ]
      : [`if (${oneLine}) {`];
  const requests = asked.map(each => `${each.wire}: ${builder(writing, snippet, each)}`);
  const shape =
    requests.length === 1 && !state && isShort(writing, asked[0]!)
      ? [`  return ${imports.use('inputRequired')}({ inputRequests: { ${requests[0]} } });`]
      : [
          `  return ${imports.use('inputRequired')}({`,
          ...(requests.length === 1 && isShort(writing, asked[0]!)
            ? [`    inputRequests: { ${requests[0]} },`]
            : ['    inputRequests: {', ...requests.map(each => `      ${each},`), '    },']),
          ...(state ? [`    requestState: ${state},`] : []),
          '  });',
        ];
  return [...test, ...shape, '}'];
}

/** Whether the whole request fits on a line. */
function isShort({ unit }: InputWriting, { wire, question: { params, literal, schema } }: Asked): boolean {
  if (!params) return true;
  const start = params.getStart(unit.ast);
  const hidden =
    schema && isHoisted({ params, literal, schema })
      ? schema.sent.end - schema.sent.getStart(unit.ast) - 12
      : 0;
  const text = unit.text.slice(start, params.end);
  return !text.includes('\n') && wire.length + text.length - hidden < MAX_LINE - 70;
}

/** `inputRequired.elicit({ … })` with the parameters of the request. */
function builder(writing: InputWriting, snippet: Snippet, asked: Asked): string {
  const { unit, imports } = writing;
  const { question } = asked;
  const build = imports.use('inputRequired');
  const { params, literal } = question;
  if (!params || !literal) return `${build}.listRoots()`;
  if (question.kind === 'sampling') return `${build}.createMessage(${snippet.node(params)})`;
  if (question.kind === 'url') return `${build}.elicitUrl(${urlParams(unit, snippet, literal)})`;
  if (!isHoisted(question)) return `${build}.elicit(${snippet.node(params)})`;
  const property = literal.properties.find(
    each => each.name && each.name.getText(unit.ast) === 'requestedSchema',
  )!;
  const start = literal.getStart(unit.ast);
  const written = unit.text.slice(start, literal.end);
  const text =
    written.slice(0, property.getStart(unit.ast) - start) +
    `requestedSchema: ${schemaName(writing, asked)}` +
    written.slice(property.end - start);
  return `${build}.elicit(${snippet.text(text, indentAt(unit.text, start))})`;
}

/** A URL elicitation is without mode and id: the builder tells the mode, and the id is gone. */
export function urlParams(unit: SourceUnit, snippet: Snippet, literal: ts.ObjectLiteralExpression): string {
  const kept = literal.properties.filter(
    each => !['mode', 'elicitationId'].includes(each.name?.getText(unit.ast) ?? ''),
  );
  return `{ ${kept.map(each => snippet.node(each)).join(', ')} }`;
}

/** Where the answer goes: in place of `(await …)`, too, when the view of it needs no parentheses. */
function placeOfAnswer(writing: InputWriting, site: InputPart): ts.Expression {
  const { awaited, questions } = site;
  const [question] = questions;
  const isName = question!.kind === 'sampling' || isReadOnce(writing, awaited, membersOf(question!));
  return isName ? outerParentheses(awaited) : awaited;
}

function outerParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node.parent) ? outerParentheses(node.parent) : node;
}

function membersOf({ kind }: Question): readonly string[] {
  return kind === 'roots' ? ['roots'] : ['action', 'content'];
}

/** Whether an `await` stands where only a member of the answer is read: `(await …).action`. */
function isReadOnce({ unit }: InputWriting, awaited: ts.Expression, members: readonly string[]): boolean {
  const outer = outerParentheses(awaited);
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent)) return isMemberRead(parent, members, isTypeScript(unit));
  if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return false;
  return parent.name.elements.every(each => {
    const key = nameText(each.propertyName ?? each.name);
    return (
      !each.dotDotDotToken &&
      key !== undefined &&
      members.includes(key) &&
      !(isTypeScript(unit) && key === 'content')
    );
  });
}

/** The result as the request gave it, made from the SDK's view of the answer. */
function value(writing: InputWriting, site: InputPart, { question, view }: Asked): string {
  const { unit, imports } = writing;
  if (question.kind === 'sampling') return `${view}.result`;
  if (!isTogether(site) && isReadOnce(writing, site.awaited, membersOf(question))) return view;
  if (question.kind === 'roots') return `{ roots: ${view}.roots }`;
  const content = question.kind === 'url' ? '' : `, content: ${view}.content`;
  const made = `{ action: ${view}.action${content} }`;
  const typed = isTypeScript(unit) ? `${made} as ${imports.use('ElicitResult', true)}` : made;
  const { parent } = site.awaited;
  const isAssigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return (ts.isBinaryExpression(parent) && !isAssigned) || ts.isPrefixUnaryExpression(parent)
    ? `(${typed})`
    : typed;
}
