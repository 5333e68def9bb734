import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestCode, RecordedCalls } from '../src/recognise/recorded-calls.js';
import {
  newPlace,
  registrationRoles,
  type RegistrationRole,
  type RegistrationRoles,
} from '../src/recognise/registration-roles.js';
import { isFunctionNode, methodCall, nameText, unwrap, walk, wrapped } from '../src/recognise/syntax.js';
import { NEW_REGISTRATIONS } from '../src/recognise/variadic-calls.js';
import { objectAround } from '../src/rewrite/object-around.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Tests that record registrations on a stand-in for a server: `server.tool` becomes `server.registerTool`, and what
 * they read from the recorded arguments is looked for where it is now. Which argument was which is known from the
 * calls that are turned into registrations at the same time. A file where something is not certain stays, and its
 * uses of the old methods are reported.
 */
export const recordedRegistrations: Transform = {
  name: 'recorded-registrations',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const roles = registrationRoles(project);
    if (roles.size === 0) return { rewrites: [], left: [] };
    const recorded = new RecordedCalls(project);
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!isTestCode(unit)) continue;
      const reader = new RecordReader(project, unit, recorded, roles);
      walk(unit.ast, node => reader.visit(node));
      // A file goes as a whole: what it records and what it reads have to fit together.
      if (reader.isCertain) rewrites.push(...reader.rewrites);
    }
    return { rewrites, left: [] };
  },
};

class RecordReader {
  readonly rewrites: Rewrite[] = [];
  /** Whether all that was met could be rewritten. */
  isCertain = true;
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #recorded: RecordedCalls;
  readonly #roles: ReadonlyMap<string, RegistrationRoles>;

  constructor(
    project: ProjectModel,
    unit: SourceUnit,
    recorded: RecordedCalls,
    roles: ReadonlyMap<string, RegistrationRoles>,
  ) {
    this.#project = project;
    this.#unit = unit;
    this.#recorded = recorded;
    this.#roles = roles;
  }

  visit(node: ts.Node): void {
    if (ts.isPropertyAccessExpression(node)) this.#reference(node);
    else if (ts.isElementAccessExpression(node)) this.#element(node);
    else if (ts.isArrayBindingPattern(node)) this.#pattern(node);
    else if (ts.isCallExpression(node)) this.#call(node);
    else if (ts.isObjectLiteralExpression(node) && this.#recorded.isStandIn(node)) this.#standIn(node);
  }

  /** `server.tool as Mock`, `expect(server.tool)`, `server.tool.mock`. */
  #reference(node: ts.PropertyAccessExpression): void {
    if (!Object.hasOwn(NEW_REGISTRATIONS, node.name.text) || !isRecorder(node)) return;
    if (!this.#recorded.isServer(node.expression)) return;
    this.#rewrite([this.#edit(node.name, NEW_REGISTRATIONS[node.name.text]!)]);
  }

  /** `call[3]`. */
  #element(node: ts.ElementAccessExpression): void {
    const key = unwrap(node.argumentExpression);
    const index = ts.isNumericLiteral(key) ? Number(key.text) : undefined;
    const method = index === undefined ? undefined : this.#recorded.call(node.expression);
    if (!method || !index) return;
    const role = this.#role(method, index, isCalled(wrapped(node)));
    if (!role) {
      this.isCertain = false;
      return;
    }
    const place = newPlace(method, role);
    const member = (place.member ?? []).map(each => `.${each}`).join('');
    if (place.index === index && !member) return;
    const start = node.argumentExpression.getStart(this.#unit.ast);
    this.#rewrite([{ file: this.#unit.path, start, end: node.end, text: `${place.index}]${member}` }]);
  }

  /** `const [name, , , handler] = call`. */
  #pattern(pattern: ts.ArrayBindingPattern): void {
    const method = this.#recorded.pattern(pattern);
    if (!method) return;
    const slots: string[] = [];
    const members: string[] = [];
    for (const [index, element] of pattern.elements.entries()) {
      if (ts.isOmittedExpression(element)) continue;
      const text = element.getText(this.#unit.ast);
      const role = index === 0 ? 'name' : this.#role(method, index, this.#isCalledName(element.name));
      if (!role || element.dotDotDotToken || element.initializer) {
        this.isCertain = false;
        return;
      }
      const place = newPlace(method, role);
      if (place.member) members.push(boundBy(place.member, text));
      else slots[place.index] = text;
    }
    if (members.length > 0) slots[1] = `{ ${members.join(', ')} }`;
    const text = `[${Array.from(slots, slot => slot ?? '').join(', ')}]`;
    if (text !== pattern.getText(this.#unit.ast)) this.#rewrite([this.#edit(pattern, text)]);
  }

  #call(call: ts.CallExpression): void {
    const found = methodCall(call);
    if (!found) return;
    if (found.name === 'spyOn') this.#spy(call);
    if (!/^toHaveBeen(?:Last|Nth)?CalledWith$/.test(found.name)) return;
    const expected = expectedOf(found.object);
    const method = expected && this.#recorded.method(expected);
    if (!method || method === 'resource') return;
    const first = found.name === 'toHaveBeenNthCalledWith' ? 1 : 0;
    const given = call.arguments.slice(first);
    const roles = this.#roles.get(method)?.ofLength(given.length);
    if (!roles) {
      this.isCertain = false;
      return;
    }
    const entries = given.slice(1, -1).map((node, index) => ({ node, key: roles[index + 1]! }));
    // A schema does not equal the plain object it was made from.
    if (entries.some(({ node, key }) => /Schema$/.test(key) && !methodCall(unwrap(node)))) {
      this.isCertain = false;
      return;
    }
    this.#rewrite(objectAround(this.#unit, call.arguments, entries));
  }

  /** `vi.spyOn(server, 'tool')`. */
  #spy(call: ts.CallExpression): void {
    const [object, name] = call.arguments;
    if (!object || !name || !ts.isStringLiteralLike(name)) return;
    if (!Object.hasOwn(NEW_REGISTRATIONS, name.text) || !this.#recorded.isServer(object)) return;
    const start = name.getStart(this.#unit.ast) + 1;
    this.#rewrite([{ file: this.#unit.path, start, end: name.end - 1, text: NEW_REGISTRATIONS[name.text]! }]);
  }

  /** `{ tool: vi.fn() } as unknown as McpServer`. */
  #standIn(literal: ts.ObjectLiteralExpression): void {
    const names = literal.properties.map(each => nameText(each.name));
    for (const property of literal.properties) {
      const method = nameText(property.name);
      if (method === undefined || !Object.hasOwn(NEW_REGISTRATIONS, method)) continue;
      if (names.includes(NEW_REGISTRATIONS[method]) || ts.isShorthandPropertyAssignment(property)) continue;
      const edits = [this.#edit(property.name!, NEW_REGISTRATIONS[method]!)];
      const implementation = implementationOf(property);
      const parameters = implementation && this.#parameters(implementation, method);
      if (parameters === false) this.isCertain = false;
      else this.rewrites.push({ change: CHANGE, edits: [...edits, ...(parameters ?? [])] });
    }
  }

  /** Edits that give a stand-in's own function the parameters of v2; `false` when that is not certain. */
  #parameters(node: ts.SignatureDeclaration, method: string): TextEdit[] | false {
    const { parameters } = node;
    if (parameters.some(each => each.dotDotDotToken)) return false;
    if (parameters.length < 2) return [];
    const roles = this.#roles.get(method)?.ofLength(parameters.length);
    if (!roles) return false;
    const middle = parameters.filter((_, index) => newPlace(method, roles[index]!).member);
    if (middle.length === 0)
      return roles.length === 2 && method !== 'resource' ? this.#insertConfig(parameters) : [];
    const used = middle.filter(each => this.#isUsed(each.name));
    const isTyped = /\.[cm]?tsx?$/.test(this.#unit.path);
    const taken = used.map(each => {
      const { member } = newPlace(method, roles[parameters.indexOf(each)]!);
      return boundBy(member!, each.name.getText(this.#unit.ast));
    });
    const name = used.length > 0 ? `{ ${taken.join(', ')} }` : '_config';
    const type = isTyped ? (used.length > 0 ? ': any' : ': unknown') : '';
    const start = middle[0]!.getStart(this.#unit.ast);
    return [{ file: this.#unit.path, start, end: middle.at(-1)!.end, text: name + type }];
  }

  #insertConfig(parameters: ts.NodeArray<ts.ParameterDeclaration>): TextEdit[] {
    const at = parameters.at(-1)!.getStart(this.#unit.ast);
    const type = /\.[cm]?tsx?$/.test(this.#unit.path) ? ': unknown' : '';
    return [{ file: this.#unit.path, start: at, end: at, text: `_config${type}, ` }];
  }

  #role(method: string, index: number, called: boolean): RegistrationRole | undefined {
    return this.#roles.get(method)?.at(index) ?? (called ? 'callback' : undefined);
  }

  #isCalledName(name: ts.BindingName): boolean {
    return ts.isIdentifier(name) && this.#project.names.references(name).some(use => isCalled(wrapped(use)));
  }

  #isUsed(name: ts.BindingName): boolean {
    return !ts.isIdentifier(name) || this.#project.names.references(name).length > 0;
  }

  #rewrite(edits: readonly TextEdit[]): void {
    this.rewrites.push({ change: CHANGE, edits });
  }

  #edit(node: ts.Node, text: string): TextEdit {
    return { file: this.#unit.path, start: node.getStart(this.#unit.ast), end: node.end, text };
  }
}

/** Whether an access is of a recording function: asserted to be one, expected something of, or asked for its calls. */
function isRecorder(node: ts.Expression): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  let at: ts.Node = node;
  while (at !== outer) {
    at = at.parent;
    if (ts.isAsExpression(at) && /Mock|Spy/.test(at.type.getText())) return true;
  }
  if (ts.isPropertyAccessExpression(parent)) return /^mock/.test(parent.name.text);
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(outer)) return false;
  return /^expect$|\bmocked$/.test(parent.expression.getText());
}

/** The members of a pattern that take the value at a path into a variable. */
function boundBy([first, ...more]: readonly string[], name: string): string {
  if (more.length > 0) return `${first}: { ${boundBy(more, name)} }`;
  return first === name ? name : `${first}: ${name}`;
}

function isCalled(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function expectedOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node)) return expectedOf(node.expression);
  return ts.isCallExpression(node) && node.expression.getText() === 'expect' ? node.arguments[0] : undefined;
}

/** The function a stand-in runs: written as a method, as a value, or given to the recorder. */
function implementationOf(property: ts.ObjectLiteralElementLike): ts.SignatureDeclaration | undefined {
  if (ts.isMethodDeclaration(property)) return property;
  if (!ts.isPropertyAssignment(property)) return undefined;
  let found: ts.SignatureDeclaration | undefined;
  walk(property.initializer, node => {
    if (found) return false;
    if (isFunctionNode(node)) found = node;
    return !found;
  });
  return found;
}
