import { describe, expect, test } from 'vitest';
import { deploymentFindings, isDeploymentFile } from '../../src/check/deployment/index.js';

/** `line change` of each finding. */
function find(path: string, text: string): readonly string[] {
  expect(isDeploymentFile(path)).toBe(true);
  return deploymentFindings({ path, text }).map(({ line, change }) => `${line} ${change}`);
}

const COOKIE = '[{ cookie: { name: sid, ttl: 3600s } }]';

describe('affinity of one route beside that of MCP', () => {
  test('Envoy: routes of a virtual host that is called after MCP', () => {
    const text = `route_config:
  virtual_hosts:
    - name: mcp
      domains: ['*']
      routes:
        - match: { prefix: /mcp }
          route: { cluster: mcp, hash_policy: ${COOKIE} }
        - match: { prefix: /shop }
          route: { cluster: shop, hash_policy: ${COOKIE} }
`;
    expect(find('envoy.yaml', text)).toEqual(['7 sessions']);
  });

  test('Envoy: a virtual host that is called after MCP, with one route', () => {
    const text = `route_config:
  virtual_hosts:
    - name: mcp
      domains: ['tools.example.com']
      routes:
        - match: { prefix: / }
          route: { cluster: app, hash_policy: ${COOKIE} }
    - name: shop
      domains: ['shop.example.com']
      routes:
        - match: { prefix: / }
          route: { cluster: shop, hash_policy: ${COOKIE} }
`;
    expect(find('envoy.yaml', text)).toEqual(['7 sessions']);
  });

  test('Envoy: virtual hosts below a listener that is called after MCP', () => {
    const text = `name: mcp-gateway
route_config:
  virtual_hosts:
    - name: web
      routes:
        - match: { prefix: / }
          route: { cluster: web, hash_policy: ${COOKIE} }
    - name: tools
      routes:
        - match: { path: /mcp }
          route: { cluster: tools, hash_policy: ${COOKIE} }
`;
    expect(find('envoy.yaml', text)).toEqual(['11 sessions']);
  });

  test('Gateway API: rules of a route', () => {
    const text = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: mcp-and-shop }
spec:
  rules:
    - matches: [{ path: { value: /mcp } }]
      sessionPersistence: { type: Cookie }
    - matches: [{ path: { value: /shop } }]
      sessionPersistence: { type: Cookie }
`;
    expect(find('k8s/route.yaml', text)).toEqual(['7 sessions']);
  });

  test('Kubernetes: Services in one file, and in one list', () => {
    const service = (name: string) =>
      `kind: Service\nmetadata: { name: ${name} }\nspec: { sessionAffinity: ClientIP }\n`;
    const documents = ['mcp', 'shop'].map(each => `apiVersion: v1\n${service(each)}`).join('---\n');
    expect(find('k8s/all.yaml', documents)).toEqual(['4 sessions']);
    const items = ['mcp', 'shop']
      .map(each => `  - ${service(each).trim().replaceAll('\n', '\n    ')}\n`)
      .join('');
    expect(
      find('k8s/all.yaml', `apiVersion: v1\nkind: List\nmetadata: { name: mcp }\nitems:\n${items}`),
    ).toEqual(['7 sessions']);
  });

  test('NGINX: locations of a server that is called after MCP', () => {
    const upstreams = 'upstream tools {\n  ip_hash;\n}\nupstream shop {\n  ip_hash;\n}\n';
    const server = (locations: string) =>
      `${upstreams}server {\n  server_name mcp.example.com;\n${locations}}\n`;
    const shop = '  location /shop {\n    proxy_pass http://shop;\n  }\n';
    const tools = '  location /mcp {\n    proxy_pass http://tools;\n  }\n';
    expect(find('nginx.conf', server(shop + tools))).toEqual(['2 sessions']);
    expect(find('nginx.conf', server(shop))).toEqual(['5 sessions']);
  });
});

describe('lists of headers in Terraform', () => {
  const policy = (behavior: string, items: string) => `resource "aws_cloudfront_origin_request_policy" "all" {
  headers_config {
    header_behavior = "${behavior}"
    headers ${items}
  }
}
`;

  test('what a CDN passes on', () => {
    const session = '"Mcp-Session-Id", "MCP-Protocol-Version"';
    expect(find('main.tf', policy('whitelist', `{ items = [${session}] }`))).toEqual(['4 standard-headers']);
    expect(
      find('main.tf', policy('whitelist', `{\n      items = [\n        ${session},\n      ]\n    }`)),
    ).toEqual(['5 standard-headers']);
    const distribution = `resource "aws_cloudfront_distribution" "site" {
  default_cache_behavior {
    forwarded_values {
      query_string = true
      headers      = ["Mcp-Session-Id"]
    }
  }
}
`;
    expect(find('main.tf', distribution)).toEqual(['5 standard-headers']);
  });

  test('what a gateway lets browsers send and read', () => {
    const text = `resource "aws_apigatewayv2_api" "tools" {
  cors_configuration {
    allow_headers  = ["content-type", "mcp-session-id"]
    expose_headers = ["mcp-session-id"]
  }
}
`;
    expect(find('main.tf', text)).toEqual(['3 standard-headers', '4 sessions']);
    const policy = `resource "aws_cloudfront_response_headers_policy" "cors" {
  cors_config {
    access_control_allow_headers {
      items = ["Mcp-Session-Id"]
    }
  }
}
`;
    expect(find('main.tf', policy)).toEqual(['4 standard-headers']);
  });

  const complete = '"Mcp-Session-Id", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"';
  test.each([
    ['a list that is complete', policy('whitelist', `{ items = [${complete}] }`)],
    [
      'a list of something else',
      `${policy('whitelist', '{ items = ["Accept", "X-Cart"] }')}# mcp-session-id\n`,
    ],
    [
      'CORS of something else, beside MCP',
      'resource "aws_apigatewayv2_api" "shop" {\n  cors_configuration {\n    allow_headers = ["x-cart-id"]\n  }\n}\nlocals {\n  routes = "/mcp"\n  sticky = "mcp-session-id"\n}\n',
    ],
    [
      'what a gateway exposes to earlier clients, beside all that is new',
      `resource "aws_apigatewayv2_api" "tools" {\n  cors_configuration {\n    allow_headers  = [${complete}]\n    expose_headers = ["mcp-session-id"]\n  }\n}\n`,
    ],
    [
      'a list of a cache, which is for its key',
      `resource "aws_cloudfront_cache_policy" "tools" {\n  headers_config {\n    header_behavior = "whitelist"\n    headers {\n      items = ["Mcp-Session-Id"]\n    }\n  }\n}\n`,
    ],
  ])('is silent about %s', (_, text) => {
    expect(find('main.tf', text)).toEqual([]);
  });
});
