import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { InputSite } from '../analysis/input-sites.js';
import type { Question } from '../analysis/input-questions.js';
import { askedServer, CAPABILITIES } from '../analysis/asked-server.js';
import type { Asked, InputWriting } from './input-writing.js';
import { isTypeScript } from './languages.js';
import type { Snippet } from './moved-text.js';

const MAX_LINE = 100;

/** Lines that read the answers to some questions, and return an input request while one is missing or wrong. */
export function guardLines(
  writing: InputWriting,
  snippet: Snippet,
  asked: readonly Asked[],
  site: InputSite,
): string[] {
  const conditions = asked.flatMap(each => missing(writing, snippet, each));
  return [
    ...(site.hasFallback ? fallbackLines(writing, asked) : []),
    ...asked.flatMap(each => schemaLines(writing, snippet, each)),
    ...asked.map(each => `const ${each.view} = ${answerOf(writing, each)};`),
    ...guard(writing, snippet, asked, conditions, site),
  ];
}

/** Lines that take the way of a failed request, for clients that cannot be asked. */
function fallbackLines({ project, handler }: InputWriting, asked: readonly Asked[]): string[] {
  const checks = asked.map(({ question }) => {
    const capability = CAPABILITIES[question.kind];
    const server = askedServer(project, question, handler)!;
    return { capability, test: `!${server}.getClientCapabilities()?.${capability}` };
  });
  const tests = [...new Set(checks.map(each => each.test))];
  const names = [...new Set(checks.map(each => each.capability))];
  const failure = `throw new Error('The client does not support ${names.join(' and ')}.');`;
  return [`if (${tests.join(' || ')}) {`, `  ${failure}`, '}'];
}

/** Lines that end a call whose user refused to open a URL, so that nothing is done twice and nobody asked again. */
export function refusalLines(writing: InputWriting, asked: readonly Asked[]): string[] {
  const isRefused = asked.map(({ view }) => `${view}.kind === 'elicit' && ${view}.action !== 'accept'`);
  const test = isRefused.length === 1 ? isRefused[0]! : isRefused.map(each => `(${each})`).join(' || ');
  return [
    ...asked.map(each => `const ${each.view} = ${answerOf(writing, each)};`),
    `if (${test}) {`,
    "  throw new Error('The user did not open the page that this needs.');",
    '}',
  ];
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

function answerOf({ imports, request, rounds }: InputWriting, { key, wireText, travels }: Asked): string {
  const fresh = `${imports.use('inputResponse')}(${request}.inputResponses, ${wireText})`;
  return travels ? `${rounds!.variable}.${key} ?? ${fresh}` : fresh;
}

/** Conditions under which the question has to be asked, again or for the first time. */
function missing(writing: InputWriting, snippet: Snippet, asked: Asked): string[] {
  const { imports, request, unit } = writing;
  const { question, key, wireText, view, travels } = asked;
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
  const accepted = `!${imports.use('acceptedContent')}(${responses}, ${travels ? `'${key}'` : wireText}, ${schema})`;
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
  const oneLine = conditions.join(' || ');
  const test =
    oneLine.length > MAX_LINE - 16 && conditions.length > 1
      ? [
          'if (',
          ...conditions.map((each, index) => `  ${each}${index < conditions.length - 1 ? ' ||' : ''}`),
          ') {',
        ]
      : [`if (${oneLine}) {`];
  return [...test, ...requestLines(writing, snippet, asked, site).map(line => `  ${line}`), '}'];
}

/** `return inputRequired({ … });` */
export function requestLines(
  writing: InputWriting,
  snippet: Snippet,
  asked: readonly Asked[],
  site: InputSite,
): string[] {
  const { imports, rounds } = writing;
  const state = rounds && (site.earlier.length > 0 || rounds.keepsValues) ? rounds.seal() : undefined;
  const requests = asked.map(each => `${each.wireName}: ${builder(writing, snippet, each)}`);
  const isOne = requests.length === 1 && isShort(writing, asked[0]!);
  if (isOne && !state)
    return [`return ${imports.use('inputRequired')}({ inputRequests: { ${requests[0]} } });`];
  return [
    `return ${imports.use('inputRequired')}({`,
    ...(isOne
      ? [`  inputRequests: { ${requests[0]} },`]
      : ['  inputRequests: {', ...requests.map(each => `    ${each},`), '  },']),
    ...(state ? [`  requestState: ${state},`] : []),
    '});',
  ];
}

/** Whether the whole request fits on a line. */
function isShort(
  { unit }: InputWriting,
  { wire, question: { params, literal, schema, path } }: Asked,
): boolean {
  if (!params || path) return true;
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
  if (question.kind === 'sampling') return `${build}.createMessage(${question.path ?? snippet.node(params)})`;
  if (question.kind === 'url' && question.path) {
    return `${build}.elicitUrl({ message: ${question.path}.message, url: ${question.path}.url })`;
  }
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
function urlParams(unit: SourceUnit, snippet: Snippet, literal: ts.ObjectLiteralExpression): string {
  const kept = literal.properties.filter(
    each => !['mode', 'elicitationId'].includes(each.name?.getText(unit.ast) ?? ''),
  );
  const start = literal.getStart(unit.ast);
  const first = kept[0]!.getStart(unit.ast);
  const inner = indentAt(unit.text, first);
  const outer = indentAt(unit.text, start);
  if (!unit.text.slice(start, first).includes('\n') || inner === outer)
    return `{ ${kept.map(each => snippet.node(each)).join(', ')} }`;
  const lines = kept.map(each => `${inner}${each.getText(unit.ast)},`);
  return snippet.text(['{', ...lines, `${outer}}`].join(unit.style.eol), outer);
}
