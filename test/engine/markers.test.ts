import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/engine/edits.js';
import { markerEdits, reviewMarkers, type MarkedPlace } from '../../src/engine/markers.js';
import { parseSource } from '../../src/engine/parse.js';

function mark(text: string, at: string[], options: Partial<MarkedPlace> = {}, file = 'a.tsx') {
  const unit = parseSource(file, text);
  const places = at.map(needle => ({
    change: 'sessions' as const,
    pos: text.indexOf(needle),
    review: false,
    message: 'Fix it.',
    ...options,
  }));
  return applyEdits(text, markerEdits(unit, places)).text;
}

const MARKER = '// TODO(mcp-migrate): sessions Fix it.';

describe('markerEdits', () => {
  it('stands above the statement, in its indentation and line end', () => {
    expect(mark('function f() {\r\n\tconst a = g(\r\n\t\tbad,\r\n\t);\r\n}\r\n', ['bad'])).toBe(
      `function f() {\r\n\t${MARKER}\r\n\tconst a = g(\r\n\t\tbad,\r\n\t);\r\n}\r\n`,
    );
  });

  it('never stands twice for one statement and change', () => {
    const once = mark('use(bad, worse);\n', ['bad', 'worse']);
    expect(once).toBe(`${MARKER}\nuse(bad, worse);\n`);
    expect(mark(once, ['bad'])).toBe(once);
  });

  it('goes when the place is gone, unless a person still has to review', () => {
    expect(mark(`${MARKER}\nfine();\n`, [])).toBe('fine();\n');
    const review = '// TODO(mcp-migrate): sessions review: Fix it.\nfine();\n';
    expect(mark(review, [])).toBe(review);
    expect(reviewMarkers(parseSource('a.ts', review))).toEqual([
      { change: 'sessions', pos: review.indexOf('fine'), review: true, message: 'Fix it.' },
    ]);
  });

  it('stays while nobody looks for its change', () => {
    const unit = parseSource('a.ts', `${MARKER}\nbad();\n`);
    expect(markerEdits(unit, [], change => change !== 'sessions')).toEqual([]);
    expect(markerEdits(unit, [], change => change === 'sessions')).toHaveLength(1);
  });

  it.each([
    ['a template literal', 'foo(`\n  ${bad}`);\n'],
    ['a template literal that ends on the line', 'foo(`\n`); bad();\n'],
    ['a string that goes on in the next line', "foo('a\\\n b', bad);\n"],
  ])('stays out of %s', (_, code) => {
    const text = `/* why */ ${code}`;
    const once = mark(text, ['bad']);
    expect(once).toBe(`${MARKER}\n${text}`);
    expect(mark(once, ['bad'])).toBe(once);
    expect(mark(once, [])).toBe(text);
  });

  it('marks a literal on a line of its own, and a file that starts with a blank line', () => {
    const once = mark("\nuse(\n  // why\n  'bad',\n);\n", ["'bad'"]);
    expect(once).toBe(`\n${MARKER}\nuse(\n  // why\n  'bad',\n);\n`);
    expect(mark(once, ["'bad'"])).toBe(once);
    expect(mark(`${MARKER}\n\`fine\`;\n`, [])).toBe('`fine`;\n');
  });

  it('stays out of JSX text and template literals', () => {
    expect(mark('const a = (\n  <p>\n    {bad}\n  </p>\n);\n', ['bad'])).toBe(
      `${MARKER}\nconst a = (\n  <p>\n    {bad}\n  </p>\n);\n`,
    );
    const quoted = `const a = \`\n${MARKER}\n\`;\n`;
    expect(mark(quoted, [])).toBe(quoted);
  });

  it('does not come between a directive comment and its line', () => {
    expect(mark('// @ts-expect-error v1\nbad();\n', ['bad'])).toBe(
      `${MARKER}\n// @ts-expect-error v1\nbad();\n`,
    );
  });

  it('marks members of objects and classes', () => {
    expect(mark('const o = {\n  a: 1,\n  b: bad,\n};\n', ['bad'])).toBe(
      `const o = {\n  a: 1,\n  ${MARKER}\n  b: bad,\n};\n`,
    );
    expect(mark('class A {\n  x = bad;\n}\n', ['bad'])).toBe(`class A {\n  ${MARKER}\n  x = bad;\n}\n`);
  });

  it('leaves an else branch in one piece', () => {
    expect(mark('if (a) {\n  b();\n} else if (bad) {\n  c();\n}\n', ['bad'])).toBe(
      `${MARKER}\nif (a) {\n  b();\n} else if (bad) {\n  c();\n}\n`,
    );
  });
});
