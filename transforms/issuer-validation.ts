import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import { indentAt, render } from '../src/engine/style.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { codeRead } from '../src/recognise/authorization-codes.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import type { ProjectModel } from '../src/project/model.js';
import { initializer } from '../src/recognise/registrations.js';
import { member, memberValue, methodCall, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { callbackParameterEdits } from '../src/rewrite/callback-parameters.js';

const CHANGE = 'issuer-validation';
const TRANSPORTS = ['StreamableHTTPClientTransport', 'SSEClientTransport'];

/**
 * Gives `finishAuth` and `auth` the `iss` of the callback that the code came with, where the callback is in view: a
 * client has to compare it with the issuer it went to, and SDK v2 refuses the code of a server that promises to send
 * one. Codes that come from elsewhere are reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation
 */
export const issuerValidation: Transform = {
  name: 'issuer-validation',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    const rewrites: Rewrite[] = [];
    for (const unit of reportedFiles(context)) {
      if (!/finishAuth|authorizationCode/.test(unit.text)) continue;
      walk(unit.ast, node => {
        const redeemed = redeemsCodeAlone(project, node);
        if (!redeemed) return;
        const edits = issuerEdits(project, unit, redeemed);
        if (edits) rewrites.push({ change: CHANGE, edits });
        else if (redeemed.what === 'auth' || isCode(project, redeemed.code))
          left.push(leftNote(unit, redeemed));
      });
    }
    return { rewrites, left };
  },
};

function leftNote(unit: SourceUnit, { what, call }: Redeemed): Note {
  return noteAt(unit, call, CHANGE, {
    severity: 'warning',
    message: `\`${what}\` gets the code without \`iss\`, so nothing tells which server it comes from.`,
    advice:
      what === 'auth'
        ? 'Pass `iss` from the callback beside `authorizationCode`, after comparing `state`.'
        : 'Pass the parameters of the callback, `new URL(callbackUrl).searchParams`, after comparing `state`.',
  });
}

/** A call that redeems what may be a code, and is not told the issuer. */
interface Redeemed {
  readonly what: 'finishAuth' | 'auth';
  readonly call: ts.CallExpression;
  readonly code: ts.Expression;
  /** The member that gives `auth` its code. */
  readonly property?: ts.ObjectLiteralElementLike;
}

function issuerEdits(
  project: ProjectModel,
  unit: SourceUnit,
  { what, code, property }: Redeemed,
): readonly TextEdit[] | undefined {
  const { path: file, style } = unit;
  if (code.getSourceFile() !== unit.ast) return undefined;
  const read = codeRead(project, code, code);
  if (!read) return what === 'finishAuth' ? callbackParameterEdits(project, code) : undefined;
  if (what === 'auth') {
    const end = property!.end;
    const lines = unit.text.slice(0, property!.getStart(unit.ast));
    const separator = /\n[ \t]*$/.test(lines)
      ? `,${style.eol}${indentAt(unit.text, property!.getStart(unit.ast))}`
      : ', ';
    return [{ file, start: end, end, text: `${separator}iss: ${render(read.iss, style)}` }];
  }
  if (read.isSearchParams && !read.declaration) {
    return [{ file, start: code.getStart(unit.ast), end: code.end, text: read.owner.getText() }];
  }
  return [{ file, start: code.end, end: code.end, text: `, ${render(read.iss, style)}` }];
}

/** `transport.finishAuth(code)` and `auth(provider, { authorizationCode })`. */
function redeemsCodeAlone(project: ProjectModel, node: ts.Node): Redeemed | undefined {
  const values = valuesOf(project);
  const method = methodCall(node);
  if (method?.name === 'finishAuth') {
    const { call } = method;
    const [code] = call.arguments;
    const isAlone = call.arguments.length === 1 && code !== undefined;
    return isAlone && TRANSPORTS.includes(values.sdkName(method.object) ?? '')
      ? { what: 'finishAuth', call, code }
      : undefined;
  }
  if (!ts.isCallExpression(node) || values.sdkExport(node.expression) !== 'auth') return undefined;
  const options = node.arguments[1] && initializer(node.arguments[1], project.names);
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  const isComplete =
    memberValue(options, 'iss') !== undefined || options.properties.some(ts.isSpreadAssignment);
  const property = member(options, 'authorizationCode');
  const code = property && memberValue(options, 'authorizationCode');
  return code && !isComplete ? { what: 'auth', call: node, code, property } : undefined;
}

/** Whether an argument is the code itself and not the parameters it came with. */
function isCode(project: ProjectModel, node: ts.Expression): boolean {
  const given = withoutDefault(unwrap(node));
  const value = withoutDefault(initializer(given, project.names) ?? given);
  const read = methodCall(ts.isAwaitExpression(value) ? value.expression : value);
  if (read?.name === 'get') return /['"`]code['"`]/.test(read.call.getText());
  return /code$/i.test(given.getText()) || /code\(\)$/i.test(value.getText());
}

function withoutDefault(node: ts.Expression): ts.Expression {
  const isDefault = ts.isBinaryExpression(node) && /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText());
  return isDefault ? unwrap(node.left) : node;
}
