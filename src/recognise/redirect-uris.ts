import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { initializer } from './registrations.js';
import { unwrap } from './syntax.js';

/** What OpenID Connect calls a client by where it is sent back to. */
export type ApplicationType = 'native' | 'web';

const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$)/i;
/** A scheme of its own, like `myapp:` or `com.example.app:`; not one that browsers know. */
const OWN_SCHEME = /^(?!(?:https?|file|data|javascript|blob|about|urn):)[a-z][a-z\d+.-]*:/i;
const WEB = /^https:\/\/[^/?#]+[/?#]/i;

/**
 * Which type of application a list of redirect URIs is for, when every one of them tells the same.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration#application-type-and-redirect-uri-constraints
 */
export function applicationType(project: ProjectModel, node: ts.Expression): ApplicationType | undefined {
  const list = initializer(node, project.names);
  if (!list || !ts.isArrayLiteralExpression(list) || list.elements.length === 0) return undefined;
  const [first, ...more] = list.elements.map(each => typeOf(project, each));
  return more.every(each => each === first) ? first : undefined;
}

function typeOf(project: ProjectModel, node: ts.Expression): ApplicationType | undefined {
  const known = start(project, node);
  if (!known) return undefined;
  const { text, isWhole } = known;
  if (LOOPBACK.test(isWhole ? `${text}/` : text) || OWN_SCHEME.test(text)) return 'native';
  return WEB.test(isWhole ? `${text}/` : text) && !LOOPBACK.test(text) ? 'web' : undefined;
}

/** As much of the start of a string as the source tells. */
function start(
  project: ProjectModel,
  node: ts.Expression,
): { readonly text: string; readonly isWhole: boolean } | undefined {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value)) return { text: value.text, isWhole: true };
  if (ts.isTemplateExpression(value)) {
    if (value.head.text !== '') return { text: value.head.text, isWhole: false };
    const first = value.templateSpans[0]!;
    const known = start(project, first.expression);
    return known?.isWhole ? { text: known.text + first.literal.text, isWhole: false } : known;
  }
  if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = start(project, value.left);
    return left && { ...left, isWhole: false };
  }
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  const isConst =
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst && declaration.initializer ? start(project, declaration.initializer) : undefined;
}
