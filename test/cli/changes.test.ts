import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CHANGES, changeIds, findChange } from '../../src/changes/index.js';
import { formatChange, formatChanges } from '../../src/cli/changes.js';
import { suggestChange } from '../../src/cli/suggest-change.js';

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('formatChanges', () => {
  const plain = formatChanges(CHANGES, { color: false });

  it('has a row with number, id, kind, reach and roles for every change', () => {
    const row = (id: string) => linesOf(plain).find(line => line.split(/\s+/).includes(id))!;
    expect(row('sessions')).toMatch(/^ 1 sessions +removed +review +server client proxy gateway$/);
    expect(row('issuer-validation')).toMatch(
      /^ 7 issuer-validation +required +rewritten +client authorization$/,
    );
    expect(row('error-code-policy')).toMatch(
      /^12 error-code-policy +required +reported +server client proxy$/,
    );
    expect(row('trace-context')).toMatch(/^ 2 trace-context +added +unseen +server client proxy$/);
    expect(row('result-type')).toMatch(/^ 8 result-type +required +rewritten +server client proxy$/);
    for (const id of changeIds) expect(row(id), id).toBeDefined();
  });

  it('puts the rows under the heading of their section', () => {
    const headings = linesOf(plain).filter(line =>
      ['Major changes', 'Minor changes', 'Deprecated', 'TypeScript SDK'].includes(line),
    );
    expect(headings).toEqual(['Major changes', 'Minor changes', 'Deprecated', 'TypeScript SDK']);
    const deprecated = linesOf(formatChanges([findChange('include-context')], { color: false }));
    expect(deprecated.slice(2, 4)).toEqual([
      'Deprecated',
      expect.stringMatching(/^ 3 {2}include-context {2}deprecated {2}reported {2}server client$/),
    ]);
  });

  it('fits 80 columns with one line a change, and narrower terminals with more', () => {
    for (const line of linesOf(plain)) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(linesOf(plain).filter(line => /^ ?\d+ /.test(line))).toHaveLength(CHANGES.length);
    const narrow = linesOf(formatChanges(CHANGES, { color: false, width: 70 }));
    for (const line of narrow) expect(line.length, line).toBeLessThanOrEqual(70);
    const first = narrow.findIndex(line => line.includes(' sessions '));
    expect(narrow[first]).toMatch(/server client$/);
    expect(narrow[first + 1]).toMatch(/^ {40,}proxy gateway$/);
  });

  it('colours without changing a character', () => {
    const coloured = formatChanges(CHANGES, { color: true });
    expect(coloured).toContain('\u001B[');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(plain).not.toContain('\u001B[');
  });
});

describe('formatChange', () => {
  it('shows everything there is to know about a change', () => {
    const change = findChange('resource-not-found-code');
    const text = formatChange(change, { color: false, width: 1000 });
    expect(linesOf(text)).toEqual([
      'resource-not-found-code',
      change.title,
      'minor 6, renamed; touches server, client, proxy',
      '',
      'What changed',
      `  ${change.changed}`,
      '',
      'What to use now',
      `  ${change.instead}`,
      '',
      'How far mcp-migrate goes: rewritten with review',
      `  ${change.reach!.what}`,
      '',
      `Specification  ${change.page}`,
      'SEP-2164       https://github.com/modelcontextprotocol/modelcontextprotocol/pull/2164',
    ]);
  });

  it('says why no source code shows a change', () => {
    const text = formatChange(findChange('trace-context'), { color: false });
    expect(text).toContain('\nWhy no source code shows it\n  The keys are optional, and');
    expect(text).not.toContain('How far');
  });

  it('links a pull request where there is no SEP, and the guide for the SDK', () => {
    expect(formatChange(findChange('error-code-policy'), { color: false })).toMatch(
      /\nPR #2907 +https:\/\/\S+\/2907\n$/,
    );
    const sdk = formatChange(findChange('sdk-v2-packages'), { color: false });
    expect(sdk).toMatch(/\nGuide {2}https:\/\/\S+\n$/);
    expect(sdk).not.toMatch(/^(?:SEP|PR)\b/m);
  });

  it('keeps every change inside the width, links apart, and code spans in one piece', () => {
    for (const change of CHANGES) {
      for (const width of [60, 80]) {
        for (const line of linesOf(formatChange(change, { color: false, width }))) {
          if (!/https:/.test(line)) expect(line.length, line).toBeLessThanOrEqual(width);
          expect(line.split('`').length % 2, line).toBe(1);
        }
      }
    }
  });

  it('colours without changing a character', () => {
    for (const change of CHANGES) {
      const coloured = formatChange(change, { color: true });
      expect(coloured).toContain('\u001B[');
      expect(stripVTControlCharacters(coloured)).toBe(formatChange(change, { color: false }));
    }
  });
});

describe('suggestChange', () => {
  it.each([
    ['session', 'sessions'],
    ['discover', 'server-discover'],
    ['multi_round_trip', 'multi-round-trip'],
    ['Multi Round Trip', 'multi-round-trip'],
    ['statless-handshake', 'stateless-handshake'],
    ['sampling', 'roots-sampling-logging'],
    ['sdk', 'sdk-v2-packages'],
    ['zzzzzz', undefined],
    ['', undefined],
  ])('takes %j for %j', (input, expected) => {
    expect(suggestChange(input)).toBe(expected);
  });
});
