import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/engine/parse.js';
import { quoted, render } from '../../src/engine/style.js';

const style = (text: string, name = 'a.ts') => parseSource(name, text).style;

describe('detectStyle', () => {
  it('measures quotes, semicolons, indentation and line ends', () => {
    expect(style('const a = "x"\r\nif (a) {\r\n\tconsole.log("y")\r\n}\r\n')).toMatchObject({
      quote: '"',
      semicolons: false,
      indent: '\t',
      eol: '\r\n',
    });
    expect(style("const a = 'x';\nif (a) {\n    f('y');\n}\n")).toMatchObject({
      quote: "'",
      semicolons: true,
      indent: '    ',
      eol: '\n',
    });
  });

  it('tells CommonJS from modules and sees the extension of relative imports', () => {
    expect(style("const a = require('./b');\n", 'a.js')).toMatchObject({
      commonjs: true,
      importExtension: '',
    });
    expect(style("import a from './b.js';\n")).toMatchObject({ commonjs: false, importExtension: '.js' });
  });
});

describe('render', () => {
  it('writes a snippet the way the file is written', () => {
    const target = style('const a = "x"\nfunction f() {\n\treturn a\n}\n');
    expect(render("const h = make('it');\nif (h) {\n  run(`a ${h('b')}`);\n}", target, '\t')).toBe(
      'const h = make("it")\n\tif (h) {\n\t\trun(`a ${h("b")}`)\n\t}',
    );
  });

  it('keeps semicolons that separate', () => {
    const target = style('const a = 1\nconst b = 2\n');
    expect(render('for (let i = 0; i < 3; i++) f();', target)).toBe('for (let i = 0; i < 3; i++) f()');
  });

  it('does not break a string that holds the other quote', () => {
    expect(quoted('say "hi"', style('f("x")'))).toBe(`'say "hi"'`);
    expect(quoted("it's", style("f('x')"))).toBe(String.raw`'it\'s'`);
    expect(quoted("it's", style('f("x")'))).toBe(`"it's"`);
  });
});
