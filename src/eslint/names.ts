import { ASTUtils, AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import { constantOf } from './constants.js';
import { exportOf, type ResolvedExport } from './module-exports.js';
import {
  isFunction,
  keyName,
  literalText,
  memberName,
  propertyValue,
  unwrap,
  wrapped,
  type FunctionNode,
} from './tree.js';

type Variable = TSESLint.Scope.Variable;

/** Where a name comes from: a module specifier and the name it has there, `*` for the module itself. */
export interface Origin {
  readonly module: string;
  readonly name: string;
}

/** Resolves names in one file, without types: imports, `require`, aliases, members of namespaces, barrels. */
export class Names {
  readonly #sourceCode: Readonly<TSESLint.SourceCode>;
  readonly #filename: string;
  readonly #origins = new Map<TSESTree.Node, Origin | undefined>();

  constructor(sourceCode: Readonly<TSESLint.SourceCode>, filename: string) {
    this.#sourceCode = sourceCode;
    this.#filename = filename;
  }

  /** The variable that an identifier means; undefined for globals. */
  variable(node: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | undefined {
    return ASTUtils.findVariable(this.#sourceCode.getScope(node), node.name) ?? undefined;
  }

  /** The package export that an expression, a type name or an import specifier means. */
  origin(node: TSESTree.Node): Origin | undefined {
    if (this.#origins.has(node)) return this.#origins.get(node);
    this.#origins.set(node, undefined);
    const found = this.#origin(unwrap(node));
    this.#origins.set(node, found);
    return found;
  }

  /** The name that an expression has in the SDK, v1 or v2; undefined when it is not from there. */
  sdkName(node: TSESTree.Node): string | undefined {
    const origin = this.origin(node);
    return origin && (isV1Specifier(origin.module) || isV2Specifier(origin.module)) ? origin.name : undefined;
  }

  /** What a name imported from a module of the project is there. */
  imported(node: TSESTree.Identifier): ResolvedExport | undefined {
    const found = this.#import(this.variable(node));
    return found && exportOf(this.#filename, found.module, found.name);
  }

  /** The initializer of a `const`, or of a variable that is written once. */
  initializer(node: TSESTree.Identifier): TSESTree.Node | undefined {
    const variable = this.variable(node);
    const [definition] = variable?.defs ?? [];
    const declarator = definition?.node;
    if (variable?.defs.length !== 1 || declarator?.type !== AST_NODE_TYPES.VariableDeclarator)
      return undefined;
    if (!declarator.init || declarator.id.type !== AST_NODE_TYPES.Identifier) return undefined;
    const isFixed =
      declarator.parent.type === AST_NODE_TYPES.VariableDeclaration && declarator.parent.kind === 'const';
    return isFixed || variable.references.every(each => !each.isWrite() || each.init)
      ? declarator.init
      : undefined;
  }

  /** The calls that an object is an argument of, written there or by the name of the constant that holds it. */
  passedTo(node: TSESTree.ObjectExpression): TSESTree.CallExpression[] {
    const { parent } = wrapped(node);
    if (parent?.type === AST_NODE_TYPES.CallExpression) return [parent];
    if (parent?.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier)
      return [];
    return (this.variable(parent.id)?.references ?? []).flatMap(({ identifier }) => {
      const { parent: user } = wrapped(identifier);
      return user?.type === AST_NODE_TYPES.CallExpression && user.callee !== identifier ? [user] : [];
    });
  }

  /** The function that an expression is: written there, or declared under the name that is used. */
  function(node: TSESTree.Node): FunctionNode | undefined {
    const value = unwrap(node);
    if (isFunction(value)) return value;
    if (value.type !== AST_NODE_TYPES.Identifier) return undefined;
    const declared = this.variable(value)?.defs[0]?.node;
    if (isFunction(declared)) return declared;
    const assigned = this.initializer(value);
    const inner = assigned && unwrap(assigned);
    return isFunction(inner) ? inner : undefined;
  }

  /** The object that an expression is: written there, or kept in a constant. */
  object(node: TSESTree.Node | undefined): TSESTree.ObjectExpression | undefined {
    if (!node) return undefined;
    const value = unwrap(node);
    if (value.type === AST_NODE_TYPES.ObjectExpression) return value;
    if (value.type === AST_NODE_TYPES.MemberExpression) {
      const name = memberName(value);
      const owner = name === undefined ? undefined : this.object(value.object);
      return owner && this.object(propertyValue(owner, name!));
    }
    if (value.type !== AST_NODE_TYPES.Identifier) return undefined;
    const assigned = this.initializer(value);
    const inner = assigned && unwrap(assigned);
    return inner?.type === AST_NODE_TYPES.ObjectExpression ? inner : undefined;
  }

  /** The string that an expression surely is: a literal, or a constant of this file or of one it imports from. */
  string(node: TSESTree.Node | null | undefined): string | undefined {
    const value = constantOf(this, node);
    return typeof value === 'string' ? value : undefined;
  }

  /** The number that an expression surely is, as `string` tells strings. */
  number(node: TSESTree.Node | null | undefined): number | undefined {
    const value = constantOf(this, node);
    return typeof value === 'number' ? value : undefined;
  }

  #origin(node: TSESTree.Node): Origin | undefined {
    switch (node.type) {
      case AST_NODE_TYPES.Identifier:
      case AST_NODE_TYPES.JSXIdentifier:
        return this.#named(node);
      case AST_NODE_TYPES.MemberExpression: {
        const name = memberName(node);
        return name === undefined ? undefined : this.#memberOf(this.origin(node.object), name);
      }
      case AST_NODE_TYPES.TSQualifiedName:
        return this.#memberOf(this.origin(node.left), node.right.name);
      case AST_NODE_TYPES.TSTypeReference:
        return this.origin(node.typeName);
      case AST_NODE_TYPES.TSTypeQuery:
        return this.origin(node.exprName);
      case AST_NODE_TYPES.TSImportType: {
        const module = literalText(node.source);
        const name = node.qualifier?.type === AST_NODE_TYPES.Identifier ? node.qualifier.name : '*';
        return module === undefined ? undefined : this.#through(module, name);
      }
      case AST_NODE_TYPES.ImportExpression: {
        const module = literalText(node.source);
        return module === undefined ? undefined : this.#through(module, '*');
      }
      case AST_NODE_TYPES.CallExpression: {
        const isRequire = node.callee.type === AST_NODE_TYPES.Identifier && node.callee.name === 'require';
        const module = isRequire ? literalText(node.arguments[0]) : undefined;
        return module === undefined ? this.#settled(node) : this.#through(module, '*');
      }
      case AST_NODE_TYPES.TSExternalModuleReference: {
        const module = literalText(node.expression);
        return module === undefined ? undefined : this.#through(module, '*');
      }
      default:
        return undefined;
    }
  }

  /** `import('…').catch(…)`, which is the module when all goes well, and `import('…').then(m => m.Client)`. */
  #settled({ callee, arguments: [callback] }: TSESTree.CallExpression): Origin | undefined {
    if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
    const name = memberName(callee);
    if (name === 'catch' || name === 'finally') return this.origin(callee.object);
    if (name !== 'then' || !isFunction(callback)) return undefined;
    const [parameter] = callback.params;
    const body = unwrap(callback.body);
    const isMember =
      parameter?.type === AST_NODE_TYPES.Identifier &&
      body.type === AST_NODE_TYPES.MemberExpression &&
      body.object.type === AST_NODE_TYPES.Identifier &&
      body.object.name === parameter.name;
    const member = isMember ? memberName(body) : undefined;
    return member === undefined ? undefined : this.#memberOf(this.origin(callee.object), member);
  }

  #named(node: TSESTree.Identifier | TSESTree.JSXIdentifier): Origin | undefined {
    const variable = this.variable(node);
    const imported = this.#import(variable);
    if (imported) return this.#through(imported.module, imported.name);
    const definition = variable?.defs[0];
    if (definition?.node.type === AST_NODE_TYPES.TSImportEqualsDeclaration) {
      return this.origin(definition.node.moduleReference);
    }
    const declarator = definition?.node;
    if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator || !declarator.init) return undefined;
    const { id, init } = declarator;
    if (id.type === AST_NODE_TYPES.Identifier) {
      return init.type === AST_NODE_TYPES.NewExpression ? undefined : this.origin(init);
    }
    if (id.type !== AST_NODE_TYPES.ObjectPattern) return undefined;
    const bound = id.properties.find(
      (each): each is TSESTree.Property =>
        each.type === AST_NODE_TYPES.Property &&
        (each.value === definition?.name ||
          (each.value.type === AST_NODE_TYPES.AssignmentPattern && each.value.left === definition?.name)),
    );
    const name = bound && keyName(bound);
    return name === undefined ? undefined : this.#memberOf(this.origin(init), name);
  }

  /** The items of a list: an array, or a set made of one, written there or kept in a constant. */
  items(list: TSESTree.Node): TSESTree.Node[] {
    const value = unwrap(list);
    if (value.type === AST_NODE_TYPES.ArrayExpression) {
      return value.elements.flatMap(each =>
        each && each.type !== AST_NODE_TYPES.SpreadElement ? [each] : [],
      );
    }
    if (value.type === AST_NODE_TYPES.NewExpression) {
      return value.arguments[0]?.type === AST_NODE_TYPES.ArrayExpression
        ? this.items(value.arguments[0])
        : [];
    }
    const assigned = value.type === AST_NODE_TYPES.Identifier ? this.initializer(value) : undefined;
    return assigned && assigned !== value ? this.items(assigned) : [];
  }

  #import(variable: Variable | undefined): Origin | undefined {
    const definition = variable?.defs[0];
    const node = definition?.node;
    const declaration = definition?.parent;
    if (declaration?.type !== AST_NODE_TYPES.ImportDeclaration) return undefined;
    const module = declaration.source.value;
    if (node?.type === AST_NODE_TYPES.ImportNamespaceSpecifier) return { module, name: '*' };
    if (node?.type === AST_NODE_TYPES.ImportDefaultSpecifier) return { module, name: 'default' };
    if (node?.type !== AST_NODE_TYPES.ImportSpecifier) return undefined;
    const { imported } = node;
    return { module, name: imported.type === AST_NODE_TYPES.Identifier ? imported.name : imported.value };
  }

  /** The origin behind a module of the project that passes a name on. */
  #through(module: string, name: string): Origin {
    if (!module.startsWith('.') || name === '*') return { module, name };
    return exportOf(this.#filename, module, name)?.exported.from ?? { module, name };
  }
  /** A member of a module, also of one imported as a whole through `default`. */
  #memberOf(owner: Origin | undefined, name: string): Origin | undefined {
    if (owner?.name !== '*' && owner?.name !== 'default') return undefined;
    return this.#through(owner.module, name);
  }
}
