import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { TOOL_TYPES } from '../recognise/result-parts.js';
import { returnedExpressions, type FunctionNode } from '../recognise/syntax.js';
import { hasUnknownMembers } from '../recognise/uneven-schemas.js';
import type { Holder } from '../recognise/widened-results.js';
import { ValueFlow } from '../recognise/value-flow.js';
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
  if (!takesDeclaredType(project, holder)) return undefined;
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

/** Members of tools that are of the same type in the declared type. */
const SAME_MEMBERS = new Set(['name', 'length']);
/** Members that may be read as long as what is done with them takes the declared type as well. */
const READ_MEMBERS = new Set([...SAME_MEMBERS, 'tools', 'description', 'inputSchema']);

/** Whether what uses the tools takes them with the declared type, which is wider than the inferred one. */
function takesDeclaredType(project: ProjectModel, { node }: Holder): boolean {
  const flow = new ValueFlow(project, member => !SAME_MEMBERS.has(member));
  flow.declared(node);
  return flow.uses.every(use => {
    if (use.is === 'read') return READ_MEMBERS.has(use.name) || /^\d+$/.test(use.name);
    if (use.is === 'added') return use.elements.every(isPlainTool);
    return use.is === 'compared';
  });
}

function isPlainTool(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(node) && !hasUnknownMembers(node);
}
