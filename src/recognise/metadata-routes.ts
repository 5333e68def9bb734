import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { rootName } from './bindings.js';
import { initializer } from './registrations.js';
import { isUsableAt } from './scope.js';
import {
  enclosingStatement,
  isConst,
  isWithin,
  isWritten,
  member,
  memberValue,
  methodCall,
  unwrap,
  walk,
  wrapped,
} from './syntax.js';
import { valuesOf } from './values.js';

/** Where a file serves Protected Resource Metadata through the SDK. */
export interface MetadataRoute {
  /** The address of the server that the metadata is about. */
  readonly resource: ts.Expression | undefined;
  /**
   * That address as it can be written at another place of the file, when it is certain that the metadata is
   * where the SDK expects it for this address.
   */
  addressAt(site: ts.Node): string | undefined;
}

const APPS: Readonly<Record<string, readonly string[]>> = {
  express: ['default', 'express', '*'],
  '@modelcontextprotocol/express': ['createMcpExpressApp'],
};
const OPTIONS: Readonly<Record<string, number>> = {
  mcpAuthMetadataRouter: 0,
  mcpAuthRouter: 0,
  oauthMetadataResponse: 1,
};

/** Calls of the SDK's functions that serve the metadata. */
export function metadataRoutes(project: ProjectModel, unit: SourceUnit): MetadataRoute[] {
  const found: MetadataRoute[] = [];
  walk(unit.ast, node => {
    const name = ts.isCallExpression(node) ? valuesOf(project).sdkExport(node.expression) : undefined;
    const index = name === undefined ? undefined : OPTIONS[name];
    if (index === undefined || !ts.isCallExpression(node)) return;
    const resource = resourceOf(project, node.arguments[index], name === 'mcpAuthRouter');
    // A web server looks at the path of each request; what checks tokens is made beforehand, and elsewhere.
    const isWeb = name === 'oauthMetadataResponse';
    const isServed = (site: ts.Node) => isWeb || (isUsedAtRoot(project, node) && isInBlockOf(node, site));
    found.push({
      resource,
      addressAt: site =>
        resource && isServed(site) && isSameAt(project, resource, node, site)
          ? resource.getText()
          : undefined,
    });
  });
  return found;
}

/** The router of an authorization server takes its own address for that of the resource, unless told. */
function resourceOf(
  project: ProjectModel,
  argument: ts.Expression | undefined,
  isIssuer: boolean,
): ts.Expression | undefined {
  const options = argument && initializer(argument, project.names);
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  if (options.properties.some(ts.isSpreadAssignment)) return undefined;
  if (!isIssuer || member(options, 'resourceServerUrl')) return memberValue(options, 'resourceServerUrl');
  return member(options, 'baseUrl') ? undefined : memberValue(options, 'issuerUrl');
}

/** `app.use(router)` on an Express application itself. */
function isUsedAtRoot(project: ProjectModel, router: ts.CallExpression): boolean {
  const use = methodCall(wrapped(router).parent);
  if (use?.name !== 'use' || use.call.arguments[0] !== wrapped(router)) return false;
  const root = ts.isIdentifier(use.object) ? project.names.declaration(use.object) : undefined;
  const made = root && ts.isVariableDeclaration(root) && root.initializer && unwrap(root.initializer);
  const origin = made && ts.isCallExpression(made) ? project.names.origin(made.expression) : undefined;
  return origin !== undefined && (APPS[origin.module]?.includes(origin.name) ?? false);
}

/** Whether an address is a name that is declared by then, and stands for the same URL at a site. */
function isSameAt(project: ProjectModel, resource: ts.Expression, route: ts.Node, site: ts.Node): boolean {
  const isName = ts.isIdentifier(resource) || (ts.isPropertyAccessExpression(resource) && isPath(resource));
  const root = isName ? rootName(resource) : undefined;
  const declaration = root && project.names.symbol(root)?.declarations?.[0];
  if (!root || !declaration || !isUsableAt(project, resource, site)) return false;
  const isFixed =
    ts.isImportSpecifier(declaration) ||
    (ts.isVariableDeclaration(declaration) && isConst(declaration)) ||
    (ts.isParameter(declaration) && !project.names.references(root).some(isWritten));
  if (!isFixed || declaration.end > site.pos) return false;
  // Only what was a URL for the route before is sure to be one.
  return isUrl(declaration) || route.end < site.pos;
}

/** Whether a site is in the block that a route is made in, so that there is none without the other. */
function isInBlockOf(route: ts.Node, site: ts.Node): boolean {
  return isWithin(site, enclosingStatement(route).parent);
}

function isPath(node: ts.PropertyAccessExpression): boolean {
  const owner = node.expression;
  if (node.questionDotToken) return false;
  return ts.isIdentifier(owner) || (ts.isPropertyAccessExpression(owner) && isPath(owner));
}

/** `const url = new URL(…)`. */
function isUrl(declaration: ts.Declaration): boolean {
  const made = ts.isVariableDeclaration(declaration) && declaration.initializer;
  return made ? ts.isNewExpression(unwrap(made)) && /^new URL\b/.test(unwrap(made).getText()) : false;
}
