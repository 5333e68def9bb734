import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { isToolMember } from './result-parts.js';
import { memberValue, nameText, propertyValue, unwrap } from './syntax.js';

/** An expression, and whether it is written in place: TypeScript widens that together with its neighbours. */
interface Value<Node extends ts.Expression = ts.Expression> {
  readonly node: Node;
  readonly isFresh: boolean;
}

/**
 * Whether TypeScript infers members that are `undefined` in the `properties` of some input schema: it does where
 * object literals side by side have different members, and SDK v2 takes JSON values only.
 *
 * @param tools what stands in a list of tools, or one tool alone
 */
function hasUnevenProperties(tools: readonly ts.Expression[], names: NameResolver): boolean {
  return areUneven(valuesAt(literalsOf(fresh(tools), names), 'inputSchema'), names);
}

/** The same for input schemas. */
function hasUnevenSchemas(schemas: readonly ts.Expression[], names: NameResolver): boolean {
  return areUneven(fresh(schemas), names);
}

/** The same for what stands in some part of an answer: schemas, or tools. */
export function isUnevenPart(part: string, listed: readonly ts.Expression[], names: NameResolver): boolean {
  return part === 'schema' ? hasUnevenSchemas(listed, names) : hasUnevenProperties(listed, names);
}

function areUneven(schemas: readonly Value[], names: NameResolver): boolean {
  return isUneven(valuesAt(literalsOf(schemas, names), 'properties'), names);
}

function isUneven(values: readonly Value[], names: NameResolver): boolean {
  for (const { node, isFresh } of values) {
    const array = withoutParentheses(node);
    if (isFresh && ts.isArrayLiteralExpression(array) && isUneven(fresh(array.elements), names)) return true;
  }
  const literals = literalsOf(values, names);
  // What is spread in cannot be told from here, and TypeScript leaves such objects out of the comparison.
  const whole = literals.filter(({ node }) => !node.properties.some(ts.isSpreadAssignment));
  const members = new Set(
    whole.flatMap(({ node }) => node.properties.map(each => nameText(each.name) ?? '')),
  );
  if (whole.some(({ node, isFresh }) => isFresh && members.size > node.properties.length)) return true;
  return [...members].some(member => isUneven(valuesAt(literals, member), names));
}

function fresh(nodes: readonly ts.Expression[]): Value[] {
  return nodes.map(node => ({ node, isFresh: true }));
}

function valuesAt(literals: readonly Value<ts.ObjectLiteralExpression>[], member: string): Value[] {
  return literals.flatMap(({ node, isFresh }) => {
    const value = memberValue(node, member);
    return value ? [{ node: value, isFresh }] : [];
  });
}

function literalsOf(values: readonly Value[], names: NameResolver): Value<ts.ObjectLiteralExpression>[] {
  return values.flatMap(value => {
    const node = withoutParentheses(value.node);
    if (ts.isObjectLiteralExpression(node)) return [{ node, isFresh: value.isFresh }];
    const declared = ts.isIdentifier(node) ? names.declaration(node) : undefined;
    if (!declared || !ts.isVariableDeclaration(declared) || declared.type || !declared.initializer) return [];
    const literal = unwrap(declared.initializer);
    return ts.isObjectLiteralExpression(literal) ? [{ node: literal, isFresh: false }] : [];
  });
}

/** Whether a tool written in place has members that the type of SDK v2 does not know. */
export function hasUnknownMembers(tool: ts.ObjectLiteralExpression): boolean {
  return tool.properties.some(property => {
    if (ts.isSpreadAssignment(property)) return false;
    const name = nameText(property.name);
    if (name === undefined || !isToolMember('tool', name)) return true;
    const value = propertyValue(property);
    if (!value || (name !== 'annotations' && name !== 'execution') || !ts.isObjectLiteralExpression(value)) {
      return false;
    }
    return value.properties.some(each => each.name && !isToolMember(name, nameText(each.name) ?? ''));
  });
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}
