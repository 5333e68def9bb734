import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { ERROR_CODES, RETIRED_ERROR_CODES } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { memberValue, nameText, numberValue, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** Members of the SDK's `ProtocolErrorCode`, as far as this code asks for them. */
const SDK_CODES: Readonly<Record<string, number>> = {
  InvalidParams: ERROR_CODES.invalidParams,
  ResourceNotFound: RETIRED_ERROR_CODES.resourceNotFound,
};

/** Whether -32002 is written in a project at all, under whatever name a file uses it; a cheap test in front. */
export function mentionsResourceNotFound(project: ProjectModel, unit: SourceUnit): boolean {
  if (unit.text.includes('ResourceNotFound')) return true;
  let isWritten = writesCode.get(project);
  if (isWritten === undefined) {
    isWritten = project.units.some(each => each.text.includes('32002'));
    writesCode.set(project, isWritten);
  }
  return isWritten;
}

const writesCode = new WeakMap<ProjectModel, boolean>();

/** A number that is written as an error code. */
export interface ErrorCode {
  readonly value: number;
  /** The name it is written with, if any: `RESOURCE_NOT_FOUND`, `ResourceNotFound`. */
  readonly name?: string;
  /** `ProtocolErrorCode` as this file calls it, when the code is one of its members. */
  readonly sdkEnum?: string;
  /** The constant of the project that holds it. */
  readonly constant?: ts.VariableDeclaration;
}

/** The error code an expression stands for: a literal, a constant, a member of an enumeration or of an object. */
export function errorCode(project: ProjectModel, node: ts.Expression): ErrorCode | undefined {
  const expression = unwrap(node);
  const literal = numberValue(expression);
  if (literal !== undefined) return { value: literal };
  if (ts.isIdentifier(expression)) return constantCode(project, expression);
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const name = expression.name.text;
  if (valuesOf(project).sdkExport(expression.expression) === 'ProtocolErrorCode') {
    const value = SDK_CODES[name];
    return value === undefined ? undefined : { value, name, sdkEnum: expression.expression.getText() };
  }
  const value = memberCode(project, expression.expression, name);
  return value === undefined ? undefined : { value, name };
}

function constantCode(project: ProjectModel, node: ts.Identifier): ErrorCode | undefined {
  const declaration = project.names.declaration(node);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = numberValue(unwrap(declaration.initializer));
  return value === undefined ? undefined : { value, name: node.text, constant: declaration };
}

/** The number behind `Codes.name`, where `Codes` is an enumeration or a constant object of the project. */
function memberCode(project: ProjectModel, owner: ts.Expression, name: string): number | undefined {
  const declaration = ts.isIdentifier(owner) ? project.names.declaration(owner) : undefined;
  if (!declaration) return undefined;
  if (ts.isEnumDeclaration(declaration)) {
    const found = declaration.members.find(each => nameText(each.name) === name);
    return found?.initializer && numberValue(found.initializer);
  }
  const object =
    ts.isVariableDeclaration(declaration) && declaration.initializer && unwrap(declaration.initializer);
  const value = object && ts.isObjectLiteralExpression(object) ? memberValue(object, name) : undefined;
  return value && numberValue(unwrap(value));
}

/**
 * How a file writes "invalid params": a member of `ProtocolErrorCode` where it uses that already, else the number.
 * @param like a code next to which it will stand
 */
export function invalidParams(project: ProjectModel, unit: SourceUnit, like?: ErrorCode): string {
  const name = like?.sdkEnum ?? enumName(project, unit);
  return name ? `${name}.InvalidParams` : String(ERROR_CODES.invalidParams);
}

function enumName(project: ProjectModel, unit: SourceUnit): string | undefined {
  if (!unit.text.includes('ProtocolErrorCode')) return undefined;
  let found: string | undefined;
  walk(unit.ast, node => {
    if (!found && ts.isPropertyAccessExpression(node)) {
      if (valuesOf(project).sdkExport(node.expression) === 'ProtocolErrorCode')
        found = node.expression.getText();
    }
    return !found;
  });
  return found;
}
