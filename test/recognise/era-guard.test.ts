import { describe, expect, it } from 'vitest';
import { isLegacyOnly } from '../../src/recognise/era-guard.js';
import { markedProject } from '../helpers/project.js';

const SDK = `import { isLegacyRequest } from '@modelcontextprotocol/server';\n`;

function legacyOnly(text: string): boolean {
  const { project, node } = markedProject({ 'a.ts': SDK + text });
  return isLegacyOnly(project, node);
}

describe('isLegacyOnly', () => {
  it.each([
    `async function f(r) { if (await isLegacyRequest(r)) { ⟦x()⟧; } }`,
    `async function f(r) { const old = await isLegacyRequest(r); if (old) ⟦x()⟧; }`,
    `async function f(r) { if (!(await isLegacyRequest(r))) return y(); ⟦x()⟧; }`,
    `createMcpHandler(ctx => { if (ctx.era === 'legacy') ⟦x()⟧; });`,
    `createMcpHandler(({ era }) => { if (era === 'modern') { y(); } else { ⟦x()⟧; } });`,
    `if (client.getProtocolEra() !== 'modern') ⟦x()⟧;`,
    `class A { f() { if (this.ready && this.protocolEra !== 'modern') ⟦x()⟧; } }`,
    `const era = client.getProtocolEra();\nera === 'legacy' && ⟦x()⟧;`,
    `const r = client.getProtocolEra() === 'modern' ? y() : ⟦x()⟧;`,
    `if (client.getProtocolEra() === 'legacy' && canPing) ⟦x()⟧;`,
    `const h = ctx => { if (ctx.mcpReq.envelope) return y(); ⟦x()⟧; };`,
    `const h = ctx => { if (ctx.mcpReq.envelope === undefined) ⟦x()⟧; };`,
    `switch (client.getProtocolEra()) { case 'legacy': ⟦x()⟧; }`,
    `function ask() { ⟦x()⟧; }\nif (client.getProtocolEra() === 'legacy') ask();`,
  ])('is true: %s', text => expect(legacyOnly(text)).toBe(true));

  it.each([
    `⟦x()⟧;`,
    `async function f(r) { if (await isLegacyRequest(r)) { y(); } ⟦x()⟧; }`,
    `async function f(r) { if (!(await isLegacyRequest(r))) ⟦x()⟧; }`,
    `async function f(r) { if (await isLegacy(r)) ⟦x()⟧; }`,
    `if (client.getProtocolEra() === 'modern') ⟦x()⟧;`,
    `if (client.getProtocolEra() === 'legacy' || force) ⟦x()⟧;`,
    `if (mode === 'legacy') ⟦x()⟧;`,
    `if (options.legacy) ⟦x()⟧;`,
    `const h = ctx => { if (!ctx.mcpReq.envelope) return y(); ⟦x()⟧; };`,
    `function build() { ⟦x()⟧; }\nuse(build);\nif (client.getProtocolEra() === 'legacy') build();`,
    `function ask() { ⟦x()⟧; }\nask();\nif (client.getProtocolEra() === 'legacy') ask();`,
  ])('is false: %s', text => expect(legacyOnly(text)).toBe(false));
});
