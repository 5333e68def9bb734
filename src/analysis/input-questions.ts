import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { initializer } from '../recognise/registrations.js';
import { serverRequest, type ServerRequest } from '../recognise/server-requests.js';
import { enclosingFunction, isConst, member, memberValue, methodCall, unwrap } from '../recognise/syntax.js';
import { zodExport } from '../recognise/zod.js';

/** What a request asks the client for; a URL elicitation has no content to come back. */
export type QuestionKind = 'form' | 'url' | 'sampling' | 'roots';

/** A request to the client whose parameters can be written down again. */
export interface Question {
  /** The request; none where an error is thrown that asks. */
  readonly request?: ServerRequest;
  readonly kind: QuestionKind;
  /** The parameters as they are written; a roots request has none. */
  readonly params?: ts.Expression;
  /** The object literal behind them. */
  readonly literal?: ts.ObjectLiteralExpression;
  /** How the parameters are written where they belong to a request that is a constant: `request.params`. */
  readonly path?: string;
  /** What an accepted form has to fit. */
  readonly schema?: QuestionSchema;
  /** Sampling with tools has results of another shape. */
  readonly hasTools?: boolean;
}

export interface QuestionSchema {
  /** The `requestedSchema` that is sent. */
  readonly sent: ts.Expression;
  /** A Zod schema that the sent one is made from. */
  readonly zod?: ts.Expression;
  /** It is met by no content at all, as far as can be seen. */
  readonly allowsNothing: boolean;
}

/** Takes the parameters of a request apart; undefined when they are not in sight. */
export function questionOf(project: ProjectModel, call: ts.Node): Question | undefined {
  const request = serverRequest(project, call);
  if (!request) return undefined;
  const isWhole = /send$|^request$/.test(request.spelling);
  if (request.method === 'roots/list') return { request, kind: 'roots' };
  const params = isWhole ? paramsOf(project, request.call) : request.call.arguments[0];
  if (!params) return request.method === 'sampling/createMessage' ? keptRequest(project, request) : undefined;
  const literal = objectBehind(project, params);
  if (request.method === 'sampling/createMessage') {
    if (!literal || literal.properties.some(ts.isSpreadAssignment)) return undefined;
    const hasTools = Boolean(member(literal, 'tools') ?? member(literal, 'toolChoice'));
    return { request, kind: 'sampling', params, literal, hasTools };
  }
  if (request.method !== 'elicitation/create' || !literal) return undefined;
  if (literal.properties.some(ts.isSpreadAssignment)) return undefined;
  const mode = memberValue(literal, 'mode');
  const modeText =
    mode && ts.isStringLiteralLike(unwrap(mode)) ? (unwrap(mode) as ts.StringLiteral).text : undefined;
  if (mode && modeText === undefined) return undefined;
  if (modeText === 'url') {
    const isHere = literal === unwrap(params);
    const path = isHere ? undefined : pathTo(project, params, literal);
    return isHere || path ? { request, kind: 'url', params, literal, ...(path && { path }) } : undefined;
  }
  const sent = memberValue(literal, 'requestedSchema');
  return sent && { request, kind: 'form', params, literal, schema: schemaOf(project, sent) };
}

function paramsOf(project: ProjectModel, call: ts.CallExpression): ts.Expression | undefined {
  const whole = call.arguments[0] && unwrap(call.arguments[0]);
  const literal = whole && initializer(whole, project.names);
  return whole === literal && literal && ts.isObjectLiteralExpression(literal)
    ? memberValue(literal, 'params')
    : undefined;
}

/** `const request: CreateMessageRequest = { … }`, which is sent as it is. */
function keptRequest(project: ProjectModel, request: ServerRequest): Question | undefined {
  const [whole] = request.call.arguments;
  const literal = whole && objectBehind(project, whole);
  const path = literal && pathTo(project, whole, literal);
  const params = literal && memberValue(literal, 'params');
  const written = params && unwrap(params);
  if (!path || !written || !ts.isObjectLiteralExpression(written)) return undefined;
  if (written.properties.some(ts.isSpreadAssignment)) return undefined;
  const hasTools = Boolean(member(written, 'tools') ?? member(written, 'toolChoice'));
  return { request, kind: 'sampling', params: written, literal: written, path: `${path}.params`, hasTools };
}

/** The name of the constant of the same function that an object literal is the value of, when its type is its own. */
export function pathTo(
  project: ProjectModel,
  node: ts.Expression,
  literal: ts.ObjectLiteralExpression,
): string | undefined {
  const name = unwrap(node);
  if (!ts.isIdentifier(name) || enclosingFunction(name) !== enclosingFunction(literal)) return undefined;
  const declaration = project.names.declaration(name);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const isFitting =
    !declaration.type || /^(?:CreateMessageRequest|ElicitRequestURLParams)$/.test(declaration.type.getText());
  return isFitting ? name.text : undefined;
}

function objectBehind(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = initializer(node, project.names);
  return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}

function schemaOf(project: ProjectModel, sent: ts.Expression): QuestionSchema {
  const written = unwrap(sent);
  const made = ts.isCallExpression(written) ? written : undefined;
  const source = made?.arguments[0] && unwrap(made.arguments[0]);
  const isConversion =
    made !== undefined &&
    (zodExport(project.names, unwrap(made.expression))?.name === 'toJSONSchema' ||
      project.names.origin(unwrap(made.expression))?.name === 'zodToJsonSchema');
  if (isConversion && source && ts.isIdentifier(source)) return { sent, zod: source, allowsNothing: false };
  const literal = initializer(written, project.names);
  const required =
    literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, 'required') : undefined;
  const names = required && unwrap(required);
  // What is out of sight may well allow nothing, and asking again would never end.
  const allowsNothing = !names || (ts.isArrayLiteralExpression(names) && names.elements.length === 0);
  return { sent, allowsNothing };
}

/** The requests in `Promise.all([…])`; undefined when there is anything else in it. */
export function questionsTogether(
  project: ProjectModel,
  node: ts.Expression,
): readonly Question[] | undefined {
  const call = methodCall(unwrap(node));
  if (call?.name !== 'all' || call.object.getText() !== 'Promise') return undefined;
  const list = call.call.arguments[0] && unwrap(call.call.arguments[0]);
  if (!list || !ts.isArrayLiteralExpression(list) || list.elements.length === 0) return undefined;
  const found = list.elements.map(each => questionOf(project, unwrap(each)));
  return found.every(each => each !== undefined) ? found : undefined;
}
