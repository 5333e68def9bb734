import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { mentionsSdk } from './mcp-calls.js';
import { initializer } from './registrations.js';
import { memberValue, methodCall, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** How a server looks at the access tokens of its clients. */
export interface TokenCheck {
  /** The SDK's helper; undefined for a check of the project's own. */
  readonly helper: ts.CallExpression | undefined;
  /** Package that the helper comes from. */
  readonly module: string;
  readonly node: ts.Node;
  /** Options of the helper, where they are written out. */
  readonly options: ts.ObjectLiteralExpression | undefined;
}

const HELPERS = new Set(['requireBearerAuth', 'verifyBearerToken']);
/** What code that has to do with Protected Resource Metadata does not do without. */
const METADATA =
  /protected[-_]?resource|resource_metadata|\bauthorization_servers\b|\bmcpAuth(?:Metadata)?Router\b|\boauthMetadataResponse\b/i;

/** Places of a file where the tokens of requests to an MCP server are checked. */
export function tokenChecks(project: ProjectModel, unit: SourceUnit): TokenCheck[] {
  const found: TokenCheck[] = [];
  if (!mentionsSdk(unit)) return found;
  const readsTokens = /\bBearer\b|\bverifyAccessToken\b/i.test(unit.text);
  walk(unit.ast, node => {
    const helper = ts.isCallExpression(node) ? helperCall(project, node) : undefined;
    if (helper) found.push(helper);
    else if (readsTokens && handsOverAuth(project, node)) {
      found.push({ helper: undefined, module: '@modelcontextprotocol/server', node, options: undefined });
    }
  });
  return found;
}

function helperCall(project: ProjectModel, node: ts.CallExpression): TokenCheck | undefined {
  const origin = project.names.origin(node.expression);
  if (!origin || !HELPERS.has(origin.name) || !valuesOf(project).sdkExport(node.expression)) return undefined;
  const options = node.arguments[origin.name === 'requireBearerAuth' ? 0 : 1];
  const literal = options && initializer(options, project.names);
  const isWritten = literal && ts.isObjectLiteralExpression(literal);
  return { helper: node, module: origin.module, node, options: isWritten ? literal : undefined };
}

/** `handler.fetch(request, { authInfo })`, and `req.auth = …`, which the handlers for Node.js read. */
function handsOverAuth(project: ProjectModel, node: ts.Node): boolean {
  const call = methodCall(node);
  const options = call?.name === 'fetch' && call.call.arguments[1];
  if (options && ts.isObjectLiteralExpression(options) && memberValue(options, 'authInfo')) {
    return valuesOf(project).sdkName(call.object) === 'McpHttpHandler';
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  if (!ts.isPropertyAccessExpression(node.left) || node.left.name.text !== 'auth') return false;
  const owner = node.left.expression;
  const declaration = ts.isIdentifier(owner) ? project.names.declaration(owner) : undefined;
  return declaration !== undefined && ts.isParameter(declaration);
}

const packages = new WeakMap<ProjectModel, Map<PackageInfo | undefined, boolean>>();

/**
 * Whether code that a file may be served together with deals with Protected Resource Metadata: its own package, and
 * those of the project that it depends on.
 */
export function knowsResourceMetadata(project: ProjectModel, unit: SourceUnit): boolean {
  let known = packages.get(project);
  if (!known) packages.set(project, (known = new Map<PackageInfo | undefined, boolean>()));
  const home = project.packageOf(unit.path);
  let answer = known.get(home);
  if (answer === undefined) {
    const near = withDependencies(project, home);
    answer = project.units.some(
      each =>
        near.has(project.packageOf(each.path)) && (METADATA.test(each.text) || METADATA.test(each.path)),
    );
    known.set(home, answer);
  }
  return answer;
}

function withDependencies(
  project: ProjectModel,
  home: PackageInfo | undefined,
): Set<PackageInfo | undefined> {
  const found = new Set([home]);
  for (const each of found) {
    const names = { ...each?.manifest.dependencies, ...each?.manifest.devDependencies };
    for (const other of project.packages) {
      if (other.manifest.name !== undefined && Object.hasOwn(names, other.manifest.name)) found.add(other);
    }
  }
  return found;
}
