import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { isTogether, resultName, resultNames, type InputPart } from '../analysis/input-parts.js';
import type { Question } from '../analysis/input-questions.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { isReadByMember, variableFor, wireName } from './answer-uses.js';
import type { FreeNames, SdkImports } from './free-names.js';
import { isTypeScript } from './languages.js';
import type { Rounds } from './request-rounds.js';

const DEFAULT_KEYS = { form: 'answer', url: 'visited', sampling: 'sample', roots: 'roots' } as const;

/** What is behind a key: an answer that travels, one that does not, or the type of another value that travels. */
export type Travelling =
  { readonly is: 'answer' | 'local' } | { readonly is: 'value'; readonly type: string };

/** What writing the input requests of a function needs. */
export interface InputWriting {
  readonly project: ProjectModel;
  readonly unit: SourceUnit;
  /** The context of the request, as it is written in the function: `ctx`. */
  readonly context: string;
  /** `ctx.mcpReq`, as it is written there. */
  readonly request: string;
  readonly names: FreeNames;
  /** Keys of the requests, and of what else travels with them. */
  readonly keys: Map<string, Travelling>;
  /** Keys that the client sees in the rounds of this function. */
  readonly wires: Set<string>;
  /** A helper asks under keys with its name, since the names of its variables say little elsewhere. */
  readonly helper?: {
    readonly name: string;
    readonly asksOnce: boolean;
    /** The parameter with the key that it asks under. */
    readonly key?: { readonly name: string; readonly fallback: string };
  };
  /** The handler that is written; undefined in a helper. */
  readonly handler?: Handler;
  readonly imports: SdkImports;
  /** Clients of 2025-11-25 that cannot be asked still get the error that asks them to open a URL. */
  readonly keepsErrors: boolean;
  /** What travels in the state of the request; undefined when one round needs nothing of another. */
  readonly rounds?: Rounds;
}

/** One question, and how it is called in the text. */
export interface Asked {
  readonly question: Question;
  readonly key: string;
  /** The key that the client sees. */
  readonly wire: string;
  /** The key as an expression, and as the name of a property. */
  readonly wireText: string;
  readonly wireName: string;
  /** The variable that holds the SDK's view of the answer. */
  readonly view: string;
  /** The view takes the place of the result itself. */
  readonly isDirect: boolean;
  /** Later rounds need the answer, too. */
  readonly travels: boolean;
}

/** Names the questions of a part; each name is used up. */
export function nameQuestions(writing: InputWriting, part: InputPart, travels: boolean): Asked[] {
  const names = resultNames(part);
  return part.questions.map((question, index) => ({
    ...nameQuestion(writing, part, question, names?.[index], travels, resultName(part, index)),
    travels,
  }));
}

function nameQuestion(
  writing: InputWriting,
  part: InputPart,
  question: Question,
  binding: ts.Identifier | undefined,
  travels: boolean,
  name: string | undefined,
): Omit<Asked, 'travels'> {
  const { names, keys, wires } = writing;
  const isDirect =
    binding !== undefined &&
    resultNames(part)!.every((each, index) => isReadAsView(writing, each, part.questions[index]!));
  const wanted =
    binding?.text ??
    name ??
    (isTogether(part) ? undefined : variableFor(part.awaited)) ??
    DEFAULT_KEYS[question.kind];
  const key = freeKey(writing, wanted);
  const wire = wireOf(writing, key);
  keys.set(key, { is: travels ? 'answer' : 'local' });
  wires.add(wire);
  const other = /response$/i.test(key) ? `${key}View` : `${key}Response`;
  const view = isDirect ? binding.text : names.take(...(part.thrown ? [key] : []), other);
  return { question, key, wire, ...writtenWire(writing, key, wire), view, isDirect };
}

/** How the key that the client sees is written; it comes from a parameter where a helper is called several times. */
function writtenWire(
  { helper }: InputWriting,
  key: string,
  wire: string,
): Pick<Asked, 'wireText' | 'wireName'> {
  if (!helper?.key) return { wireText: `'${wire}'`, wireName: wire };
  const { name } = helper.key;
  const wireText = helper.asksOnce ? name : `\`\${${name}}_${wireName(key)}\``;
  return { wireText, wireName: `[${wireText}]` };
}

/** The first of `name`, `name2` … that is no key yet, neither here nor for the client. */
export function freeKey({ keys, wires, helper }: InputWriting, name: string): string {
  const isTaken = (key: string) =>
    keys.has(key) || key in Object.prototype || (helper === undefined && wires.has(wireName(key)));
  let key = name;
  for (let count = 2; isTaken(key); count++) key = `${name}${count}`;
  return key;
}

function wireOf({ helper, wires }: InputWriting, key: string): string {
  if (helper === undefined) return wireName(key);
  if (helper.key) return helper.asksOnce ? helper.key.fallback : `${helper.key.fallback}_${wireName(key)}`;
  const wanted = helper.asksOnce ? wireName(helper.name) : `${wireName(helper.name)}_${wireName(key)}`;
  let wire = wanted;
  for (let count = 2; wires.has(wire); count++) wire = `${wanted}${count}`;
  return wire;
}

/** Whether the SDK's view of the answer can have the name of the result. */
function isReadAsView({ project, unit }: InputWriting, result: ts.Identifier, question: Question): boolean {
  if (question.kind === 'sampling') return false;
  return isReadByMember(project, result, membersOf(question), isTypeScript(unit));
}

/** The members that an answer has in the SDK's view of it, too. */
export function membersOf({ kind }: Question): readonly string[] {
  return kind === 'roots' ? ['roots'] : ['action', 'content'];
}
