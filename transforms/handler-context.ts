import { noteAt } from '../src/engine/notes.js';
import { removeElements } from '../src/engine/prune-imports.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import {
  CONTEXT_MEMBERS,
  handlerContextsOf,
  REGISTRARS,
  type HandlerContexts,
} from '../src/recognise/handler-context.js';
import { registration } from '../src/recognise/registrations.js';
import { isWritten, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Moves reads of the flat handler context of SDK v1 to the structured one of v2: `extra.signal` becomes
 * `extra.mcpReq.signal`. Covers contexts under any name, destructured, and handed on to helpers.
 */
export const handlerContext: Transform = {
  name: 'handler-context',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      const reader = new ContextReader(project, unit);
      walk(unit.ast, node => {
        const result = reader.visit(node);
        if (!result) return;
        if ('edits' in result) rewrites.push(result);
        else left.push(result);
      });
    }
    return { rewrites, left };
  },
};

class ContextReader {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #contexts: HandlerContexts;

  constructor(project: ProjectModel, unit: SourceUnit) {
    this.#project = project;
    this.#unit = unit;
    this.#contexts = handlerContextsOf(project);
  }

  /** What is done about a node, if it reads a context the way of SDK v1. */
  visit(node: ts.Node): Rewrite | Note | undefined {
    if (ts.isPropertyAccessExpression(node)) return this.#access(node, node.name, node.name.text);
    if (ts.isElementAccessExpression(node)) {
      const key = unwrap(node.argumentExpression);
      return ts.isStringLiteralLike(key) ? this.#access(node, key, key.text) : undefined;
    }
    if (ts.isQualifiedName(node)) return this.#qualified(node);
    if (ts.isObjectBindingPattern(node)) return this.#pattern(node);
    if (ts.isSpreadAssignment(node) && this.#contexts.is(node.expression)) return this.#spread(node);
    if (ts.isCallExpression(node)) return this.#registered(node) ?? this.#handedOn(node);
    return undefined;
  }

  #access(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: ts.Node,
    text: string,
  ): Rewrite | Note | undefined {
    const target = memberTarget(text);
    if (!target || !this.#contexts.is(node.expression)) return undefined;
    if (target.group === 'http' && isWritten(node)) {
      return this.#note(
        name,
        `\`${text}\` of the handler context moved into the optional \`http\`.`,
        `Set it on the \`http\` object: \`http: { ${target.name}: … }\`.`,
      );
    }
    const path = `${target.group}${target.group === 'http' ? '?.' : '.'}${target.name}`;
    if (ts.isPropertyAccessExpression(node)) return this.#rewrite(name.getStart(), name.end, path);
    const dot = node.questionDotToken ? '?.' : '.';
    return this.#rewrite(node.expression.end, node.end, dot + path);
  }

  /** `typeof extra.sendRequest` in a type. */
  #qualified(node: ts.QualifiedName): Rewrite | undefined {
    const target = memberTarget(node.right.text);
    if (!target || !ts.isIdentifier(node.left) || !this.#contexts.is(node.left)) return undefined;
    if (target.group === 'http') return undefined;
    return this.#rewrite(node.right.getStart(), node.right.end, `${target.group}.${target.name}`);
  }

  /** `{ signal, sessionId }` becomes `{ mcpReq: { signal }, sessionId }`. */
  #pattern(pattern: ts.ObjectBindingPattern): Rewrite | Note | undefined {
    const moved = pattern.elements.flatMap(element => {
      const key = nameText(element.propertyName ?? element.name);
      const target = key === undefined || element.dotDotDotToken ? undefined : memberTarget(key);
      return target ? [{ element, ...target }] : [];
    });
    if (moved.length === 0 || this.#contexts.patternPath(pattern)?.length !== 0) return undefined;
    if (pattern.elements.some(element => element.dotDotDotToken)) {
      return this.#note(
        pattern,
        'The rest of a handler context has other members in SDK v2.',
        'Take `mcpReq` and `http` out of the context and read from them what the rest was used for.',
      );
    }
    const edits: TextEdit[] = [];
    const gone = new Set<ts.Node>();
    for (const group of ['mcpReq', 'http'] as const) {
      const members = moved.filter(each => each.group === group);
      const [first] = members;
      if (!first) continue;
      const inner = members.map(({ element, name }) => boundAs(element, name)).join(', ');
      const own = pattern.elements.find(each => nameText(each.propertyName ?? each.name) === group);
      if (own) {
        return this.#note(
          pattern,
          'This takes apart a handler context half the old way.',
          `Move ${inner} into \`${group}\`.`,
        );
      }
      const fallback = group === 'http' || mayBeMissing(pattern) ? ' = {}' : '';
      const text = `${group}: { ${inner} }${fallback}`;
      edits.push(this.#edit(first.element.getStart(), first.element.end, text));
      for (const { element } of members.slice(1)) gone.add(element);
    }
    edits.push(...removeElements(this.#unit, pattern.elements, gone));
    return { change: CHANGE, edits };
  }

  #spread(node: ts.SpreadAssignment): Note | undefined {
    const literal = node.parent;
    const isFlat = literal.properties.some(each => memberTarget(nameText(each.name) ?? '') !== undefined);
    return isFlat
      ? this.#note(
          node,
          'A copy of a handler context gets members the old way.',
          'Put them into `mcpReq` or `http`: `{ ...ctx, mcpReq: { ...ctx.mcpReq, signal } }`.',
        )
      : undefined;
  }

  /** A context given to a function of the project that declares its own, flat type for it. */
  #handedOn(call: ts.CallExpression): Note | undefined {
    for (const [index, argument] of call.arguments.entries()) {
      if (!ts.isIdentifier(argument) || !this.#isParameter(argument)) continue;
      const note = this.#flat(valuesOf(this.#project).callee(call)?.parameters[index], argument);
      if (note && this.#contexts.is(argument)) return note;
    }
    return undefined;
  }

  /** A handler that declares its own, flat type for the context. */
  #registered(call: ts.CallExpression): Note | undefined {
    const values = valuesOf(this.#project);
    const found = registration(call, this.#project.names);
    if (!found || !REGISTRARS.has(values.sdkName(found.receiver) ?? '')) return undefined;
    const callback = values.of(found.callback);
    if (callback?.is !== 'function') return undefined;
    const { parameters } = callback.node;
    // Of two parameters the second is the context, whatever the schema.
    const index = found.contextIndex ?? (parameters.length === 2 ? 1 : undefined);
    return index === undefined ? undefined : this.#flat(parameters[index], found.callback);
  }

  #flat(parameter: ts.ParameterDeclaration | undefined, at: ts.Node): Note | undefined {
    const type = parameter?.type;
    const value = type && valuesOf(this.#project).ofType(type);
    if (value?.is !== 'shape') return undefined;
    const flat = value.members.map(each => nameText(each.name)).find(name => name && memberTarget(name));
    if (!flat) return undefined;
    return this.#note(
      at,
      `This function reads \`${flat}\` of the handler context where SDK v1 had it.`,
      `Declare the parameter as \`ServerContext\` and read \`${newPath(flat)}\`.`,
    );
  }

  #isParameter(name: ts.Identifier): boolean {
    const declaration = this.#project.names.declaration(name);
    return declaration !== undefined && ts.isParameter(declaration);
  }

  #rewrite(start: number, end: number, text: string): Rewrite {
    return { change: CHANGE, edits: [this.#edit(start, end, text)] };
  }

  #edit(start: number, end: number, text: string): TextEdit {
    return { file: this.#unit.path, start, end, text };
  }

  #note(node: ts.Node, message: string, advice: string): Note {
    return noteAt(this.#unit, node, CHANGE, { severity: 'error', message, advice });
  }
}

function memberTarget(name: string): (typeof CONTEXT_MEMBERS)[string] | undefined {
  return Object.hasOwn(CONTEXT_MEMBERS, name) ? CONTEXT_MEMBERS[name] : undefined;
}

function newPath(name: string): string {
  const { group, name: member } = CONTEXT_MEMBERS[name]!;
  return `${group}${group === 'http' ? '?.' : '.'}${member}`;
}

/** An element of a pattern that takes member `name` for the same variable, with the same default. */
function boundAs(element: ts.BindingElement, name: string): string {
  const target = element.name.getText();
  const fallback = element.initializer ? ` = ${element.initializer.getText()}` : '';
  return (target === name ? name : `${name}: ${target}`) + fallback;
}

/** Whether a pattern takes apart `extra || {}` or a parameter with a default. */
function mayBeMissing(pattern: ts.ObjectBindingPattern): boolean {
  const { initializer } = pattern.parent;
  return (
    initializer !== undefined && (ts.isParameter(pattern.parent) || !ts.isIdentifier(unwrap(initializer)))
  );
}
