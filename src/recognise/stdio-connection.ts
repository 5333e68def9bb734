import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  assignedValue,
  classOfThis,
  isUndefined,
  isWithin,
  isWritten,
  methodCall,
  unwrap,
  walk,
  wrapped,
} from './syntax.js';
import { valuesOf } from './values.js';

export const STDIO_MODULE = '@modelcontextprotocol/server/stdio';

/** `new StdioServerTransport(…)`, or a subclass of it, and what happens to it. */
export interface StdioTransport {
  readonly creation: ts.NewExpression;
  /** A class of the project's own, or streams and options of its own: the transport itself has to stay. */
  readonly isCustom: boolean;
  /** The variable or member that holds it, when all that can be seen of it is this transport. */
  readonly holder?: TransportHolder;
  /** The call of a `connect` method that it is handed to; undefined when there is none, or more than one. */
  readonly connect?: ts.CallExpression;
  /** The transport is handed to `serveStdio` already. */
  readonly isServed: boolean;
}

export interface TransportHolder {
  /** How it is written: `transport`, `this.transport`. */
  readonly text: string;
  /** The declaration, when it is a plain `const transport = new …` statement. */
  readonly declaration?: ts.VariableStatement;
  /** Uses other than the declaration, the assignment and the connection. */
  readonly uses: readonly ts.Expression[];
}

/** Every stdio server transport that a file creates, in order. */
export function stdioTransports(project: ProjectModel, unit: SourceUnit): StdioTransport[] {
  if (!unit.text.includes('Transport')) return [];
  const found: StdioTransport[] = [];
  walk(unit.ast, node => {
    if (ts.isNewExpression(node) && isStdioTransport(project, node.expression))
      found.push(describe(project, node));
  });
  return found;
}

function isStdioTransport(project: ProjectModel, callee: ts.Expression): boolean {
  if (isStdioClass(project, callee)) return true;
  const made = valuesOf(project).instanceOf(callee);
  if (made?.is !== 'instance') return false;
  return valuesOf(project).sdkBase(made.class) === 'StdioServerTransport';
}

function isStdioClass(project: ProjectModel, callee: ts.Expression): boolean {
  const origin = project.names.origin(callee);
  return origin?.module === STDIO_MODULE && origin.name === 'StdioServerTransport';
}

function describe(project: ProjectModel, creation: ts.NewExpression): StdioTransport {
  const isCustom = !isStdioClass(project, creation.expression) || (creation.arguments?.length ?? 0) > 0;
  const outer = wrapped(creation);
  const { parent } = outer;
  const direct = connectCall(outer);
  if (direct) return { creation, isCustom, connect: direct, isServed: false };
  const accesses =
    ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
      ? ofVariable(project, parent.name, creation)
      : assignedTarget(project, outer, creation);
  if (!accesses) return { creation, isCustom, isServed: isServedAt(project, outer) };
  const connects = accesses.flatMap(access => connectCall(access) ?? []);
  const [connect] = connects;
  const declaration = ts.isVariableDeclaration(parent) ? plainStatement(parent) : undefined;
  return {
    creation,
    isCustom,
    isServed: accesses.some(access => isServedAt(project, access)),
    holder: {
      text: accesses[0]?.getText() ?? '',
      ...(declaration && { declaration }),
      uses: accesses.filter(
        access => !connects.some(call => isWithin(access, call)) && assignedValue(access) === undefined,
      ),
    },
    ...(connect && connects.length === 1 && { connect }),
  };
}

/** References to a variable that only ever holds this transport. */
function ofVariable(
  project: ProjectModel,
  name: ts.Identifier,
  creation: ts.NewExpression,
): readonly ts.Expression[] | undefined {
  const uses = project.names.references(name);
  return uses.every(use => !isWritten(use) || holdsOnly(assignedValue(use), creation)) ? uses : undefined;
}

/** References to the variable or member of `this` that the creation is assigned to. */
function assignedTarget(
  project: ProjectModel,
  outer: ts.Expression,
  creation: ts.NewExpression,
): readonly ts.Expression[] | undefined {
  const { parent } = outer;
  if (
    ts.isPropertyDeclaration(parent) &&
    ts.isClassLike(parent.parent) &&
    !ts.isComputedPropertyName(parent.name)
  )
    return ofMember(parent.parent, parent.name.text, creation);
  if (!ts.isBinaryExpression(parent) || parent.right !== outer || assignedValue(parent.left) !== outer)
    return undefined;
  const target = parent.left;
  if (ts.isIdentifier(target)) {
    const declaration = project.names.symbol(target)?.declarations?.[0];
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
      return undefined;
    if (declaration.initializer && !isNothing(declaration.initializer)) return undefined;
    return ofVariable(project, declaration.name, creation);
  }
  if (!ts.isPropertyAccessExpression(target) || target.expression.kind !== ts.SyntaxKind.ThisKeyword)
    return undefined;
  const owner = classOfThis(target.expression);
  return owner && ofMember(owner, target.name.text, creation);
}

function ofMember(
  owner: ts.ClassLikeDeclaration,
  name: string,
  creation: ts.NewExpression,
): readonly ts.Expression[] | undefined {
  const accesses: ts.PropertyAccessExpression[] = [];
  walk(owner, node => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== name) return;
    if (node.expression.kind === ts.SyntaxKind.ThisKeyword) accesses.push(node);
  });
  return accesses.every(access => !isWritten(access) || holdsOnly(assignedValue(access), creation))
    ? accesses
    : undefined;
}

function holdsOnly(value: ts.Expression | undefined, creation: ts.NewExpression): boolean {
  return value !== undefined && (unwrap(value) === creation || isNothing(value));
}

function isNothing(node: ts.Expression): boolean {
  const value = unwrap(node);
  return value.kind === ts.SyntaxKind.NullKeyword || isUndefined(value);
}

/** The `x.connect(…)` whose only argument an expression is. */
function connectCall(argument: ts.Expression): ts.CallExpression | undefined {
  const outer = wrapped(argument);
  const method = methodCall(outer.parent);
  if (method?.name !== 'connect' || method.call.arguments.length !== 1) return undefined;
  return method.call.arguments[0] === outer ? method.call : undefined;
}

function isServedAt(project: ProjectModel, node: ts.Expression): boolean {
  const property = wrapped(node).parent;
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return false;
  const call = property.parent.parent;
  return ts.isCallExpression(call) && valuesOf(project).sdkExport(call.expression) === 'serveStdio';
}

function plainStatement(declaration: ts.VariableDeclaration): ts.VariableStatement | undefined {
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return undefined;
  return statement.declarationList.declarations.length === 1 ? statement : undefined;
}
