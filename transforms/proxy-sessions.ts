import { indentAt, lineStart, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { HEADERS, NEW_REVISION } from '../src/facts/protocol.js';
import { readAs, type HeaderRead } from '../src/hand-written/incoming-headers.js';
import { pinnedRoutings, type PinnedRouting, type StartTest } from '../src/hand-written/pinned-sessions.js';
import { isProxyFile } from '../src/hand-written/proxy-file.js';
import { ancestors, isWithin, unwrap } from '../src/recognise/syntax.js';

const CHANGE = 'sessions';

/**
 * Lets requests of 2026-07-28 through a proxy that sends each request to the server which holds its session: they have
 * none and begin with no `initialize`, so they go where `initialize` goes, to any server. Requests of 2025-11-25 still
 * follow their session.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/changelog (SEP-2567)
 */
export const proxySessions: Transform = {
  name: 'proxy-sessions',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      const mayPin =
        /mcp-session-id/i.test(unit.text) && /\binitialize\b|isInitializeRequest/.test(unit.text);
      if (!mayPin || unit.text.includes(NEW_REVISION) || !isProxyFile(project, unit)) continue;
      for (const routing of pinnedRoutings(project, unit)) {
        const rewrite = unpin(unit, routing);
        if (rewrite) rewrites.push(rewrite);
      }
    }
    return { rewrites, left: [] };
  },
};

function unpin(unit: SourceUnit, { session, tests }: PinnedRouting): Rewrite | undefined {
  const first = firstStatement(tests);
  const variable = ['isModern', 'isModernRequest'].find(name => !new RegExp(`\\b${name}\\b`).test(unit.text));
  if (!first || variable === undefined) return undefined;
  // Comments of the statement stay with it.
  const [comment] = ts.getLeadingCommentRanges(unit.text, first.pos) ?? [];
  const start = comment?.pos ?? first.getStart(unit.ast);
  if (unit.text.slice(lineStart(unit.text, start), start).trim() !== '') return undefined;
  const indent = indentAt(unit.text, start);
  const declaration = `// Requests of ${NEW_REVISION} have no session: any server can answer them.\nconst ${variable} = ${revisionTest(unit, session)};`;
  const edits: TextEdit[] = [
    {
      file: unit.path,
      start,
      end: start,
      text: render(declaration, unit.style, indent) + unit.style.eol + indent,
    },
    ...tests.flatMap(test => widen(unit, test, variable)),
  ];
  return {
    change: CHANGE,
    edits,
    review: {
      change: CHANGE,
      file: unit.path,
      pos: start,
      severity: 'warning',
      message: `Requests of ${NEW_REVISION} now go to any server, as \`initialize\` does; older ones still follow their session.`,
      advice:
        'Check that every server can answer every request; state of a session belongs under an explicit handle. Where servers give out no sessions any more, let older requests without one through, too.',
    },
  };
}

function revisionTest(unit: SourceUnit, session: HeaderRead): string {
  const version = readAs(unit, session, HEADERS.protocolVersion.toLowerCase());
  // Frameworks give a text or nothing; node:http types a header as a list, too.
  return ts.isCallExpression(session.node)
    ? `(${version} ?? '') >= '${NEW_REVISION}'`
    : `String(${version} ?? '') >= '${NEW_REVISION}'`;
}

function widen(unit: SourceUnit, { condition, is }: StartTest, variable: string): TextEdit[] {
  const file = unit.path;
  const start = condition.getStart(unit.ast);
  const { end } = condition;
  if (is === 'rejects') return [{ file, start, end: start, text: `!${variable} && ` }];
  const node = unwrap(condition);
  const isConjunction =
    ts.isBinaryExpression(condition) &&
    condition === node &&
    condition.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  if (!isConjunction) return [{ file, start, end: start, text: `${variable} || ` }];
  return [
    { file, start, end: start, text: `${variable} || (` },
    { file, start: end, end, text: ')' },
  ];
}

/** The first statement, of the innermost block around all conditions, that holds one of them. */
function firstStatement(tests: readonly StartTest[]): ts.Statement | undefined {
  const conditions = tests.map(each => each.condition);
  const block = ancestors(conditions[0]!).find(
    (at): at is ts.Block => ts.isBlock(at) && conditions.every(each => isWithin(each, at)),
  );
  return block?.statements.find(statement => conditions.some(each => isWithin(each, statement)));
}
