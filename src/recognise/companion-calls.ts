import { ts } from '../engine/ts.js';
import type { CallTerms, Companion, OptionTerms } from '../frameworks/types.js';
import type { ProjectModel } from '../project/model.js';
import { isModel } from './companion-models.js';
import { changed, type ChangedUse } from './changed-use.js';
import { isFunctionNode, nameText, propertyValue, unwrap } from './syntax.js';
import { isText } from './text-values.js';

const USAGE: ReadonlySet<string> = new Set(['usage', 'totalUsage']);
const SUMS: ReadonlySet<string> = new Set(['inputTokens', 'outputTokens', 'totalTokens']);

/** What calls of one companion give and take that its new version changed, or that is not in view. */
export class CallUses {
  readonly #project: ProjectModel;
  readonly #companion: Companion;
  readonly #all: readonly Companion[];

  constructor(project: ProjectModel, companion: Companion, all: readonly Companion[]) {
    this.#project = project;
    this.#companion = companion;
    this.#all = all;
  }

  of(call: ts.CallExpression, name: string, terms: CallTerms): ChangedUse[] {
    const given = call.arguments.length === 1 ? unwrap(call.arguments[0]!) : undefined;
    if (!given || !ts.isObjectLiteralExpression(given)) {
      return [{ node: call, text: `calls \`${name}\` with options that are not in view` }];
    }
    const options = given.properties.map(each => nameText(each.name));
    const { single } = terms;
    const more = single && !options.includes(single.without) ? single.results : [];
    const results = terms.results && [...terms.results, ...more];
    return [
      ...given.properties.flatMap((each, index) => this.#option(each, options[index], name, terms)),
      ...(results ? this.#result(call, name, results) : []),
    ];
  }

  #option(
    property: ts.ObjectLiteralElementLike,
    name: string | undefined,
    callee: string,
    { options }: CallTerms,
  ): ChangedUse[] {
    if (name === undefined)
      return [{ node: property, text: `calls \`${callee}\` with options that are not in view` }];
    const terms = Object.hasOwn(options, name) ? options[name]! : undefined;
    if (terms === 'any') return [];
    const value = ts.isMethodDeclaration(property) ? property : propertyValue(property);
    if (terms === undefined || !value) return [changed(property, name, this.#companion, 'gives')];
    if (typeof terms === 'object') return this.#event(value, name, terms);
    const isFine =
      !ts.isMethodDeclaration(value) &&
      (terms === 'model' ? isModel(this.#project, value, this.#all) : isText(this.#project, value));
    return isFine ? [] : [changed(property, name, this.#companion, 'gives')];
  }

  #event(
    value: ts.Expression | ts.MethodDeclaration,
    name: string,
    { event }: Exclude<OptionTerms, string>,
  ): ChangedUse[] {
    const handler = ts.isMethodDeclaration(value) ? value : unwrap(value);
    if (!isFunctionNode(handler) || handler.parameters.length > 1) {
      return [{ node: value, text: `handles \`${name}\` where it is not in view` }];
    }
    const [parameter] = handler.parameters;
    return parameter ? this.#bound(parameter.name, name, event) : [];
  }

  /** What is taken from the result of a call. */
  #result(call: ts.Expression, name: string, results: readonly string[]): ChangedUse[] {
    let node: ts.Node = call;
    while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
    const { parent } = node;
    if (ts.isExpressionStatement(parent)) return [];
    if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
      return this.#bound(parent.name, name, results);
    }
    return this.#taken(node, name, results);
  }

  /** What is taken from a value that a name, or a pattern, stands for. */
  #bound(target: ts.BindingName, of: string, members: readonly string[]): ChangedUse[] {
    if (ts.isIdentifier(target)) {
      return this.#project.names.references(target).flatMap(use => {
        const { parent } = use;
        const isInitial = ts.isVariableDeclaration(parent) && parent.initializer === use;
        return isInitial ? this.#bound(parent.name, of, members) : this.#taken(use, of, members);
      });
    }
    if (ts.isArrayBindingPattern(target))
      return [{ node: target, text: `takes the result of \`${of}\` apart` }];
    return target.elements.flatMap(element => {
      const key = nameText(element.propertyName ?? element.name);
      if (element.dotDotDotToken || key === undefined) {
        return [{ node: element, text: `takes all of what \`${of}\` gives` }];
      }
      if (!members.includes(key)) return [changed(element, key, this.#companion, 'reads')];
      return this.#inside(key, element.name);
    });
  }

  #taken(node: ts.Node, of: string, members: readonly string[]): ChangedUse[] {
    const { parent } = node;
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) {
      return [{ node, text: `hands on what \`${of}\` gives` }];
    }
    const name = parent.name.text;
    if (!members.includes(name)) return [changed(parent.name, name, this.#companion, 'reads')];
    if (name === 'steps') return this.#steps(parent);
    return USAGE.has(name) ? this.#usage(parent, name) : [];
  }

  /** What is taken from a member that keeps its name and not all that it holds. */
  #inside(key: string, target: ts.BindingName): ChangedUse[] {
    if (key !== 'steps' && !USAGE.has(key)) return [];
    if (!ts.isIdentifier(target)) return [{ node: target, text: `takes \`${key}\` apart` }];
    return this.#project.names
      .references(target)
      .flatMap(use => (key === 'steps' ? this.#steps(use) : this.#usage(use, key)));
  }

  /** Of the counts of tokens, only the sums are what they were. */
  #usage(node: ts.Expression, of: string): ChangedUse[] {
    const { parent } = node;
    const isSum =
      ts.isPropertyAccessExpression(parent) && parent.expression === node && SUMS.has(parent.name.text);
    if (isSum) return [];
    const text = `reads more of \`${of}\` than \`inputTokens\`, \`outputTokens\` and \`totalTokens\`, which alone are what they were`;
    return [{ node, text }];
  }

  /** Steps keep their members but for what their requests and responses hold. */
  #steps(node: ts.Expression): ChangedUse[] {
    const { parent } = node;
    const isCounted = ts.isPropertyAccessExpression(parent) && parent.name.text === 'length';
    if (isCounted) return [];
    const text = 'reads `steps`: what `response.messages` of one holds is of that step alone in `ai` 7';
    return [{ node, text }];
  }
}
