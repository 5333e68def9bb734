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
