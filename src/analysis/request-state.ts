import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Note, SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { walkConstruction } from '../recognise/construction.js';
import { rememberedBy } from '../recognise/server-state.js';
import { subscriptionRecordsOf } from '../recognise/subscription-records.js';
import { isFunctionNode, memberValue, nameText, unwrap, unwrapAwaited, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const CHANGE = 'sessions';
const ADVICE =
  'Keep it outside the function that makes the server, under a handle that the client passes with every call.';

/**
 * What clients of 2026-07-28 find new at every request, in handlers that stand beside the sessions of 2025-11-25:
 * those of `createMcpHandler(factory, { legacy: 'reject' })`.
 * @param adviceFor what to do about a declaration, where more is known about it
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function stateOfRequests(
  project: ProjectModel,
  unit: SourceUnit,
  adviceFor: (node: ts.Node) => string | undefined = () => undefined,
): Note[] {
  const found = new Map<string, Note>();
  const add = (node: ts.Node, message: string): void => {
    const owner = project.unit(node.getSourceFile().fileName);
    if (!owner) return;
    const advice = adviceFor(node) ?? ADVICE;
    const note = noteAt(owner, node, CHANGE, { severity: 'error', message, advice });
    found.set(`${note.file}:${note.pos}`, note);
  };
  walk(unit.ast, node => {
    const factory = factoryBesideSessions(project, node);
    if (!factory) return;
    const made = constructionOf(project, factory);
    let isSeen = false;
    walkConstruction(project, made, at => {
      if (ts.isNewExpression(at)) isSeen ||= isServerClass(project, at);
      const name = statefulName(project, at);
      // Who has subscribed stays with the sessions: 2026-07-28 clients listen.
      if (name && !subscriptionRecordsOf(project).isOne(at))
        add(at, `2026-07-28 clients get a new \`${name}\` for every request.`);
    });
    if (!isSeen)
      add(
        factory,
        `2026-07-28 clients get a new server for every request, and what \`${shortened(factory)}\` remembers is out of sight.`,
      );
  });
  return [...found.values()];
}

/** Whether a note is about something that `stateOfRequests` reports beside kept sessions. */
export function isAboutState(project: ProjectModel, note: Note): boolean {
  const unit = project.unit(note.file);
  let found = false;
  if (!unit) return found;
  walk(unit.ast, node => {
    if (node.end <= note.pos) return false;
    found ||= node.getStart(unit.ast) === note.pos && statefulName(project, node) !== undefined;
    return !found;
  });
  return found;
}

/** The factory of a handler that serves 2026-07-28 only. */
function factoryBesideSessions(project: ProjectModel, node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  if (valuesOf(project).sdkExport(unwrap(node.expression)) !== 'createMcpHandler') return undefined;
  const [factory, options] = node.arguments;
  const literal = options && unwrap(options);
  if (!factory || !literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  const legacy = memberValue(literal, 'legacy');
  return legacy && ts.isStringLiteralLike(legacy) && legacy.text === 'reject' ? factory : undefined;
}

/** The code that runs when a factory is called. */
function constructionOf(project: ProjectModel, factory: ts.Expression): ts.Node[] {
  const value = unwrap(factory);
  if (isFunctionNode(value)) return value.body ? [value.body] : [];
  const target = valuesOf(project).of(value);
  return target?.is === 'function' && isFunctionNode(target.node) && target.node.body
    ? [target.node.body]
    : [];
}

/** The name of what a declaration keeps for one server object: a value that changes, or an object that does. */
function statefulName(project: ProjectModel, node: ts.Node): string | undefined {
  if (!ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node)) return undefined;
  const name = nameText(node.name);
  if (rememberedBy(project, node)) return name;
  const made = node.initializer && unwrapAwaited(node.initializer);
  // A server of a class of its own is what is wanted; its fields are met on their own.
  if (!made || !ts.isNewExpression(made) || isServerClass(project, made)) return undefined;
  const owner = valuesOf(project).instanceOf(made.expression);
  if (owner?.is !== 'instance' || holdsServer(project, owner.class)) return undefined;
  let isChanging = false;
  walkConstruction(project, [made], at => {
    isChanging ||= ts.isPropertyDeclaration(at) && rememberedBy(project, at) !== undefined;
  });
  return isChanging ? name : undefined;
}

function holdsServer(project: ProjectModel, owner: ts.ClassLikeDeclaration): boolean {
  let found = false;
  walk(owner, node => {
    if (ts.isNewExpression(node)) found ||= isServerClass(project, node);
    return !found;
  });
  return found;
}

function isServerClass(project: ProjectModel, node: ts.NewExpression): boolean {
  const values = valuesOf(project);
  const name = values.sdkExport(node.expression) ?? values.sdkName(node);
  return name === 'McpServer' || name === 'Server';
}

function shortened(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
