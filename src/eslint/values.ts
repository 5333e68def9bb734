import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { Names } from './names.js';
import { classGetter, classMember } from './class-members.js';
import { elementClass } from './element-classes.js';
import { Contexts } from './contexts.js';
import { calledMethod, callsOf, valuesReturned } from './functions.js';
import { className, isSdk } from './sdk-classes.js';
import { annotation, memberType, patternPath } from './types.js';
import {
  contains,
  enclosingClass,
  isFunction,
  keyName,
  memberName,
  propertyValue,
  unwrap,
  walk,
  type FunctionNode,
} from './tree.js';

const MAX_DEPTH = 12;

/**
 * Tells which class of the SDK a value is an instance of, in one file and without types: through variables, members
 * of `this`, type annotations, functions that return it, and modules of the project that export it.
 */
export class Values {
  readonly #sourceCode: Readonly<TSESLint.SourceCode>;
  readonly #names: Names;
  /** The contexts of handlers in the file. */
  readonly contexts: Contexts;
  readonly #known = new Map<TSESTree.Node, string | undefined>();
  readonly #returnedValues = new Map<FunctionNode, readonly TSESTree.Node[]>();

  constructor(sourceCode: Readonly<TSESLint.SourceCode>, names: Names) {
    this.#sourceCode = sourceCode;
    this.#names = names;
    this.contexts = new Contexts(sourceCode, names, this);
  }

  /**
   * The SDK class of a value by its SDK name, such as `McpServer`, `Server`, `Client`,
   * `StreamableHTTPServerTransport`; `Context` for the context of a handler, v1 or v2.
   */
  classOf(node: TSESTree.Node, depth = 0): string | undefined {
    const value = unwrap(node);
    if (this.#known.has(value)) return this.#known.get(value);
    if (depth > MAX_DEPTH) return undefined;
    this.#known.set(value, undefined);
    const found = this.#typeAssertion(node, depth) ?? this.#classOf(value, depth + 1);
    this.#known.set(value, found);
    return found;
  }

  /** The SDK class that a type annotation names, through `Promise`, unions with `undefined`, and local types. */
  classOfType(type: TSESTree.TypeNode | undefined, depth = 0): string | undefined {
    if (!type || depth > MAX_DEPTH) return undefined;
    switch (type.type) {
      case AST_NODE_TYPES.TSUnionType:
      case AST_NODE_TYPES.TSIntersectionType:
        return type.types.map(each => this.classOfType(each, depth + 1)).find(Boolean);
      case AST_NODE_TYPES.TSTypeQuery:
        return type.exprName.type === AST_NODE_TYPES.Identifier
          ? this.classOf(type.exprName, depth + 1)
          : undefined;
      case AST_NODE_TYPES.TSImportType:
        return className(this.#names.sdkName(type));
      case AST_NODE_TYPES.TSTypeReference: {
        const name = this.#names.sdkName(type.typeName);
        if (name) return className(name);
        const { typeName } = type;
        if (typeName.type !== AST_NODE_TYPES.Identifier) return undefined;
        if (/^(?:Promise|Readonly|NonNullable|Awaited|Required)$/.test(typeName.name)) {
          return this.classOfType(type.typeArguments?.params[0], depth + 1);
        }
        if (typeName.name === 'ReturnType') {
          const of = type.typeArguments?.params[0];
          const maker =
            of?.type === AST_NODE_TYPES.TSTypeQuery && of.exprName.type === AST_NODE_TYPES.Identifier
              ? this.#names.function(of.exprName)
              : undefined;
          return maker && this.#returned(maker, depth + 1);
        }
        const declared = this.#names.variable(typeName)?.defs[0]?.node;
        if (declared?.type === AST_NODE_TYPES.TSTypeAliasDeclaration) {
          return this.classOfType(declared.typeAnnotation, depth + 1);
        }
        return this.#superClass(declared, depth);
      }
      default:
        return undefined;
    }
  }

  #typeAssertion(node: TSESTree.Node, depth: number): string | undefined {
    if (node.type === AST_NODE_TYPES.TSAsExpression || node.type === AST_NODE_TYPES.TSTypeAssertion) {
      return this.classOfType(node.typeAnnotation, depth + 1);
    }
    return undefined;
  }

  #classOf(value: TSESTree.Node, depth: number): string | undefined {
    switch (value.type) {
      case AST_NODE_TYPES.NewExpression:
        return this.#constructed(value.callee, depth);
      case AST_NODE_TYPES.Identifier:
        return this.#variable(value, depth);
      case AST_NODE_TYPES.MemberExpression:
        return this.#member(value, depth);
      case AST_NODE_TYPES.CallExpression:
        return this.#called(value, depth);
      case AST_NODE_TYPES.ThisExpression:
        return this.#superClass(enclosingClass(value), depth);
      case AST_NODE_TYPES.LogicalExpression:
        return this.classOf(value.left, depth) ?? this.classOf(value.right, depth);
      case AST_NODE_TYPES.ConditionalExpression:
        return this.classOf(value.consequent, depth) ?? this.classOf(value.alternate, depth);
      case AST_NODE_TYPES.AssignmentExpression:
        return this.classOf(value.right, depth);
      default:
        return undefined;
    }
  }

  #constructed(callee: TSESTree.Node, depth: number): string | undefined {
    const name = this.#names.sdkName(callee);
    if (name) return className(name);
    if (callee.type !== AST_NODE_TYPES.Identifier) return undefined;
    return this.#superClass(this.#names.variable(callee)?.defs[0]?.node, depth);
  }

  #superClass(declared: TSESTree.Node | undefined, depth: number): string | undefined {
    const isClass =
      declared?.type === AST_NODE_TYPES.ClassDeclaration || declared?.type === AST_NODE_TYPES.ClassExpression;
    return isClass && declared.superClass && depth < MAX_DEPTH
      ? this.#constructed(declared.superClass, depth + 1)
      : undefined;
  }

  #variable(node: TSESTree.Identifier, depth: number): string | undefined {
    const variable = this.#names.variable(node);
    const definition = variable?.defs[0];
    if (!variable || !definition) return undefined;
    const { name } = definition;
    const typed = name.type === AST_NODE_TYPES.Identifier ? annotation(name) : undefined;
    if (typed) return this.classOfType(typed, depth);
    if (definition.node.type === AST_NODE_TYPES.ImportSpecifier) return this.#imported(node);
    if (definition.node.type === AST_NODE_TYPES.VariableDeclarator) {
      const { id, init } = definition.node;
      if (id.type === AST_NODE_TYPES.ObjectPattern)
        return init ? this.#bound(name, id, init, depth) : undefined;
      const direct = init ? this.classOf(init, depth) : undefined;
      return direct ?? this.#assigned(variable, depth);
    }
    if (isFunction(definition.node)) return this.#parameter(name, definition.node, depth);
    return undefined;
  }

  #imported(node: TSESTree.Identifier): string | undefined {
    const found = this.#names.imported(node);
    const name = found?.exported.instanceOf;
    const source = name === undefined ? undefined : found?.imports.get(name);
    return source && isSdk(source.module) ? className(source.name) : undefined;
  }

  #assigned(variable: TSESLint.Scope.Variable, depth: number): string | undefined {
    for (const { writeExpr, init } of variable.references) {
      const found = writeExpr && !init ? this.classOf(writeExpr, depth) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** A name that a pattern takes out of what a function of the file returns: `const { server } = createServer()`. */
  #bound(name: TSESTree.Node, pattern: TSESTree.ObjectPattern, init: TSESTree.Node, depth: number) {
    const bound = pattern.properties.find(
      (each): each is TSESTree.Property => each.type === AST_NODE_TYPES.Property && each.value === name,
    );
    const key = bound && keyName(bound);
    return key === undefined ? undefined : this.#memberOf(init, key, depth);
  }

  #memberOf(owner: TSESTree.Node, key: string, depth: number): string | undefined {
    const value = unwrap(owner);
    if (key === 'server' && this.classOf(value, depth) === 'McpServer') return 'Server';
    const object = this.#names.object(value);
    if (object) {
      const found = propertyValue(object, key);
      return found && this.classOf(found, depth);
    }
    if (value.type === AST_NODE_TYPES.CallExpression) {
      const maker = this.#names.function(value.callee);
      return maker && this.#eachReturned(maker, node => this.#memberOf(node, key, depth + 1), depth);
    }
    if (value.type !== AST_NODE_TYPES.Identifier) return undefined;
    const definition = this.#names.variable(value)?.defs[0];
    const type = definition ? annotation(definition.name) : undefined;
    if (type) return this.classOfType(memberType(type, key, this.#names), depth);
    const init = this.#names.initializer(value);
    return init && init !== value && depth < MAX_DEPTH ? this.#memberOf(init, key, depth + 1) : undefined;
  }

  #parameter(name: TSESTree.Node, owner: FunctionNode, depth: number): string | undefined {
    const index = owner.params.findIndex(each => each === name);
    if (index < 0) {
      const pattern = owner.params.find(
        each => each.type === AST_NODE_TYPES.ObjectPattern && contains(each, name),
      );
      const type = pattern && annotation(pattern);
      const key = patternPath(name)?.path;
      return type && key?.length === 1
        ? this.classOfType(memberType(type, key[0]!, this.#names), depth)
        : undefined;
    }
    if (this.contexts.parameterOf(owner) === name) return 'Context';
    for (const call of callsOf(this.#sourceCode, owner)) {
      const argument = call.arguments[index];
      const found = argument && this.classOf(argument, depth);
      if (found) return found;
    }
    return undefined;
  }

  #member(node: TSESTree.MemberExpression, depth: number): string | undefined {
    const name = memberName(node);
    const member = classMember(node);
    if (member) {
      const found =
        this.classOfType(member.typeAnnotation?.typeAnnotation, depth) ??
        (member.value ? this.classOf(member.value, depth) : undefined);
      if (found) return found;
    }
    const getter = classGetter(node);
    if (getter && depth < MAX_DEPTH) return this.#returned(getter, depth + 1);
    if (unwrap(node.object).type === AST_NODE_TYPES.ThisExpression && name !== undefined) {
      const inherited = name === 'server' ? this.#superClass(enclosingClass(node), depth) : undefined;
      return this.#assignedMember(node, name, depth) ?? (inherited === 'McpServer' ? 'Server' : undefined);
    }
    return name === undefined
      ? elementClass(this, this.#names, node.object)
      : this.#memberOf(node.object, name, depth);
  }

  #assignedMember(node: TSESTree.MemberExpression, name: string, depth: number): string | undefined {
    const owner = enclosingClass(node);
    let found: string | undefined;
    if (!owner) return undefined;
    walk(this.#sourceCode, owner, at => {
      if (found) return false;
      const isAssignment =
        at.type === AST_NODE_TYPES.AssignmentExpression &&
        at.left.type === AST_NODE_TYPES.MemberExpression &&
        at.left.object.type === AST_NODE_TYPES.ThisExpression &&
        memberName(at.left) === name;
      if (isAssignment) found = this.classOf(at.right, depth);
      return undefined;
    });
    return found;
  }

  #called(node: TSESTree.CallExpression, depth: number): string | undefined {
    const { callee } = node;
    if (callee.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'get') {
      const element = elementClass(this, this.#names, callee.object);
      if (element) return element;
    }
    const isOwn =
      callee.type === AST_NODE_TYPES.MemberExpression && callee.object.type === AST_NODE_TYPES.ThisExpression;
    const maker = isOwn ? calledMethod(callee) : this.#names.function(callee);
    return maker && depth < MAX_DEPTH ? this.#returned(maker, depth + 1) : undefined;
  }

  #returned(maker: FunctionNode, depth: number): string | undefined {
    return (
      this.classOfType(maker.returnType?.typeAnnotation, depth) ??
      this.#eachReturned(maker, node => this.classOf(node, depth), depth)
    );
  }

  #eachReturned(
    maker: FunctionNode,
    test: (node: TSESTree.Node) => string | undefined,
    depth: number,
  ): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    let values = this.#returnedValues.get(maker);
    if (!values) this.#returnedValues.set(maker, (values = valuesReturned(this.#sourceCode, maker)));
    for (const value of values) {
      const found = test(value);
      if (found) return found;
    }
    return undefined;
  }
}
