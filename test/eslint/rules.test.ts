import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from 'eslint';
import { describe, expect, it } from 'vitest';
import { CHANGES, findChange, isChangeId } from '../../src/changes/index.js';
import mcp, { rules } from '../../src/eslint/index.js';

const FOLDER = path.resolve(import.meta.dirname, '../../rules');
/** Messages that createRule adds for the comments of a migration. */
const MARKED = ['leftByMigration', 'reviewOfMigration'];

const metaOf = (rule: Rule.RuleModule) =>
  rule.meta as Rule.RuleMetaData & { messages: Record<string, string> };
const severities = (config: keyof typeof mcp.configs) => mcp.configs[config].rules as Record<string, string>;

// eslint-plugin-eslint-plugin does not see through createRule; this takes its place for what makes up a rule.
describe.each(Object.entries(rules))('the rule %s', (name, rule) => {
  const meta = metaOf(rule);

  it('is the one of its change, in a file of that name', () => {
    expect(isChangeId(name)).toBe(true);
    expect(findChange(name)?.visibleInSource).toBe(true);
    expect(meta.docs).toMatchObject({ change: name });
    expect(existsSync(path.join(FOLDER, `${name}.ts`))).toBe(true);
  });

  it('describes itself, in the imperative and without a full stop', () => {
    expect(meta.docs?.description).toMatch(/^(?:Disallow|Require) .*[^.]$/);
    expect(meta.docs?.url).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
    expect(meta.type).toMatch(/^(?:problem|suggestion)$/);
    expect(meta.schema).toEqual([]);
    expect(meta.defaultOptions ?? []).toEqual([]);
  });

  it('has whole sentences as messages, and uses each', () => {
    const source = readFileSync(path.join(FOLDER, `${name}.ts`), 'utf8');
    const ids = Object.keys(meta.messages).filter(id => !MARKED.includes(id));
    expect(ids).not.toEqual([]);
    for (const id of ids) {
      expect(meta.messages[id], id).toMatch(/(?:[.!?]|\}\})$/);
      expect(source, id).toMatch(new RegExp(`'${id}'`));
    }
  });
});

describe('the configurations', () => {
  it('warn of what is deprecated or only recommended, and have the rest as errors', () => {
    for (const [rule, severity] of Object.entries(severities('recommended'))) {
      const { id, section } = findChange(rule.replace('mcp-migrate/', ''))!;
      const isMild = section === 'deprecated' || id === 'deterministic-tool-order';
      expect(severity, rule).toBe(isMild ? 'warn' : 'error');
    }
    expect(new Set(Object.values({ ...severities('strict'), ...severities('all') }))).toEqual(
      new Set(['error']),
    );
  });

  it('hold all rules in the order of the catalogue, or the recommended ones', () => {
    const order = CHANGES.map(change => change.id as string).filter(id => id in rules);
    expect(Object.keys(rules)).toEqual(order);
    expect(Object.keys(severities('all'))).toEqual(order.map(id => `mcp-migrate/${id}`));
    expect(Object.keys(severities('strict'))).toEqual(Object.keys(severities('recommended')));
    const recommended = order.filter(id => metaOf(rules[id]!).docs?.recommended);
    expect(Object.keys(severities('recommended'))).toEqual(recommended.map(id => `mcp-migrate/${id}`));
  });
});
