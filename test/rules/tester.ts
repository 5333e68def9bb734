import * as parser from '@typescript-eslint/parser';
import { RuleTester, type InvalidTestCase, type RunTests } from '@typescript-eslint/rule-tester';
import type { TSESLint } from '@typescript-eslint/utils';
import { afterAll, describe, expect, it } from 'vitest';
import { mayHoldFor, type RuleId } from '../../src/eslint/words.js';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only.bind(it);

/** Looks at the words of a rule as well: what a rule reports, a file with none of them could not have. */
class WordsTester extends RuleTester {
  override run<Ids extends string, Options extends readonly unknown[]>(
    name: string,
    rule: TSESLint.RuleModule<Ids, Options>,
    cases: RunTests<Ids, Options>,
  ): void {
    it(`${name}: every invalid case has one of the words`, () => {
      const missing = cases.invalid.filter(each => !hasWords(idOf(name), each));
      expect(missing.map(({ code }) => code)).toEqual([]);
    });
    it(`${name}: no fewer valid cases than invalid ones`, () => {
      expect(cases.valid.length).toBeGreaterThanOrEqual(cases.invalid.length);
    });
    super.run(name, rule, cases);
  }
}

/** Groups of cases are named `rule: group`. */
function idOf(name: string): RuleId {
  return name.split(':')[0] as RuleId;
}

function hasWords(rule: RuleId, { code, filename }: InvalidTestCase<string, readonly unknown[]>): boolean {
  return mayHoldFor(rule, { path: filename ?? 'file.ts', text: code });
}

/** Runs cases of a rule on TypeScript with JSX. */
export const tester = new WordsTester({
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
});
