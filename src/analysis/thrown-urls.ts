import { ts } from '../engine/ts.js';
import { RETIRED_ERROR_CODES } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly } from '../recognise/era-guard.js';
import {
  ancestors,
  isFunctionNode,
  memberValue,
  numberValue,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import { initializer } from '../recognise/registrations.js';
import { valuesOf } from '../recognise/values.js';
import { pathTo, type Question } from './input-questions.js';

/**
 * The errors below a node that are thrown to have the user open a URL: `UrlElicitationRequiredError`, or -32042.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#url-mode-elicitation-requests
 */
export function thrownUrls(project: ProjectModel, root: ts.Node): ts.NewExpression[] {
  const found: ts.NewExpression[] = [];
  walk(root, node => {
    if (!ts.isNewExpression(node) || !ts.isThrowStatement(wrapped(node).parent)) return;
    if (isUrlError(project, node) && !isLegacyOnly(project, node)) found.push(node);
  });
  return found;
}

/** Whether `new …` makes the error that asks for a URL elicitation. */
export function isUrlError(project: ProjectModel, node: ts.NewExpression): boolean {
  const name = valuesOf(project).sdkName(node);
  if (name === 'UrlElicitationRequiredError') return true;
  const [code] = node.arguments ?? [];
  if (name !== 'ProtocolError' || !code) return false;
  const isMember =
    ts.isPropertyAccessExpression(code) &&
    code.name.text === 'UrlElicitationRequired' &&
    valuesOf(project).sdkExport(code.expression) === 'ProtocolErrorCode';
  return isMember || numberValue(unwrap(code)) === RETIRED_ERROR_CODES.urlElicitationRequired;
}

/** The URL elicitations that an error asks for; undefined when they are not written out. */
export function questionsThrown(
  project: ProjectModel,
  node: ts.NewExpression,
): readonly Question[] | undefined {
  const given = node.arguments ?? [];
  const isOwnClass = valuesOf(project).sdkName(node) === 'UrlElicitationRequiredError';
  const data = given[2] && unwrap(given[2]);
  const list = isOwnClass
    ? given[0]
    : data && ts.isObjectLiteralExpression(data)
      ? memberValue(data, 'elicitations')
      : undefined;
  const written = list && unwrap(list);
  if (!written || !ts.isArrayLiteralExpression(written) || written.elements.length === 0) return undefined;
  const questions = written.elements.map(each => questionIn(project, each));
  return questions.every(each => each !== undefined) ? questions : undefined;
}

function questionIn(project: ProjectModel, element: ts.Expression): Question | undefined {
  const literal = initializer(element, project.names);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  // Written elsewhere, its values may be out of scope here.
  const isHere = unwrap(element) === literal || functionAround(literal) === functionAround(element);
  if (!isHere || literal.properties.some(ts.isSpreadAssignment)) return undefined;
  const isWhole = memberValue(literal, 'message') && memberValue(literal, 'url');
  if (!isWhole) return undefined;
  const path = pathTo(project, element, literal);
  return { kind: 'url', params: literal, literal, ...(path && { path }) };
}

function functionAround(node: ts.Node): ts.Node | undefined {
  return ancestors(node).find(isFunctionNode);
}
