import { describe, expect, it } from 'vitest';
import { v2Version } from '../../src/facts/index.js';
import { planOne } from './helpers.js';

const server = v2Version('@modelcontextprotocol/server');
const ROUTE = `import { createMcpHandler } from 'mcp-handler';\n`;
const dependencies = (given: Record<string, string>) => JSON.stringify({ dependencies: given });
const plannedFor = (given: Record<string, string>, source = ROUTE) => {
  const { text, left, reviews } = planOne(dependencies(given), source);
  return { ...(JSON.parse(text) as { dependencies: Record<string, string> }), left, reviews };
};

describe('a framework with a release for 2026-07-28', () => {
  it.each([
    ['^1.0.2', '^2.4.0'],
    ['1.1.0', '2.4.0'],
    ['~1.0.0', '~2.4.0'],
    ['>=1', '^2.4.0'],
    ['^2.0.1', '^2.4.0'],
  ])('is raised from %s, with what it wants beside it in the place of SDK v1', (range, raised) => {
    const planned = plannedFor({ '@modelcontextprotocol/sdk': '^1.26.0', 'mcp-handler': range });
    expect(planned.dependencies).toEqual({ '@modelcontextprotocol/server': server, 'mcp-handler': raised });
    expect(planned.reviews).toContainEqual(
      expect.stringContaining(`\`mcp-handler\` was raised from \`${range}\` to \`${raised}\``),
    );
  });

  it.each(['^2.4.0', '^3.0.0', 'latest', 'workspace:*'])('stays at %s', range => {
    const planned = plannedFor({ 'mcp-handler': range, '@modelcontextprotocol/server': server });
    expect(planned.dependencies['mcp-handler']).toBe(range);
  });

  it('is reported where its version stands in a catalog', () => {
    const planned = plannedFor({ 'mcp-handler': 'catalog:', '@modelcontextprotocol/server': server });
    expect(planned.dependencies['mcp-handler']).toBe('catalog:');
    expect(planned.left).toEqual([
      expect.stringContaining('takes its version from a catalog; the migrated code is written for `^2.4.0`'),
    ]);
  });

  it('takes the place of the package it came out of', () => {
    const planned = plannedFor({ '@modelcontextprotocol/sdk': '^1.26.0', '@vercel/mcp-adapter': '^1.0.0' });
    expect(planned.dependencies).toEqual({ '@modelcontextprotocol/server': server, 'mcp-handler': '^2.4.0' });
  });

  it('leaves that where a file still imports it', () => {
    const source = `${ROUTE}import adapter from '@vercel/mcp-adapter';\n`;
    const planned = plannedFor({ '@vercel/mcp-adapter': '^1.0.0', 'mcp-handler': '^1.0.0' }, source);
    expect(planned.dependencies).toMatchObject({ '@vercel/mcp-adapter': '^1.0.0', 'mcp-handler': '^2.4.0' });
  });

  it('that no file imports is left alone', () => {
    const given = { 'mcp-handler': '^1.0.0', '@modelcontextprotocol/sdk': '^1.26.0' };
    expect(plannedFor(given, 'export {};\n').dependencies).toEqual(given);
  });

  it('without such a release stays as it is', () => {
    const given = { fastmcp: '^3.0.0' };
    expect(plannedFor(given, `import { FastMCP } from 'fastmcp';\n`).dependencies).toEqual(given);
  });
});

describe('the agents of OpenAI', () => {
  const plan = (range: string, source: string, more: Record<string, string> = {}) =>
    plannedFor({ '@openai/agents': range, ...more }, `${source}\n`).dependencies['@openai/agents'];
  const stdio = "import { Agent, MCPServerStdio, run } from '@openai/agents';";

  it.each([
    ['^0.8.5', '^0.20.0'],
    ['0.14.3', '0.20.0'],
    ['~0.4.15', '~0.20.0'],
  ])('are raised from %s', (range, raised) => {
    expect(plan(range, stdio)).toBe(raised);
    expect(plannedFor({ '@openai/agents': range }, `${stdio}\n`).reviews).toEqual([
      expect.stringContaining('Agents without `model` ask another one by default there.'),
    ]);
  });

  it.each([
    ['from a release before 0.4', '^0.3.9', stdio, {}],
    ['where the range admits such a release', '>=0.3', stdio, {}],
    ['where they speak it already', '^0.16.1', 'export {};', {}],
    [
      'with an export that is not known',
      '^0.8.5',
      "import { MCPServerStdio, setDefaultOpenAIClient } from '@openai/agents';",
      {},
    ],
    ['taken whole', '^0.8.5', "import * as agents from '@openai/agents';", {}],
    ['with a module besides', '^0.8.5', `${stdio}\nimport '@openai/agents/realtime';`, {}],
    [
      'with servers of their own',
      '^0.8.5',
      "import { BaseMCPServerStdio } from '@openai/agents';\nclass Mine extends BaseMCPServerStdio {}",
      {},
    ],
    [
      'with a filter of tools',
      '^0.8.5',
      `${stdio}\nnew MCPServerStdio({ command: 'a', toolFilter: { blockedToolNames: ['b'] } });`,
      {},
    ],
    ['beside extensions', '^0.8.5', stdio, { '@openai/agents-extensions': '^0.8.5' }],
  ])('stay at their version %s', (_, range, source, more) => {
    expect(plan(range, source, more)).toBe(range);
  });
});
