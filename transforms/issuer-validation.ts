import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import type { ProjectModel } from '../src/project/model.js';
import { initializer } from '../src/recognise/registrations.js';
import { memberValue, methodCall, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'issuer-validation';
const TRANSPORTS = ['StreamableHTTPClientTransport', 'SSEClientTransport'];

/**
 * Reports authorization codes that are redeemed without the `iss` of their callback: a client has to compare it with
 * the issuer it went to, and SDK v2 refuses the code of a server that promises to send one.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation
 */
export const issuerValidation: Transform = {
  name: 'issuer-validation',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!/finishAuth|authorizationCode/.test(unit.text)) continue;
      walk(unit.ast, node => {
        const what = redeemsCodeAlone(project, node);
        if (!what) return;
        left.push(
          noteAt(unit, node, CHANGE, {
            severity: 'warning',
            message: `\`${what}\` gets the code without \`iss\`, so nothing tells which server it comes from.`,
            advice:
              what === 'auth'
                ? 'Pass `iss` from the callback beside `authorizationCode`, after comparing `state`.'
                : 'Pass the parameters of the callback, `new URL(callbackUrl).searchParams`, after comparing `state`.',
          }),
        );
      });
    }
    return { rewrites: [], left };
  },
};

/** `transport.finishAuth(code)` and `auth(provider, { authorizationCode })`. */
function redeemsCodeAlone(project: ProjectModel, node: ts.Node): 'finishAuth' | 'auth' | undefined {
  const values = valuesOf(project);
  const call = methodCall(node);
  if (call?.name === 'finishAuth') {
    const [code] = call.call.arguments;
    const isAlone = call.call.arguments.length === 1 && code !== undefined && isCode(project, code);
    return isAlone && TRANSPORTS.includes(values.sdkName(call.object) ?? '') ? 'finishAuth' : undefined;
  }
  if (!ts.isCallExpression(node) || values.sdkExport(node.expression) !== 'auth') return undefined;
  const options = node.arguments[1] && initializer(node.arguments[1], project.names);
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  const isComplete =
    memberValue(options, 'iss') !== undefined || options.properties.some(ts.isSpreadAssignment);
  return memberValue(options, 'authorizationCode') && !isComplete ? 'auth' : undefined;
}

/** Whether an argument is the code itself and not the parameters it came with. */
function isCode(project: ProjectModel, node: ts.Expression): boolean {
  const value = initializer(node, project.names) ?? unwrap(node);
  const read = methodCall(ts.isAwaitExpression(value) ? value.expression : value);
  if (read?.name === 'get') return /['"`]code['"`]/.test(read.call.getText());
  return /code$/i.test(unwrap(node).getText()) || /code\(\)$/i.test(value.getText());
}
