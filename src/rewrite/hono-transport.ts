import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import { importedNames } from '../manifests/imported-names.js';
import { enclosingFunction, methodCall, nameText, unwrap, walk } from '../recognise/syntax.js';
import type { ProjectModel } from '../project/model.js';
import { importOf } from './sdk-names.js';

const MODULE = '@hono/mcp';
const OLD = 'StreamableHTTPTransport';
const SERVER = '@modelcontextprotocol/server';
const NEW = 'WebStandardStreamableHTTPServerTransport';
/** Options that only the transport of Hono has. */
const OWN_OPTIONS = new Set(['strictAcceptHeader', 'onsessiondisconnected']);
/** What reads the body of a request, which Hono keeps and the web standard does not. */
const READS_BODY = /\.req\s*\.\s*(?:json|text|parseBody|formData|arrayBuffer|blob)\b|\.req\s*\.\s*raw\b/;
/** Hono's transport hands what stands here to the handlers as `authInfo`. */
const SETS_AUTH = /\bset\(\s*['"`]auth['"`]/;

/**
 * Puts the web-standard transport of SDK v2 in the place of the one of `@hono/mcp`, which takes the same options and
 * the request instead of Hono's context. How it is served is decided as for every transport of the SDK. A file in
 * which not every use is in view stays as it is.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function replaceHonoTransport(project: ProjectModel, unit: SourceUnit): Rewrite | undefined {
  if (!unit.text.includes(MODULE) || !importsTransportOnly(unit)) return undefined;
  const home = project.packageOf(unit.path);
  const isOfPackage = (each: SourceUnit) => project.packageOf(each.path) === home;
  if (project.units.some(each => isOfPackage(each) && SETS_AUTH.test(each.text))) return undefined;
  const uses = usesOfTransport(project, unit);
  const dispatches = uses && dispatchesIn(unit);
  if (!uses || !dispatches || dispatches.length === 0) return undefined;
  const request = importOf(unit, NEW, SERVER);
  const name = request.as ?? NEW;
  const edit = (start: number, end: number, text: string): TextEdit => ({
    file: unit.path,
    start,
    end,
    text,
  });
  return {
    change: 'sdk-v2-packages',
    edits: [
      ...uses.map(node => edit(node.getStart(unit.ast), node.end, name)),
      ...dispatches.map(node => edit(node.end, node.end, '.req.raw')),
    ],
    imports: [request],
    remarks: [
      noteAt(unit, uses[0]!, 'sdk-v2-packages', {
        severity: 'info',
        message:
          'The SDK serves this in the place of `@hono/mcp`: clients have to accept both media types, as the specification has it.',
        advice: 'Check clients that send `Accept: application/json` or `*/*` alone.',
      }),
    ],
  };
}

function importsTransportOnly(unit: SourceUnit): boolean {
  const found = unit.ast.statements.filter(
    (each): each is ts.ImportDeclaration =>
      ts.isImportDeclaration(each) &&
      ts.isStringLiteral(each.moduleSpecifier) &&
      each.moduleSpecifier.text === MODULE,
  );
  const names = found.flatMap(each => importedNames(each.importClause));
  return found.length > 0 && names.every(each => each === OLD);
}

/** Where the transport is constructed or named as a type; undefined when something else is done with its class. */
function usesOfTransport(project: ProjectModel, unit: SourceUnit): ts.Identifier[] | undefined {
  const found: ts.Identifier[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || ts.isImportSpecifier(node.parent)) return;
    const origin = project.names.origin(node);
    if (origin?.module !== MODULE || origin.name !== OLD) return;
    const { parent } = node;
    isKnown &&=
      ts.isTypeReferenceNode(parent) ||
      (ts.isNewExpression(parent) && parent.expression === node && hasKnownOptions(parent));
    found.push(node);
  });
  return isKnown && found.length > 0 ? found : undefined;
}

function hasKnownOptions({ arguments: given = ts.factory.createNodeArray() }: ts.NewExpression): boolean {
  const [options] = given;
  if (!options) return true;
  const literal = unwrap(options);
  return (
    given.length === 1 &&
    ts.isObjectLiteralExpression(literal) &&
    literal.properties.every(each => {
      const name = nameText(each.name);
      return name !== undefined && !OWN_OPTIONS.has(name);
    })
  );
}

/** The contexts of Hono that the file hands to transports; undefined when one is handed over in another way. */
function dispatchesIn(unit: SourceUnit): ts.Identifier[] | undefined {
  const found: ts.Identifier[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (call?.name !== 'handleRequest') return;
    const [context, ...rest] = call.call.arguments;
    const handler = enclosingFunction(node);
    const parameter = handler?.parameters[0]?.name;
    const isContext =
      context !== undefined &&
      ts.isIdentifier(context) &&
      parameter !== undefined &&
      ts.isIdentifier(parameter) &&
      parameter.text === context.text;
    isKnown &&= isContext && rest.length === 0 && !READS_BODY.test(handler!.getText(unit.ast));
    if (isContext) found.push(context);
  });
  return isKnown ? found : undefined;
}
