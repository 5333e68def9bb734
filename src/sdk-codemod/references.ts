import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';

/** Where the names of a file are used; reads the file once for all of them. */
export class References {
  readonly #resolver: NameResolver;
  readonly #byText = new Map<string, ts.Identifier[]>();
  /** Texts of the identifiers that are not merely names of members. */
  readonly variables = new Set<string>();

  constructor(ast: ts.SourceFile, resolver: NameResolver) {
    this.#resolver = resolver;
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && !isMemberName(node)) {
        this.variables.add(node.text);
        const list = this.#byText.get(node.text);
        if (list) list.push(node);
        else this.#byText.set(node.text, [node]);
      }
      ts.forEachChild(node, visit);
    };
    visit(ast);
  }

  /** Every use of what `name` declares, the declaration itself left out. */
  of(name: ts.Identifier): ts.Identifier[] {
    const others = (this.#byText.get(name.text) ?? []).filter(node => node !== name);
    if (others.length === 0) return [];
    const target = this.#resolver.symbol(name);
    return target ? others.filter(node => this.#resolver.symbol(node) === target) : [];
  }
}

/** Whether an identifier only names a member: it stands behind a dot, or before a colon. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isImportSpecifier(parent)) return parent.propertyName === node;
  if (ts.isExportSpecifier(parent)) return parent.propertyName !== undefined && parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isAccessor(parent) ||
      ts.isEnumMember(parent) ||
      ts.isJsxAttribute(parent)) &&
    parent.name === node
  );
}

/** Texts of the identifiers of a file that are not merely names of members. */
export function variableNames(ast: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return names;
}
