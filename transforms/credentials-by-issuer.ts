import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { oauthProviders } from '../src/recognise/oauth-providers.js';
import { member, memberValue, walk, type FunctionNode } from '../src/recognise/syntax.js';

const CHANGE = 'credentials-by-issuer';

/** What a provider keeps, by the member that keeps it and the field that is always there. */
const KEPT: readonly (readonly [name: string, field: string])[] = [
  ['saveTokens', 'access_token'],
  ['saveClientInformation', 'client_id'],
];

/**
 * Reports OAuth providers that rebuild credentials field by field and drop the `issuer` that SDK v2 puts on them:
 * the credentials are then no longer bound to the server that gave them.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#authorization-server-binding
 */
export const credentialsByIssuer: Transform = {
  name: 'credentials-by-issuer',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      for (const { members } of oauthProviders(project, unit)) {
        for (const [name, field] of KEPT) {
          const rebuilt = rebuiltWithoutIssuer(members.get(name), field);
          if (!rebuilt) continue;
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
    return { rewrites: [], left };
  },
};

/** The object literal in which a function copies a field and leaves the issuer behind, when nothing keeps it. */
function rebuiltWithoutIssuer(node: FunctionNode | undefined, field: string): ts.Node | undefined {
  if (!node?.body || node.parameters.length !== 1 || /\bissuer\b/.test(node.getText())) return undefined;
  const [{ name } = { name: undefined }] = node.parameters;
  const whole = name && ts.isIdentifier(name) ? name.text : undefined;
  let rebuilt: ts.Node | undefined;
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
