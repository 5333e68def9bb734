import { noteAt } from '../src/engine/notes.js';
import { addProperty } from '../src/engine/object-literal.js';
import { indentAt } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles, servesHttp } from '../src/recognise/deployment.js';
import { metadataRoutes, type MetadataRoute } from '../src/recognise/metadata-routes.js';
import { knowsResourceMetadata, tokenChecks, type TokenCheck } from '../src/recognise/resource-servers.js';
import { member } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { brokenObject } from '../src/rewrite/broken-lines.js';

const CHANGE = 'sdk-v2-packages';
const URL_OF = 'getOAuthProtectedResourceMetadataUrl';

/**
 * Tells servers that take access tokens to publish their Protected Resource Metadata (RFC 9728), by which clients
 * find the authorization server. Where the metadata is served and only the refusals do not name it, the address is
 * added to them if the code has it at hand.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery
 */
export const resourceMetadata: Transform = {
  name: 'resource-metadata',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    const rewrites: Rewrite[] = [];
    for (const unit of reportedFiles(context)) {
      const checks = tokenChecks(project, unit);
      if (checks.length === 0 || !servesHttp(project, unit)) continue;
      if (!knowsResourceMetadata(project, unit)) {
        const [open] = checks.filter(check => !check.helper || lacksAddress(check));
        if (open) left.push(unserved(unit, open));
        continue;
      }
      const routes = metadataRoutes(project, unit);
      if (routes.length === 0) continue;
      for (const check of checks.filter(lacksAddress)) {
        const rewrite = withAddress(project, unit, check, routes);
        if (rewrite) rewrites.push(rewrite);
        else left.push(unnamed(unit, check, routes));
      }
    }
    return { rewrites, left };
  },
};

/** Whether the options of a helper are all in view, and do not say where the metadata is. */
function lacksAddress({ options }: TokenCheck): boolean {
  return (
    options !== undefined &&
    !options.properties.some(ts.isSpreadAssignment) &&
    !member(options, 'resourceMetadataUrl')
  );
}

function unserved(unit: SourceUnit, { node, helper, module }: TokenCheck): Note {
  const isWeb = module === '@modelcontextprotocol/server';
  const document = isWeb
    ? '`oauthMetadataResponse(request, { oauthMetadata, resourceServerUrl }) ?? serve(request)`'
    : '`app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl }))`';
  const refusal = helper
    ? ` and \`resourceMetadataUrl: ${URL_OF}(resourceServerUrl)\` in the options here`
    : `, and name \`${URL_OF}(resourceServerUrl)\` as \`resource_metadata\` in \`WWW-Authenticate\``;
  return noteAt(unit, node, CHANGE, {
    severity: 'info',
    message: 'No code here serves the Protected Resource Metadata that tells clients where to get a token.',
    advice: `If an authorization server issues the tokens, add ${document} from \`${module}\`${refusal}.`,
  });
}

function unnamed(unit: SourceUnit, { node }: TokenCheck, routes: readonly MetadataRoute[]): Note {
  const [route] = routes;
  const isPlain = routes.length === 1 && route!.resource && !/\n/.test(route!.resource.getText());
  const address = isPlain ? route!.resource!.getText() : 'resourceServerUrl';
  return noteAt(unit, node, CHANGE, {
    severity: 'info',
    message: 'A refused request is not told where the Protected Resource Metadata of this server is.',
    advice: `Add the option \`resourceMetadataUrl: ${URL_OF}(${address})\`, with the address the metadata is served for.`,
  });
}

function withAddress(
  project: ProjectModel,
  unit: SourceUnit,
  { helper, module, options }: TokenCheck,
  routes: readonly MetadataRoute[],
): Rewrite | undefined {
  const [route] = routes;
  const isInPlace = options !== undefined && options.parent === helper;
  if (!isInPlace || !route || routes.length > 1) return undefined;
  const address = route.addressAt(options);
  if (!address || isTaken(project, unit)) return undefined;
  return {
    change: CHANGE,
    edits: withProperty(unit, options, `resourceMetadataUrl: ${URL_OF}(${address})`),
    imports: [{ file: unit.path, module, name: URL_OF }],
  };
}

/** Adds a property, on a line of its own where one line would not hold it. */
function withProperty(unit: SourceUnit, literal: ts.ObjectLiteralExpression, property: string): TextEdit[] {
  const broken = brokenObject(unit, literal, property.length + 2);
  const close = broken?.at(-1);
  if (!broken || !close) return addProperty(unit, literal, property);
  const { eol, indent } = unit.style;
  const end = eol + indentAt(unit.text, literal.getStart(unit.ast));
  const text = `${close.text.slice(0, -end.length)}${end}${indent}${property},${end}`;
  return [...broken.slice(0, -1), { ...close, text }];
}

/** Whether a file has something else by the name of the function. */
function isTaken(project: ProjectModel, unit: SourceUnit): boolean {
  let taken = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === URL_OF) {
      taken ||= valuesOf(project).sdkExport(node) !== URL_OF;
    }
    ts.forEachChild(node, visit);
  };
  if (unit.text.includes(URL_OF)) visit(unit.ast);
  return taken;
}
