import { isV2Specifier } from '../../facts/index.js';
import { ts } from '../../engine/ts.js';
import type { Finder, Finding } from './finding.js';

/** Mocks of one v2 module that were mocks of several v1 modules: only the last of them counts. */
export const repeatedMocks: Finder = unit => {
  const mocks = new Map<string, ts.CallExpression[]>();
  for (const statement of unit.ast.statements) {
    const call = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    if (!call || !ts.isCallExpression(call) || call.arguments.length < 2) continue;
    const [specifier] = call.arguments;
    if (!/^(?:vi|jest)\.mock$/.test(call.expression.getText(unit.ast))) continue;
    if (!specifier || !ts.isStringLiteralLike(specifier) || !isV2Specifier(specifier.text)) continue;
    mocks.set(specifier.text, [...(mocks.get(specifier.text) ?? []), call]);
  }
  return [...mocks].flatMap(([module, calls]): Finding[] =>
    calls.slice(1).map(node => ({
      node,
      severity: 'error',
      message: `\`${module}\` is mocked more than once here, and the last mock replaces the others.`,
      advice: 'Merge the factories into one mock that returns all the names.',
    })),
  );
};
