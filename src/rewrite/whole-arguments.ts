import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { RequestReads } from '../recognise/request-reads.js';
import { isWithin, methodCall, unwrap, wrapped } from '../recognise/syntax.js';
import { zodExport } from '../recognise/zod.js';

/** Arguments of a tool without its handle, for code that takes them as a whole. */
export interface OwnArguments {
  /** What the arguments are read from in front of that code. */
  readonly source: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Where a part of a handler hands on the arguments of its tool as a whole, they go on without the handle.
 * @param name what the arguments without the handle are called
 * @returns nothing when it only takes members of them, and undefined when what they are is told by a type
 */
export function ownArguments(
  project: ProjectModel,
  unit: SourceUnit,
  reads: RequestReads,
  part: ts.Node,
  name: string,
): OwnArguments | 'members' | undefined {
  const all = reads.readsIn(part, 'params.arguments');
  const whole = all.filter(each => !isAlias(each) && !takesMembers(project, each));
  if (whole.length === 0) return 'members';
  const sources = all.filter(each => !isDeclaredIn(project, each, part));
  const [first] = sources;
  const text = first?.getText(unit.ast);
  if (!first || sources.some(each => each.getText(unit.ast) !== text) || isTyped(project, first))
    return undefined;
  const moved = sources.filter(each => isAlias(each) || whole.includes(each));
  return {
    source: text!,
    edits: moved.map(each => ({
      file: unit.path,
      start: each.getStart(unit.ast),
      end: defaulted(each).end,
      text: ts.isShorthandPropertyAssignment(each.parent) ? `${each.getText(unit.ast)}: ${name}` : name,
    })),
  };
}

/** `const args = request.params.arguments as AddArguments` */
function isAlias(node: ts.Expression): boolean {
  const outer = withDefault(node);
  return (
    ts.isVariableDeclaration(outer.parent) &&
    outer.parent.initializer === outer &&
    ts.isIdentifier(outer.parent.name)
  );
}

/** Whether a use asks for members by their names, or for whether there is anything. */
function takesMembers(project: ProjectModel, node: ts.Expression): boolean {
  const outer = withDefault(node);
  const { parent } = outer;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === outer;
  if (ts.isElementAccessExpression(parent))
    return parent.expression === outer && ts.isStringLiteralLike(parent.argumentExpression);
  if (ts.isVariableDeclaration(parent))
    return ts.isObjectBindingPattern(parent.name) && !parent.name.elements.some(each => each.dotDotDotToken);
  if (ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent)) return true;
  if (ts.isIfStatement(parent)) return parent.expression === outer;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const isTest =
      kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
    return isTest || (kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.left === outer);
  }
  return isParsed(project, outer);
}

/** `AddArguments.parse(args)` with a Zod object, which leaves out what it does not know. */
function isParsed(project: ProjectModel, node: ts.Expression): boolean {
  const call = methodCall(node.parent);
  if (!call || !/^(?:safeP|p)arse(?:Async)?$/.test(call.name) || call.call.arguments[0] !== node)
    return false;
  const schema = unwrap(call.object);
  const declaration = ts.isIdentifier(schema) ? project.names.declaration(schema) : undefined;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : schema;
  return ts.isCallExpression(made) && zodExport(project.names, unwrap(made.expression))?.name === 'object';
}

/** `args ?? {}`, where that is written without brackets. */
function defaulted(node: ts.Expression): ts.Expression {
  const outer = withDefault(node);
  return node.parent === outer && ts.isBinaryExpression(outer) ? outer : node;
}

/** The value with its assertions and the `{}` that stands for it where there is none. */
function withDefault(node: ts.Expression): ts.Expression {
  const outer = wrapped(node);
  const { parent } = outer;
  if (!ts.isBinaryExpression(parent) || parent.left !== outer) return outer;
  const { kind } = parent.operatorToken;
  const isChoice = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isChoice && ts.isObjectLiteralExpression(unwrap(parent.right)) ? withDefault(parent) : outer;
}

function isDeclaredIn(project: ProjectModel, node: ts.Expression, part: ts.Node): boolean {
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  return declaration !== undefined && isWithin(declaration, part);
}

/** Whether the handler gives its arguments a type, in which the handle has no place. */
function isTyped(project: ProjectModel, node: ts.Expression): boolean {
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
  const { type, initializer } = declaration;
  if (type && !/^(?:any|Record<string, (?:any|unknown)>)$/.test(type.getText())) return true;
  const cast = initializer && ts.isAsExpression(initializer) ? initializer.type.getText() : 'any';
  return !/^(?:any|Record<string, (?:any|unknown)>)$/.test(cast);
}
