import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { TOOL_TYPES } from '../recognise/result-parts.js';
import { nameText, returnedExpressions, type FunctionNode } from '../recognise/syntax.js';
import { hasUnknownMembers } from '../recognise/uneven-schemas.js';
import type { Holder } from '../recognise/widened-results.js';
import { SdkImports } from './free-names.js';
import { isTypeScript } from './languages.js';

export interface Declared {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
}

/**
 * Declares what holds or returns tools to be of the type of SDK v2: `tools: Tool[] = …`,
 * `async (): Promise<ListToolsResult> => …`.
 *
 * @param tools what stands for tools in it
 * @returns undefined where the type might not fit: tools have members of their own, or what is inside the schemas
 *   is read, for which the declared type is wider than the inferred one
 */
export function declareToolType(
  project: ProjectModel,
  holder: Holder,
  tools: readonly ts.Expression[],
): Declared | undefined {
  const { node, part } = holder;
  const type = TOOL_TYPES[part];
  const unit = project.unit(node.getSourceFile().fileName);
  if (!type || !unit || !isTypeScript(unit)) return undefined;
  if (
    part !== 'schema' &&
    tools.some(each => ts.isObjectLiteralExpression(each) && hasUnknownMembers(each))
  ) {
    return undefined;
  }
  if (isReadInside(project, node)) return undefined;
  const imports = new SdkImports(project, unit);
  const text = `${imports.use(type.name, true)}${type.suffix ?? ''}`;
  const edits = isFunction(node) ? returnType(unit, node, text) : [typed(unit, node, text)];
  return edits && { edits, imports: imports.requests };
}

function typed(unit: SourceUnit, node: Exclude<Holder['node'], FunctionNode>, type: string): TextEdit {
  const mark = ts.isPropertyDeclaration(node) ? (node.questionToken ?? node.exclamationToken) : undefined;
  const at = (mark ?? node.name).end;
  return { file: unit.path, start: at, end: at, text: `: ${type}` };
}

function returnType(unit: SourceUnit, node: FunctionNode, type: string): TextEdit[] | undefined {
  const isAsync =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword);
  const isGenerator = 'asteriskToken' in node && node.asteriskToken !== undefined;
  // What a call returns may be a promise.
  const isPlain = returnedExpressions(node).every(each => !ts.isCallExpression(each));
  if (isGenerator || ts.isAccessor(node) || !(isAsync || isPlain)) return undefined;
  const text = isAsync ? `Promise<${type}>` : type;
  const children = node.getChildren(unit.ast);
  const close = children.find(each => each.kind === ts.SyntaxKind.CloseParenToken);
  if (close) return [{ file: unit.path, start: close.end, end: close.end, text: `: ${text}` }];
  const [parameter] = node.parameters;
  if (!parameter) return undefined;
  const start = parameter.getStart(unit.ast);
  return [
    { file: unit.path, start, end: start, text: '(' },
    { file: unit.path, start: parameter.end, end: parameter.end, text: `): ${text}` },
  ];
}

function isFunction(node: Holder['node']): node is FunctionNode {
  return !ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node);
}

/** Whether some file that may use what a declaration makes asks for its type, or reads in the schemas of tools. */
function isReadInside(project: ProjectModel, node: Holder['node']): boolean {
  const name = node.name && nameText(node.name);
  if (name === undefined) return false;
  const asked = new RegExp(`\\btypeof\\s+(?:\\w+\\.)*${name.replace(/[^\w]/g, '\\$&')}\\b`);
  const read = /\b(?:inputSchema|outputSchema|properties|annotations)\s*(?:\?\.|!?\.|!?\[)/;
  return project.units.some(({ text }) => text.includes(name) && (asked.test(text) || read.test(text)));
}
