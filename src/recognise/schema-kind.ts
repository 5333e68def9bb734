import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { madeBy, returnsSchema, typedAs, type SchemaKind } from './schema-names.js';
import { typedSchemaKind } from './schema-type.js';
import { isConst, member, nameText, propertyValue, returnedExpressions, unwrap } from './syntax.js';
import { valuesOf, type Values } from './values.js';
import { writtenAs } from './written.js';
import { zodExport } from './zod.js';

export type { SchemaKind } from './schema-names.js';

const UNKNOWN: SchemaKind = { is: 'unknown' };

/** Tells schemas from shapes: by how a value was written, by its declared type, and last by the type checker. */
export class SchemaKinds {
  readonly #project: ProjectModel;
  readonly #values: Values;
  readonly #known = new Map<ts.Node, SchemaKind>();

  constructor(project: ProjectModel) {
    this.#project = project;
    this.#values = valuesOf(project);
  }

  /** The kind of an expression. */
  of(node: ts.Expression): SchemaKind {
    const bySyntax = this.bySyntax(node);
    return bySyntax.is === 'unknown' ? (typedSchemaKind(this.#project, unwrap(node)) ?? UNKNOWN) : bySyntax;
  }

  /** The kind as declarations and values in the project show it, without types of packages. */
  bySyntax(node: ts.Expression): SchemaKind {
    const known = this.#known.get(node);
    if (known) return known;
    this.#known.set(node, UNKNOWN);
    const kind = this.#expression(unwrap(node));
    this.#known.set(node, kind);
    return kind;
  }

  #expression(node: ts.Expression): SchemaKind {
    if (ts.isObjectLiteralExpression(node)) return this.#literal(node);
    if (ts.isCallExpression(node)) return this.#called(node);
    if (ts.isIdentifier(node)) {
      return node.text === 'undefined'
        ? { is: 'absent' }
        : this.#declared(this.#project.names.declaration(node));
    }
    if (ts.isPropertyAccessExpression(node)) return this.#member(node);
    if (ts.isConditionalExpression(node)) {
      return together([this.bySyntax(node.whenTrue), this.bySyntax(node.whenFalse)]);
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken) {
        const [left, right] = [this.bySyntax(node.left), this.bySyntax(node.right)];
        return left.is === right.is ? { ...left, optional: right.optional ?? false } : UNKNOWN;
      }
    }
    return UNKNOWN;
  }

  #literal(node: ts.ObjectLiteralExpression): SchemaKind {
    let zod: string | undefined;
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.bySyntax(property.expression);
        if (spread.is === 'schema') return UNKNOWN;
        zod ??= spread.zod;
        continue;
      }
      const value = propertyValue(property);
      if (!value) return UNKNOWN;
      if (isPlainValue(unwrap(value))) return nameText(property.name) === 'type' ? { is: 'json' } : UNKNOWN;
      zod ??= this.#zodOf(value);
    }
    // SDK v1 took schemas and shapes here and nothing else, and a literal is no schema.
    return { is: 'shape', ...(zod !== undefined && { zod }) };
  }

  /** The Zod module a field's schema is made with, when it is made on the spot or by a constant. */
  #zodOf(node: ts.Expression): string | undefined {
    let at = unwrap(node);
    while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) {
      const found = zodExport(this.#project.names, at);
      if (found) return found.module;
      at = unwrap(at.expression);
    }
    if (!ts.isIdentifier(at)) return undefined;
    const found = zodExport(this.#project.names, at);
    if (found) return found.module;
    const declaration = this.#project.names.declaration(at);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    return this.#known.has(declaration.initializer) ? undefined : this.#zodOf(declaration.initializer);
  }

  #called(node: ts.CallExpression): SchemaKind {
    const callee = unwrap(node.expression);
    const { names } = this.#project;
    const origin = zodExport(names, callee) ?? names.origin(callee);
    if (origin) return madeBy(origin);
    if (ts.isPropertyAccessExpression(callee)) {
      const name = callee.name.text;
      if (isGlobal(callee.expression, 'Object') && name === 'freeze' && node.arguments[0]) {
        return this.bySyntax(node.arguments[0]);
      }
      if (isGlobal(callee.expression, 'Object') && name === 'assign') {
        const parts = node.arguments.map(each => this.bySyntax(each));
        return parts.every(part => part.is === 'shape') ? (parts.at(-1) ?? UNKNOWN) : UNKNOWN;
      }
      const owner = this.bySyntax(callee.expression);
      if (owner.is === 'schema' && !owner.optional) return returnsSchema(name) ? owner : UNKNOWN;
    }
    const target = this.#values.callee(node);
    if (!target) return UNKNOWN;
    const declared = this.ofType(target.type);
    if (declared.is !== 'unknown') return declared;
    return together(returnedExpressions(target).map(each => this.#returned(each, target, node)));
  }

  /** What a function returns: its own parameter stands for what this call passes. */
  #returned(value: ts.Expression, target: ts.SignatureDeclaration, call: ts.CallExpression): SchemaKind {
    const plain = unwrap(value);
    const declaration = ts.isIdentifier(plain) ? this.#project.names.declaration(plain) : undefined;
    if (!declaration || !ts.isParameter(declaration)) return this.bySyntax(value);
    const argument = call.arguments[target.parameters.indexOf(declaration)];
    return argument ? this.bySyntax(argument) : UNKNOWN;
  }

  #member(node: ts.PropertyAccessExpression): SchemaKind {
    const name = node.name.text;
    if (name === 'shape') {
      const owner = this.bySyntax(node.expression);
      if (owner.is === 'schema')
        return { ...owner, is: 'shape', optional: node.questionDotToken !== undefined };
    }
    const written = writtenAs(this.#project, node);
    if (written && !written.includes(node)) return together(written.map(each => this.bySyntax(each)));
    const owner = this.#values.of(node.expression);
    if (owner?.is === 'shape')
      return this.#declared(owner.members.find(each => nameText(each.name) === name));
    return ts.isIdentifier(node.name) ? this.#declared(this.#project.names.declaration(node.name)) : UNKNOWN;
  }

  #declared(declaration: ts.Node | undefined): SchemaKind {
    if (!declaration) return UNKNOWN;
    if (ts.isPropertyAssignment(declaration)) return this.bySyntax(declaration.initializer);
    if (ts.isShorthandPropertyAssignment(declaration)) return this.bySyntax(declaration.name);
    if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) {
      const declared = this.ofType(declaration.type);
      if (declared.is !== 'unknown' || !declaration.initializer) return declared;
      const isFixed = ts.isPropertyDeclaration(declaration) || isConst(declaration);
      return isFixed ? this.bySyntax(declaration.initializer) : UNKNOWN;
    }
    if (ts.isParameter(declaration) || ts.isPropertySignature(declaration)) {
      const declared = this.ofType(declaration.type);
      return declaration.questionToken ? { ...declared, optional: true } : declared;
    }
    if (ts.isBindingElement(declaration)) return this.#bound(declaration);
    if (ts.isPropertyAccessExpression(declaration) && ts.isBinaryExpression(declaration.parent)) {
      return this.bySyntax(declaration.parent.right);
    }
    if (ts.isGetAccessorDeclaration(declaration)) {
      const declared = this.ofType(declaration.type);
      return declared.is === 'unknown'
        ? together(returnedExpressions(declaration).map(each => this.bySyntax(each)))
        : declared;
    }
    return UNKNOWN;
  }

  #bound(node: ts.BindingElement): SchemaKind {
    const key = nameText(node.propertyName ?? node.name);
    if (node.dotDotDotToken || node.initializer || key === undefined) return UNKNOWN;
    const owner = ts.isObjectBindingPattern(node.parent)
      ? this.#values.ofDeclaration(node.parent.parent)
      : undefined;
    if (owner?.is === 'object') return this.#declared(member(owner.literal, key));
    if (owner?.is === 'shape') return this.#declared(owner.members.find(each => nameText(each.name) === key));
    return UNKNOWN;
  }

  /** The kind of the values of a written type. */
  ofType(node: ts.TypeNode | undefined): SchemaKind {
    if (!node) return UNKNOWN;
    if (ts.isParenthesizedTypeNode(node)) return this.ofType(node.type);
    if (ts.isUnionTypeNode(node)) {
      const present = node.types.filter(each => !isAbsent(each));
      const kind = together(present.map(each => this.ofType(each)));
      return present.length < node.types.length ? { ...kind, optional: true } : kind;
    }
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) return { is: 'absent' };
    if (ts.isTypeQueryNode(node)) return this.#queried(node.exprName);
    if (ts.isTypeLiteralNode(node)) return this.#members(node.members);
    if (!ts.isTypeReferenceNode(node)) return UNKNOWN;
    const { names } = this.#project;
    const origin = zodExport(names, node.typeName) ?? names.origin(node.typeName);
    if (origin) return typedAs(origin);
    if (!ts.isIdentifier(node.typeName)) return UNKNOWN;
    const declaration = this.#project.names.declaration(node.typeName);
    if (!declaration) {
      const [, element] = node.typeArguments ?? [];
      const isRecord = node.typeName.text === 'Record' && element !== undefined;
      return isRecord && this.ofType(element).is === 'schema' ? { is: 'shape' } : UNKNOWN;
    }
    if (ts.isTypeParameterDeclaration(declaration)) return this.ofType(declaration.constraint);
    if (ts.isTypeAliasDeclaration(declaration)) return this.ofType(declaration.type);
    return ts.isInterfaceDeclaration(declaration) ? this.#members(declaration.members) : UNKNOWN;
  }

  /** The kind of what `typeof name` names. */
  #queried(name: ts.EntityName): SchemaKind {
    if (ts.isIdentifier(name)) return this.#declared(this.#project.names.declaration(name));
    if (!ts.isIdentifier(name.left)) return UNKNOWN;
    const owner = this.#values.ofDeclaration(this.#project.names.declaration(name.left));
    if (owner?.is === 'object') return this.#declared(member(owner.literal, name.right.text));
    return this.#declared(this.#project.names.declaration(name.right));
  }

  #members(members: readonly ts.TypeElement[]): SchemaKind {
    const isShape =
      members.length > 0 &&
      members.every(
        each =>
          (ts.isPropertySignature(each) || ts.isIndexSignatureDeclaration(each)) &&
          this.ofType(each.type).is === 'schema',
      );
    return isShape ? { is: 'shape' } : UNKNOWN;
  }
}

const snapshots = new WeakMap<ProjectModel, SchemaKinds>();

/** The schema kinds of a project snapshot, kept with it. */
export function schemaKindsOf(project: ProjectModel): SchemaKinds {
  let kinds = snapshots.get(project);
  if (!kinds) snapshots.set(project, (kinds = new SchemaKinds(project)));
  return kinds;
}

/** One kind for alternatives: the same, or the same with `undefined` among them. */
function together(kinds: readonly SchemaKind[]): SchemaKind {
  const present = kinds.filter(kind => kind.is !== 'absent');
  const [first] = present;
  if (!first) return kinds[0] ?? UNKNOWN;
  if (present.some(kind => kind.is !== first.is)) return UNKNOWN;
  const optional = present.length < kinds.length || present.some(kind => kind.optional);
  const zod = present.find(kind => kind.zod)?.zod;
  return { is: first.is, ...(optional && { optional }), ...(zod !== undefined && { zod }) };
}

function isPlainValue(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

function isAbsent(node: ts.TypeNode): boolean {
  return (
    node.kind === ts.SyntaxKind.UndefinedKeyword ||
    (ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword)
  );
}

function isGlobal(node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}
