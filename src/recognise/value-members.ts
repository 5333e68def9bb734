import { ts } from '../engine/ts.js';
import { COLLECTIONS, type Value, type Values } from './values.js';
import { member, nameText, walk } from './syntax.js';

/** Types that stand for what they wrap. */
const WRAPPERS = new Set([
  'Promise',
  'PromiseLike',
  'Awaited',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
]);

/** The value a written type describes. */
export function valueOfType(values: Values, node: ts.TypeNode): Value | undefined {
  if (ts.isParenthesizedTypeNode(node)) return values.ofType(node.type);
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
    return firstOf(node.types, each => values.ofType(each));
  }
  if (ts.isArrayTypeNode(node)) return { is: 'collection', element: values.ofType(node.elementType) };
  if (ts.isTypeLiteralNode(node)) return { is: 'shape', members: node.members };
  if (ts.isFunctionTypeNode(node)) return { is: 'function', node };
  if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
    return memberOf(values, values.ofType(node.objectType), nameText(node.indexType.literal) ?? '');
  }
  if (ts.isImportTypeNode(node)) {
    const module = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    const isSdk = module && ts.isStringLiteral(module) && values.isSdk(module.text);
    return isSdk && node.qualifier && ts.isIdentifier(node.qualifier)
      ? { is: 'sdk', name: node.qualifier.text }
      : undefined;
  }
  return ts.isTypeReferenceNode(node) ? typeReference(values, node) : undefined;
}

function typeReference(values: Values, node: ts.TypeReferenceNode): Value | undefined {
  const sdk = values.sdkExport(node.typeName);
  if (sdk) return { is: 'sdk', name: sdk };
  if (!ts.isIdentifier(node.typeName)) return undefined;
  const { text } = node.typeName;
  const declaration = values.declaration(node.typeName);
  if (!declaration) {
    if (WRAPPERS.has(text)) return values.ofType(node.typeArguments?.[0]);
    return COLLECTIONS.has(text)
      ? { is: 'collection', element: values.ofType(node.typeArguments?.at(-1)) }
      : undefined;
  }
  if (ts.isClassLike(declaration)) return { is: 'instance', class: declaration };
  if (ts.isInterfaceDeclaration(declaration)) return { is: 'shape', members: declaration.members };
  return ts.isTypeAliasDeclaration(declaration) ? values.ofType(declaration.type) : undefined;
}

/** The value of a member. */
export function memberOf(values: Values, owner: Value | undefined, name: string): Value | undefined {
  if (!owner) return undefined;
  if (owner.is === 'sdk') return sdkMember(owner.name, name);
  if (owner.is === 'object') return values.ofDeclaration(member(owner.literal, name));
  if (owner.is === 'shape') {
    return values.ofDeclaration(owner.members.find(each => nameText(each.name) === name));
  }
  return owner.is === 'instance' ? classMember(values, owner.class, name) : undefined;
}

function classMember(values: Values, node: ts.ClassLikeDeclaration, name: string): Value | undefined {
  const declared = values.ofDeclaration(declaredMember(node, name));
  if (declared) return declared;
  const assigned = firstOf(assignedMembers(node, name), each => values.of(each));
  if (assigned) return assigned;
  const base = heritage(node);
  const sdk = base && values.sdkExport(base);
  return sdk ? sdkMember(sdk, name) : base && memberOf(values, values.instanceOf(base), name);
}

function sdkMember(owner: string, name: string): Value | undefined {
  return owner === 'McpServer' && name === 'server' ? { is: 'sdk', name: 'Server' } : undefined;
}

/** What a class extends. */
export function heritage(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = node.heritageClauses?.find(each => each.token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

/** The declaration of a member, parameter properties of the constructor included. */
function declaredMember(node: ts.ClassLikeDeclaration, name: string): ts.Node | undefined {
  const found = node.members.find(each => nameText(each.name) === name && !ts.isSetAccessorDeclaration(each));
  if (found) return found;
  const constructor = node.members.find(ts.isConstructorDeclaration);
  return constructor?.parameters.find(each => each.modifiers?.length && nameText(each.name) === name);
}

/** The values assigned to `this.name` in a class. */
function assignedMembers(node: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const found: ts.Expression[] = [];
  walk(node, at => {
    if (!ts.isBinaryExpression(at) || at.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    const target = at.left;
    if (!ts.isPropertyAccessExpression(target) || target.name.text !== name) return;
    if (target.expression.kind === ts.SyntaxKind.ThisKeyword) found.push(at.right);
  });
  return found;
}

/** The first answer that is one. */
export function firstOf<T, R>(items: Iterable<T>, ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** What a collection holds. */
export function elementOf(value: Value | undefined): Value | undefined {
  return value?.is === 'collection' ? value.element : undefined;
}
