import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { transportKind } from './http-transport.js';

/** What a declared type says about a value. */
export interface DeclaredRole {
  readonly role: 'transport' | 'record' | 'store';
  /** What a store holds. */
  readonly element?: 'transport' | 'record';
}

/** Whether a type is that of a transport, of an object that holds one, or of a collection of either. */
export function declaredRole(node: ts.TypeNode, names: NameResolver, depth = 0): DeclaredRole | undefined {
  if (depth > 6) return undefined;
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
    for (const part of node.types) {
      const role = declaredRole(part, names, depth + 1);
      if (role) return role;
    }
    return undefined;
  }
  if (ts.isArrayTypeNode(node)) return storeOf(declaredRole(node.elementType, names, depth + 1));
  if (ts.isTypeLiteralNode(node)) return membersRole(node.members, names, depth);
  if (!ts.isTypeReferenceNode(node)) return undefined;
  if (transportKind(node.typeName, names)) return { role: 'transport' };
  const last = node.typeArguments?.at(-1);
  if (last) {
    const inner = declaredRole(last, names, depth + 1);
    const isWrapper =
      ts.isIdentifier(node.typeName) && /^(?:Promise|Readonly|Partial)$/.test(node.typeName.text);
    return isWrapper ? inner : storeOf(inner);
  }
  const declaration = ts.isIdentifier(node.typeName) ? names.declaration(node.typeName) : undefined;
  if (!declaration || declaration.getSourceFile() !== node.getSourceFile()) return undefined;
  if (ts.isTypeAliasDeclaration(declaration)) return declaredRole(declaration.type, names, depth + 1);
  return ts.isInterfaceDeclaration(declaration) ? membersRole(declaration.members, names, depth) : undefined;
}

function membersRole(
  members: readonly ts.TypeElement[],
  names: NameResolver,
  depth: number,
): DeclaredRole | undefined {
  for (const each of members) {
    if (ts.isIndexSignatureDeclaration(each)) return storeOf(declaredRole(each.type, names, depth + 1));
    if (!ts.isPropertySignature(each) || !each.type) continue;
    if (declaredRole(each.type, names, depth + 1)?.role === 'transport') return { role: 'record' };
  }
  return undefined;
}

function storeOf(element: DeclaredRole | undefined): DeclaredRole | undefined {
  if (element?.role === 'store') return element;
  if (element?.role !== 'transport' && element?.role !== 'record') return undefined;
  return { role: 'store', element: element.role };
}
