import { noteAt } from '../src/engine/notes.js';
import type { LegacyMode, Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { ts } from '../src/engine/ts.js';
import { dispatchersIn } from '../src/hand-written/dispatcher.js';
import type { GateElsewhere } from '../src/hand-written/gates-elsewhere.js';
import type { Shut, ShutSchema } from '../src/hand-written/message-schemas.js';
import { leftRegistrations, type LeftRegistrations } from '../src/hand-written/left-registrations.js';
import { serverRewrite } from '../src/hand-written/server.js';
import { unheardClosing, type UnheardClosing } from '../src/hand-written/unheard-closing.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { ancestors, isFunctionNode } from '../src/recognise/syntax.js';

const CHANGE = 'server-discover';

/**
 * Makes servers that are written without the SDK answer 2026-07-28: `server/discover`, a check of each request in
 * front of the dispatcher, complete results. A server of which one part is not in view is left as it is.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const handWrittenServers: Transform = {
  name: 'hand-written-servers',
  phase: 'protocol',
  changes: [CHANGE, 'sessions'],
  run(context) {
    const { project, files, legacy } = context;
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    // One at a time: the next one finds the module that this one adds.
    const packages = new Set<string | undefined>();
    for (const unit of files) {
      if (
        !/\binitialize\b|server\/discover/.test(unit.text) ||
        !/\b(?:tools|resources|prompts)\//.test(unit.text)
      )
        continue;
      if (isTestFile(project, unit)) continue;
      const home = project.packageOf(unit.path)?.dir;
      for (const dispatcher of dispatchersIn(project, unit)) {
        if (packages.has(home)) break;
        if (dispatcher.branches.some(each => each.methods.includes('server/discover'))) {
          const unheard = unheardClosing(project, dispatcher);
          if (unheard) left.push(closingNote(project, unheard));
        }
        const rewrite = serverRewrite(project, dispatcher, context);
        if (!rewrite) continue;
        if ('needed' in rewrite) {
          left.push(...sessionNotes(project, rewrite.needed));
          continue;
        }
        if ('shut' in rewrite) {
          left.push(...rewrite.shut.map(each => schemaNote(project, each)));
          continue;
        }
        if ('gates' in rewrite) {
          left.push(...rewrite.gates.map(each => gateNote(project, each)));
          continue;
        }
        packages.add(home);
        const { edits, imports, declaresLess } = rewrite;
        const around = project.unit(dispatcher.statement.getSourceFile().fileName) ?? unit;
        rewrites.push({
          change: CHANGE,
          edits,
          imports,
          review: noteAt(around, dispatcher.statement, CHANGE, {
            severity: 'info',
            message:
              'This server answers 2026-07-28 now, and checks each request of it before it is dispatched.',
            advice: `Read the check and the results; ${served(legacy)}.${declaresLess ? LESS : ''}`,
          }),
        });
      }
      const registered = packages.has(home) ? undefined : leftRegistrations(project, unit);
      if (registered) left.push(registrationNote(unit, registered));
    }
    return { rewrites, left };
  },
};

/** The first use in each function of what a session keeps. */
function sessionNotes(project: ProjectModel, needed: readonly ts.Expression[]): Note[] {
  const first = new Map<ts.Node | undefined, ts.Expression>();
  for (const use of needed) {
    const place = ancestors(use).find(each => ts.isCaseClause(each) || isFunctionNode(each));
    if (!first.has(place)) first.set(place, use);
  }
  return [...first.values()].map(use =>
    noteAt(project.unit(use.getSourceFile().fileName)!, use, 'sessions', {
      severity: 'error',
      ...(ts.isIfStatement(use.parent)
        ? CHECKED
        : ts.isExpressionStatement(use.parent)
          ? DONE
          : answeredFrom(use)),
    }),
  );
}

const CHECKED = {
  message: 'This check goes by the session, which requests of 2026-07-28 do not have, and more than that.',
  advice:
    'Check by what every request has, as its key, in an `if` of its own; until then the server is left at 2025-11-25.',
};

const DONE = {
  message: 'This is done with the session of a request, and requests of 2026-07-28 have none.',
  advice:
    'Do it with what every request has, as its key or `_meta`; until then the server is left at 2025-11-25.',
};

function answeredFrom(use: ts.Expression): Pick<Note, 'message' | 'advice'> {
  return {
    message: `Requests of 2026-07-28 have no session, and this one is answered from \`${use.getText()}\`.`,
    advice:
      'Keep it under a handle that a tool returns and later calls pass; until then the server is left at 2025-11-25.',
  };
}

/** What keeps requests of 2026-07-28 from the server. */
function gateNote(project: ProjectModel, { node, header, name, refuses }: GateElsewhere): Note {
  const unit = project.unit(node.getSourceFile().fileName)!;
  const subject = name === undefined ? 'This' : `\`${name}\``;
  const wants = refuses ? 'refuses requests without' : 'goes by';
  return noteAt(unit, node, 'sessions', {
    severity: 'error',
    message:
      header === 'session'
        ? `${subject} ${wants} a session, and those of 2026-07-28 have none.`
        : `${subject} checks the revision that requests name, in front of the server.`,
    advice:
      'Let requests whose `MCP-Protocol-Version` is 2026-07-28 by, then migrate again; until then the server is left at 2025-11-25.',
  });
}

/** What does not stop any more when a client of 2026-07-28 cancels. */
function closingNote(project: ProjectModel, { node, hasSignal }: UnheardClosing): Note {
  return noteAt(project.unit(node.getSourceFile().fileName)!, node, CHANGE, {
    severity: 'warning',
    message:
      'Over HTTP, clients of 2026-07-28 cancel by closing the response, and send no `notifications/cancelled`.',
    advice: hasSignal
      ? 'Stop the work when `request.signal` is aborted as well.'
      : "Stop the work when the response closes as well: `res.on('close', () => controller.abort())`.",
  });
}

const SHUT: Readonly<Record<Shut, Pick<Note, 'message' | 'advice'>>> = {
  methods: {
    message: 'This schema lists the methods of requests, and `server/discover` is not one of them.',
    advice: 'Take any string, and let the dispatcher refuse what it does not know; then migrate again.',
  },
  members: {
    message: 'This schema drops what it does not list, as `_meta`, which `params` of 2026-07-28 have.',
    advice: 'Let other members of `params` through, as `z.looseObject` does; then migrate again.',
  },
  strict: {
    message: 'This schema refuses what it does not list, as `_meta`, which `params` of 2026-07-28 have.',
    advice: 'Let other members of `params` through; then migrate again.',
  },
  results: {
    message: 'This schema of responses drops what it does not list, as `resultType` and the data of errors.',
    advice: 'Let it have additional properties; then migrate again.',
  },
};

function schemaNote(project: ProjectModel, { node, shut }: ShutSchema): Note {
  const unit = project.unit(node.getSourceFile().fileName)!;
  return noteAt(unit, node, CHANGE, { severity: 'error', ...SHUT[shut] });
}

function registrationNote(unit: SourceUnit, { start, plain, cached }: LeftRegistrations): Note {
  const names = (methods: readonly string[]) => methods.map(each => `\`${each}\``).join(', ');
  const results = [
    ...(plain.length > 0 ? [`\`resultType: 'complete'\` to the results of ${names(plain)}`] : []),
    ...(cached.length > 0
      ? [`\`resultType\`, \`ttlMs\` and \`cacheScope\` to those of ${names(cached)}`]
      : []),
  ];
  return noteAt(unit, start, CHANGE, {
    severity: 'warning',
    message:
      'This server registers `initialize`, but not `server/discover`, which every server of 2026-07-28 must answer.',
    advice: `What becomes of its handlers is not all in view. Register \`server/discover\`, refuse what is not of 2026-07-28 where messages come in, and add ${results.join(', ')}.`,
  });
}

const LESS =
  ' Capabilities that need `subscriptions/listen`, and logging, are not declared to 2026-07-28 clients: serve them first.';

function served(legacy: LegacyMode): string {
  return legacy === 'reject'
    ? 'clients of 2025-11-25 are refused'
    : 'clients of 2025-11-25 are served as before';
}
