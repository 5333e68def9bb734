import { describe, expect, it } from 'vitest';
import { parseSource } from '../../src/engine/parse.js';
import { ts } from '../../src/engine/ts.js';
import { ProjectModel } from '../../src/project/model.js';

function project(files: Record<string, string>) {
  const units = Object.entries(files).map(([name, text]) => parseSource(`/p/${name}`, text));
  return new ProjectModel('/p', units, []);
}

/** Origin of the first argument of the call `probe(...)`. */
function probed(files: Record<string, string>, file: string) {
  const model = project(files);
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'probe') found = node.arguments[0];
    ts.forEachChild(node, visit);
  };
  visit(model.unit(`/p/${file}`)!.ast);
  return model.names.origin(found!);
}

const SDK = '@modelcontextprotocol/server';

describe('origin', () => {
  it.each([
    ['named import', `import { McpServer } from '${SDK}'; probe(McpServer);`],
    ['alias', `import { McpServer as M } from '${SDK}'; probe(M);`],
    ['namespace', `import * as sdk from '${SDK}'; probe(sdk.McpServer);`],
    ['constant', `import * as sdk from '${SDK}'; const M = sdk.McpServer; probe(M);`],
    ['dynamic import', `const { McpServer } = await import('${SDK}'); probe(McpServer);`],
    ['import equals', `import sdk = require('${SDK}'); probe(sdk.McpServer);`],
  ])('follows a %s', (_name, text) => {
    expect(probed({ 'a.ts': text }, 'a.ts')).toEqual({ module: SDK, name: 'McpServer' });
  });

  it.each([
    ['destructured', `const { McpServer: M } = require('${SDK}'); probe(M);`],
    ['whole', `const sdk = require('${SDK}'); probe(sdk.McpServer);`],
    ['member', `const M = require('${SDK}').McpServer; probe(M);`],
  ])('follows a %s require', (_name, text) => {
    expect(probed({ 'a.cjs': text }, 'a.cjs')).toEqual({ module: SDK, name: 'McpServer' });
    expect(probed({ 'a.ts': text }, 'a.ts')).toEqual({ module: SDK, name: 'McpServer' });
  });

  it.each([
    ['named', `export { McpServer } from '${SDK}';`],
    ['renamed', `export { Other as McpServer } from './c.js';`],
    ['star', `export * from '${SDK}';`],
    ['imported, then exported', `import { McpServer } from '${SDK}'; export { McpServer };`],
  ])('follows a barrel: %s', (_name, barrel) => {
    const files = {
      'a.ts': `import { McpServer as M } from './b.js'; probe(M);`,
      'b.ts': barrel,
      'c.ts': `export { McpServer as Other } from '${SDK}';`,
    };
    expect(probed(files, 'a.ts')).toEqual({ module: SDK, name: 'McpServer' });
    expect(probed({ ...files, 'a.ts': `import * as b from './b.js'; probe(b.McpServer);` }, 'a.ts')).toEqual({
      module: SDK,
      name: 'McpServer',
    });
  });

  it('sees through no shadowing and no other declaration of the name', () => {
    const text = `import { McpServer } from '${SDK}'; function f(McpServer) { probe(McpServer); }`;
    expect(probed({ 'a.ts': text }, 'a.ts')).toBeUndefined();
    expect(probed({ 'a.ts': 'class McpServer {} probe(McpServer);' }, 'a.ts')).toBeUndefined();
  });

  it('ends on a circle of barrels', () => {
    const files = {
      'a.ts': `import { x } from './b.js'; probe(x);`,
      'b.ts': `export * from './c.js';`,
      'c.ts': `export * from './b.js';`,
    };
    expect(probed(files, 'a.ts')).toBeUndefined();
  });
});

describe('references', () => {
  it('finds uses of one binding only', () => {
    const model = project({
      'a.ts': 'const server = 1; use(server, { server }); function f(server) { server; }',
    });
    const statement = model.unit('/p/a.ts')!.ast.statements[0] as ts.VariableStatement;
    const name = statement.declarationList.declarations[0]!.name as ts.Identifier;
    expect(model.names.references(name).map(node => node.getStart())).toEqual([22, 32]);
  });
});
