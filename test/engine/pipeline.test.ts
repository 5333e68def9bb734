import { describe, expect, it } from 'vitest';
import { runPipeline } from '../../src/engine/pipeline.js';
import type { Rewrite, SourceUnit, Transform, TransformContext } from '../../src/engine/types.js';

const A = '/project/a.ts';
const B = '/project/b.ts';

function run(transforms: Transform[], texts: Record<string, string> = { [A]: 'one();\n', [B]: 'one();\n' }) {
  const output = runPipeline({
    root: '/project',
    sources: Object.entries(texts).map(([path, text]) => ({ path, text })),
    packages: [],
    transforms,
    legacy: 'auto',
  });
  return {
    texts: Object.fromEntries(output.after.units.map(unit => [unit.path, unit.text])),
    defects: output.defects.map(({ transform, file, message }) => ({ transform, file, message })),
    rewritten: output.applied.length,
    output,
  };
}

/** A transform that looks at one file at a time. */
function perFile(name: string, rewrite: (unit: SourceUnit) => Rewrite[]): Transform {
  return {
    name,
    phase: 'protocol',
    changes: ['sessions'],
    run: ({ files }: TransformContext) => ({ rewrites: files.flatMap(rewrite), left: [] }),
  };
}

/** Replaces the first `from` of a file. */
function replace(unit: SourceUnit, from: string, to: string): Rewrite[] {
  const start = unit.text.indexOf(from);
  if (start < 0) return [];
  const edits = [{ file: unit.path, start, end: start + from.length, text: to }];
  return [{ change: 'sessions', edits }];
}

const LEFT_OUT = 'a rewrite would have broken the syntax; it was left out';

describe('a transform that throws', () => {
  const works = perFile('works', unit => replace(unit, 'one', 'two'));

  it('is reported with the file it fails on; its other files and the other transforms go on', () => {
    const fails = perFile('fails', unit => {
      if (unit.path === A) throw new TypeError('no such thing');
      return replace(unit, 'two', 'three');
    });
    const { texts, defects, output } = run([fails, works]);
    expect(texts).toEqual({ [A]: 'two();\n', [B]: 'three();\n' });
    expect(defects).toEqual([{ transform: 'fails', file: A, message: 'no such thing' }]);
    expect(output.defects[0]!.stack).toContain('pipeline.test');
  });

  it('is reported once when it fails on everything', () => {
    const fails = perFile('fails', () => {
      throw new TypeError('no such thing');
    });
    const { texts, defects } = run([fails, works]);
    expect(texts).toEqual({ [A]: 'two();\n', [B]: 'two();\n' });
    expect(defects).toEqual([{ transform: 'fails', file: undefined, message: 'no such thing' }]);
  });
});

describe('a rewrite that would break the syntax', () => {
  it('is left out and reported, and others to the same file are made', () => {
    const breaks = perFile('breaks', unit => (unit.path === A ? replace(unit, ';', '(') : []));
    const works = perFile('works', unit => replace(unit, 'one', 'two'));
    const { texts, defects, rewritten } = run([breaks, works]);
    expect(texts).toEqual({ [A]: 'two();\n', [B]: 'two();\n' });
    expect(defects).toEqual([{ transform: 'breaks', file: A, message: LEFT_OUT }]);
    expect(rewritten).toBe(2);
  });

  it('is left out whole, in all its files', () => {
    const breaks: Transform = {
      ...perFile('breaks', () => []),
      run: ({ files: [a, b] }) => {
        const edits = [...replace(a!, 'one', 'two'), ...replace(b!, 'one', '(')].flatMap(each => each.edits);
        return { rewrites: [{ change: 'sessions', edits }], left: [] };
      },
    };
    const { texts, defects } = run([breaks]);
    expect(texts).toEqual({ [A]: 'one();\n', [B]: 'one();\n' });
    expect(defects).toHaveLength(1);
  });

  it('comes back in the next round when it breaks only together with another', () => {
    const minus = perFile('minus', unit => (unit.text.includes('-') ? [] : replace(unit, 'a', '-a')));
    const power = perFile('power', unit =>
      unit.text.includes('**')
        ? []
        : unit.text.startsWith('-a')
          ? replace(unit, '-a *', '(-a) **')
          : replace(unit, '*', '**'),
    );
    const { texts, defects } = run([minus, power], { [A]: 'a * b;\n' });
    expect(texts).toEqual({ [A]: '(-a) ** b;\n' });
    expect(defects).toEqual([]);
  });
});

it('stops transforms that undo each other', () => {
  const forth = perFile('forth', unit => (unit.path === A ? replace(unit, 'one', 'two') : []));
  const back = perFile('back', unit => (unit.path === A ? replace(unit, 'two', 'one') : []));
  const { defects } = run([forth, back]);
  expect(defects).toEqual([
    {
      transform: expect.stringMatching(/^(?:forth|back)$/) as string,
      file: undefined,
      message: 'still rewriting after 25 rounds',
    },
  ]);
});
