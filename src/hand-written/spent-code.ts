import path from 'node:path';
import { removeElements } from '../engine/prune-imports.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { declaredName } from '../recognise/http-routes.js';
import {
  ancestors,
  isConst,
  isExportedStatement,
  isFunctionNode,
  isWithin,
  methodCall,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import { orphans } from '../rewrite/orphans.js';
import type { Removable } from '../rewrite/remove.js';
import { callersOf } from './callers.js';
import type { Dispatcher } from './dispatcher.js';
import { readHeader } from './messages.js';

const READS = /^(?:get|has|trim|toLowerCase|Number|String|Boolean|parseInt|header)$/;
const KNOWN = /^(?:Date|console|setInterval|clearInterval|undefined|Number|Object|Math)$/;

/** Code that nothing uses any more once some of its package is gone: declarations, parameters with their arguments. */
export class SpentCode {
  readonly edits: TextEdit[] = [];
  readonly statements = new Set<Removable>();
  readonly #gone: Set<ts.Node>;
  readonly #units: readonly SourceUnit[];

  constructor(
    readonly project: ProjectModel,
    dispatcher: Dispatcher,
    gone: readonly ts.Node[],
  ) {
    this.#gone = new Set(gone);
    const home = project.packageOf(dispatcher.unit.path);
    this.#units = project.units.filter(each => project.packageOf(each.path) === home);
  }

  has(node: ts.Node): boolean {
    return this.#gone.has(node) || ancestors(node).some(each => this.#gone.has(each));
  }

  /** Adds to what is gone all that only that uses. */
  spread(parameters: readonly ts.ParameterDeclaration[]): void {
    for (let before = -1; before !== this.#gone.size;) {
      before = this.#gone.size;
      for (const each of parameters) this.#parameter(each);
      for (const unit of this.#units) {
        this.#timers(unit);
        const own = [...this.#gone].filter(each => each.getSourceFile() === unit.ast);
        if (own.length === 0) continue;
        const found = orphans(this.project, unit, own, node => this.#isPure(node), '');
        for (const each of [...found, ...this.#fields(own)]) this.#take(each);
        this.#exported(unit);
      }
    }
  }

  #take(statement: Removable): void {
    if (this.has(statement)) return;
    this.#gone.add(statement);
    this.statements.add(statement);
  }

  /** A parameter that nothing reads, with what its callers hand to it. */
  #parameter(parameter: ts.ParameterDeclaration): void {
    const { name } = parameter;
    const owner = parameter.parent;
    if (this.has(parameter) || !ts.isIdentifier(name) || !isFunctionNode(owner)) return;
    if (!this.project.names.references(name).every(use => this.has(use))) return;
    const calls = callersOf(this.project, owner);
    const index = owner.parameters.indexOf(parameter);
    const given = calls.map(each => each.arguments[index]);
    const isPlain = given.every(each => !each || ts.isIdentifier(unwrap(each)));
    if (calls.length === 0 || !isPlain || !this.#isOnlyCalled(owner, calls)) return;
    if (calls.some(each => each.arguments.some(ts.isSpreadElement))) return;
    this.#gone.add(parameter);
    this.#drop(owner.parameters, parameter);
    for (const [at, argument] of given.entries()) {
      if (!argument || this.has(argument)) continue;
      this.#gone.add(argument);
      this.#drop(calls[at]!.arguments, argument);
    }
  }

  #drop(list: ts.NodeArray<ts.Node>, node: ts.Node): void {
    const unit = this.project.unit(node.getSourceFile().fileName)!;
    const [only] = list;
    if (list.length === 1) {
      this.edits.push({ file: unit.path, start: only!.getStart(unit.ast), end: list.end, text: '' });
    } else this.edits.push(...removeElements(unit, list, new Set([node])));
  }

  /** Whether a function is nothing but called, and stands for no other that has its parameters. */
  #isOnlyCalled(owner: ts.SignatureDeclaration & ts.Node, calls: readonly ts.CallExpression[]): boolean {
    const name = isFunctionNode(owner) ? declaredName(owner) : undefined;
    if (!name || (ts.isClassLike(owner.parent) && owner.parent.heritageClauses)) return false;
    return this.#units.every(unit =>
      identifiersIn(unit.ast, name.text).every(use => {
        if (use === name || ts.isImportSpecifier(use.parent) || ts.isExportSpecifier(use.parent)) return true;
        const target = ts.isMethodDeclaration(owner) ? undefined : this.project.names.declaration(use);
        if (!ts.isMethodDeclaration(owner) && target !== name.parent) return true;
        return calls.some(each => each.expression === use || each.expression === use.parent);
      }),
    );
  }

  /** Fields and methods of a class that are named only in what is gone, wherever something has their name. */
  #fields(gone: readonly ts.Node[]): Removable[] {
    const found = new Set<ts.ClassElement>();
    for (const root of gone) {
      walk(root, node => {
        if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword)
          return;
        const owner = ancestors(node).find(ts.isClassLike);
        const member = owner?.members.find(each => each.name?.getText() === node.name.text);
        if (!member || this.has(member) || !this.#isDispensable(member)) return;
        if (this.#namesOf(node.name.text, member).every(use => this.has(use))) found.add(member);
      });
    }
    return [...found];
  }

  #isDispensable(member: ts.ClassElement): boolean {
    if (ts.isMethodDeclaration(member)) return !member.modifiers?.some(each => ts.isDecorator(each));
    if (!ts.isPropertyDeclaration(member)) return false;
    const value = member.initializer && unwrap(member.initializer);
    return !value || ts.isNewExpression(value) || ts.isObjectLiteralExpression(value) || this.#isPure(value);
  }

  #namesOf(name: string, member: ts.ClassElement): ts.Node[] {
    const found: ts.Node[] = [];
    for (const unit of this.#units) {
      if (!unit.text.includes(name)) continue;
      walk(unit.ast, node => {
        const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
        if (isName && node.text === name && node !== member.name && !isWithin(node, member)) found.push(node);
      });
    }
    return found;
  }

  /** `setInterval(() => …)` at the top of a file that does nothing but look after what is gone. */
  #timers(unit: SourceUnit): void {
    for (const statement of unit.ast.statements) {
      if (!ts.isExpressionStatement(statement) || this.has(statement)) continue;
      const outer = methodCall(statement.expression);
      const call = outer?.name === 'unref' ? unwrap(outer.object) : statement.expression;
      if (!ts.isCallExpression(call) || call.expression.getText() !== 'setInterval') continue;
      let touches = false;
      let isOwn = true;
      walk(call, node => {
        if (!ts.isIdentifier(node) || isMemberName(node)) return;
        const declaration = this.project.names.symbol(node)?.declarations?.[0];
        if (!declaration || KNOWN.test(node.text)) isOwn &&= KNOWN.test(node.text);
        else if (!isWithin(declaration, call)) {
          const isHolder = isContainer(declaration) && this.#isUsedInGone(node);
          touches ||= isHolder;
          isOwn &&= isHolder || isPlainConstant(declaration);
        }
      });
      if (touches && isOwn) this.#take(statement);
    }
  }

  #isUsedInGone(name: ts.Identifier): boolean {
    return this.project.names.references(name).some(use => this.has(use));
  }

  /** What other files export for nothing but what is gone in this one. */
  #exported(unit: SourceUnit): void {
    for (const statement of unit.ast.statements) {
      if (!ts.isImportDeclaration(statement)) continue;
      const named = statement.importClause?.namedBindings;
      for (const each of named && ts.isNamedImports(named) ? named.elements : []) {
        const uses = this.project.names.references(each.name);
        if (uses.length === 0 || !uses.every(use => this.has(use))) continue;
        const declaration = this.project.names.declaration(each.name);
        const target = declaration && statementOf(declaration);
        if (!target || this.has(target) || this.#isHandedOn(target)) continue;
        if (this.#isUnused(declaration, each.name.text)) this.#take(target);
      }
    }
  }

  /** `export * from './sessions.js'` */
  #isHandedOn(statement: ts.Statement): boolean {
    const file = path.parse(statement.getSourceFile().fileName).name;
    return this.#units.some(({ ast }) =>
      ast.statements.some(each => {
        const module = ts.isExportDeclaration(each) && !each.exportClause ? each.moduleSpecifier : undefined;
        return module && ts.isStringLiteral(module) && path.parse(module.text).name === file;
      }),
    );
  }

  #isUnused(declaration: ts.Declaration, name: string): boolean {
    return this.#units.every(unit =>
      identifiersIn(unit.ast, name).every(use => {
        if (isWithin(use, declaration) || ts.isImportSpecifier(use.parent)) return true;
        return !isMemberName(use) && this.project.names.declaration(use) === declaration
          ? this.has(use)
          : !ts.isExportSpecifier(use.parent);
      }),
    );
  }

  /** Whether an expression does nothing but read. */
  #isPure(node: ts.Expression): boolean {
    let is = true;
    walk(node, at => {
      if (isFunctionNode(at)) return false;
      if (ts.isAwaitExpression(at) || (ts.isNewExpression(at) && at.expression.getText() !== 'Map'))
        is = false;
      if (ts.isCallExpression(at)) {
        const name = methodCall(at)?.name ?? at.expression.getText();
        is &&= READS.test(name) || /randomUUID$/.test(name) || readHeader(this.project, at) !== undefined;
      }
      return is;
    });
    return is;
  }
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

function isContainer(declaration: ts.Declaration): boolean {
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && /^(?:new (?:Map|Set)\b|\{\}$)/.test(unwrap(value).getText());
}

function isPlainConstant(declaration: ts.Declaration): boolean {
  if (!ts.isVariableDeclaration(declaration) || !isConst(declaration)) return false;
  return /^[\d_*+\s().]+$/.test(declaration.initializer?.getText() ?? '');
}

/** The exported statement that declares one thing and can go with it. */
function statementOf(declaration: ts.Declaration): ts.Statement | undefined {
  const isDeclared =
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isFunctionDeclaration(declaration);
  const list = ts.isVariableDeclaration(declaration) ? declaration.parent : undefined;
  const holder =
    list && ts.isVariableDeclarationList(list) && list.declarations.length === 1 ? list.parent : undefined;
  const statement = isDeclared ? declaration : holder && ts.isVariableStatement(holder) ? holder : undefined;
  const isHeld =
    !ts.isVariableDeclaration(declaration) ||
    isContainer(declaration) ||
    (declaration.initializer !== undefined && isFunctionNode(unwrap(declaration.initializer)));
  return statement && isHeld && isExportedStatement(statement) ? statement : undefined;
}
