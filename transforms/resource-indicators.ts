import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';
import { oauthProviders } from '../src/recognise/oauth-providers.js';
import { initializer } from '../src/recognise/registrations.js';
import {
  ancestors,
  isFunctionNode,
  isUndefined,
  member,
  memberValue,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'sdk-v2-packages';
/** Steps of the SDK's own flow, by the place of their options. */
const STEPS: Readonly<Record<string, number>> = {
  startAuthorization: 1,
  exchangeAuthorization: 1,
  refreshAuthorization: 1,
  fetchToken: 2,
};
const GRANTS = ['authorization_code', 'refresh_token'];
const TRANSPORTS = ['StreamableHTTPClientTransport', 'SSEClientTransport'];

/**
 * Reports where a client asks for tokens without the `resource` they are for (RFC 8707). `auth()` of the SDK sends it
 * by itself, unless a provider's `validateResourceURL` takes it out.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#resource-parameter-implementation
 */
export const resourceIndicators: Transform = {
  name: 'resource-indicators',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left = reportedFiles(context)
      .filter(mentionsSdk)
      .flatMap(unit => [...withheld(project, unit), ...requests(project, unit)]);
    return { rewrites: [], left };
  },
};

/** Providers that take `resource` out of all requests. */
function withheld(project: ProjectModel, unit: SourceUnit): Note[] {
  const assigned: FunctionNode[] = [];
  if (!unit.text.includes('validateResourceURL')) return [];
  const providers = oauthProviders(project, unit);
  if (providers.length > 0) {
    walk(unit.ast, node => {
      if (!ts.isBinaryExpression(node) || node.left.getText() !== 'this.validateResourceURL') return;
      const value = unwrap(node.right);
      if (isFunctionNode(value)) assigned.push(value);
    });
  }
  const members = providers.flatMap(each => each.members.get('validateResourceURL') ?? []);
  return [...members, ...assigned].filter(returnsNothing).map(node =>
    noteAt(unit, node, CHANGE, {
      severity: 'info',
      message: '`validateResourceURL` takes out the `resource` that requests for a token have to name.',
      advice:
        'Remove it, so that the SDK sends what the server announces, or `return resourceUrlFromServerUrl(serverUrl)`.',
    }),
  );
}

/** Whether all that a function ever returns is undefined. */
function returnsNothing(node: FunctionNode): boolean {
  if (!node.body) return false;
  if (!ts.isBlock(node.body)) return isUndefined(unwrap(node.body));
  let isNothing = true;
  walk(node.body, at => {
    if (isFunctionNode(at)) return false;
    if (ts.isThrowStatement(at)) isNothing = false;
    if (ts.isReturnStatement(at) && at.expression && !isUndefined(unwrap(at.expression))) isNothing = false;
    return isNothing;
  });
  return isNothing;
}

/** Steps of the SDK's flow, and requests for tokens that a client of MCP puts together itself. */
function requests(project: ProjectModel, unit: SourceUnit): Note[] {
  const found: Note[] = [];
  const names = Object.keys(STEPS).filter(name => unit.text.includes(name));
  const mayBuild = buildsRequests(unit) && connects(project, unit);
  if (names.length === 0 && !mayBuild) return found;
  walk(unit.ast, node => {
    const step = ts.isCallExpression(node) ? valuesOf(project).sdkExport(node.expression) : undefined;
    if (step !== undefined && lacksResource(project, node as ts.CallExpression, STEPS[step])) {
      found.push(
        missing(
          unit,
          node,
          `\`${step}\``,
          'For an MCP server, add `resource: resourceUrlFromServerUrl(serverUrl)`.',
        ),
      );
    }
    if (mayBuild && ts.isObjectLiteralExpression(node) && isTokenRequest(node)) {
      const advice = 'For an MCP server, add `resource: resourceUrlFromServerUrl(serverUrl).href`.';
      found.push(missing(unit, node, 'This request for a token', advice));
    }
  });
  return found;
}

function missing(unit: SourceUnit, node: ts.Node, what: string, advice: string): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'info',
    message: `${what} does not name the \`resource\` that the token is for.`,
    advice: `${advice} The authorization request and every request for a token name the same server.`,
  });
}

function lacksResource(project: ProjectModel, call: ts.CallExpression, index: number | undefined): boolean {
  const argument = index === undefined ? undefined : call.arguments[index];
  const options = argument && initializer(argument, project.names);
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  return !options.properties.some(ts.isSpreadAssignment) && !member(options, 'resource');
}

/** Whether a file may put requests for tokens together and never names a resource. */
function buildsRequests({ text }: SourceUnit): boolean {
  return text.includes('grant_type') && !/\bresource['"`]?\s*[,:}]/.test(text);
}

/** Whether a file makes connections to MCP servers over HTTP, for which its tokens then are. */
function connects(project: ProjectModel, unit: SourceUnit): boolean {
  let found = false;
  walk(unit.ast, node => {
    const made = ts.isNewExpression(node) ? valuesOf(project).sdkExport(node.expression) : undefined;
    found ||= made !== undefined && TRANSPORTS.includes(made);
    return !found;
  });
  return found;
}

/** `{ grant_type: 'authorization_code', … }`; what `prepareTokenRequest` returns gets its resource from the SDK. */
function isTokenRequest(node: ts.ObjectLiteralExpression): boolean {
  const grant = memberValue(node, 'grant_type');
  if (!grant || !ts.isStringLiteralLike(grant) || !GRANTS.includes(grant.text)) return false;
  if (node.properties.some(ts.isSpreadAssignment)) return false;
  return !ancestors(node).some(at => isFunctionNode(at) && nameText(at.name) === 'prepareTokenRequest');
}
