import { chainsTo, placeOf } from '../src/analysis/call-chains.js';
import type { Obstacle } from '../src/analysis/input-parts.js';
import { obstacleTo } from '../src/analysis/handler-plans.js';
import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { REMOVED_METHODS } from '../src/facts/protocol.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { notificationsRunning } from '../src/recognise/notifications.js';
import { walk } from '../src/recognise/syntax.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { opensWhenItFails } from '../src/recognise/open-failures.js';
import { serverRequest, type ServerRequest } from '../src/recognise/server-requests.js';

const BUILDERS: Readonly<Record<string, string>> = {
  'elicitation/create': 'inputRequired.elicit',
  'sampling/createMessage': 'inputRequired.createMessage',
  'roots/list': 'inputRequired.listRoots',
};

const REASONS = {
  loop: 'In a loop, each turn is a round: keep the turn and what was learned in `requestState`.',
  callback: 'A callback cannot return it for the handler: ask before, and pass the answer on.',
  background:
    'Nobody waits for the answer, and a request that is over cannot ask: ask while the handler runs.',
  caught:
    'The `catch` around it goes on without an answer, and is not reached any more: ask only if the client’s capabilities allow it, and go that way otherwise.',
  form: 'Here it is part of a larger expression: give the answer a statement of its own.',
  parameters: 'Its parameters are not written at the call, so that was left to do by hand.',
  swallowed:
    'Its failure is handled where it is sent, and would not get there any more: look at the client’s capabilities first, and go on without asking where they do not allow it.',
  handler: 'Only tools, prompts and resources can ask.',
  helper: 'The helper has to hand the result on to the handler, and the handler to the client.',
  twice:
    'It asks a second time there, under the same key: give it the key as an argument, and keep the first answer in `requestState`.',
  result:
    'Its result would have to travel to the next round, and may be nothing or no plain value: return one that JSON holds.',
  state:
    'Both keep something from round to round, and a request has one state: let the handler keep it for both.',
  type: 'The handler’s declared result, its context or the options of its server are out of sight.',
} as const;

/**
 * Reports requests that a server sends to its client: they typecheck, and fail when they are made on a 2026-07-28
 * connection. Where the failure is caught and taken for a yes, that is an error.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export const serverRequests: Transform = {
  name: 'server-requests',
  phase: 'report',
  changes: ['multi-round-trip'],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      walk(unit.ast, node => {
        const request = serverRequest(project, node);
        if (!request || !BUILDERS[request.method] || isLegacyOnly(project, node)) return;
        left.push(noteAt(unit, request.call, 'multi-round-trip', describe(project, request)));
      });
    }
    return { rewrites: [], left };
  },
};

function describe(
  project: ProjectModel,
  { call, method, spelling }: ServerRequest,
): Pick<Note, 'severity' | 'message' | 'advice'> {
  const opens = opensWhenItFails(call);
  const fails = `\`${spelling}\` fails on 2026-07-28 connections`;
  const request = `inputRequired({ inputRequests: { name: ${BUILDERS[method]}(…) } })`;
  const notifications = notificationsRunning(project, call);
  if (notifications) {
    const isReached = notifications.some(each => !REMOVED_METHODS.includes(each));
    const sent = notifications.map(each => `\`${each}\``).join(' or ');
    return {
      severity: 'warning',
      message: isReached
        ? `${fails}: a server sends no requests there.`
        : `\`${spelling}\` is not reached on 2026-07-28 connections: clients send no ${sent} there.`,
      advice: `Nothing goes back to the client from a notification. ${askElsewhere(request)}`,
    };
  }
  const obstacle = obstacleTo(project, call);
  const isElsewhere = !opens && obstacle?.is === 'handler';
  const ask = isElsewhere
    ? askElsewhere(request)
    : `Return \`${request}\` from the handler and read \`ctx.mcpReq.inputResponses\` when it is called again.`;
  return {
    severity: opens ? 'error' : 'warning',
    message: opens
      ? `${fails}, and this code takes the failure for a yes.`
      : `${fails}: a server sends no requests there.`,
    advice: `${ask}${whyNot(project, call, obstacle)}`,
  };
}

function askElsewhere(request: string): string {
  return `Ask in the tools, prompts and resources that need the answer: return \`${request}\` there, and read \`ctx.mcpReq.inputResponses\` when they are called again.`;
}

/** What stands in the way of the rewrite, and what helps. */
function whyNot(project: ProjectModel, call: ts.CallExpression, obstacle: Obstacle | undefined): string {
  // What could be analysed and still stands could not be written.
  if (!obstacle) return ` ${REASONS.type}${chain(project, call)}`;
  return ` ${reasonFor(project, obstacle)}${chain(project, call)}`;
}

function reasonFor(project: ProjectModel, obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'effect':
      return `The handler runs again from the top in every round: do \`${shortened(obstacle.node.getText())}\` after the last answer, or note in the request's state that it is done.`;
    case 'chance': {
      const text = shortened(obstacle.node.getText());
      return `The handler runs again from the top in every round, and \`${text}\` (${placeOf(project, obstacle.node)}) differs each time: carry its value in the request's state.`;
    }
    case 'caller':
      return `Its function is called where that cannot be passed on (${placeOf(project, obstacle.node)}). ${reasonFor(project, obstacle.why)}`;
    default:
      return REASONS[obstacle.is];
  }
}

/** How the handlers get to a request in a helper. */
function chain(project: ProjectModel, call: ts.CallExpression): string {
  const chains = chainsTo(project, call);
  return chains.length > 0 ? ` It runs for ${chains.join(', ')}.` : '';
}

function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 60 ? `${flat.slice(0, 57)}…` : flat;
}
