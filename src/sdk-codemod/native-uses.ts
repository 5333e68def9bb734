import { quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { isResultSchemaOf, isSpecRequest, methodOfSchema } from '../facts/spec-schemas.js';
import { edit } from './name-list.js';
import type { SdkName } from './sdk-names.js';
import { typeReferenceOf } from './successors.js';
import { commentsIn } from './tokens.js';

const REGISTRATIONS = new Set([
  'setRequestHandler',
  'setNotificationHandler',
  'removeRequestHandler',
  'removeNotificationHandler',
]);

/** What is rewritten of the uses of SDK names, and the uses that are gone then. */
export interface NativeUses {
  readonly edits: readonly TextEdit[];
  readonly gone: ReadonlySet<ts.Node>;
}

/**
 * Rewrites uses that need no more than the name of a schema: handlers are registered by method instead of by
 * schema, and result schemas that v2 finds by itself are no longer passed. The official codemod has transforms for
 * both; these do the same for every way of importing, in a fraction of the time.
 */
export function nativeUses(unit: SourceUnit, names: readonly SdkName[]): NativeUses {
  const edits: TextEdit[] = [];
  const gone = new Set<ts.Node>();
  const schemas = new Map<ts.Node, string>();
  for (const name of names) {
    for (const reference of name.references) {
      if (name.exported.endsWith('Schema')) schemas.set(reference, name.exported);
      if (name.exported === 'RequestHandlerExtra' && name.home) {
        const type = typeReferenceOf(reference);
        if (type?.typeArguments) edits.push(edit(unit, type.typeName.end, type.end, ''));
      }
    }
  }
  for (const [reference, schema] of schemas) {
    const found = handlerEdit(unit, reference, schema) ?? resultEdit(unit, reference, schema);
    if (!found) continue;
    edits.push(found);
    gone.add(reference);
  }
  if (names.length > 0) edits.push(...placeholderEdits(unit));
  const isDeleted = (node: ts.Node) =>
    edits.some(each => each.text === '' && each.start <= node.getStart(unit.ast) && node.end <= each.end);
  for (const name of names) {
    for (const reference of name.references) if (isDeleted(reference)) gone.add(reference);
  }
  return { edits, gone };
}

/** `setRequestHandler(CallToolRequestSchema, …)`, also as `CallToolRequestSchema.shape.method.value`. */
function handlerEdit(unit: SourceUnit, reference: ts.Node, schema: string): TextEdit | undefined {
  const method = methodOfSchema(schema);
  if (method === undefined) return undefined;
  let argument = reference;
  for (const member of ['shape', 'method', 'value']) {
    const { parent } = argument;
    if (
      !ts.isPropertyAccessExpression(parent) ||
      parent.expression !== argument ||
      parent.name.text !== member
    )
      break;
    argument = parent;
  }
  const call = argument.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== argument) return undefined;
  if (!ts.isPropertyAccessExpression(call.expression) || !REGISTRATIONS.has(call.expression.name.text))
    return undefined;
  return edit(unit, argument.getStart(unit.ast), argument.end, quoted(method, unit.style));
}

/** The second argument of `callTool()`, and that of `request()` where v2 would use the same schema. */
function resultEdit(unit: SourceUnit, reference: ts.Node, schema: string): TextEdit | undefined {
  const call = reference.parent;
  if (!ts.isCallExpression(call) || call.arguments[1] !== reference) return undefined;
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : undefined;
  const method = literalMethod(call.arguments[0]!);
  const isGone =
    name === 'callTool' || (name === 'request' && method !== undefined && isResultSchemaOf(schema, method));
  return isGone ? withoutSecond(unit, call) : undefined;
}

/** `undefined` in the place of the result schema, which would be taken for the options now. */
function placeholderEdits(unit: SourceUnit): TextEdit[] {
  if (!/,\s*undefined\s*,/.test(unit.text) || !/\.\s*(?:callTool|request)\b/.test(unit.text)) return [];
  const edits: TextEdit[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.arguments.length > 2 &&
      ts.isIdentifier(node.arguments[1]!) &&
      node.arguments[1].text === 'undefined'
    ) {
      const [first] = node.arguments;
      const method = literalMethod(first!);
      const name = node.expression.name.text;
      const isCallTool =
        name === 'callTool' && (ts.isObjectLiteralExpression(first!) || ts.isIdentifier(first!));
      const isRequest = name === 'request' && method !== undefined && isSpecRequest(method);
      if (isCallTool || isRequest) edits.push(withoutSecond(unit, node));
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return edits;
}

/** The method of `{ method: 'tools/list', … }`, when nothing behind it can change it. */
function literalMethod(node: ts.Expression): string | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const index = node.properties.findIndex(
    each => ts.isPropertyAssignment(each) && each.name.getText() === 'method',
  );
  const property = node.properties[index];
  if (!property || !ts.isPropertyAssignment(property)) return undefined;
  if (node.properties.slice(index).some(ts.isSpreadAssignment)) return undefined;
  let value = property.initializer;
  while (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
    value = value.expression;
  return ts.isStringLiteralLike(value) ? value.text : undefined;
}

/** Takes the second argument out; a list that ended in a comma still does, and comments stay. */
function withoutSecond(unit: SourceUnit, call: ts.CallExpression): TextEdit {
  const { ast, text } = unit;
  const [first, second] = call.arguments as unknown as [ts.Expression, ts.Expression];
  const hasComments = commentsIn(text.slice(first.end, second.getStart(ast))).length > 0;
  const behind = /^\s*,/.exec(text.slice(second.end))?.[0].length;
  if (hasComments && behind !== undefined) {
    const blanks = /^[ \t]*/.exec(text.slice(second.end + behind))![0].length;
    return edit(unit, second.getStart(ast), second.end + behind + blanks, '');
  }
  if (hasComments) return edit(unit, second.getStart(ast), second.end, '');
  if (behind === undefined) return edit(unit, first.end, second.end, '');
  const comma = text.indexOf(',', first.end) + 1;
  return edit(unit, comma, second.end + behind, '');
}
