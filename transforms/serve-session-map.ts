import path from 'node:path';
import { endpointNeeds } from '../src/analysis/endpoint-needs.js';
import { sessionNeeds, type SessionNeed } from '../src/analysis/session-needs.js';
import { isAboutState, stateOfRequests } from '../src/analysis/request-state.js';
import { noteAt } from '../src/engine/notes.js';
import type { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, Transform, TransformContext } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { drivenByHand } from '../src/recognise/driven-sessions.js';
import { httpEntries, isOdd, type HttpEntry } from '../src/recognise/http-serving.js';
import { readSessionFlow } from '../src/recognise/session-flow.js';
import { adviceForVariable } from '../src/rewrite/state-advice.js';
import { planBeside } from '../src/rewrite/serve-beside.js';
import { carriedErrors } from '../src/rewrite/handler-options.js';
import { processObstacle } from '../src/rewrite/process-obstacles.js';
import { isObstacle, planStateless, type Obstacle } from '../src/rewrite/serve-stateless.js';
import { obstacleNote, oddNote, servingRewrite } from '../src/rewrite/serving-notes.js';

const CHANGE = 'sessions';

/**
 * Transports kept by session id, to `createMcpHandler(factory)`, which has no sessions. Clients of 2025-11-25 are
 * served without one, or their sessions stay behind `isLegacyRequest`, as `--legacy` says and as the package needs.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const serveSessionMap: Transform = {
  name: 'serve-session-map',
  phase: 'serve',
  changes: [CHANGE],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of context.files) {
      left.push(...stateOfRequests(context.project, unit, node => adviceForVariable(context.project, node)));
      // One at a time: the next round sees the handler that the first one declared, and its name.
      let isDone = false;
      for (const entry of httpEntries(context.project, unit)) {
        if (entry.creation.options.sessions === false || isDone) continue;
        if (isOdd(entry)) {
          left.push(oddNote(entry));
          continue;
        }
        const result = serve(context, entry);
        if ('edits' in result) {
          rewrites.push(result);
          isDone = true;
        } else left.push(result);
      }
    }
    return { rewrites, left };
  },
};

function serve(context: TransformContext, entry: HttpEntry): Rewrite | Note {
  const { legacy, project } = context;
  const driven = drivenByHand(project, entry);
  if (driven) return obstacleNote(entry, CHANGE, processObstacle(project, entry) ?? byHand(driven));
  const errors = carriedErrors(context, entry);
  const flow = readSessionFlow(project, entry, errors.statements);
  const own = endpointNeeds(project, entry, flow);
  const [need] = legacy === 'auto' ? [...own, ...sessionNeeds(project, entry.unit.path)] : [];
  const wanted = legacy === 'auto' ? (need ? 'keep' : 'stateless') : legacy;
  const plan = wanted === 'keep' ? planBeside(context, entry) : planStateless(context, entry, flow, errors);
  if (!isObstacle(plan)) {
    const remarks = [chosen(entry, plan.at, legacy, wanted, need && describe(project, need))];
    if (wanted === 'stateless' && legacy === 'stateless')
      remarks.push(...own.filter(each => !each.isGuess).map(lost));
    const { warnings } = plan.handler;
    // Beside kept sessions the state itself is reported, and stays reported until it is gone.
    remarks.push(
      ...(wanted === 'keep' ? resources(project, warnings) : warnings),
      ...own.filter(each => each.isGuess).map(unseen),
    );
    return servingRewrite(entry, CHANGE, plan, remarks);
  }
  if (legacy !== 'auto' || wanted === 'keep') return obstacleNote(entry, CHANGE, plan);
  const beside = planBeside(context, entry);
  if (isObstacle(beside)) return obstacleNote(entry, CHANGE, beside);
  const why = `${place(project, entry.unit.path, plan.node.getStart(entry.unit.ast))} is more than the usual keeping of sessions`;
  const remarks = [
    chosen(entry, beside.at, legacy, 'keep', why),
    ...resources(project, beside.handler.warnings),
  ];
  return servingRewrite(entry, CHANGE, beside, remarks);
}

function resources(project: ProjectModel, warnings: readonly Note[]): Note[] {
  return warnings.filter(each => !isAboutState(project, each));
}

function byHand(node: ts.Node): Obstacle {
  return {
    node,
    message:
      'The messages of this session are moved by hand, which a server made for one 2026-07-28 request would miss.',
    advice:
      'Serve 2026-07-28 with `createMcpHandler` and a server that has its own handlers for every method.',
  };
}

/** Which way of serving 2025-11-25 was chosen, and why. */
function chosen(
  entry: HttpEntry,
  at: Parameters<typeof noteAt>[1],
  legacy: TransformContext['legacy'],
  wanted: Exclude<TransformContext['legacy'], 'auto'>,
  why: string | undefined,
): Note {
  const note = (message: string, advice: string): Note =>
    noteAt(entry.unit, at, CHANGE, { severity: 'info', message, advice });
  if (wanted === 'reject') {
    return note(
      'Clients of 2025-11-25 are turned away, as `--legacy reject` asks.',
      'Tell their users to update.',
    );
  }
  if (wanted === 'keep') {
    return note(
      `Clients of 2025-11-25 keep their sessions: ${why ?? '`--legacy keep` asks for it'}.`,
      'Pass `--legacy stateless` to serve them without.',
    );
  }
  return note(
    `Clients of 2025-11-25 are served without sessions: ${legacy === 'auto' ? 'nothing in this package needs one' : '`--legacy stateless` asks for it'}.`,
    'Pass `--legacy keep` to keep their sessions.',
  );
}

function describe(project: ProjectModel, need: SessionNeed): string {
  return `${place(project, need.file, need.pos)} ${need.reason}`;
}

function place(project: ProjectModel, file: string, pos: number): string {
  const line = (project.unit(file)?.ast.getLineAndCharacterOfPosition(pos).line ?? 0) + 1;
  return `\`${path.relative(project.root, file).replaceAll('\\', '/')}:${line}\``;
}

function unseen(need: SessionNeed): Note {
  return {
    change: CHANGE,
    file: need.file,
    pos: need.pos,
    severity: 'warning',
    message: 'Every 2026-07-28 request gets a server of its own, and it does not show what one remembers.',
    advice: 'Check that no tool needs what an earlier call left in the server.',
  };
}

function lost(need: SessionNeed): Note {
  return {
    change: CHANGE,
    file: need.file,
    pos: need.pos,
    severity: 'error',
    message: `Clients of 2025-11-25 lose this without sessions: the code ${need.reason}.`,
    advice: 'Pass `--legacy keep` to keep their sessions.',
  };
}
