import { describe, expect, it, test } from 'vitest';
import { parseSource, syntaxProblems } from '../../src/engine/parse.js';
import { FlowText } from '../../src/flow/flow-text.js';

const FILE = '/project/file.js';

/** The text that TypeScript gets, with `~` for each blank. */
function blanked(text: string): string | undefined {
  return FlowText.read(FILE, text)?.unit.text.replace(/[\u1680\u2000-\u200A\u202F\u205F\u3000]/g, '~');
}

describe('what TypeScript gets', () => {
  test.for([
    ['const a = (b: any);', 'const a = (b~~~~~);'],
    ['let a: ?string = (b: any);', 'let a: ~string = (b~~~~~);'],
    ['let a: {| +b: string, c?: ?D |} = (b: any);', 'let a: {~ ~b: string, c?: ~D ~} = (b~~~~~);'],
    ['type A = { b: string, [key: C]: D, ... };', 'type A = { b: string, [key: C]: D, ~~~ };'],
    ['type A = { ...B, c: D };\n(e: any);', '~~~~~~~~~~~~~~~~~~~~~~~;\n(e~~~~~);'],
    ['export type A = string => void;\n(e: any);', '~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~;\n(e~~~~~);'],
    ['type A = (b: C, ...rest: D) => ?E;\n(e: any);', 'type A = (b: C, ...rest: D) => ~E;\n(e~~~~~);'],
    ['opaque type A: B = C;', '~~~~~~~~~~~~~~~~~~~~;'],
    ['declare var a: string;\n(b: any);', '~~~~~~~~~~~~~~~~~~~~~;\n(b~~~~~);'],
    ["import typeof A from 'b';", '~~~~~~~~~~~~~~~~~~~~~~~~~'],
    ["import { type A, typeof B, c } from 'd';", "import { type A, ~~~~~~~~~ c } from 'd';"],
    ['class A<+B: C = D> extends E<F> {}', 'class A<~B~~~ = D> extends E~~~ {}'],
    ['class A { +b: string = (c: any); }', 'class A { ~b: string = (c~~~~~); }'],
    [
      'const f = async <T>(a: T): Promise<?T> => g<T>(a);',
      'const f = async ~~~(a: T): Promise<~T> => g~~~(a);',
    ],
    [
      'function f(a: mixed): boolean %checks { return !!a; }',
      'function f(a: mixed): boolean ~~~~~~~ { return !!a; }',
    ],
    ['enum A of string { B = "b", ... }', 'enum A ~~~~~~~~~~{ B = "b", ~~~ }'],
    ['const a = (b as ?C);\n(d: any);', 'const a = (b as ~C);\n(d~~~~~);'],
    ['f((a) => (a: { ...B }), (c as * ));', 'f((a) => (a~~~~~~~~~~), (c~~~~~ ));'],
  ] as const)('of `%s`', ([text, expected]) => {
    expect(blanked(text)).toBe(expected);
  });

  it('has every character and every line where it was', () => {
    const text = `// @flow 😀\nconst f = (a: {|\n  +b: ?string,\n|}): Promise<?{\n  ...C,\n}> =>\r\n  ((a: any): D);\n`;
    const { unit } = FlowText.read(FILE, text)!;
    expect(unit.text).toHaveLength(text.length);
    expect([...unit.text.matchAll(/[\r\n]/g)].map(found => found.index)).toEqual(
      [...text.matchAll(/[\r\n]/g)].map(found => found.index),
    );
    expect(syntaxProblems(unit)).toEqual([]);
  });

  it('is undefined for what is no valid Flow, no JavaScript file, or more than types', () => {
    expect(FlowText.read(FILE, 'const a = ;')).toBeUndefined();
    expect(FlowText.read('/project/file.ts', 'const a = (b: any);')).toBeUndefined();
    expect(FlowText.read(FILE, 'component A(b: string) { return (b: any); }')).toBeUndefined();
  });
});

describe('putting Flow syntax back', () => {
  const TEXT = 'const a = (b: any);\nconst c = (d: ?B);\n';
  const flow = FlowText.read(FILE, TEXT)!;
  const blank = flow.unit.text;
  const restore = (
    text: string,
    originOf = (position: number) => position,
    renamed?: (name: string) => string,
  ) => flow.restore(parseSource(FILE, text), originOf, name => renamed?.(name));

  it('leaves a text as it was', () => {
    expect(restore(blank)).toMatchObject({ text: TEXT });
    expect(flow.fill(blank)).toBe(TEXT);
  });

  it('keeps what was put in and around', () => {
    const edited = `f();\n${blank.replace('const c', '/* new */ const c')}`;
    expect(flow.fill(edited)).toBe(`f();\nconst a = (b: any);\n/* new */ const c = (d: ?B);\n`);
  });

  it('lets whole statements go', () => {
    const second = blank.slice(blank.indexOf('const c'));
    expect(restore(second, position => position + blank.indexOf('const c'))).toMatchObject({
      text: 'const c = (d: ?B);\n',
    });
  });

  it('refuses what was moved, copied, or cut', () => {
    const [first, second] = blank.split('\n') as [string, string];
    const end = first.indexOf(')');
    for (const text of [
      `${second}\n${first}\n`,
      `${blank}${first}\n`,
      first.slice(0, end - 2) + blank.slice(end),
    ]) {
      expect(restore(text)).toEqual({
        reason: 'code that has to move or go has Flow types in it; migrate this file by hand',
      });
    }
  });

  it('renames what it names, or refuses', () => {
    const text = `import { A } from 'a';\nconst b = (c: A | { A: ?A });\n`;
    const named = FlowText.read(FILE, text)!;
    const unit = parseSource(FILE, named.unit.text.replace('{ A }', '{ B }'));
    expect(
      named.restore(
        unit,
        position => position,
        () => 'B',
      ),
    ).toMatchObject({
      text: `import { B } from 'a';\nconst b = (c: B | { A: ?B });\n`,
    });
    for (const other of ['C', undefined]) {
      expect(
        named.restore(
          unit,
          position => position,
          () => other,
        ),
      ).toEqual({
        reason: 'Flow types name `A`, which SDK v2 no longer has in this form; migrate this file by hand',
      });
    }
  });
});
