import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { NameResolver, Origin } from '../project/names.js';
import { edit } from './name-list.js';
import { homeOf, moduleHome, splitInto, type Role } from './routes.js';
import { specifierEdits } from './statement-edits.js';

const MOCK_METHODS = new Set([
  'mock',
  'doMock',
  'unmock',
  'doUnmock',
  'dontMock',
  'deepUnmock',
  'requireActual',
  'importActual',
  'importMock',
  'requireMock',
  'createMockFromModule',
  'unstable_mockModule',
]);

/** A name that is taken from, or given to, a module where it is loaded or mocked. */
interface LoadedName {
  readonly name: string;
  readonly node: ts.Node;
  readonly rename: (to: string) => TextEdit;
}

/** Where a loaded or mocked module went, and how the names in sight are called there. */
export interface LoadedTarget {
  readonly module: string;
  readonly renames: readonly TextEdit[];
}

/**
 * Edits of `import()` calls and mocks of SDK v1 modules: one specifier each, so they go to the module that most of
 * the names in sight are in.
 */
export function loadedModuleEdits(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  resolver: NameResolver,
  role: Role,
): TextEdit[] {
  const target = loadedTarget(unit, specifier, resolver, role);
  return target ? [...specifierEdits(unit, specifier, target.module), ...target.renames] : [];
}

/** The v2 module that takes the place of one that is loaded or mocked, if there is one. */
export function loadedTarget(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  resolver: NameResolver,
  role: Role,
): LoadedTarget | undefined {
  const names = namesOf(unit, specifier, resolver);
  if (!names) return undefined;
  const homes = names.map(({ name }) => successor(specifier.text, name, role));
  const counts = new Map<string, number>();
  for (const home of homes) if (home) counts.set(home.module, (counts.get(home.module) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  // With names in sight of which none is left, the code needs another module altogether.
  const module = most?.[0] ?? (names.length > 0 ? undefined : moduleHome(specifier.text, role));
  if (module === undefined) return undefined;
  const renames = names.flatMap(({ name, rename }, index) => {
    const to = homes[index]?.name;
    return to === undefined || to === name ? [] : [rename(to)];
  });
  return { module, renames };
}

/** The modules that a file loads with `import()` or mocks, with the names in sight. */
export function loadedModules(
  unit: SourceUnit,
  resolver: NameResolver,
): { readonly specifier: ts.StringLiteralLike; readonly names: readonly LoadedName[] }[] {
  if (!/\bimport\s*\(|\b(?:vi|jest)\s*\./.test(unit.text)) return [];
  const found: { specifier: ts.StringLiteralLike; names: readonly LoadedName[] }[] = [];
  const visit = (node: ts.Node): void => {
    const [specifier] = ts.isCallExpression(node) ? node.arguments : [];
    if (specifier && ts.isStringLiteralLike(specifier)) {
      const names = namesOf(unit, specifier, resolver);
      if (names) found.push({ specifier, names });
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
}

/** The names in sight where a specifier is loaded or mocked; undefined when it is neither. */
function namesOf(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  resolver: NameResolver,
): LoadedName[] | undefined {
  const call = specifier.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== specifier) return undefined;
  if (call.expression.kind === ts.SyntaxKind.ImportKeyword) return importedNames(unit, call, resolver);
  if (!isMock(call)) return undefined;
  const factory = call.arguments[1];
  return factory ? factoryNames(unit, factory) : [];
}

function isMock({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    /^(?:vi|jest)$/.test(expression.expression.text) &&
    MOCK_METHODS.has(expression.name.text)
  );
}

/** A split name stands for its first successor, which is where its uses mostly went. */
function successor(specifier: string, name: string, role: Role): Origin | undefined {
  const home = homeOf(specifier, name, role);
  const [split] = splitInto(name) ?? [];
  const module = home ? undefined : moduleHome(specifier, role);
  return home ?? (split !== undefined && module !== undefined ? { module, name: split } : undefined);
}

/** The names that the factory of a mock provides. */
function factoryNames(unit: SourceUnit, factory: ts.Expression): LoadedName[] {
  const literal = returnedLiteral(factory);
  if (!literal) return [];
  return literal.properties.flatMap((property): LoadedName[] => {
    if (ts.isShorthandPropertyAssignment(property)) {
      const { text } = property.name;
      return [{ name: text, node: property, rename: to => replacement(unit, property, `${to}: ${text}`) }];
    }
    if (!property.name || !ts.isIdentifier(property.name)) return [];
    const { name } = property;
    return [{ name: name.text, node: name, rename: to => replacement(unit, name, to) }];
  });
}

function returnedLiteral(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node)) return node;
  if (ts.isParenthesizedExpression(node)) return returnedLiteral(node.expression);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return returnedLiteral(node.body);
  if (!ts.isBlock(node)) return undefined;
  const result = node.statements.find(ts.isReturnStatement)?.expression;
  return result && returnedLiteral(result);
}

/** The names that are taken from a dynamic import: destructured, or accessed on the module. */
function importedNames(unit: SourceUnit, call: ts.CallExpression, resolver: NameResolver): LoadedName[] {
  let value: ts.Node = call;
  while (ts.isAwaitExpression(value.parent) || ts.isParenthesizedExpression(value.parent))
    value = value.parent;
  const { parent } = value;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === value) {
    const then =
      parent.name.text === 'then' && ts.isCallExpression(parent.parent) ? parent.parent : undefined;
    const callback = then?.arguments[0];
    if (!then) return [accessed(unit, parent)];
    const parameter =
      callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))
        ? callback.parameters[0]
        : undefined;
    return parameter ? boundNames(unit, parameter.name, resolver) : [];
  }
  return ts.isVariableDeclaration(parent) ? boundNames(unit, parent.name, resolver) : [];
}

function boundNames(unit: SourceUnit, name: ts.BindingName, resolver: NameResolver): LoadedName[] {
  if (ts.isIdentifier(name)) {
    return resolver
      .references(name)
      .flatMap(({ parent }, index, all) =>
        ts.isPropertyAccessExpression(parent) && parent.expression === all[index]
          ? [accessed(unit, parent)]
          : [],
      );
  }
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((element): LoadedName[] => {
    if (element.propertyName) {
      const key = element.propertyName;
      return ts.isIdentifier(key)
        ? [{ name: key.text, node: element, rename: to => replacement(unit, key, to) }]
        : [];
    }
    if (!ts.isIdentifier(element.name) || element.dotDotDotToken) return [];
    const { text } = element.name;
    return [{ name: text, node: element, rename: to => replacement(unit, element.name, `${to}: ${text}`) }];
  });
}

function accessed(unit: SourceUnit, { name }: ts.PropertyAccessExpression): LoadedName {
  return { name: name.text, node: name, rename: to => replacement(unit, name, to) };
}

function replacement(unit: SourceUnit, node: ts.Node, text: string): TextEdit {
  return edit(unit, node.getStart(unit.ast), node.end, text);
}
