import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Note, Rewrite, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isPlainObjectSchema } from '../src/recognise/plain-schema.js';
import {
  isChain,
  schemaArguments,
  type MemberSchema,
  type SchemaArgument,
} from '../src/recognise/schema-arguments.js';
import { schemaKindsOf, type SchemaKind } from '../src/recognise/schema-kind.js';
import { typedMemberKind } from '../src/recognise/schema-type.js';
import { unwrap } from '../src/recognise/syntax.js';
import { isUsableZod, zodFunction } from '../src/recognise/zod.js';

const CHANGE = 'sdk-v2-packages';
const UNKNOWN_ADVICE = 'SDK v2 takes a schema: wrap a plain object in z.object(…), leave a schema as it is.';

/**
 * Wraps plain objects of Zod schemas that are registered as tool, prompt or output schema in `z.object(…)`.
 * SDK v2 takes schema objects (Standard Schema); what already is one stays as it is.
 */
export const schemaShapes: Transform = {
  name: 'schema-shapes',
  phase: 'sdk',
  changes: [CHANGE],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    const done = new Set<ts.Node>();
    for (const argument of schemaArguments(context.project)) {
      const place = argument.form === 'member' ? argument.owner : argument.value;
      if (argument.form !== 'member' && done.has(place)) continue;
      done.add(place);
      const result = new Wrapping(context.project, argument).result();
      if (result && 'edits' in result) rewrites.push(result);
      else if (result) left.push(result);
    }
    return { rewrites, left };
  },
};

/** What is done about one value registered as a schema. */
class Wrapping {
  readonly #project: ProjectModel;
  readonly #argument: SchemaArgument;
  readonly #edits: TextEdit[] = [];
  readonly #imports: ImportRequest[] = [];
  #problem: Note | undefined;

  constructor(project: ProjectModel, argument: SchemaArgument) {
    this.#project = project;
    this.#argument = argument;
  }

  /** The rewrite, the note where none is certain, or undefined when there is nothing to do. */
  result(): Rewrite | Note | undefined {
    const argument = this.#argument;
    if (argument.form === 'member') this.#member(argument);
    else if (argument.form === 'shorthand') this.#shorthand(argument.value);
    else this.#wrap(argument.value);
    if (this.#problem) return this.#problem;
    return this.#edits.length === 0
      ? undefined
      : { change: CHANGE, edits: this.#edits, imports: this.#imports };
  }

  /** Wraps an expression in place; branches of a condition one by one where they differ. */
  #wrap(node: ts.Expression): void {
    const kind = schemaKindsOf(this.#project).of(node);
    const value = unwrap(node);
    if (ts.isConditionalExpression(value) && (kind.is === 'unknown' || kind.optional)) {
      this.#wrap(value.whenTrue);
      this.#wrap(value.whenFalse);
    } else if (kind.is !== 'shape') this.#report(kind, node);
    else if (!this.#isUsable(kind, node)) return;
    else if (this.#isPlainShape(node)) {
      const access = node as ts.PropertyAccessExpression;
      this.#edit(node, access.expression.end, access.end, '');
    } else if (kind.optional) {
      this.#optional(node, value, kind);
    } else {
      const callee = this.#callee(kind, node);
      if (callee === undefined) return;
      const start = node.getStart();
      this.#edit(node, start, start, `${callee}(`);
      this.#edit(node, node.end, node.end, ')');
    }
  }

  /** Whether an expression is `Schema.shape` and `z.object(Schema.shape)` is no other schema than `Schema`. */
  #isPlainShape(node: ts.Expression): boolean {
    return (
      ts.isPropertyAccessExpression(node) &&
      node.name.text === 'shape' &&
      !node.questionDotToken &&
      isPlainObjectSchema(this.#project, node.expression)
    );
  }

  #optional(node: ts.Expression, value: ts.Expression, kind: SchemaKind): void {
    if (!isChain(value)) {
      this.#leave(node, 'This shape may be undefined.', 'Wrap it in z.object(…) where it is defined.');
      return;
    }
    const callee = this.#callee(kind, node);
    const text = node.getText();
    if (callee) this.#edit(node, node.getStart(), node.end, `${text} ? ${callee}(${text}) : undefined`);
  }

  #shorthand(name: ts.Expression): void {
    const kind = schemaKindsOf(this.#project).of(name);
    if (kind.is !== 'shape') {
      this.#report(kind, name);
      return;
    }
    const callee = this.#callee(kind, name);
    const wrapped = callee && wrappedRead(name.getText(), callee, kind);
    if (wrapped) this.#edit(name, name.end, name.end, `: ${wrapped}`);
  }

  /** Puts the wrapped schema next to the object that has it: `{ ...config, inputSchema: z.object(…) }`. */
  #member({ owner, key, literal, value }: MemberSchema): void {
    const kinds = schemaKindsOf(this.#project);
    const typed = value ? kinds.of(value) : typedMemberKind(this.#project, owner, key);
    if (!typed || typed.is === 'unknown') {
      // Nothing says that there is an output schema at all.
      if (!value && key === 'outputSchema') return;
      this.#leave(
        owner,
        `Cannot tell whether \`${owner.getText()}.${key}\` is a schema or a plain object of schemas.`,
        UNKNOWN_ADVICE,
      );
      return;
    }
    if (typed.is !== 'shape') {
      this.#report(typed, owner);
      return;
    }
    const callee = this.#callee(typed, owner);
    if (!callee) return;
    const source = owner.getText();
    const entry = `${key}: ${wrappedRead(`${source}.${key}`, callee, typed)}`;
    if (literal) this.#append(literal, entry);
    else this.#edit(owner, owner.getStart(), owner.end, `{ ...${source}, ${entry} }`);
  }

  #append(literal: ts.ObjectLiteralExpression, entry: string): void {
    const last = literal.properties.at(-1)!;
    const unit = this.#project.unit(literal.getSourceFile().fileName)!;
    const line = unit.text.slice(0, last.getStart()).lastIndexOf('\n') + 1;
    const isOwnLine = unit.text.slice(line, last.getStart()).trim() === '';
    const gap = isOwnLine ? unit.style.eol + unit.text.slice(line, last.getStart()) : ' ';
    this.#edit(last, last.end, last.end, `,${gap}${entry}`);
  }

  /** How `z.object` is written at a place; undefined after a note that it cannot be. */
  #callee(kind: SchemaKind, node: ts.Node): string | undefined {
    if (!this.#isUsable(kind, node)) return undefined;
    const unit = this.#project.unit(node.getSourceFile().fileName)!;
    const found = zodFunction(this.#project, unit, node, 'object', kind.zod);
    if (!found) {
      this.#leave(node, 'A plain object of schemas is registered here.', 'Wrap it in z.object(…).');
      return undefined;
    }
    if (found.needs) this.#imports.push(found.needs);
    return found.callee;
  }

  /** Whether SDK v2 can read schemas of this kind; a note says so where it cannot. */
  #isUsable({ zod }: SchemaKind, node: ts.Node): boolean {
    if (zod === undefined || isUsableZod(zod)) return true;
    this.#leave(
      node,
      `This is made with \`${zod}\`, which SDK v2 cannot read.`,
      'Make it with Zod 4.2 or later, as a schema: z.object(…).',
    );
    return false;
  }

  /** Notes what cannot be registered as it is; a schema and `undefined` can. */
  #report(kind: SchemaKind, node: ts.Node): void {
    if (kind.is === 'schema') this.#isUsable(kind, node);
    else if (kind.is === 'json') {
      this.#leave(node, 'This is JSON Schema, not a schema object.', 'Pass it through fromJsonSchema(…).');
    } else if (kind.is === 'unknown') {
      this.#leave(
        node,
        `Cannot tell whether \`${this.#argument.key}\` gets a schema or a plain object of schemas.`,
        UNKNOWN_ADVICE,
      );
    }
  }

  #leave(node: ts.Node, message: string, advice: string): void {
    const file = node.getSourceFile().fileName;
    this.#problem ??= { change: CHANGE, file, pos: node.getStart(), severity: 'warning', message, advice };
  }

  #edit(node: ts.Node, start: number, end: number, text: string): void {
    this.#edits.push({ file: node.getSourceFile().fileName, start, end, text });
  }
}

/** A wrapped schema that is read by name, so that it can be asked first whether it is there. */
function wrappedRead(source: string, callee: string, kind: SchemaKind): string {
  return kind.optional ? `${source} ? ${callee}(${source}) : undefined` : `${callee}(${source})`;
}
