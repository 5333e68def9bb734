import { ts } from '../engine/ts.js';

/** What a name outside the project stands for: `name` exported by module `module`. */
export interface Origin {
  readonly module: string;
  /** Exported name; `*` for the whole module namespace, `default` for the default export. */
  readonly name: string;
}

/** Resolves names by declaration, never by type: aliases, namespaces, `require`, dynamic `import()`, barrels. */
export class NameResolver {
  readonly #checker: ts.TypeChecker;
  readonly #symbols = new Map<ts.Identifier, ts.Symbol | undefined>();
  readonly #targets = new Map<ts.Symbol, Origin | ts.Declaration | undefined>();

  constructor(program: ts.Program) {
    this.#checker = program.getTypeChecker();
  }

  /** The symbol an identifier refers to in its scope, or undefined when it is declared nowhere in the project. */
  symbol(node: ts.Identifier): ts.Symbol | undefined {
    if (this.#symbols.has(node)) return this.#symbols.get(node);
    const symbol = this.#lookUp(node);
    this.#symbols.set(node, symbol);
    return symbol;
  }

  #lookUp(node: ts.Identifier): ts.Symbol | undefined {
    const parent = node.parent;
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) {
      return this.#checker.getShorthandAssignmentValueSymbol(parent);
    }
    if (ts.isExportSpecifier(parent) && !parent.parent.parent.moduleSpecifier) {
      return this.#checker.getExportSpecifierLocalTargetSymbol(parent);
    }
    return this.#checker.getSymbolAtLocation(node);
  }

  /**
   * The declaration an identifier refers to, followed through imports and re-exports between project files.
   * Undefined for globals and for names that come from packages.
   */
  declaration(node: ts.Identifier): ts.Declaration | undefined {
    const found = this.#target(node);
    return found && !isOrigin(found) ? found : undefined;
  }

  /** The package export that an identifier, or an access like `types.McpError`, stands for. */
  origin(node: ts.Node): Origin | undefined {
    if (ts.isIdentifier(node)) {
      const found = this.#target(node);
      return found && isOrigin(found) ? found : undefined;
    }
    const access = ts.isPropertyAccessExpression(node)
      ? { object: node.expression, member: node.name }
      : ts.isQualifiedName(node)
        ? { object: node.left, member: node.right }
        : undefined;
    if (!access || !ts.isIdentifier(access.member)) return undefined;
    const module = this.origin(access.object);
    if (module && (module.name === '*' || module.name === 'default')) {
      return { module: module.module, name: access.member.text };
    }
    const namespace = ts.isIdentifier(access.object) ? this.#namespaceTarget(access.object) : undefined;
    const found = namespace && this.#exported(namespace, access.member.text, new Set());
    return found && isOrigin(found) ? found : undefined;
  }

  /** Every use of the thing `name` declares in its own file, the declaration itself left out. */
  references(name: ts.Identifier): ts.Identifier[] {
    const target = this.symbol(name);
    if (!target) return [];
    // Looking up a member makes the checker work out types, and no member is a use of a variable.
    const isVariable = (target.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Alias)) !== 0;
    return identifiersIn(name.getSourceFile(), name.text).filter(
      node => node !== name && !(isVariable && isMemberName(node)) && this.symbol(node) === target,
    );
  }

  #target(node: ts.Identifier): Origin | ts.Declaration | undefined {
    const symbol = this.symbol(node);
    if (!symbol) return undefined;
    if (!this.#targets.has(symbol)) this.#targets.set(symbol, this.#follow(symbol, new Set()));
    return this.#targets.get(symbol);
  }

  #follow(symbol: ts.Symbol | undefined, seen: Set<ts.Symbol>): Origin | ts.Declaration | undefined {
    if (!symbol || seen.has(symbol)) return undefined;
    seen.add(symbol);
    const declaration = symbol.declarations?.[0];
    if (!declaration) return undefined;
    const imported = importedName(declaration);
    if (!imported) return this.#alias(declaration, seen) ?? declaration;
    const module = this.#checker.getSymbolAtLocation(imported.specifier);
    if (!module) return { module: imported.specifier.text, name: imported.name };
    if (imported.name === '*') return this.#whole(module, seen) ?? module.declarations?.[0];
    return this.#exported(module, imported.name, seen);
  }

  /** `const Server = sdk.McpServer` and `export { x }` without a module stand for what is on their right. */
  #alias(declaration: ts.Declaration, seen: Set<ts.Symbol>): Origin | ts.Declaration | undefined {
    if (ts.isExportSpecifier(declaration) && !declaration.parent.parent.moduleSpecifier) {
      return this.#follow(this.#checker.getExportSpecifierLocalTargetSymbol(declaration), seen);
    }
    if (ts.isVariableDeclaration(declaration) && declaration.initializer && isConst(declaration)) {
      const value = declaration.initializer;
      if (ts.isPropertyAccessExpression(value) || ts.isIdentifier(value)) return this.origin(value);
    }
    if (ts.isShorthandPropertyAssignment(declaration)) {
      return this.#follow(this.#checker.getShorthandAssignmentValueSymbol(declaration), seen);
    }
    const { parent } = declaration;
    if (ts.isPropertyAccessExpression(declaration) && ts.isBinaryExpression(parent)) {
      return this.#commonJsExport(parent.right, seen);
    }
    return undefined;
  }

  /** The value of `exports.x = value`. */
  #commonJsExport(value: ts.Expression, seen: Set<ts.Symbol>): Origin | ts.Declaration | undefined {
    if (ts.isIdentifier(value)) return this.#follow(this.symbol(value), seen);
    if (ts.isFunctionExpression(value) || ts.isArrowFunction(value) || ts.isClassExpression(value))
      return value;
    return this.origin(value);
  }

  /** What `module.exports = value` makes a module, unless that is an object with the exports as members. */
  #whole(module: ts.Symbol, seen: Set<ts.Symbol>): Origin | ts.Declaration | undefined {
    const value = assignedExports(module);
    return value && !ts.isObjectLiteralExpression(value) ? this.#commonJsExport(value, seen) : undefined;
  }

  #exported(module: ts.Symbol, name: string, seen: Set<ts.Symbol>): Origin | ts.Declaration | undefined {
    const direct = module.exports?.get(ts.escapeLeadingUnderscores(name));
    if (direct) return this.#follow(direct, seen);
    const assigned = assignedExports(module);
    if (assigned && ts.isObjectLiteralExpression(assigned)) {
      const member = assigned.properties.find(
        each => each.name && ts.isIdentifier(each.name) && each.name.text === name,
      );
      if (member && ts.isPropertyAssignment(member)) return this.#commonJsExport(member.initializer, seen);
      if (member && ts.isShorthandPropertyAssignment(member))
        return this.#follow(this.symbol(member.name), seen);
      return member && ts.isMethodDeclaration(member) ? member : undefined;
    }
    for (const star of module.exports?.get(ts.InternalSymbolName.ExportStar)?.declarations ?? []) {
      if (!ts.isExportDeclaration(star) || !star.moduleSpecifier || !ts.isStringLiteral(star.moduleSpecifier))
        continue;
      const inner = this.#checker.getSymbolAtLocation(star.moduleSpecifier);
      const found = inner
        ? seen.has(inner)
          ? undefined
          : this.#exported(inner, name, seen.add(inner))
        : star.moduleSpecifier.text.startsWith('.')
          ? undefined
          : { module: star.moduleSpecifier.text, name };
      if (found) return found;
    }
    return undefined;
  }

  #namespaceTarget(node: ts.Identifier): ts.Symbol | undefined {
    const declaration = this.symbol(node)?.declarations?.[0];
    const imported = declaration && importedName(declaration);
    return imported?.name === '*' ? this.#checker.getSymbolAtLocation(imported.specifier) : undefined;
  }
}

/** The right side of `module.exports = …`. */
function assignedExports(module: ts.Symbol): ts.Expression | undefined {
  const declaration = module.exports?.get(ts.InternalSymbolName.ExportEquals)?.declarations?.[0];
  return declaration && ts.isBinaryExpression(declaration) ? declaration.right : undefined;
}

/** Identifiers of a file by their text; a tree that many snapshots share is walked once. */
const identifiers = new WeakMap<ts.SourceFile, Map<string, ts.Identifier[]>>();

/** Every identifier of a file with this text, in order. */
export function identifiersIn(file: ts.SourceFile, text: string): readonly ts.Identifier[] {
  let byText = identifiers.get(file);
  if (!byText) {
    const index = new Map<string, ts.Identifier[]>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const list = index.get(node.text);
        if (list) list.push(node);
        else index.set(node.text, [node]);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    identifiers.set(file, (byText = index));
  }
  return byText.get(text) ?? [];
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function isOrigin(value: Origin | ts.Declaration): value is Origin {
  return 'module' in value && typeof value.module === 'string';
}

function isConst(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** Module and exported name that a declaration brings in, for every way JavaScript has to import. */
export function importedName(
  declaration: ts.Declaration,
): { specifier: ts.StringLiteralLike; name: string } | undefined {
  if (ts.isImportSpecifier(declaration)) {
    return of(
      declaration.parent.parent.parent.moduleSpecifier,
      (declaration.propertyName ?? declaration.name).text,
    );
  }
  if (ts.isImportClause(declaration)) return of(declaration.parent.moduleSpecifier, 'default');
  if (ts.isNamespaceImport(declaration)) return of(declaration.parent.parent.moduleSpecifier, '*');
  if (ts.isNamespaceExport(declaration)) return of(declaration.parent.moduleSpecifier, '*');
  if (ts.isExportSpecifier(declaration)) {
    return of(declaration.parent.parent.moduleSpecifier, (declaration.propertyName ?? declaration.name).text);
  }
  if (
    ts.isImportEqualsDeclaration(declaration) &&
    ts.isExternalModuleReference(declaration.moduleReference)
  ) {
    return of(declaration.moduleReference.expression, '*');
  }
  if (ts.isBindingElement(declaration) && ts.isObjectBindingPattern(declaration.parent)) {
    const variable = declaration.parent.parent;
    if (!ts.isVariableDeclaration(variable) || declaration.dotDotDotToken) return undefined;
    const key = declaration.propertyName ?? declaration.name;
    return ts.isIdentifier(key) ? of(loadedModule(variable.initializer), key.text) : undefined;
  }
  if (ts.isVariableDeclaration(declaration)) {
    const value = declaration.initializer;
    if (value && ts.isPropertyAccessExpression(value))
      return of(loadedModule(value.expression), value.name.text);
    return of(loadedModule(value), '*');
  }
  return undefined;

  function of(specifier: ts.Node | undefined, name: string) {
    return specifier && ts.isStringLiteralLike(specifier) ? { specifier, name } : undefined;
  }
}

/** The specifier of `require('x')`, `import('x')` and `await import('x')`. */
export function loadedModule(node: ts.Expression | undefined): ts.StringLiteralLike | undefined {
  if (!node) return undefined;
  if (ts.isAwaitExpression(node) || ts.isParenthesizedExpression(node)) return loadedModule(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const isLoad =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require');
  const argument = node.arguments[0];
  return isLoad && argument && ts.isStringLiteralLike(argument) ? argument : undefined;
}
