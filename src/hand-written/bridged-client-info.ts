import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, nameText, siblings, unwrap, walk, wrapped } from '../recognise/syntax.js';
import type { Bridge } from './bridges.js';
import { isEqualTest, methodTest } from './messages.js';

const KEY = 'io.modelcontextprotocol/clientInfo';
const VARIABLE = 'requestClient';

/**
 * Edits that rename the client of a request of 2026-07-28, which each of them names in `_meta`, as `initialize` is
 * renamed already: `if (message.method === 'initialize') { const { clientInfo } = message.params; clientInfo.name = … }`.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta
 */
export function clientNameEdits(
  project: ProjectModel,
  unit: SourceUnit,
  { receive, message, send }: Bridge,
): readonly TextEdit[] | undefined {
  if (receive.getText().includes(KEY) || unit.text.includes(VARIABLE)) return undefined;
  const tests: ts.IfStatement[] = [];
  walk(receive.body, node => {
    if (isFunctionNode(node)) return false;
    if (ts.isIfStatement(node) && asksForInitialize(project, node, message)) tests.push(node);
    return undefined;
  });
  const [test, more] = tests;
  if (!test || more || test.elseStatement || !siblings(test) || test.end > send.pos) return undefined;
  const renamed = renamedClient(project, unit, test, message);
  if (!renamed) return undefined;
  const { params, name, value } = renamed;
  const text = value.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), VARIABLE);
  const indent = indentAt(unit.text, test.getStart(unit.ast));
  const snippet = `// Requests of 2026-07-28 name their client in \`_meta\`.
const ${VARIABLE} = ${params}?._meta?.['${KEY}'];
if (${VARIABLE}) ${VARIABLE}.name = ${text};`;
  const { end } = test;
  return [
    { file: unit.path, start: end, end, text: unit.style.eol + indent + render(snippet, unit.style, indent) },
  ];
}

/** `message.method === 'initialize'`, alone or behind what asks whether there is a method. */
function asksForInitialize(project: ProjectModel, test: ts.IfStatement, message: ts.Identifier): boolean {
  let node = unwrap(test.expression);
  while (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    node = unwrap(node.right);
  if (!ts.isBinaryExpression(node) || !isEqualTest(node)) return false;
  return (
    methodTest(project, node)?.method === 'initialize' &&
    [node.left, node.right].some(each => each.getText().startsWith(`${message.text}.`))
  );
}

interface Renamed {
  /** The parameters of the message, read as of any type. */
  readonly params: string;
  /** The variable that holds the client of the handshake. */
  readonly name: string;
  readonly value: string;
}

function renamedClient(
  project: ProjectModel,
  unit: SourceUnit,
  test: ts.IfStatement,
  message: ts.Identifier,
): Renamed | undefined {
  let source: ts.Expression | undefined;
  let name: ts.Identifier | undefined;
  const values: ts.Expression[] = [];
  walk(test.thenStatement, node => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const from = clientOf(node);
      if (from) ({ source, name } = from);
    }
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    const left = unwrap(node.left);
    const isName = ts.isPropertyAccessExpression(left) && left.name.text === 'name';
    if (isName && name && left.expression.getText() === name.text) values.push(node.right);
  });
  const [value, more] = values;
  if (!source || !name || !value || more) return undefined;
  const params = `${message.text}.params`;
  if (!source.getText(unit.ast).includes(params)) return undefined;
  const isAny = isUntyped(project, unit, message);
  // Only requests have parameters: what reads them as of any type has to say so for messages, too.
  if (!isAny && !/\bas any\b/.test(source.getText(unit.ast))) return undefined;
  return {
    params: isAny ? params : `(${message.text} as any).params`,
    name: name.text,
    value: value.getText(unit.ast),
  };
}

/** `const { clientInfo } = message.params` and `const clientInfo = message.params.clientInfo`. */
function clientOf(
  declaration: ts.VariableDeclaration,
): { readonly source: ts.Expression; readonly name: ts.Identifier } | undefined {
  let source = declaration.initializer!;
  while (ts.isParenthesizedExpression(source)) source = source.expression;
  const { name } = declaration;
  if (ts.isObjectBindingPattern(name)) {
    const [member, more] = name.elements;
    const isClient = member && !more && nameText(member.propertyName ?? member.name) === 'clientInfo';
    return isClient && ts.isIdentifier(member.name) ? { source, name: member.name } : undefined;
  }
  if (!ts.isIdentifier(name) || !ts.isPropertyAccessExpression(source) || source.name.text !== 'clientInfo')
    return undefined;
  let params: ts.Expression = source.expression;
  while (ts.isParenthesizedExpression(params)) params = params.expression;
  return { source: params, name };
}

/** Whether reading any member of a message is no error: in JavaScript, or of `any`. */
function isUntyped(project: ProjectModel, unit: SourceUnit, message: ts.Identifier): boolean {
  if (/\.[cm]?jsx?$/.test(unit.path)) return true;
  const declaration = project.names.declaration(message);
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return declaration.type?.kind === ts.SyntaxKind.AnyKeyword;
  return (
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    /\bas any\b/.test(wrapped(declaration.initializer).getText(unit.ast))
  );
}
