import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/engine/edits.js';
import { JsonText, type MemberChanges } from '../../src/manifests/json.js';

function change(text: string, path: readonly string[], changes: MemberChanges): string {
  return applyEdits(text, new JsonText('/p/x.json', text).changeMembers(path, changes)).text;
}

const members = (...names: string[]) => names.map(name => ({ name, value: '1' }));

describe('changeMembers', () => {
  const text = '{\n  "b": "0",\n  "d": "0",\n  "f": "0"\n}\n';

  it.each([
    ['first', { add: members('a') }, '{\n  "a": "1",\n  "b": "0",\n  "d": "0",\n  "f": "0"\n}\n'],
    [
      'between',
      { add: members('c', 'e') },
      '{\n  "b": "0",\n  "c": "1",\n  "d": "0",\n  "e": "1",\n  "f": "0"\n}\n',
    ],
    [
      'last',
      { add: members('g', 'h') },
      '{\n  "b": "0",\n  "d": "0",\n  "f": "0",\n  "g": "1",\n  "h": "1"\n}\n',
    ],
  ])('adds %s in order', (_where, changes, expected) => {
    expect(change(text, [], changes)).toBe(expected);
  });

  it.each([
    ['b', '{\n  "d": "0",\n  "f": "0"\n}\n'],
    ['d', '{\n  "b": "0",\n  "f": "0"\n}\n'],
    ['f', '{\n  "b": "0",\n  "d": "0"\n}\n'],
  ])('removes %s', (name, expected) => {
    expect(change(text, [], { remove: [name] })).toBe(expected);
  });

  it('removes everything', () => {
    expect(change(text, [], { remove: ['b', 'd', 'f'] })).toBe('{}\n');
  });

  it('replaces everything', () => {
    expect(change(text, [], { remove: ['b', 'd', 'f'], add: members('c') })).toBe('{\n  "c": "1"\n}\n');
  });

  it('leaves other members as they are, whatever they look like', () => {
    const odd = '{ "b" :"0",\n\n\n      "d": {"x": [1,\n2]},   "f": "0" }';
    expect(change(odd, [], { remove: ['f'], add: members('c') })).toBe(
      '{ "b" :"0", "c" :"1",\n\n\n      "d": {"x": [1,\n2]} }',
    );
  });

  it('fills an empty object', () => {
    expect(change('{\n\t"a": {}\n}', ['a'], { add: members('x', 'y') })).toBe(
      '{\n\t"a": {\n\t\t"x": "1",\n\t\t"y": "1"\n\t}\n}',
    );
  });

  it('keeps to the anchor where keys are in no order', () => {
    const unsorted = '{\n  "z": "0",\n  "m": "0",\n  "a": "0"\n}';
    expect(change(unsorted, [], { add: members('b', 'c'), anchor: 'm' })).toBe(
      '{\n  "z": "0",\n  "m": "0",\n  "b": "1",\n  "c": "1",\n  "a": "0"\n}',
    );
    expect(change(unsorted, [], { add: members('b') })).toBe(
      '{\n  "z": "0",\n  "m": "0",\n  "a": "0",\n  "b": "1"\n}',
    );
  });

  it('keeps the order around the anchor when a member elsewhere breaks it', () => {
    const mostly = '{\n  "b": "0",\n  "m": "0",\n  "x": "0",\n  "a": "0"\n}';
    expect(change(mostly, [], { add: members('c', 'y'), anchor: 'm' })).toBe(
      '{\n  "b": "0",\n  "c": "1",\n  "m": "0",\n  "x": "0",\n  "y": "1",\n  "a": "0"\n}',
    );
  });

  it('puts a new object where it is told', () => {
    const add = [{ name: 'new', value: { x: '1' } }];
    expect(change(text, [], { add, anchor: 'b', unsorted: true })).toBe(
      '{\n  "b": "0",\n  "new": {\n    "x": "1"\n  },\n  "d": "0",\n  "f": "0"\n}\n',
    );
    expect(change('{"a":"0","b":"0"}', [], { add, anchor: 'a', unsorted: true })).toBe(
      '{"a":"0","new":{"x":"1"},"b":"0"}',
    );
  });

  it('follows the order of npm, which is not that of code units', () => {
    const npm = '{\n  "@types/node": "0",\n  "_x": "0",\n  "a": "0",\n  "B": "0"\n}';
    const sorted = JSON.parse(npm) as object;
    const byLocale = `{\n${Object.keys(sorted)
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map(key => `  "${key}": "0"`)
      .join(',\n')}\n}`;
    expect(Object.keys(JSON.parse(change(byLocale, [], { add: members('A2') })) as object)).toEqual(
      [...Object.keys(sorted), 'A2'].sort((a, b) => a.localeCompare(b, 'en')),
    );
  });
});

describe('JsonText', () => {
  const json = new JsonText('/p/x.json', '{ "a": { "b": "c" }, "d": ["e"] }');

  it('points at members', () => {
    expect(json.position(['a', 'b'])).toBe(9);
    expect(json.position(['a', 'missing'])).toBe(2);
    expect(json.position(['missing'])).toBe(0);
  });

  it('finds strings with the path they stand at', () => {
    expect(json.strings(() => true)).toEqual([
      { path: ['a'], pos: 2 },
      { path: ['a', 'b'], pos: 9 },
      { path: ['a', 'b'], pos: 14 },
      { path: ['d'], pos: 21 },
      { path: ['d'], pos: 27 },
    ]);
  });

  it('refuses what is not there', () => {
    expect(() => json.setString(['x'], '1')).toThrow('/p/x.json has no x.');
    expect(() => json.changeMembers(['d'], {})).toThrow('/p/x.json has no object d.');
    expect(() => new JsonText('/p/y.json', '[]')).toThrow(SyntaxError);
  });
});
