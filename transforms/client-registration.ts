import { noteAt } from '../src/engine/notes.js';
import { addProperty } from '../src/engine/object-literal.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import type { ProjectModel } from '../src/project/model.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';
import { oauthProviders } from '../src/recognise/oauth-providers.js';
import { applicationType } from '../src/recognise/redirect-uris.js';
import { initializer } from '../src/recognise/registrations.js';
import { member, memberValue, methodCall, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

/** Members of a registration's body; together they tell that an object is one. */
const METADATA = ['client_name', 'grant_types', 'response_types', 'token_endpoint_auth_method', 'scope'];

/**
 * Reports Dynamic Client Registration, which is deprecated in favour of Client ID Metadata Documents, and adds the
 * `application_type` that registrations leave out, where their redirect URIs tell it. The `auth()` of SDK v2 fills
 * that in; who registers by hand has to say it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration
 */
export const clientRegistration: Transform = {
  name: 'client-registration',
  phase: 'protocol',
  changes: ['dynamic-client-registration', 'application-type'],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    const rewrites: Rewrite[] = [];
    for (const unit of reportedFiles(context)) {
      if (!mentionsSdk(unit)) continue;
      left.push(...providers(project, unit));
      for (const found of registrations(project, unit)) {
        if ('edits' in found) rewrites.push(found);
        else left.push(found);
      }
    }
    return { rewrites, left };
  },
};

/** Providers that keep what a registration returns and have no metadata document. */
function providers(project: ProjectModel, unit: SourceUnit): Note[] {
  return oauthProviders(project, unit).flatMap(({ members }) => {
    const saving = members.get('saveClientInformation');
    return saving && !members.has('clientMetadataUrl') ? [deprecated(unit, saving)] : [];
  });
}

function registrations(project: ProjectModel, unit: SourceUnit): (Note | Rewrite)[] {
  const found: (Note | Rewrite)[] = [];
  walk(unit.ast, node => {
    if (!ts.isCallExpression(node)) return;
    if (valuesOf(project).sdkExport(node.expression) === 'registerClient') {
      found.push(deprecated(unit, node));
      const options = node.arguments[1] && initializer(node.arguments[1], project.names);
      const metadata =
        options && ts.isObjectLiteralExpression(options) ? memberValue(options, 'clientMetadata') : undefined;
      found.push(...untyped(project, unit, node, metadata));
    }
    const call = methodCall(node);
    const isBody = call?.name === 'stringify' && call.object.getText() === 'JSON';
    if (isBody) found.push(...untyped(project, unit, node, node.arguments[0]));
  });
  return found;
}

/** What is done about an expression that is a registration's body and leaves out `application_type`. */
function untyped(
  project: ProjectModel,
  unit: SourceUnit,
  place: ts.Node,
  node: ts.Expression | undefined,
): (Note | Rewrite)[] {
  const body = node && initializer(node, project.names);
  if (!body || !ts.isObjectLiteralExpression(body) || !member(body, 'redirect_uris')) return [];
  const isOpen =
    body.properties.some(ts.isSpreadAssignment) || member(body, 'application_type') !== undefined;
  if (isOpen || !METADATA.some(name => member(body, name))) return [];
  const redirects = memberValue(body, 'redirect_uris');
  const type = redirects && applicationType(project, redirects);
  if (type && body.getSourceFile() === unit.ast && mayTakeType(project, body)) {
    return [{ change: 'application-type', edits: addProperty(unit, body, `application_type: '${type}'`) }];
  }
  return [
    noteAt(unit, place, 'application-type', {
      severity: 'warning',
      message:
        'This registration leaves out `application_type`; servers then take the client for a web application.',
      advice: "Add `application_type: 'native'` for loopback and custom-scheme redirects, `'web'` otherwise.",
    }),
  ];
}

/** Whether an object is not declared as something that may have no `application_type`. */
function mayTakeType(project: ProjectModel, body: ts.ObjectLiteralExpression): boolean {
  const { parent } = body;
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return false;
  const type = ts.isVariableDeclaration(parent) ? parent.type : undefined;
  if (!type) return true;
  const name = ts.isTypeReferenceNode(type) ? valuesOf(project).sdkExport(type.typeName) : undefined;
  return name === 'OAuthClientMetadata';
}

function deprecated(unit: SourceUnit, node: ts.Node): Note {
  return noteAt(unit, node, 'dynamic-client-registration', {
    severity: 'info',
    message: 'Dynamic Client Registration is deprecated; it goes on working where a server offers it.',
    advice: 'Publish a Client ID Metadata Document and give its address as `clientMetadataUrl`.',
  });
}
