import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { methodCall, unwrap, walk } from './syntax.js';

/** Calls by which test frameworks replace a module. */
const MOCKS: Readonly<Record<string, readonly string[]>> = {
  vi: ['mock', 'doMock'],
  jest: ['mock', 'doMock', 'unstable_mockModule'],
  mock: ['module'],
};

/** Mocks of a module that say what it exports: `vi.mock('module', () => ({ … }))`. */
export function moduleMocks(unit: SourceUnit, module: string): ts.CallExpression[] {
  if (!unit.text.includes(module)) return [];
  const found: ts.CallExpression[] = [];
  walk(unit.ast, node => {
    const method = methodCall(node);
    const [specifier, factory] = method?.call.arguments ?? [];
    if (
      !method ||
      !specifier ||
      !factory ||
      !MOCKS[unwrap(method.object).getText(unit.ast)]?.includes(method.name)
    )
      return;
    const mocked =
      ts.isCallExpression(specifier) && specifier.expression.kind === ts.SyntaxKind.ImportKeyword
        ? specifier.arguments[0]
        : specifier;
    if (mocked && ts.isStringLiteralLike(mocked) && mocked.text === module) found.push(method.call);
  });
  return found;
}
