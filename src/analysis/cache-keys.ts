import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { isConst, member, memberValue, methodCall, unwrap } from '../recognise/syntax.js';
import { zodExport } from '../recognise/zod.js';
import { knownCall } from './harmless.js';

const SEPARATOR = /^[:|/#,; ]+$/;
const OPEN = /^(?:string|url|email|uuid)$/;
const CLOSED = /^(?:number|int|boolean)$/;
const REFINES =
  /^(?:min|max|int|url|email|uuid|regex|describe|default|trim|toLowerCase|toUpperCase|positive|nonnegative|length|startsWith|endsWith|meta|nonempty|gte|gt|lte|lt|finite)$/;
const GIVES_TEXT = /^(?:trim|toLowerCase|toUpperCase|toString|replace|replaceAll|join|normalize)$/;

/** What is left of the key of a cache without the session id. */
export interface RestOfKey {
  readonly text: string;
  /** Declarations, and accesses such as `args.url`, that the key tells apart. */
  readonly given: ReadonlySet<ts.Node | string>;
}

/**
 * Reads a key such as `${ctx.sessionId}:${url}`, of which one part is the session id.
 * @returns the rest of it; undefined where two different values may come out as one key
 */
export function restOfKey(
  project: ProjectModel,
  handler: Handler,
  key: ts.TemplateExpression,
  session: ts.Expression,
): RestOfKey | undefined {
  const ast = key.getSourceFile();
  const index = key.templateSpans.findIndex(each => each.expression === session);
  const raw = [key.head, ...key.templateSpans.map(each => each.literal)].map(each =>
    each
      .getText(ast)
      .replace(/^[`}]/, '')
      .replace(/(?:\$\{|`)$/, ''),
  );
  const rest = key.templateSpans.filter((_, at) => at !== index).map(each => each.expression);
  if (index < 0 || rest.length === 0) return undefined;
  raw.splice(index, 2, joined(raw[index]!, raw[index + 1]!));
  if (!raw.slice(1, -1).every(each => SEPARATOR.test(each))) return undefined;
  const reader = new PartReader(project, handler);
  const kinds = rest.map(each => reader.kindOf(each));
  if (kinds.includes(undefined) || kinds.filter(each => each !== 'closed').length > 1) return undefined;
  const isPlain = rest.length === 1 && raw.join('') === '' && kinds[0] === 'text';
  const text = isPlain
    ? rest[0]!.getText(ast)
    : `\`${raw[0]!}${rest.map((each, at) => `\${${each.getText(ast)}}${raw[at + 1]!}`).join('')}\``;
  return { text, given: reader.given };
}

/** What stands around the session id, with one separator less. */
function joined(before: string, after: string): string {
  const start = /[:|/#,; ]$/.test(before);
  if (before === '' || start) {
    return after === '' ? before.replace(/[:|/#,; ]+$/, '') : before + after.replace(/^[:|/#,; ]+/, '');
  }
  return before + after;
}

/** Tells which part of a key is text of any kind, and which a number or a choice that holds no separator. */
class PartReader {
  readonly given = new Set<ts.Node | string>();
  readonly #project: ProjectModel;
  readonly #handler: Handler;

  constructor(project: ProjectModel, handler: Handler) {
    this.#project = project;
    this.#handler = handler;
  }

  kindOf(expression: ts.Expression): 'text' | 'closed' | undefined {
    const node = unwrap(expression);
    if (isStringify(this.#project, node)) return this.#serialised(node) ? 'text' : undefined;
    const argument = this.#argument(node);
    if (argument !== undefined) {
      const kind = this.#schemaKind(argument);
      if (kind) this.#give(node);
      return kind;
    }
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
    const made = declaration.initializer && unwrap(declaration.initializer);
    const isText =
      made !== undefined &&
      (ts.isTemplateExpression(made) ||
        isStringify(this.#project, made) ||
        GIVES_TEXT.test(methodCall(made)?.name ?? ''));
    if (!isText || made.getText().includes('sessionId')) return undefined;
    this.#give(node);
    return 'text';
  }

  #give(node: ts.Expression): void {
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    this.given.add(declaration ?? node.getText());
  }

  /** `JSON.stringify(args)`, `JSON.stringify([url, depth])`, `JSON.stringify({ url, depth })` of arguments. */
  #serialised(call: ts.CallExpression): boolean {
    const [value] = call.arguments;
    if (!value || call.arguments.length > 1) return false;
    const written = unwrap(value);
    const parts = ts.isArrayLiteralExpression(written)
      ? written.elements
      : ts.isObjectLiteralExpression(written)
        ? written.properties.map(each =>
            ts.isShorthandPropertyAssignment(each)
              ? each.name
              : ts.isPropertyAssignment(each)
                ? each.initializer
                : undefined,
          )
        : [written];
    for (const part of parts) {
      const node = part && unwrap(part);
      if (!node || (!this.#isArguments(node) && this.#argument(node) === undefined)) return false;
      this.#give(node);
    }
    return parts.length > 0;
  }

  #isArguments(node: ts.Expression): boolean {
    const { parameters } = this.#handler.function;
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    return declaration !== undefined && this.#handler.contextIndex === 1 && declaration === parameters[0];
  }

  /** The name of the argument of the tool that an expression is. */
  #argument(node: ts.Expression): string | undefined {
    if (ts.isPropertyAccessExpression(node))
      return this.#isArguments(unwrap(node.expression)) ? node.name.text : undefined;
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    if (!declaration || !ts.isBindingElement(declaration) || declaration.dotDotDotToken) return undefined;
    const isOwn =
      this.#handler.contextIndex === 1 && declaration.parent.parent === this.#handler.function.parameters[0];
    const name = declaration.propertyName ?? declaration.name;
    return isOwn && ts.isIdentifier(name) ? name.text : undefined;
  }

  #schemaKind(argument: string): 'text' | 'closed' | undefined {
    const config = this.#handler.call.arguments[1] && unwrap(this.#handler.call.arguments[1]);
    if (!config || !ts.isObjectLiteralExpression(config)) return undefined;
    const schema = memberValue(config, 'inputSchema');
    const literal = schema && this.#literal(unwrap(schema));
    const written = literal && member(literal, argument) && memberValue(literal, argument);
    return written && this.#kindOfSchema(unwrap(written));
  }

  #literal(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
    if (ts.isObjectLiteralExpression(node)) return node;
    if (ts.isCallExpression(node))
      return node.arguments[0] &&
        /^(?:object|strictObject)$/.test(zodExport(this.#project.names, unwrap(node.expression))?.name ?? '')
        ? this.#literal(unwrap(node.arguments[0]))
        : undefined;
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    const isConstant = declaration && ts.isVariableDeclaration(declaration) && isConst(declaration);
    return isConstant && declaration.initializer ? this.#literal(unwrap(declaration.initializer)) : undefined;
  }

  #kindOfSchema(node: ts.Expression, isOptional = false): 'text' | 'closed' | undefined {
    if (!ts.isCallExpression(node)) return undefined;
    const made = zodExport(this.#project.names, unwrap(node.expression))?.name;
    if (made !== undefined) {
      if (OPEN.test(made)) return isOptional ? undefined : 'text';
      if (CLOSED.test(made)) return 'closed';
      const choices = node.arguments[0] && unwrap(node.arguments[0]);
      const isClosed =
        made === 'enum' &&
        choices !== undefined &&
        ts.isArrayLiteralExpression(choices) &&
        choices.elements.every(each => ts.isStringLiteralLike(each) && /^[\w-]+$/.test(each.text));
      return isClosed && !isOptional ? 'closed' : undefined;
    }
    const method = methodCall(node);
    if (!method) return undefined;
    if (method.name === 'optional') return this.#kindOfSchema(unwrap(method.object), true);
    return REFINES.test(method.name) ? this.#kindOfSchema(unwrap(method.object), isOptional) : undefined;
  }
}

function isStringify(project: ProjectModel, node: ts.Expression): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    knownCall(project, node.expression)?.does === 'computes' &&
    node.expression.getText() === 'JSON.stringify'
  );
}
