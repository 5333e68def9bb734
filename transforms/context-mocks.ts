import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { findContextMocks } from '../src/recognise/context-mocks.js';
import { CONTEXT_MEMBERS } from '../src/recognise/handler-context.js';
import { isChain } from '../src/recognise/schema-arguments.js';
import { schemaAssertionEdits } from '../src/recognise/send-assertions.js';
import { member, memberValue, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { groupMembers, type GroupedMember } from '../src/rewrite/group-members.js';

const CHANGE = 'sdk-v2-packages';
const GROUPS = ['mcpReq', 'http'] as const;

/**
 * Gives objects that stand in for a handler context, as tests make them, the structure of SDK v2:
 * `{ sendRequest }` becomes `{ mcpReq: { send: sendRequest } }`, and so do the reads of it. Only what certainly
 * stands for a context; what looks like one is reported.
 */
export const contextMocks: Transform = {
  name: 'context-mocks',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    const mocks = findContextMocks(project);
    const reads = readsOf(project, new Set(mocks.flatMap(each => (each.certain ? [each.literal] : []))));
    for (const { literal, certain } of mocks) {
      const edits = certain ? mockEdits(project, literal) : undefined;
      const others = edits && [...(reads.get(literal) ?? []), ...schemaAssertionEdits(project, literal)];
      if (edits) rewrites.push({ change: CHANGE, edits: [...edits, ...(others ?? [])] });
      else left.push(note(literal, certain));
    }
    return { rewrites, left };
  },
};

function mockEdits(project: ProjectModel, literal: ts.ObjectLiteralExpression): TextEdit[] | undefined {
  const unit = project.unit(literal.getSourceFile().fileName)!;
  const edits: TextEdit[] = [];
  const spreads = literal.properties.filter(ts.isSpreadAssignment);
  for (const group of GROUPS) {
    const members: GroupedMember[] = [];
    for (const node of literal.properties) {
      const key = nameText(node.name);
      const target =
        key !== undefined && Object.hasOwn(CONTEXT_MEMBERS, key) ? CONTEXT_MEMBERS[key]! : undefined;
      if (target?.group !== group) continue;
      const request = key === 'requestInfo' ? requestText(literal, unit) : undefined;
      if (key === 'requestInfo' && request === undefined) return undefined;
      members.push({ node, name: target.name, ...(request !== undefined && { value: request }) });
    }
    if (members.length === 0) continue;
    const taken = spreadText(project, spreads, group);
    if (taken === false) return undefined;
    edits.push(...groupMembers(unit, literal, group, members, taken));
  }
  return edits;
}

/** What a group takes over from the object that the literal spreads; `false` when that cannot be said. */
function spreadText(
  project: ProjectModel,
  spreads: readonly ts.SpreadAssignment[],
  group: (typeof GROUPS)[number],
): string | undefined | false {
  const [spread, ...more] = spreads;
  if (!spread) return undefined;
  const source = unwrap(spread.expression);
  const value = valuesOf(project).of(source);
  if (more.length > 0 || !isChain(source) || value?.is !== 'object') return false;
  const names = value.literal.properties.flatMap(each => nameText(each.name) ?? []);
  const has = names.some(name => name === group || CONTEXT_MEMBERS[name]?.group === group);
  return has ? `...${source.getText()}.${group}` : undefined;
}

/** A web-standard request with the headers of a v1 request info, when those are written out. */
function requestText(literal: ts.ObjectLiteralExpression, unit: SourceUnit): string | undefined {
  const given = memberValue(literal, 'requestInfo');
  const info = given && unwrap(given);
  if (!info || !ts.isObjectLiteralExpression(info)) return undefined;
  const known = info.properties.every(each => /^(?:headers|url)$/.test(nameText(each.name) ?? ''));
  const headers = memberValue(info, 'headers');
  const list = headers && unwrap(headers);
  const isWritten =
    list &&
    ts.isObjectLiteralExpression(list) &&
    list.properties.every(each => ts.isPropertyAssignment(each) && isText(unwrap(each.initializer)));
  if (!known || !headers || !isWritten) return undefined;
  const { quote } = unit.style;
  const url = member(info, 'url')
    ? memberValue(info, 'url')?.getText(unit.ast)
    : `${quote}http://localhost/mcp${quote}`;
  return url && `new Request(${url}, { headers: ${headers.getText(unit.ast)} })`;
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isIdentifier(node);
}

/** Edits of what reads or sets members of the literals: `extra.sendRequest` of a variable that has one. */
function readsOf(
  project: ProjectModel,
  mocks: ReadonlySet<ts.ObjectLiteralExpression>,
): Map<ts.ObjectLiteralExpression, TextEdit[]> {
  const found = new Map<ts.ObjectLiteralExpression, TextEdit[]>();
  if (mocks.size === 0) return found;
  for (const unit of project.units) {
    walk(unit.ast, node => {
      if (!ts.isPropertyAccessExpression(node) || !Object.hasOwn(CONTEXT_MEMBERS, node.name.text)) return;
      const value = valuesOf(project).of(node.expression);
      if (value?.is !== 'object' || !mocks.has(value.literal)) return;
      const { group, name } = CONTEXT_MEMBERS[node.name.text]!;
      const edit = {
        file: unit.path,
        start: node.name.getStart(unit.ast),
        end: node.name.end,
        text: `${group}${group === 'http' ? '?.' : '.'}${name}`,
      };
      const list = found.get(value.literal);
      if (list) list.push(edit);
      else found.set(value.literal, [edit]);
    });
  }
  return found;
}

function note(literal: ts.ObjectLiteralExpression, certain: boolean): Note {
  return {
    change: CHANGE,
    file: literal.getSourceFile().fileName,
    pos: literal.getStart(),
    severity: certain ? 'error' : 'warning',
    message: certain
      ? 'This stands for a handler context the way SDK v1 had it, and cannot be moved as it is.'
      : 'This looks like a handler context the way SDK v1 had it.',
    advice: 'Nest it: `{ mcpReq: { signal, id, send, notify, _meta }, http: { authInfo, req }, sessionId }`.',
  };
}
