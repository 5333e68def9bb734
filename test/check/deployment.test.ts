import { describe, expect, test } from 'vitest';
import { deploymentFindings, isDeploymentFile, mayHoldAffinity } from '../../src/check/deployment/index.js';

/** `line:change:text` of each finding. */
function find(path: string, text: string): readonly string[] {
  expect(isDeploymentFile(path)).toBe(true);
  const lines = text.split('\n');
  return deploymentFindings({ path, text }).map(({ change, line, column, endLine, endColumn }) => {
    const last = lines[endLine - 1]!.slice(0, endColumn - 1);
    const found = line === endLine ? last.slice(column - 1) : `${lines[line - 1]!.slice(column - 1)}…`;
    return `${line} ${change} ${found}`;
  });
}

describe('isDeploymentFile', () => {
  test.for([
    'nginx.conf',
    'deploy/nginx/mcp.conf.template',
    'etc/nginx/sites-available/mcp',
    'conf.d/default.conf',
    'haproxy/haproxy.cfg',
    'k8s/ingress.yaml',
    'docker-compose.yml',
    'envoy.json',
    'chart/templates/ingress.yaml',
    'C:\\deploy\\nginx\\nginx.conf',
  ])('%s is one', path => {
    expect(isDeploymentFile(path)).toBe(true);
  });

  test.for([
    'src/server.ts',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'pnpm-lock.yaml',
    'data/users.json',
    'README.md',
    '.github/workflows/ci.yml',
    'nginx/README.md',
  ])('%s is none', path => {
    expect(isDeploymentFile(path)).toBe(false);
  });
});

describe('mayHoldAffinity', () => {
  test('is true for what is found', () => {
    expect(mayHoldAffinity('hash $http_mcp_session_id;')).toBe(true);
    expect(mayHoldAffinity('upstream mcp { ip_hash; }')).toBe(true);
  });

  test('is false without a word of MCP or without one of affinity', () => {
    expect(mayHoldAffinity('upstream app { ip_hash; }')).toBe(false);
    expect(mayHoldAffinity('location /mcp { proxy_pass http://app; }')).toBe(false);
    expect(mayHoldAffinity('dhcpd { hash on; sticky; }')).toBe(false);
  });
});

test('positions count lines whatever ends them, and columns in UTF-16 units', () => {
  const text = '# \u{1F600}\r\nupstream a {\r\n  \thash $http_mcp_session_id consistent;\r\n}\r\n';
  expect(deploymentFindings({ path: 'nginx.conf', text })).toEqual([
    {
      change: 'sessions',
      line: 3,
      column: 4,
      endLine: 3,
      endColumn: 40,
      message: expect.stringMatching(/^Routes by the session header/) as string,
    },
  ]);
});

describe('NGINX', () => {
  const conf = (text: string) => find('nginx.conf', text);

  describe('finds', () => {
    test('request headers that are held back but for some of MCP', () => {
      const location = (more: string) =>
        `location /mcp {\n  proxy_pass_request_headers off;\n  proxy_set_header MCP-Protocol-Version $http_mcp_protocol_version;${more}\n}`;
      expect(conf(location(''))).toEqual(['2 standard-headers proxy_pass_request_headers off']);
      const complete =
        '\n  proxy_set_header Mcp-Method $http_mcp_method;\n  proxy_set_header Mcp-Name $http_mcp_name;';
      expect(conf(location(complete))).toEqual([]);
      expect(conf('location /a {\n  # mcp-session-id\n  proxy_pass_request_headers off;\n}')).toEqual([]);
    });

    test('a hash of the session header', () => {
      expect(conf('upstream pool {\n  hash $http_mcp_session_id consistent;\n  server a:1;\n}')).toEqual([
        '2 sessions hash $http_mcp_session_id consistent',
      ]);
    });

    test('a hash of a variable that is computed from it', () => {
      const text = [
        'map $http_mcp_session_id $key {',
        '  "" $remote_addr;',
        '  default $http_mcp_session_id;',
        '}',
        'upstream pool { hash "$key" consistent; }',
      ].join('\n');
      expect(conf(text)).toEqual([
        '1 sessions map $http_mcp_session_id $key',
        '3 sessions $http_mcp_session_id',
        '5 sessions hash "$key" consistent',
      ]);
    });

    test('learned stickiness', () => {
      const text =
        'upstream pool {\n  sticky learn create=$upstream_http_mcp_session_id lookup=$http_mcp_session_id zone=c:1m;\n}';
      expect(conf(text)).toEqual([
        '2 sessions sticky learn create=$upstream_http_mcp_session_id lookup=$http_mcp_session_id zone=c:1m',
      ]);
    });

    test('the session header that is passed on, in either direction', () => {
      const text = [
        'location /mcp {',
        '  proxy_set_header  Mcp-Session-Id $http_mcp_session_id;',
        '  proxy_pass_header mcp-session-id;',
        '  add_header Mcp-Session-Id $upstream_http_mcp_session_id always;',
        '}',
      ].join('\n');
      expect(conf(text)).toEqual([
        '2 sessions proxy_set_header  Mcp-Session-Id $http_mcp_session_id',
        '3 sessions proxy_pass_header mcp-session-id',
        '4 sessions add_header Mcp-Session-Id $upstream_http_mcp_session_id always',
      ]);
    });

    test('other reads of the session header', () => {
      const text = [
        "log_format main '$remote_addr $http_mcp_session_id';",
        'limit_req_zone $http_mcp_session_id zone=s:1m rate=1r/s;',
        'if ($http_mcp_session_id = "") { return 400; }',
        'set $who "${http_mcp_session_id}-x";',
      ].join('\n');
      expect(conf(text)).toHaveLength(4);
      expect(conf(text)[1]).toBe('2 sessions $http_mcp_session_id');
    });

    test.for([
      ['ip_hash', 'ip_hash'],
      ['sticky cookie srv', 'sticky cookie srv'],
      ['hash $binary_remote_addr consistent', 'hash $binary_remote_addr consistent'],
      ['hash $cookie_sid', 'hash $cookie_sid'],
    ])('%s in the upstream of an MCP location', ([directive, found]) => {
      const text = `upstream app {\n ${directive};\n}\nserver { location ^~ /mcp/ { proxy_pass http://app/; } }`;
      expect(conf(text)).toEqual([`2 sessions ${found}`]);
    });

    test('affinity of an upstream by its own name, or by the name of the server', () => {
      expect(conf('upstream github-mcp { ip_hash; }')).toEqual(['1 sessions ip_hash']);
      const text =
        'upstream app { ip_hash; }\nserver { server_name mcp.example.com; location / { proxy_pass http://app; } }';
      expect(conf(text)).toEqual(['1 sessions ip_hash']);
    });

    test('an upstream that is named in a variable', () => {
      const text =
        'upstream app { ip_hash; }\nserver { location ~ ^/(api/)?mcp$ { set $to http://app; proxy_pass $to; } }';
      expect(conf(text)).toEqual(['1 sessions ip_hash']);
    });

    test('reads in Lua', () => {
      const text =
        'location / {\n  access_by_lua_block {\n    -- ngx.var.http_mcp_session_id\n    local t = { a = "}" }\n    local id = ngx.var.http_mcp_session_id\n    local other = headers["Mcp-Session-Id"]\n  }\n  proxy_set_header Mcp-Session-Id x;\n}';
      expect(conf(text)).toEqual([
        '5 sessions http_mcp_session_id',
        '6 sessions "Mcp-Session-Id"',
        '8 sessions proxy_set_header Mcp-Session-Id x',
      ]);
    });

    test('CORS lists about MCP that lack the new headers', () => {
      const text = [
        "add_header 'Access-Control-Allow-Headers' 'Content-Type, Mcp-Session-Id' always;",
        "more_set_headers 'Access-Control-Allow-Headers: Content-Type, MCP-Protocol-Version';",
        'set $allowed "Content-Type,mcp-session-id,Mcp-Method,MCP-Protocol-Version";',
        'add_header Access-Control-Allow-Headers $allowed;',
        'add_header Access-Control-Expose-Headers "Mcp-Session-Id";',
      ].join('\n');
      expect(conf(text).map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
        '1 standard-headers',
        '2 standard-headers',
        '4 standard-headers',
        '5 sessions',
      ]);
      const [, , third] = deploymentFindings({ path: 'nginx.conf', text });
      expect(third!.message).toContain('`Mcp-Name`');
      expect(third!.message).not.toContain('Mcp-Method');
    });

    test('Last-Event-ID of an MCP route', () => {
      const text =
        'location /mcp {\n proxy_set_header Last-Event-ID $http_last_event_id;\n proxy_cache_key $http_last_event_id;\n}';
      expect(conf(text)).toEqual([
        '2 stream-resumability proxy_set_header Last-Event-ID $http_last_event_id',
        '3 stream-resumability proxy_cache_key $http_last_event_id',
      ]);
    });

    test('the same in templates', () => {
      const text = [
        '{% if sticky %}',
        'upstream {{ name }} {',
        '  hash $http_mcp_session_id consistent;',
        '  server ${HOST}:{{ port }};',
        '}',
        '{% endif %}',
        'server { listen {{ port }}; location /mcp { proxy_set_header Mcp-Session-Id $http_mcp_session_id; } }',
      ].join('\n');
      expect(find('mcp.conf.j2', text)).toEqual([
        '3 sessions hash $http_mcp_session_id consistent',
        '7 sessions proxy_set_header Mcp-Session-Id $http_mcp_session_id',
      ]);
    });
  });

  test.for([
    ['comments', '# hash $http_mcp_session_id;\nupstream mcp {\n  # ip_hash;\n  server a:1; # sticky\n}'],
    [
      'an upstream without affinity',
      'upstream mcp { least_conn; server a:1; }\nserver { location /mcp { proxy_pass http://mcp; } }',
    ],
    [
      'affinity of another upstream',
      'upstream web { ip_hash; }\nupstream mcp { server a:1; }\nserver { location / { proxy_pass http://web; } location /mcp { proxy_pass http://mcp; } }',
    ],
    ['affinity of a dhcp or tmcp upstream', 'upstream dhcp { ip_hash; }\nupstream tmcp2 { ip_hash; }\n# mcp'],
    ['a hash of the URI', 'upstream mcp { hash $request_uri consistent; }'],
    ['a hidden header', 'location /mcp { proxy_hide_header Mcp-Session-Id; }'],
    [
      'a CORS list that has the new headers',
      'add_header Access-Control-Allow-Headers "Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name";\nadd_header Access-Control-Expose-Headers "Mcp-Session-Id";',
    ],
    [
      'a CORS list about something else',
      'location /mcp { add_header Access-Control-Allow-Headers "Content-Type, Last-Event-ID"; }',
    ],
    [
      'Last-Event-ID of other streams',
      'location /events { proxy_set_header Last-Event-ID $http_last_event_id; }\nlocation /mcp { return 404; }',
    ],
    [
      'sizes of hash tables',
      'http { types_hash_max_size 2048; server_names_hash_bucket_size 64; server { location /mcp { } } }',
    ],
    [
      'sessions of older clients, told apart by the version',
      'map $http_mcp_protocol_version $pool { default legacy; "2026-07-28" modern; }\nupstream legacy { hash $http_mcp_session_id consistent; }\nupstream modern { server a:1; }\nserver { location /mcp { proxy_pass http://$pool; proxy_set_header Mcp-Session-Id $http_mcp_session_id; } }',
    ],
    ['text that is no configuration', '}}}} { mcp " sticky \' { ;; hash'],
  ])('is silent about %s', ([, text]) => {
    expect(conf(text!)).toEqual([]);
  });
});

describe('HAProxy', () => {
  const cfg = (text: string) => find('haproxy.cfg', text);

  test('finds routing by the session header and other uses of it', () => {
    const text = [
      'backend pool',
      '    balance hdr(Mcp-Session-Id)',
      '    stick-table type string len 64 size 100k expire 30m',
      '    stick store-response res.hdr(mcp-session-id)',
      '    stick match req.hdr("mcp-session-id")',
      '    http-request set-header Mcp-Session-Id %[src]',
      '    acl has_session req.hdr(mcp-session-id) -m found',
    ].join('\n');
    expect(cfg(text)).toEqual([
      '2 sessions hdr(Mcp-Session-Id)',
      '4 sessions hdr(mcp-session-id)',
      '5 sessions hdr("mcp-session-id")',
      '6 sessions set-header Mcp-Session-Id',
      '7 sessions hdr(mcp-session-id)',
    ]);
  });

  test('finds affinity of a backend that serves MCP', () => {
    const text = [
      'frontend web',
      '  acl is_tool path_beg /mcp',
      '  use_backend tools if is_tool',
      '  use_backend more if { path /mcp2/x } { method POST }',
      'backend tools',
      '  balance source',
      'backend more',
      '  balance source',
      'backend mcp_servers',
      '  cookie SRV insert indirect nocache',
    ].join('\n');
    expect(cfg(text)).toEqual([
      '6 sessions balance source',
      '8 sessions balance source',
      '10 sessions cookie SRV insert',
    ]);
  });

  test.for([
    [
      'comments',
      'backend mcp\n  # balance source\n  # stick on hdr(mcp-session-id)\n  balance roundrobin # source',
    ],
    [
      'affinity of another backend',
      'backend mcp\n  balance leastconn\nbackend web\n  balance source\n  cookie SRV insert',
    ],
    [
      'sessions of older clients, told apart by the version',
      'backend mcp\n  stick match req.hdr(mcp-session-id) if !{ req.hdr(mcp-protocol-version) 2026-07-28 }',
    ],
    ['other files of this ending', '[metadata]\nname = mcp-sticky\ncookie = insert'],
  ])('is silent about %s', ([, text]) => {
    expect(cfg(text!)).toEqual([]);
  });
});

describe('Kubernetes', () => {
  const yaml = (text: string) => find('k8s/all.yaml', text);

  describe('finds', () => {
    test('annotations of an Ingress for MCP', () => {
      const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: tools
  annotations:
    nginx.ingress.kubernetes.io/affinity: "cookie"
    nginx.ingress.kubernetes.io/upstream-hash-by: "$http_mcp_session_id"
    nginx.ingress.kubernetes.io/cors-allow-headers: "Content-Type,Mcp-Session-Id"
spec:
  rules:
    - host: example.com
      http:
        paths:
          - path: /mcp
            backend: { service: { name: app, port: { number: 80 } } }
`;
      expect(yaml(text)).toEqual([
        '6 sessions nginx.ingress.kubernetes.io/affinity: "cookie"',
        '7 sessions "$http_mcp_session_id"',
        '8 standard-headers "Content-Type,Mcp-Session-Id"',
      ]);
    });

    test('client affinity of a Service for MCP, in a later document', () => {
      const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: x }
---
apiVersion: v1
kind: Service
metadata:
  name: app
spec:
  selector:
    app: mcp-server
  sessionAffinity: ClientIP
`;
      expect(yaml(text)).toEqual(['12 sessions sessionAffinity: ClientIP']);
    });

    test('consistent hashes and session persistence of meshes and gateways', () => {
      const text = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: mcp }
spec:
  host: mcp.default.svc.cluster.local
  trafficPolicy:
    loadBalancer:
      consistentHash:
        httpHeaderName: Mcp-Session-Id
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: x }
spec:
  host: mcp.default.svc.cluster.local
  trafficPolicy:
    loadBalancer:
      consistentHash: { useSourceIp: true }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: routes }
spec:
  rules:
    - matches: [{ path: { type: PathPrefix, value: /web } }]
      sessionPersistence: { sessionName: web }
    - matches: [{ path: { type: PathPrefix, value: /mcp } }]
      sessionPersistence: { sessionName: tools }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: routes }
spec:
  routes:
    - match: Host(\`example.com\`) && PathPrefix(\`/mcp\`)
      services:
        - name: app
          sticky: { cookie: { name: s } }
`;
      expect(yaml(text)).toEqual([
        '9 sessions Mcp-Session-Id',
        '18 sessions consistentHash',
        '28 sessions sessionPersistence',
        '38 sessions sticky',
      ]);
    });

    test('configurations in ConfigMaps and snippets', () => {
      const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: proxy
data:
  default.conf: |
    upstream app {
      hash $http_mcp_session_id consistent;
    }
  haproxy.cfg: |
    backend mcp
      balance source
  envoy.yaml: |
    static_resources:
      listeners:
        - name: mcp
          route: { hash_policy: [{ header: { header_name: mcp-session-id } }] }
`;
      expect(yaml(text)).toEqual([
        '8 sessions hash $http_mcp_session_id consistent',
        '12 sessions balance source',
        '17 sessions mcp-session-id',
      ]);
    });

    test('a document next to one that is no YAML', () => {
      const text = `metadata: {{ include "x" . }}
---
apiVersion: v1
kind: Service
metadata: { name: mcp }
spec: { sessionAffinity: ClientIP }
`;
      expect(yaml(text)).toEqual(['6 sessions sessionAffinity: ClientIP']);
    });

    test('the header in a Helm template that is no YAML', () => {
      const text = `{{- if .Values.sticky }}
metadata:
  name: {{ include "app.name" . }}
  annotations:
    {{- toYaml .Values.annotations | nindent 4 }}
    # nginx.ingress.kubernetes.io/upstream-hash-by: "$http_mcp_session_id"
    nginx.ingress.kubernetes.io/upstream-hash-by: "$http_mcp_session_id"
        httpHeaderName: mcp-session-id
{{- end }}
`;
      expect(find('templates/ingress.yaml', text)).toEqual([
        '7 sessions $http_mcp_session_id',
        '8 sessions mcp-session-id',
      ]);
    });

    test('the values of a chart', () => {
      const text = `ingress:
  annotations:
    nginx.ingress.kubernetes.io/upstream-hash-by: $http_mcp_session_id
mcp:
  service:
    sessionAffinity: ClientIP
`;
      expect(find('chart/values.yaml', text)).toEqual([
        '3 sessions $http_mcp_session_id',
        '6 sessions sessionAffinity: ClientIP',
      ]);
    });
  });

  test.for([
    [
      'a Service for something else',
      'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: mcp }\nspec: { selector: { app: web, app.kubernetes.io/part-of: mcp }, sessionAffinity: ClientIP }',
    ],
    [
      'affinity that is off',
      'apiVersion: v1\nkind: Service\nmetadata: { name: mcp }\nspec: { sessionAffinity: None }',
    ],
    [
      'pod and node affinity',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: mcp }\nspec: { template: { spec: { affinity: { podAntiAffinity: {} } } } }',
    ],
    [
      'the other route of a gateway',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: routes }\nspec:\n  rules:\n    - matches: [{ path: { value: /mcp } }]\n    - matches: [{ path: { value: /web } }]\n      sessionPersistence: { sessionName: web }\n',
    ],
    [
      'a hash by something else',
      'apiVersion: v1\nkind: Ingress\nmetadata:\n  name: mcp\n  annotations:\n    nginx.ingress.kubernetes.io/upstream-hash-by: "$request_uri"\n    nginx.ingress.kubernetes.io/affinity: ""\n',
    ],
    [
      'comments',
      'apiVersion: v1\nkind: Service\nmetadata: { name: mcp } # sessionAffinity: ClientIP\nspec: {}\n#  sticky: mcp-session-id\n',
    ],
    [
      'descriptions of interfaces',
      'openapi: 3.1.0\npaths:\n  /mcp:\n    post:\n      parameters:\n        - name: Mcp-Session-Id\n          in: header\n',
    ],
    [
      'recorded requests',
      'interactions:\n  - response:\n      headers:\n        Mcp-Session-Id: [abc]\n        Access-Control-Expose-Headers: [mcp-session-id]\n',
    ],
    [
      'definitions of resources',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: { default: mcp-session-id, sessionAffinity: ClientIP, names: { kind: mcp } }\n',
    ],
    [
      'prose',
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  note: Clients used to send Mcp-Session-Id; sticky sessions are gone.\n',
    ],
    ['broken YAML that is no template', 'apiVersion: v1\n  kind: [\nx: mcp-session-id\n'],
    [
      'sessions of older clients, told apart by the version',
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: mcp }\nspec:\n  http:\n    - match: [{ headers: { mcp-protocol-version: { exact: "2025-11-25" } } }]\n      hash: mcp-session-id\n',
    ],
  ])('is silent about %s', ([, text]) => {
    expect(yaml(text!)).toEqual([]);
  });
});

describe('Envoy', () => {
  const route = (policy: string, prefix = '/mcp') => `static_resources:
  listeners:
    - name: main
      filter_chains:
        - filters:
            - typed_config:
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ['*']
                      routes:
                        - match: { prefix: ${prefix} }
                          route: { cluster: app, hash_policy: ${policy} }
`;

  test.for([
    ['[{ header: { header_name: Mcp-Session-Id } }]', ['13 sessions Mcp-Session-Id']],
    ['[{ connection_properties: { source_ip: true } }]', ['13 sessions hash_policy']],
    ['[{ cookie: { name: sid, ttl: 0s } }]', ['13 sessions hash_policy']],
  ] as const)('finds the hash policy %s', ([policy, found]) => {
    expect(find('envoy.yaml', route(policy))).toEqual(found);
  });

  test('finds stateful sessions, headers and CORS lists', () => {
    const text = `static_resources:
  listeners:
    - http_filters:
        - name: envoy.filters.http.stateful_session
          typed_config:
            session_state:
              typed_config: { cookie: { name: s, path: /mcp } }
        - name: envoy.filters.http.stateful_session
          typed_config:
            session_state: { typed_config: { name: mcp-session-id } }
      request_headers_to_add:
        - header: { key: Mcp-Session-Id, value: x }
        - header: { key: Last-Event-ID, value: x }
      response_headers_to_add:
        - header: { key: access-control-expose-headers, value: mcp-session-id }
      cors: { allow_headers: "content-type,mcp-session-id", expose_headers: "x" }
      log_format: "%REQ(MCP-SESSION-ID)%"
`;
    expect(find('envoy.yaml', text)).toEqual([
      '4 sessions name: envoy.filters.http.stateful_session',
      '10 sessions mcp-session-id',
      '12 sessions Mcp-Session-Id',
      '13 stream-resumability Last-Event-ID',
      '15 sessions mcp-session-id',
      '16 standard-headers "content-type,mcp-session-id"',
      '17 sessions "%REQ(MCP-SESSION-ID)%"',
    ]);
  });

  test('finds CORS lists of agentgateway', () => {
    const list = 'policies: { cors: { allowHeaders: [mcp-session-id] } }';
    expect(find('config.yaml', `mcp: { ${list}, targets: [] }\n`)).toEqual([
      '1 standard-headers mcp-session-id',
    ]);
    expect(find('config.yaml', `binds:\n  - listeners: [{ ${list} }]\n`)).toEqual([
      '2 standard-headers mcp-session-id',
    ]);
  });

  test('reads JSON, indented with tabs too', () => {
    const text =
      '{\n\t"static_resources": {\n\t\t"hash_policy": [{ "header": { "header_name": "mcp-session-id" } }]\n\t}\n}\n';
    expect(find('envoy.json', text)).toEqual(['3 sessions "mcp-session-id"']);
  });

  test.for([
    [
      'policies of other routes',
      route('[{ cookie: { name: sid } }]', '/web') + '  clusters: [{ name: mcp }]\n',
    ],
    ['a hash of a query parameter', route('[{ query_parameter: { name: tenant } }]')],
    ['another header', route('[{ header: { header_name: x-user } }]')],
    ['Last-Event-ID alone', 'static_resources: { match_headers: [Last-Event-ID], name: mcp }\n'],
  ])('is silent about %s', ([, text]) => {
    expect(find('envoy.yaml', text!)).toEqual([]);
  });
});

describe('Compose and Traefik', () => {
  const compose = (text: string) => find('docker-compose.yml', text);

  test('finds sticky labels of an MCP service', () => {
    const text = `services:
  tools:
    image: x
    labels:
      - traefik.http.routers.tools.rule=PathPrefix(\`/mcp\`)
      - "traefik.http.services.tools.loadbalancer.sticky.cookie=true"
      - traefik.http.services.tools.loadbalancer.sticky.cookie.name=s
  mcp:
    image: x
    deploy:
      labels:
        traefik.http.services.app.loadBalancer.sticky.cookie.name: s
`;
    expect(compose(text)).toEqual([
      '6 sessions "traefik.http.services.tools.loadbalancer.sticky.cookie=true"',
      '12 sessions traefik.http.services.app.loadBalancer.sticky.cookie.name: s',
    ]);
  });

  test('finds CORS lists in labels', () => {
    const text = `services:
  app:
    image: x
    labels:
      - traefik.http.middlewares.c.headers.accesscontrolallowheaders=Content-Type,Mcp-Session-Id
      - traefik.http.middlewares.c.headers.accesscontrolexposeheaders=Mcp-Session-Id
  other:
    image: x
    labels:
      traefik.http.middlewares.c.headers.accesscontrolallowheaders: Mcp-Session-Id
`;
    expect(compose(text).map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '5 standard-headers',
      '6 sessions',
      '10 standard-headers',
    ]);
  });

  test('finds a sticky service and lists in a file of Traefik', () => {
    const text = `http:
  services:
    mcp:
      loadBalancer:
        sticky:
          cookie: {}
  middlewares:
    cors:
      headers:
        accessControlAllowHeaders:
          - Content-Type
          - Mcp-Session-Id
        customRequestHeaders:
          Mcp-Session-Id: ""
`;
    expect(find('traefik/dynamic.yml', text)).toEqual([
      '5 sessions sticky',
      '12 standard-headers Mcp-Session-Id',
      '14 sessions Mcp-Session-Id',
    ]);
  });

  test('finds NGINX configurations under `configs:`', () => {
    const text = `services:
  proxy: { image: nginx }
configs:
  nginx:
    content: |
      location /mcp {
        proxy_set_header Mcp-Session-Id $$http_mcp_session_id;
      }
`;
    expect(compose(text)).toEqual(['7 sessions proxy_set_header Mcp-Session-Id $$http_mcp_session_id']);
  });

  test.for([
    [
      'sticky labels of another service',
      'services:\n  mcp: { image: x }\n  web:\n    image: x\n    labels: [traefik.http.services.web.loadbalancer.sticky.cookie=true]\n',
    ],
    [
      'stickiness that is off',
      'services:\n  mcp:\n    image: x\n    labels: [traefik.http.services.mcp.loadbalancer.sticky.cookie=false]\n',
    ],
    [
      'labels in comments',
      'services:\n  mcp:\n    image: x\n    labels:\n      # - traefik.http.services.mcp.loadbalancer.sticky.cookie=true\n      - a=b\n',
    ],
    [
      'names of variables',
      'services:\n  mcp:\n    image: x\n    environment: { MCP_SESSION_ID_HEADER: "on", MCP_SESSION_AFFINITY: "true" }\n',
    ],
    [
      'a complete list',
      'services:\n  mcp:\n    image: x\n    labels: ["t.headers.accesscontrolallowheaders=mcp-session-id,mcp-method,mcp-name,mcp-protocol-version"]\n',
    ],
  ])('is silent about %s', ([, text]) => {
    expect(compose(text!)).toEqual([]);
  });
});

test('finds CORS lists in templates of AWS', () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Stage: !Ref Stage
      CorsConfiguration:
        AllowHeaders:
          - Content-Type
          - Mcp-Session-Id
`;
  expect(find('template.yaml', text)).toEqual(['10 standard-headers Mcp-Session-Id']);
});
