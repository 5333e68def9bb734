import { describe, expect, test } from 'vitest';
import { deploymentFindings } from '../../src/check/deployment/index.js';

/** What each finding says to delete, or `nothing`. */
function deleted(path: string, text: string): readonly string[] {
  return deploymentFindings({ path, text }).map(
    ({ message }) => /To drop it, delete (.*)\.$/.exec(message)?.[1] ?? 'nothing',
  );
}

describe('NGINX', () => {
  test('a directive with lines of its own', () => {
    const text =
      'upstream mcp {\n  ip_hash; # pinned\n  server a:1;\n}\nupstream s {\n  hash $http_mcp_session_id\n       consistent;\n}';
    expect(deleted('nginx.conf', text)).toEqual(['line 2', 'lines 6-7']);
  });

  test('a header that is passed on', () => {
    const text =
      'location /mcp {\n  proxy_set_header Mcp-Session-Id $http_mcp_session_id;\n  proxy_pass http://a;\n}';
    expect(deleted('nginx.conf', text)).toEqual(['line 2']);
  });

  test('nothing when something else is on the line, or others may use the variable', () => {
    expect(deleted('nginx.conf', 'upstream mcp { ip_hash; server a:1; }')).toEqual(['nothing']);
    expect(deleted('nginx.conf', 'map $http_mcp_session_id $key {\n  default $remote_addr;\n}')).toEqual([
      'nothing',
    ]);
  });
});

test('HAProxy: the line', () => {
  expect(deleted('haproxy.cfg', 'backend mcp\n  balance source\n  stick on hdr(mcp-session-id)\n')).toEqual([
    'line 2',
    'line 3',
  ]);
  expect(deleted('haproxy.cfg', 'frontend a\n  acl has hdr(mcp-session-id) -m found\n')).toEqual(['nothing']);
});

describe('Kubernetes', () => {
  test('affinity of a service with how long it lasts', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: mcp\nspec:\n  sessionAffinity: ClientIP\n' +
      '  sessionAffinityConfig:\n    clientIP:\n      timeoutSeconds: 10800\n  ports:\n    - port: 80\n';
    expect(deleted('k8s/service.yaml', text)).toEqual(['lines 6-9']);
  });

  test('annotations of the cookie, and only these', () => {
    const name = 'nginx.ingress.kubernetes.io';
    const text =
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: mcp\n  annotations:\n` +
      `    ${name}/affinity: cookie\n    ${name}/proxy-read-timeout: "3600"\n` +
      `    ${name}/session-cookie-name: route\n    ${name}/affinity-mode: persistent\nspec: {}\n`;
    expect(deleted('ingress.yaml', text)).toEqual(['lines 6 and 8-9']);
  });

  test('annotations as a whole when nothing else is in them', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations:\n' +
      '    nginx.ingress.kubernetes.io/upstream-hash-by: "$http_mcp_session_id"\n' +
      '    nginx.ingress.kubernetes.io/upstream-hash-by-subset: "true"\nspec: {}\n';
    expect(deleted('ingress.yaml', text)).toEqual(['lines 5-7']);
  });

  test('what is empty without a hash, up to the specification', () => {
    const text =
      'apiVersion: v1\nkind: List\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\n' +
      'metadata:\n  name: mcp\nspec:\n  host: mcp\n  trafficPolicy:\n    loadBalancer:\n' +
      '      consistentHash:\n        httpHeaderName: mcp-session-id\n';
    expect(deleted('istio.yaml', text)).toEqual(['lines 10-13']);
    const beside = text.replace('  trafficPolicy:\n', '  trafficPolicy:\n    connectionPool: {}\n');
    expect(deleted('istio.yaml', beside)).toEqual(['lines 12-14']);
  });
});

describe('Envoy', () => {
  const route = (policies: string) =>
    `route_config:\n  virtual_hosts:\n    - routes:\n        - match: { prefix: /mcp }\n          route:\n            cluster: mcp\n            hash_policy:\n${policies}`;

  test('the only policy', () => {
    expect(deleted('envoy.yaml', route('              - header: { header_name: mcp-session-id }\n'))).toEqual(
      ['lines 7-8'],
    );
  });

  test('nothing when another policy stands beside it', () => {
    const two =
      '              - header: { header_name: mcp-session-id }\n              - header: { header_name: x-tenant }\n';
    expect(deleted('envoy.yaml', route(two))).toEqual(['nothing']);
  });
});

test('Compose: every label of the cookie', () => {
  const text =
    'services:\n  mcp:\n    image: x\n    labels:\n      - traefik.enable=true\n' +
    '      - traefik.http.services.mcp.loadbalancer.sticky.cookie=true\n' +
    '      - traefik.http.services.mcp.loadbalancer.sticky.cookie.name=s\n';
  expect(deleted('docker-compose.yml', text)).toEqual(['lines 6-7']);
});

test('a configuration inside of another says the lines of the file', () => {
  const text =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: proxy\ndata:\n  nginx.conf: |\n' +
    '    upstream mcp {\n      ip_hash;\n      server a:1;\n    }\n';
  expect(deleted('configmap.yaml', text)).toEqual(['line 8']);
});
