import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  mentions,
  methodCall,
  siblings,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { callersOf } from './callers.js';
import type { Dispatcher } from './dispatcher.js';
import { isName, messageOf } from './messages.js';
import { httpReply } from './replies.js';
import type { Reply } from './reply.js';
import { stdioReply } from './stdio-reply.js';

/** A place where a message has come in and is not looked at yet, so that it can be checked there. */
export interface Reception {
  readonly unit: SourceUnit;
  readonly reply: Reply;
  /** The message, as it is called after `edits`. */
  readonly message: string;
  /** What gives the message a name of its own. */
  readonly edits: readonly TextEdit[];
  /** The statement that makes the message; the check goes behind it. */
  readonly after?: ts.Statement;
  /** The statement that looks at it first; the check goes in front of it. */
  readonly before?: ts.Statement;
  /** A name for the statement list that the check becomes part of. */
  readonly anchor: ts.Statement;
}

const MAX_DEPTH = 4;

/** Every place where the messages of a dispatcher come in; undefined when one of them is not in view. */
export function receptionsOf(project: ProjectModel, dispatcher: Dispatcher): Reception[] | undefined {
  const finder = new Finder(project);
  const isComplete = dispatcher.received
    ? dispatcher.received.every(each => finder.message(each))
    : finder.subject(dispatcher.subject, dispatcher.statement, 0);
  return isComplete && finder.found.size > 0 ? [...finder.found.values()] : undefined;
}

class Finder {
  readonly found = new Map<ts.Node, Reception>();
  constructor(readonly project: ProjectModel) {}

  /** From what is compared with the names of methods, to the message it belongs to. */
  subject(subject: ts.Expression, at: ts.Node, depth: number): boolean {
    const parts = messageOf(this.project, subject);
    if (!parts || depth > MAX_DEPTH) return false;
    if (parts.whole) return this.#whole(parts.whole, at, depth);
    if (!parts.pattern)
      return this.#callers(subject, depth, argument => this.subject(argument, argument, depth + 1));
    const { parent } = parts.pattern;
    if (ts.isParameter(parent)) return this.#parameter(parent, depth);
    return ts.isVariableDeclaration(parent) && parent.initializer !== undefined
      ? this.#unnamed(parent.initializer, at)
      : false;
  }

  message(given: ts.Expression): boolean {
    return this.#whole(given, given, 0);
  }

  /** A message by its name, at a place where it is looked at. */
  #whole(expression: ts.Expression, at: ts.Node, depth: number): boolean {
    const message = unwrap(expression);
    if (depth > MAX_DEPTH) return false;
    if (ts.isPropertyAccessExpression(message)) return this.#member(message, at);
    if (!ts.isIdentifier(message)) return this.#unnamed(message, at);
    const declaration = this.project.names.symbol(message)?.declarations?.[0];
    if (!declaration) return false;
    if (ts.isParameter(declaration)) return this.#parameter(declaration, depth);
    if (!ts.isVariableDeclaration(declaration)) return false;
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return this.#batch(loop.expression, loop, depth);
    if (!declaration.initializer) return this.#assigned(message, declaration, at);
    const source = unwrapAwaited(declaration.initializer);
    if (ts.isIdentifier(source)) return this.#whole(source, declaration, depth);
    const statement = declaration.parent.parent;
    return ts.isVariableStatement(statement) && this.#add(statement, message.text, { after: statement });
  }

  /** `req.body`: the check goes in front of the first statement that names it. */
  #member(message: ts.PropertyAccessExpression, at: ts.Node): boolean {
    const owner = enclosingFunction(at);
    const text = message.getText();
    const block = owner?.body && ts.isBlock(owner.body) ? owner.body : undefined;
    const holds = (statement: ts.Statement) => {
      let is = false;
      walk(statement, node => {
        if (ts.isPropertyAccessExpression(node) && node.getText() === text) is = true;
      });
      return is;
    };
    let first = block?.statements.find(holds);
    // A handler that is wrapped in a `try` is checked inside of it.
    while (first && ts.isTryStatement(first)) first = first.tryBlock.statements.find(holds);
    return first !== undefined && this.#add(first, text, { before: first });
  }

  /** `let message; try { message = JSON.parse(line) } catch { … }`. */
  #assigned(name: ts.Identifier, declaration: ts.VariableDeclaration, at: ts.Node): boolean {
    if (!ts.isIdentifier(declaration.name)) return false;
    const writes = this.project.names.references(declaration.name).filter(use => assignedValue(use));
    const [write] = writes;
    if (!write || writes.length > 1) return false;
    const around = [write, ...ancestors(write)].filter(each => ts.isStatement(each) && !ts.isBlock(each));
    const statement = (around as ts.Statement[]).find(each => {
      const list = siblings(each);
      return list?.some(other => other !== each && isWithin(at, other)) ?? false;
    });
    return statement !== undefined && this.#add(statement, name.text, { after: statement });
  }

  /** A message that is made where it is taken apart or handed on: it gets a name first. */
  #unnamed(expression: ts.Expression, at: ts.Node): boolean {
    const statement = statementAround(expression);
    const unit = this.project.unit(expression.getSourceFile().fileName);
    if (!statement || !unit || !isMade(expression) || at.getSourceFile() !== unit.ast) return false;
    const name = free(unit, 'message', 'rpcMessage', 'mcpMessage');
    const { path: file, ast, text, style } = unit;
    const start = statement.getStart(ast);
    const made = render(`const ${name} = ⟦;\n`, style, indentAt(text, start)).replace('⟦', () =>
      expression.getText(ast),
    );
    const edits: TextEdit[] = [
      { file, start, end: start, text: made + indentAt(text, start) },
      { file, start: expression.getStart(ast), end: expression.end, text: name },
    ];
    return this.#add(statement, name, { before: statement, edits });
  }

  #parameter(parameter: ts.ParameterDeclaration, depth: number): boolean {
    const owner = parameter.parent;
    if (!isFunctionNode(owner)) return false;
    const call = ts.isCallExpression(owner.parent) ? methodCall(owner.parent) : undefined;
    if (call && /^(?:map|forEach|flatMap)$/.test(call.name))
      return this.#batch(call.object, call.call, depth);
    return this.#callers(parameter, depth, argument => this.#whole(argument, argument, depth + 1));
  }

  /** What callers hand to a parameter. */
  #callers(name: ts.Node, depth: number, follow: (argument: ts.Expression) => boolean): boolean {
    const declaration = ts.isIdentifier(name) ? this.project.names.symbol(name)?.declarations?.[0] : name;
    if (!declaration || !ts.isParameter(declaration) || depth > MAX_DEPTH) return false;
    const owner = declaration.parent as FunctionNode;
    const calls = callersOf(this.project, owner);
    const index = owner.parameters.indexOf(declaration);
    return (
      calls.length > 0 &&
      calls.every(call => {
        const argument = call.arguments[index];
        return argument !== undefined && follow(argument);
      })
    );
  }

  /** `for (const message of Array.isArray(body) ? body : [body])`: the body is checked as a whole. */
  #batch(list: ts.Expression, at: ts.Node, depth: number): boolean {
    let source = unwrap(list);
    if (ts.isIdentifier(source)) {
      const declaration = this.project.names.symbol(source)?.declarations?.[0];
      if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
        source = unwrap(declaration.initializer);
        if (!ts.isConditionalExpression(source)) return this.#whole(unwrap(list), at, depth);
      } else return this.#whole(source, at, depth);
    }
    if (!ts.isConditionalExpression(source)) return false;
    const whole = unwrap(source.whenTrue);
    return isName(whole) && this.#whole(whole, source, depth);
  }

  #add(
    anchor: ts.Statement,
    message: string,
    place: { after?: ts.Statement; before?: ts.Statement; edits?: readonly TextEdit[] },
  ): boolean {
    const unit = this.project.unit(anchor.getSourceFile().fileName);
    if (!unit || !siblings(anchor)) return false;
    const reply = httpReply(this.project, unit, anchor) ?? stdioReply(this.project, unit, anchor);
    if (!reply) return false;
    this.found.set(anchor, { unit, reply, message, edits: [], anchor, ...place });
    return true;
  }
}

/** Whether an expression makes a message out of what was read. */
function isMade(expression: ts.Expression): boolean {
  const made = unwrapAwaited(expression);
  return (
    ts.isCallExpression(made) &&
    /(?:^|\.)(?:parse|json|readBody|parseBody|readJson)$/i.test(made.expression.getText())
  );
}

/** The innermost statement of a list around an expression, in the same function. */
function statementAround(node: ts.Node): ts.Statement | undefined {
  for (const at of ancestors(node)) {
    if (isFunctionNode(at)) return undefined;
    if (ts.isStatement(at) && siblings(at)) return at;
  }
  return undefined;
}

function free(unit: SourceUnit, ...names: readonly string[]): string {
  return names.find(each => !mentions(unit.ast, each)) ?? `${names.at(-1)!}2`;
}

/** How control leaves what follows a statement: the next round of a loop, or the function. */
export function leaving(statement: ts.Statement): 'continue' | 'return' {
  for (const at of ancestors(statement)) {
    if (isFunctionNode(at)) return 'return';
    if (ts.isForOfStatement(at) || ts.isWhileStatement(at) || ts.isForStatement(at)) return 'continue';
  }
  return 'return';
}
