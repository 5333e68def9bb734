import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { callersOf } from './callers.js';
import { membersUsed, type Reply } from './reply.js';

/** `async request => new Response(…)`, of workers and of routes in frameworks. */
export function fetchReply(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  anchor: ts.Node,
): Reply | undefined {
  const request = requestName(owner);
  if (!request) return undefined;
  const used = membersUsed(project, request, 0);
  if (!used.has('json') && !used.has('text') && !used.has('headers')) return undefined;
  const shown = responsesIn(project, unit, anchor);
  if (!shown) return undefined;
  const init =
    shown.headers === undefined
      ? '{ status: refused.status }'
      : `{\n  status: refused.status,\n  headers: ${shown.headers},\n}`;
  const made =
    shown.type === 'new'
      ? `new Response(JSON.stringify(refused.body), ${init})`
      : `${shown.type}.json(refused.body, ${init})`;
  return { statements: `return ${made};`, leaves: true, headers: `${request.text}.headers` };
}

function requestName(owner: FunctionNode): ts.Identifier | undefined {
  const name = owner.parameters[0]?.name;
  if (!name) return undefined;
  if (ts.isIdentifier(name)) {
    const type = owner.parameters[0]!.type?.getText() ?? '';
    return /^(?:req|request)$/i.test(name.text) || /\bRequest$/.test(type) ? name : undefined;
  }
  const bound = ts.isObjectBindingPattern(name)
    ? name.elements.find(each => nameText(each.propertyName ?? each.name) === 'request')?.name
    : undefined;
  return bound && ts.isIdentifier(bound) ? bound : undefined;
}

interface Shown {
  /** `new`, or whose `json` is called. */
  readonly type: string;
  readonly headers: string | undefined;
  /** It is made in the function that the answer goes into. */
  readonly isBeside: boolean;
}

/** How a file makes its JSON responses, those with headers that can be named at a place before the others. */
function responsesIn(project: ProjectModel, unit: SourceUnit, anchor: ts.Node): Shown | undefined {
  const found: Shown[] = [];
  const others: ts.Expression[] = [];
  const add = (type: string, init: ts.Expression | undefined) => {
    const literal = init && unwrap(init);
    const isObject = literal !== undefined && ts.isObjectLiteralExpression(literal);
    const value = isObject ? memberValue(literal, 'headers') : undefined;
    const isBeside = init !== undefined && enclosingFunction(init) === enclosingFunction(anchor);
    found.push({ type, headers: value && headersAt(project, value, anchor), isBeside });
  };
  walk(unit.ast, node => {
    if (ts.isNewExpression(node) && node.expression.getText(unit.ast) === 'Response') {
      const [body, init] = node.arguments ?? [];
      if (body && /^JSON\.stringify\(/.test(body.getText(unit.ast))) add('new', init);
      else others.push(...headersOf(init));
    }
    const call = methodCall(node);
    const type = call?.object.getText(unit.ast) ?? '';
    if (call?.name === 'json' && /^(?:Next)?Response$/.test(type)) add(type, call.call.arguments[1]);
  });
  if (found.length > 0 || others.length === 0) {
    const named = found.filter(each => each.headers !== undefined);
    return named.find(each => each.isBeside) ?? named[0] ?? found[0];
  }
  const shared = others.map(each => headersAt(project, each, anchor)).find(each => each !== undefined);
  const type = `'Content-Type': 'application/json'`;
  return {
    type: 'new',
    headers: shared === undefined ? `{ ${type} }` : `{ ...${shared}, ${type} }`,
    isBeside: false,
  };
}

/** The headers of a response that is no JSON which all responses may have: a name, and what is spread into others. */
function headersOf(init: ts.Expression | undefined): ts.Expression[] {
  const literal = init && unwrap(init);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return [];
  const value = memberValue(literal, 'headers');
  const headers = value && unwrap(value);
  if (!headers) return [];
  if (!ts.isObjectLiteralExpression(headers)) return ts.isIdentifier(headers) ? [headers] : [];
  return headers.properties.flatMap(each =>
    ts.isSpreadAssignment(each) && ts.isIdentifier(each.expression) ? [each.expression] : [],
  );
}

/** The headers of a response as they are written at another place: parameters by what a call close to it passes. */
function headersAt(project: ProjectModel, value: ts.Expression, anchor: ts.Node): string | undefined {
  const owner = enclosingFunction(value);
  const around = enclosingFunction(anchor);
  const shared = sharedHeaders(value);
  if (shared === undefined) return undefined;
  let text = shared.replace(/\s*\n\s*/g, ' ').replace(/, \}$/, ' }');
  const calls = owner && around ? callersOf(project, owner).filter(each => isWithin(each, around)) : [];
  let isNamed = true;
  walk(value, node => {
    if (!ts.isIdentifier(node) || isKey(node)) return;
    const declaration = project.names.symbol(node)?.declarations?.[0];
    if (declaration && ts.isParameter(declaration) && declaration.parent === owner && owner !== around) {
      const index = owner.parameters.indexOf(declaration);
      const given = calls.map(each => each.arguments[index]).find(each => each && ts.isIdentifier(each));
      if (!given || !isVisible(project, given as ts.Identifier, anchor)) isNamed = false;
      else text = text.replace(new RegExp(`\\b${node.text}\\b`, 'g'), (given as ts.Identifier).text);
    } else if (!isVisible(project, node, anchor)) isNamed = false;
  });
  return isNamed ? text : undefined;
}

/** What only one kind of answer says. */
const OWN = /^(?:www-authenticate|retry-after|location|set-cookie|cache-control|etag|mcp-session-id|allow)$/i;

/** The headers of a response without what is its own; undefined when nothing is left. */
function sharedHeaders(value: ts.Expression): string | undefined {
  const literal = unwrap(value);
  if (!ts.isObjectLiteralExpression(literal)) return value.getText();
  const kept = literal.properties.filter(each => !OWN.test(nameText(each.name) ?? ''));
  if (kept.length === literal.properties.length) return value.getText();
  const [only] = kept;
  if (!only) return undefined;
  return kept.length === 1 && ts.isSpreadAssignment(only)
    ? only.expression.getText()
    : `{ ${kept.map(each => each.getText()).join(', ')} }`;
}

function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** Whether a name means the same at another place, and has its value there. */
function isVisible(project: ProjectModel, name: ts.Identifier, anchor: ts.Node): boolean {
  const declaration = project.names.symbol(name)?.declarations?.[0];
  if (!declaration) return true;
  const home = ancestors(declaration).find(each => isFunctionNode(each) || ts.isBlock(each));
  if (!home) return true;
  return ancestors(anchor).includes(home) && (ts.isParameter(declaration) || declaration.pos < anchor.pos);
}
