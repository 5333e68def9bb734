import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, enclosingStatement, siblings, unwrap } from '../recognise/syntax.js';
import { isTypeScript } from '../rewrite/languages.js';
import type { Bridge } from './bridges.js';

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const OPEN = 'openRequests';
const CONTROLLER = 'cancellation';

/** Edits with which a bridge cancels requests, and the test that one is not cancelled. */
export interface Cancellation {
  readonly edits: readonly TextEdit[];
  readonly isOpen: string;
}

/**
 * Lets a bridge cancel a request of 2026-07-28 by closing its stream, which is how clients cancel over Streamable HTTP:
 * a server there expects no `notifications/cancelled`, and the client gets no answer any more. Other servers are sent
 * the notification as before. Undefined where a transport cannot be seen to have streams, or the code does it already.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation#transport-specific-cancellation
 */
export function cancellationOf(
  project: ProjectModel,
  unit: SourceUnit,
  bridge: Bridge,
): Cancellation | undefined {
  const { receive, send, back, message, toServer } = bridge;
  const assigned = enclosingStatement(receive);
  const sending = enclosingStatement(send);
  const streams = streamsOf(project, unit, bridge);
  const names = new RegExp(`\\b(?:${OPEN}|${CONTROLLER})\\b`);
  if (streams === undefined || names.test(unit.text) || /notifications\/cancelled/.test(unit.text))
    return undefined;
  if (!siblings(assigned) || !ts.isBlock(receive.body) || receive.body.statements.at(-1) !== sending)
    return undefined;
  const [answer] = back.parameters;
  if (send.arguments.length !== 1 || !answer || !ts.isIdentifier(answer.name)) return undefined;
  const firstBack = ts.isBlock(back.body) ? back.body.statements[0] : undefined;
  if (!firstBack || enclosingFunction(assigned) === receive) return undefined;

  const isRead = isUntyped(unit, message.text, receive);
  const method = isRead ? `${message.text}.method` : `'method' in ${message.text} && ${message.text}.method`;
  const types = isTypeScript(unit) ? '<unknown, AbortController>' : '';
  const insert = (at: ts.Node, snippet: string): TextEdit => {
    const start = at.getStart(unit.ast);
    const indent = indentAt(unit.text, start);
    return {
      file: unit.path,
      start,
      end: start,
      text: render(snippet, unit.style, indent) + unit.style.eol + indent,
    };
  };
  return {
    isOpen: `!${CONTROLLER}.signal.aborted`,
    edits: [
      insert(
        assigned,
        `// Requests of 2026-07-28 on their way: over HTTP, closing the stream of one cancels it.\nconst ${OPEN} = new Map${types}();`,
      ),
      insert(
        sending,
        `if (${method} === 'notifications/cancelled') {
  const open = ${OPEN}.get(${message.text}.params?.requestId);
  ${OPEN}.delete(${message.text}.params?.requestId);
  if (open) return open.abort();
}
const ${CONTROLLER} = new AbortController();
if (${streams}isJSONRPCRequest(${message.text})) {
  if (${message.text}.params?._meta?.['${VERSION}']) ${OPEN}.set(${message.text}.id, ${CONTROLLER});
}`,
      ),
      {
        file: unit.path,
        start: send.arguments[0]!.end,
        end: send.arguments[0]!.end,
        text: `, { requestSignal: ${CONTROLLER}.signal }`,
      },
      insert(
        firstBack,
        `if ('id' in ${answer.name.text} && !('method' in ${answer.name.text})) ${OPEN}.delete(${answer.name.text}.id);`,
      ),
    ],
  };

  function streamsOf(model: ProjectModel, file: SourceUnit, { toServer: to }: Bridge): string | undefined {
    const name = unwrap(to);
    const declaration = ts.isIdentifier(name) ? model.names.declaration(name) : undefined;
    if (!declaration) return undefined;
    const value = ts.isVariableDeclaration(declaration) && declaration.initializer;
    if (value) {
      const made = unwrap(value);
      const origin = ts.isNewExpression(made) ? model.names.origin(made.expression) : undefined;
      return origin?.name === 'StreamableHTTPClientTransport' ? '' : undefined;
    }
    return isTypeScript(file) && typeOrigin(model, declaration) !== 'Transport'
      ? undefined
      : `${toServer.getText(file.ast)}.hasPerRequestStream && `;
  }
}

/** Whether a message is of any type, so that reading any member of it is no error. */
function isUntyped(unit: SourceUnit, message: string, receive: Bridge['receive']): boolean {
  if (!isTypeScript(unit)) return true;
  const text = receive.getText(unit.ast);
  return new RegExp(`\\b${message}: any\\b|const ${message} = .*\\bas any\\b`).test(text);
}

/** The name of the SDK's type that a parameter is written to have, destructured or not. */
function typeOrigin(project: ProjectModel, declaration: ts.Declaration): string | undefined {
  let type: ts.TypeNode | undefined;
  if (ts.isParameter(declaration)) ({ type } = declaration);
  if (ts.isBindingElement(declaration) && ts.isParameter(declaration.parent.parent)) {
    const whole = declaration.parent.parent.type;
    const name = (declaration.propertyName ?? declaration.name).getText();
    const member =
      whole && ts.isTypeLiteralNode(whole)
        ? whole.members.find(each => each.name?.getText() === name)
        : undefined;
    type = member && ts.isPropertySignature(member) ? member.type : undefined;
  }
  const reference = type && ts.isTypeReferenceNode(type) ? type.typeName : undefined;
  const origin = reference && project.names.origin(reference);
  return origin?.module.startsWith('@modelcontextprotocol/') ? origin.name : undefined;
}
