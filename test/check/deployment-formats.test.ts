import { describe, expect, test } from 'vitest';
import { deploymentFindings, isDeploymentFile } from '../../src/check/deployment/index.js';

/** `line change`, with what there is to delete. */
function find(path: string, text: string): readonly string[] {
  expect(isDeploymentFile(path)).toBe(true);
  return deploymentFindings({ path, text }).map(({ line, change, message }) => {
    const [, lines] = /To drop it, delete (.*)\.$/.exec(message) ?? [];
    return `${line} ${change}${lines === undefined ? '' : `, delete ${lines}`}`;
  });
}

describe('Caddy', () => {
  test('policies that keep clients on one server', () => {
    const text = `example.com {
	handle /mcp* {
		reverse_proxy a:3000 b:3000 {
			# one server each
			lb_policy cookie lb
			header_up Mcp-Session-Id {http.request.header.Mcp-Session-Id}
		}
	}
	reverse_proxy @tools a:1 b:1 {
		lb_policy ip_hash
	}
	@tools path /mcp/*
	reverse_proxy c:1 {
		lb_policy header Mcp-Session-Id
	}
}
`;
    expect(find('Caddyfile', text)).toEqual([
      '5 sessions, delete line 5',
      '6 sessions, delete line 6',
      '10 sessions, delete line 10',
      '14 sessions, delete line 14',
    ]);
  });

  test.each([
    [
      'another route',
      'example.com {\n  handle /mcp* {\n    reverse_proxy a:1\n  }\n  reverse_proxy /app* a:1 b:1 {\n    lb_policy ip_hash\n  }\n}\n',
    ],
    [
      'a policy without memory',
      'mcp.example.com {\n  reverse_proxy a:1 b:1 {\n    lb_policy least_conn\n    # lb_policy cookie\n  }\n}\n',
    ],
    [
      'another header',
      'mcp.example.com {\n  reverse_proxy a:1 b:1 {\n    lb_policy header X-Tenant\n  }\n}\n',
    ],
    [
      'revisions that are told apart',
      'mcp.example.com {\n  @old not header Mcp-Protocol-Version 2026-07-28\n  reverse_proxy @old a:1 b:1 {\n    lb_policy cookie\n  }\n}\n',
    ],
    ['braces that do not fit', 'mcp.example.com {\n  reverse_proxy a:1 b:1 {\n    lb_policy cookie\n'],
  ])('is silent about %s', (_, text) => {
    expect(find('deploy/Caddyfile.prod.caddy', text)).toEqual([]);
  });
});

describe('Terraform', () => {
  test('stickiness and affinity of what serves MCP', () => {
    const text = `resource "aws_lb_target_group" "mcp" {
  name = "tools"
  port = 3000
  stickiness {
    type            = "lb_cookie"
    cookie_duration = 86400
  }
}

resource "aws_lb_target_group" "api" {
  port = 3000
  stickiness {
    type = "lb_cookie"
  }
}

resource "aws_lb_listener_rule" "api" {
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
  condition {
    path_pattern {
      values = ["/mcp", "/mcp/*"]
    }
  }
}

resource "google_cloud_run_v2_service" "tools" {
  name = "mcp-tools"
  template {
    session_affinity = true
  }
}

resource "google_compute_backend_service" "mcp" {
  session_affinity = "GENERATED_COOKIE" # one server each
}

module "alb" {
  target_groups = {
    mcp = {
      stickiness = {
        enabled = true
      }
    }
  }
}
`;
    expect(find('infra/main.tf', text)).toEqual([
      '4 sessions, delete lines 4-7',
      '12 sessions, delete lines 12-14',
      '32 sessions, delete line 32',
      '37 sessions, delete line 37',
      '43 sessions, delete lines 43-45',
    ]);
  });

  test.each([
    [
      'another target group',
      'resource "aws_lb_target_group" "web" {\n  name = "web"\n  stickiness {\n    type = "lb_cookie"\n  }\n}\nresource "aws_lb_target_group" "mcp" {\n}\n',
    ],
    [
      'stickiness that is off',
      'resource "aws_lb_target_group" "mcp" {\n  stickiness {\n    enabled = false\n    type    = "lb_cookie"\n  }\n}\n',
    ],
    [
      'affinity that is none',
      'resource "google_compute_backend_service" "mcp" {\n  session_affinity = "NONE"\n}\n',
    ],
    [
      'a comment',
      'resource "aws_lb_target_group" "mcp" {\n  # stickiness {\n  #   enabled = true\n  # }\n}\n',
    ],
    [
      'a description',
      'resource "aws_lb_target_group" "web" {\n  description = "not for mcp"\n  stickiness {\n    type = "lb_cookie"\n  }\n}\n',
    ],
    [
      'another group in a module',
      'module "alb" {\n  target_groups = {\n    mcp = {\n      port = 1\n    }\n    web = {\n      stickiness = {\n        enabled = true\n      }\n    }\n  }\n}\n',
    ],
  ])('is silent about %s', (_, text) => {
    expect(find('main.tf', text)).toEqual([]);
  });
});

describe('Apache', () => {
  test('sticky sessions of a balancer of MCP', () => {
    const text = `<Proxy "balancer://tools">
  BalancerMember http://a:3000 route=1
  BalancerMember http://b:3000 route=2
  ProxySet stickysession=ROUTEID
</Proxy>
ProxyPass "/mcp" "balancer://tools/mcp"
ProxyPass /mcp/v2 balancer://other/ stickysession=JSESSIONID nofailover=On
RequestHeader set Mcp-Session-Id expr=%{HTTP:X-Session}
RewriteCond %{HTTP:Mcp-Session-Id} ^$
`;
    expect(find('sites-available/tools.conf', text)).toEqual([
      '4 sessions, delete line 4',
      '7 sessions',
      '8 sessions, delete line 8',
      '9 sessions',
    ]);
  });

  test.each([
    [
      'another balancer',
      '<Proxy balancer://web>\n  ProxySet stickysession=ROUTEID\n</Proxy>\nProxyPass /mcp http://a:1\nProxyPass / balancer://web\n',
    ],
    [
      'a comment',
      '<Location /mcp>\n  # ProxyPass balancer://a stickysession=ROUTEID\n  ProxyPass balancer://a\n</Location>\n',
    ],
    [
      'revisions that are told apart',
      '<Location /mcp>\n  RewriteCond %{HTTP:Mcp-Protocol-Version} !2026\n  ProxyPass balancer://a stickysession=ROUTEID\n</Location>\n',
    ],
  ])('is silent about %s', (_, text) => {
    expect(find('httpd.conf', text)).toEqual([]);
  });
});

describe('Traefik in TOML', () => {
  test('services of MCP, by their name or that of a router', () => {
    const text = `[http.routers.tools]
  rule = "PathPrefix(\`/mcp\`)"
  service = "tools"

[http.services.tools.loadBalancer]
  [[http.services.tools.loadBalancer.servers]]
    url = "http://a:3000"
  [http.services.tools.loadBalancer.sticky]
    [http.services.tools.loadBalancer.sticky.cookie]
      name = "lb"
      secure = true # https

[http.services.web.loadBalancer.sticky.cookie]
  name = "web"
`;
    expect(find('traefik/dynamic.toml', text)).toEqual(['8 sessions, delete lines 8-11']);
  });

  test('is silent about other services, and other files', () => {
    const other = '[http.routers.mcp]\n  service = "mcp"\n[http.services.web.loadBalancer.sticky.cookie]\n';
    expect(find('dynamic.toml', other)).toEqual([]);
    expect(find('config.toml', '# mcp\n[sticky]\nsession_affinity = "mcp"\n')).toEqual([]);
    expect(isDeploymentFile('pyproject.toml')).toBe(false);
  });
});

test('Cloud Run: the annotation', () => {
  const text = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: mcp-tools
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/maxScale: '3'
        run.googleapis.com/sessionAffinity: 'true'
`;
  expect(find('service.yaml', text).map(each => each.slice(0, 11))).toEqual(['10 sessions']);
  expect(find('service.yaml', text.replace('mcp-tools', 'web'))).toEqual([]);
  expect(find('service.yaml', text.replace("'true'", "'false'"))).toEqual([]);
});

test('Compose: the labels of Caddy', () => {
  const text = `services:
  mcp:
    image: x
    labels:
      caddy: mcp.example.com
      caddy.reverse_proxy: '{{upstreams 3000}}'
      caddy.reverse_proxy.lb_policy: cookie
`;
  expect(find('compose.yaml', text)).toEqual(['7 sessions, delete line 7']);
  expect(find('compose.yaml', text.replace('cookie', 'least_conn'))).toEqual([]);
  expect(find('compose.yaml', text.replaceAll('mcp', 'web').replace('image: x', 'image: x-mcp'))).toEqual([]);
});

describe('CloudFormation', () => {
  const template = (name: string, value: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  ${name}:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      TargetGroupAttributes:
        - Key: stickiness.enabled
          Value: '${value}'
        - Key: stickiness.type
          Value: lb_cookie
        - Key: deregistration_delay.timeout_seconds
          Value: '30'
`;

  test('a target group of MCP', () => {
    expect(find('template.yaml', template('McpTargetGroup', 'true'))).toEqual([
      '7 sessions, delete lines 7-10',
    ]);
    const named = template('Targets', 'true').replace('Properties:', 'Properties:\n      Name: mcp-targets');
    expect(find('template.yaml', named)).toEqual(['8 sessions, delete lines 8-11']);
  });

  test('is silent about others, and stickiness that is off', () => {
    expect(find('template.yaml', `# mcp\n${template('WebTargetGroup', 'true')}`)).toEqual([]);
    expect(find('template.yaml', template('McpTargetGroup', 'false'))).toEqual([]);
  });
});
