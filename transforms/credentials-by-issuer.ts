import { noteAt } from '../src/engine/notes.js';
import { addProperty } from '../src/engine/object-literal.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { oauthProviders } from '../src/recognise/oauth-providers.js';
import { member, memberValue, walk, type FunctionNode } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'credentials-by-issuer';

/** What a provider keeps, by the member that keeps it, the field that is always there and the member that reads it. */
const KEPT: readonly (readonly [name: string, field: string, reader: string])[] = [
  ['saveTokens', 'access_token', 'tokens'],
  ['saveClientInformation', 'client_id', 'clientInformation'],
];
/** Types of SDK v2 for credentials, all of which have an `issuer`. */
const CREDENTIALS = /^(?:Stored)?OAuth(?:Tokens|ClientInformation)$|^OAuthClientInformation(?:Full|Mixed)$/;

/**
 * Copies the `issuer` that SDK v2 puts on credentials along in OAuth providers that rebuild them field by field, where
 * what keeps and what reads them can take it, and reports the others: without it, credentials are not bound to the
 * server that gave them.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
 */
export const credentialsByIssuer: Transform = {
  name: 'credentials-by-issuer',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    const rewrites: Rewrite[] = [];
    for (const unit of reportedFiles(context)) {
      for (const { members } of oauthProviders(project, unit)) {
        for (const [name, field, reader] of KEPT) {
          const rebuilt = rebuiltWithoutIssuer(members.get(name), field);
          if (!rebuilt) continue;
          const owner = copiedFrom(rebuilt, field);
          if (owner && isReadWhole(members.get(reader), field) && mayHoldIssuer(project, rebuilt)) {
            const edits = addProperty(unit, rebuilt, `issuer: ${owner}.issuer`);
            rewrites.push({ change: CHANGE, edits });
            continue;
          }
          left.push(
            noteAt(unit, rebuilt, CHANGE, {
              severity: 'warning',
              message: `\`${name}\` drops the \`issuer\`, so these credentials may go to another authorization server.`,
              advice: 'Keep the object as it is, or copy `issuer` along and give it back when it is read.',
            }),
          );
        }
      }
    }
    return { rewrites, left };
  },
};

/** The object literal in which a function copies a field and leaves the issuer behind, when nothing keeps it. */
function rebuiltWithoutIssuer(
  node: FunctionNode | undefined,
  field: string,
): ts.ObjectLiteralExpression | undefined {
  if (!node?.body || node.parameters.length !== 1 || /\bissuer\b/.test(node.getText())) return undefined;
  const [{ name } = { name: undefined }] = node.parameters;
  const whole = name && ts.isIdentifier(name) ? name.text : undefined;
  let rebuilt: ts.ObjectLiteralExpression | undefined;
  let isKept = false;
  walk(node.body, at => {
    if (ts.isObjectLiteralExpression(at) && member(at, field)) {
      const value = memberValue(at, field)?.getText();
      if (value === `${whole}.${field}` || value === field) rebuilt ??= at;
    }
    if (whole && ts.isIdentifier(at) && at.text === whole)
      isKept ||= !ts.isPropertyAccessExpression(at.parent);
  });
  return isKept && !isDestructured(node, whole) ? undefined : rebuilt;
}

/** The parameter whose fields an object copies. */
function copiedFrom(rebuilt: ts.ObjectLiteralExpression, field: string): string | undefined {
  const value = memberValue(rebuilt, field);
  const isCopy = value && ts.isPropertyAccessExpression(value) && ts.isIdentifier(value.expression);
  return isCopy ? value.expression.text : undefined;
}

/** Whether a function returns credentials as they were kept, and builds no others. */
function isReadWhole(node: FunctionNode | undefined, field: string): boolean {
  if (!node?.body) return false;
  let isWhole = true;
  walk(node.body, at => {
    if (ts.isObjectLiteralExpression(at) && member(at, field)) isWhole = false;
    if (ts.isCallExpression(at) && /parse(?:Async)?$/i.test(at.expression.getText())) {
      isWhole &&= at.expression.getText() === 'JSON.parse';
    }
    return isWhole;
  });
  return isWhole;
}

/** Whether what an object is written into can have an `issuer`: JSON, or a variable of a type of the SDK. */
function mayHoldIssuer(project: ProjectModel, rebuilt: ts.ObjectLiteralExpression): boolean {
  const { parent } = rebuilt;
  if (ts.isCallExpression(parent)) return parent.expression.getText() === 'JSON.stringify';
  const target = ts.isBinaryExpression(parent) && parent.right === rebuilt ? parent.left : undefined;
  return target !== undefined && CREDENTIALS.test(valuesOf(project).sdkName(target) ?? '');
}

/** Whether the only whole use of the parameter is to take it apart. */
function isDestructured(node: FunctionNode, name: string | undefined): boolean {
  let whole = 0;
  let apart = 0;
  walk(node.body!, at => {
    if (!ts.isIdentifier(at) || at.text !== name || ts.isPropertyAccessExpression(at.parent)) return;
    whole++;
    const { parent } = at;
    const pattern =
      ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name) ? parent.name : undefined;
    if (pattern && !pattern.elements.some(each => each.dotDotDotToken)) apart++;
  });
  return whole > 0 && whole === apart;
}
