import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { ANSWER_TYPES, isDeclaredType } from '../src/facts/sdk-types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isMisfit, typeProblems, type TypeProblem } from '../src/project/type-problems.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import { registration } from '../src/recognise/registrations.js';
import { isFunctionNode, nameText, returnedExpressions, unwrap, walk } from '../src/recognise/syntax.js';
import { isUnevenPart } from '../src/recognise/uneven-schemas.js';
import { WidenedResults } from '../src/recognise/widened-results.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'sdk-v2-packages';

/** Types of schemas that a file imports, and low-level servers that it makes. */
const CHECKED =
  /\{[^}]*\b(?:Tool|JSONObject|JSONValue)\b[^}]*\}\s*from\s*['"]@modelcontextprotocol\/(?:server|client|core)['"]|\bnew Server\(/;

/** A handler of a low-level server or client. */
interface AnsweringHandler {
  readonly callback: ts.Expression;
  readonly method: string;
  readonly type: string;
}

/**
 * Reports what does not fit the types of SDK v2, which are stricter than those of SDK v1: what handlers of low-level
 * servers and clients answer, JSON values, and capabilities.
 */
export const answerTypes: Transform = {
  name: 'answer-types',
  phase: 'report',
  changes: [CHANGE],
  run({ project, files }) {
    const left = files.flatMap(unit => {
      if (!isTypeScript(unit) || !unit.text.includes('@modelcontextprotocol/')) return [];
      const handlers = unit.text.includes('setRequestHandler') ? handlersIn(project, unit) : [];
      // Checking types takes long; most files have nothing to check.
      if (handlers.length === 0 && !CHECKED.test(unit.text)) return [];
      const problems = typeProblems(project, unit.path);
      return [
        ...handlers.flatMap(handler => answerNote(project, unit, handler, problems)),
        ...problems.flatMap(problem => otherNote(unit, handlers, problem)),
      ];
    });
    return { rewrites: [], left };
  },
};

function handlersIn(project: ProjectModel, unit: SourceUnit): AnsweringHandler[] {
  const found: AnsweringHandler[] = [];
  walk(unit.ast, node => {
    const registered = registration(node, project.names);
    if (registered?.kind !== 'request' || registered.given.length !== 2) return;
    const { method = '', callback, receiver } = registered;
    const type = Object.hasOwn(ANSWER_TYPES, method) ? ANSWER_TYPES[method] : undefined;
    if (type !== undefined && mcpObject(project, receiver)) found.push({ callback, method, type });
  });
  return found;
}

function answerNote(
  project: ProjectModel,
  unit: SourceUnit,
  handler: AnsweringHandler,
  problems: readonly TypeProblem[],
): Note[] {
  const { callback, method, type } = handler;
  // Answers that ask for input are of another type.
  if (/\binput_?required\b/i.test(callback.getText(unit.ast)) || isNamedAlready(project, handler)) return [];
  const problem = problems.find(({ start, lines }) => {
    if (start < callback.getStart(unit.ast) || start >= callback.end) return false;
    return lines.some(line => line.includes(type)) || isInAnswer(unit, callback, start);
  });
  if (isHalfKnown(project, problem)) return [];
  if (!problem && inferred(callback).every(each => !isMisfit(project, each, type))) return [];
  return [
    noteAt(unit, problem ? nodeAt(unit, problem.start) : callback, CHANGE, {
      severity: 'warning',
      message: `What the handler of \`${method}\` answers does not fit \`${type}\` of SDK v2${problem ? reason(problem) : ''}.`,
      advice: `Declare what it is made of by the types of SDK v2, or assert what is certain: \`as ${type}\`.`,
    }),
  ];
}

/** Whether an interface may be at fault that extends one of a package which is not looked into. */
function isHalfKnown(project: ProjectModel, problem: TypeProblem | undefined): boolean {
  const names = project.units.flatMap(({ ast }) =>
    ast.statements.flatMap(each => unknownBase(project, each)),
  );
  return names.some(name => !problem || problem.lines.some(line => new RegExp(`\\b${name}\\b`).test(line)));
}

function unknownBase(project: ProjectModel, statement: ts.Statement): string[] {
  if (!ts.isInterfaceDeclaration(statement)) return [];
  const bases = statement.heritageClauses?.flatMap(clause => [...clause.types]) ?? [];
  const isUnknown = bases.some(({ expression }) => {
    const origin = project.names.origin(expression);
    return origin !== undefined && !isDeclaredType(origin.module, origin.name);
  });
  return isUnknown ? [statement.name.text] : [];
}

/** Whether what is at fault is reported where it is declared. */
function isNamedAlready(project: ProjectModel, { callback, method }: AnsweringHandler): boolean {
  const results = new WidenedResults(project);
  results.addHandler(callback, method);
  const isUneven = [...results.tools].some(([{ part }, tools]) => isUnevenPart(part, tools, project.names));
  return isUneven || results.words.size > 0;
}

/** The expressions that an inline handler without a declared type returns. */
function inferred(callback: ts.Expression): ts.Expression[] {
  const inline = unwrap(callback);
  return isFunctionNode(inline) && !inline.type ? returned(inline) : [];
}

/** The expressions that an inline handler returns. */
function returned(callback: ts.Expression): ts.Expression[] {
  const inline = unwrap(callback);
  return isFunctionNode(inline) ? returnedExpressions(inline) : [];
}

/** Whether a place is inside what a handler returns, and in no function nested there. */
function isInAnswer(unit: SourceUnit, callback: ts.Expression, start: number): boolean {
  return returned(callback).some(each => each.getStart(unit.ast) <= start && start < each.end);
}

function otherNote(unit: SourceUnit, handlers: readonly AnsweringHandler[], problem: TypeProblem): Note[] {
  const isInHandler = handlers.some(
    ({ callback }) => callback.getStart(unit.ast) <= problem.start && problem.start < callback.end,
  );
  if (isInHandler) return [];
  const node = nodeAt(unit, problem.start);
  if (problem.code === 2353 && isCapability(node)) {
    return [
      noteAt(unit, node, CHANGE, {
        severity: 'warning',
        message: `SDK v2 knows no capability \`${ts.isPropertyAssignment(node) ? nameText(node.name) : node.getText(unit.ast)}\` here.`,
        advice: 'Leave it out, or put what clients of yours read there under `experimental`.',
      }),
    ];
  }
  if (!problem.lines.some(line => /\bto type '[^']*\bJSON(?:Value|Object|Array)\b/.test(line))) return [];
  return [
    noteAt(unit, node, CHANGE, {
      severity: 'warning',
      message: `SDK v2 takes JSON values only in schemas${reason(problem)}.`,
      advice: 'Leave out members that may be `undefined`, or assert what is certain: `as JSONObject`.',
    }),
  ];
}

/** Whether a node is in the capabilities of a server that is made. */
function isCapability(node: ts.Node): boolean {
  let isInside = false;
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isPropertyAssignment(at) && at.name.getText() === 'capabilities') isInside = true;
    if (ts.isNewExpression(at)) return isInside;
  }
  return false;
}

/** The member at fault, and why; the outermost types are too long to read. */
function reason({ lines }: TypeProblem): string {
  const members = lines.flatMap(
    line => /^(?:Types of property|The types of|Property) '([^']+)'/.exec(line)?.[1] ?? [],
  );
  const last = lines.at(-1)!.replace(/\.$/, '').replaceAll('`', "'");
  const place = members.length > 0 ? `\`${members.join('.')}\`` : '';
  if (last.length <= 120 && !last.startsWith('Types of')) return ` (${place && `${place}: `}${last})`;
  return place && ` (${place})`;
}

function nodeAt(unit: SourceUnit, start: number): ts.Node {
  let found: ts.Node = unit.ast;
  walk(unit.ast, node => {
    if (node.getStart(unit.ast) === start && node !== unit.ast) {
      if (found === unit.ast) found = node;
      return false;
    }
    return node.pos <= start && start < node.end ? undefined : false;
  });
  return found;
}
