import { describe, expect, test } from 'vitest';
import { serve } from './support.js';

const OPTIONS = `{
    enableDnsRebindingProtection: true,
    allowedHosts: ['127.0.0.1', \`localhost:\${PORT}\`, '[::1]:3000'],
    allowedOrigins: ['http://localhost:3000', 'https://app.example.com'],
  }`;
const HOSTS = "['127.0.0.1', 'localhost', '[::1]']";
const ORIGINS = "['localhost', 'app.example.com']";

const express = (options: string) => `import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

app.post('/mcp', authenticate, async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport(${options});
  await createServer().connect(transport);
  await transport.handleRequest(req, res, req.body);
});
`;

describe('checks against DNS rebinding that lived on the transport', () => {
  test('become middleware of the route on Express, in front of the others', () => {
    const { text, review } = serve(express(OPTIONS));
    expect(text).toBe(`import express from 'express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/express';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = express();
app.use(express.json());

const validateHost = hostHeaderValidation(${HOSTS});
const validateOrigin = originValidation(${ORIGINS});
const mcpHandler = toNodeHandler(createMcpHandler(createServer));

app.post('/mcp', validateHost, validateOrigin, authenticate, async (req, res) => {
  await mcpHandler(req, res, req.body);
});
`);
    expect(review).toEqual([
      'stateless-handshake http.ts:14 The checks that replace those of the transport compare hostnames and take no notice of ports and schemes.',
    ]);
  });

  test('become a test in front of the call on node:http', () => {
    const { text } = serve(`import http from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

http.createServer(async (req, res) => {
  const transport = new NodeStreamableHTTPServerTransport(${OPTIONS});
  await createServer().connect(transport);
  await transport.handleRequest(req, res);
});
`);
    expect(text).toBe(`import http from 'node:http';
import { toNodeHandler, hostHeaderValidation, originValidation } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const validateHost = hostHeaderValidation(${HOSTS});
const validateOrigin = originValidation(${ORIGINS});
const mcpHandler = toNodeHandler(createMcpHandler(createServer));

http.createServer(async (req, res) => {
  if (!validateHost(req, res) || !validateOrigin(req, res)) return;
  await mcpHandler(req, res);
});
`);
  });

  const fastify = `import Fastify from 'fastify';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { createServer } from './server.js';

const app = Fastify();
app.post('/mcp', async (request, reply) => {
  const transport = new NodeStreamableHTTPServerTransport(${OPTIONS});
  await createServer().connect(transport);
  reply.hijack();
  await transport.handleRequest(request.raw, reply.raw, request.body);
});
`;

  test('become a hook of the route on Fastify', () => {
    const { text } = serve(fastify);
    expect(text).toContain("from '@modelcontextprotocol/fastify'");
    expect(text).toContain(
      "app.post('/mcp', { onRequest: [validateHost, validateOrigin] }, async (request, reply) => {",
    );
    const limited = fastify.replace("'/mcp', async", "'/mcp', { bodyLimit: 1024 }, async");
    expect(serve(limited).text).toContain(
      "app.post('/mcp', { onRequest: [validateHost, validateOrigin], bodyLimit: 1024 }, async",
    );
  });

  test('keep the transport where Fastify is too old for the hooks', () => {
    const { text, left } = serve(fastify, { manifest: { dependencies: { fastify: '^4.29.0' } } });
    expect(text).toBe(fastify);
    expect(left[0]).toContain('cannot be carried over');
  });

  test('become middleware on Hono and a response elsewhere', () => {
    const { text } = serve(`import { Hono } from 'hono';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { createServer } from './server.js';

const app = new Hono();
app.all('/mcp', async c => {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableDnsRebindingProtection: true, allowedHosts: ['localhost'] });
  await createServer().connect(transport);
  return transport.handleRequest(c.req.raw);
});

export async function POST(request: Request) {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableDnsRebindingProtection: true, allowedOrigins: ['https://app.example.com'] });
  await createServer().connect(transport);
  return transport.handleRequest(request);
}
`);
    expect(text).toContain("import { hostHeaderValidation } from '@modelcontextprotocol/hono';");
    expect(text).toContain("app.all('/mcp', validateHost, async c => {");
    expect(text).toContain(`export async function POST(request: Request) {
  const rejected = originValidationResponse(request, ['app.example.com']);
  if (rejected) return rejected;
  return mcpHandler.fetch(request);
}
`);
  });

  test('stand in front of both revisions where the sessions stay', () => {
    const source = express(OPTIONS).replace('({', '({\n    sessionIdGenerator: () => crypto.randomUUID(),');
    const { text } = serve(source, { legacy: 'keep', manifest: { dependencies: { express: '^5.0.0' } } });
    expect(text).toContain("app.post('/mcp', validateHost, validateOrigin, authenticate, async");
    expect(text).toContain('enableDnsRebindingProtection: true');
  });

  test.each([
    ['is off', '{ enableDnsRebindingProtection: false, allowedHosts: readHosts() }'],
    ['was never switched on', '{ allowedHosts: readHosts() }'],
    ['has nothing to check', '{ enableDnsRebindingProtection: true, allowedHosts: [] }'],
  ])('a check that %s needs no replacement', (_, options) => {
    const { text, left } = serve(express(options));
    expect(text).toContain("app.post('/mcp', authenticate, async");
    expect(text).not.toContain('HeaderValidation');
    expect(left).toEqual([]);
  });

  test.each([
    [
      'is switched at run time',
      "{ enableDnsRebindingProtection: process.env.SAFE === '1', allowedHosts: ['a'] }",
    ],
    ['has a list from elsewhere', '{ enableDnsRebindingProtection: true, allowedHosts: readHosts() }'],
    [
      'has a name from elsewhere',
      '{ enableDnsRebindingProtection: true, allowedHosts: [process.env.HOST!] }',
    ],
    ['comes in a spread', '{ sessionIdGenerator: undefined, ...protection }'],
    ['has a pattern', "{ enableDnsRebindingProtection: true, allowedHosts: ['*.example.com'] }"],
  ])('a check that %s keeps the transport, as an error', (_, options) => {
    const source = express(options);
    const { text, left } = serve(source);
    expect(text).toBe(source);
    expect(left).toEqual([
      expect.stringContaining(
        'cannot be carried over, and without them the endpoint is open to DNS rebinding.',
      ),
    ]);
  });

  test('a constant list is as good as a literal', () => {
    const source = express('{ enableDnsRebindingProtection: true, allowedHosts: HOSTS }').replace(
      '\nconst app',
      "\nconst HOSTS = ['localhost:3000', 'Example.COM'];\nconst app",
    );
    expect(serve(source).text).toContain("hostHeaderValidation(['localhost', 'example.com'])");
  });
});
