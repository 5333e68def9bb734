import path from 'node:path';
import { noteAt } from '../src/engine/notes.js';
import { render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import { answerEdits } from '../src/hand-written/client-answer-edits.js';
import { heardStream } from '../src/hand-written/client-changes.js';
import { clientEdits } from '../src/hand-written/client-edits.js';
import {
  DIALECT,
  DIALECT_MODULE,
  dialectModuleText,
  type DialectParts,
} from '../src/hand-written/client-module.js';
import type { AnswerForm } from '../src/hand-written/http-libraries.js';
import type { UnreadRequest } from '../src/hand-written/client-unread.js';
import { countsOnName } from '../src/hand-written/client-names.js';
import { DROPPED_STREAM } from '../src/hand-written/client-stream-edits.js';
import type { ResumePoint } from '../src/hand-written/client-resumes.js';
import { probeObstacle, type ProbeObstacle } from '../src/hand-written/client-probes.js';
import {
  handClient,
  unansweringClient,
  type HandClient,
  type UnansweringClient,
} from '../src/hand-written/client.js';
import type { ProjectModel } from '../src/project/model.js';
import { isFunctionNode, walk } from '../src/recognise/syntax.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { addedModule, specifierFrom } from '../src/rewrite/added-module.js';
import { FreeNames } from '../src/rewrite/free-names.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'stateless-handshake';

/**
 * Makes clients that write their messages themselves speak 2026-07-28: `server/discover` in the place of the
 * handshake, which stays for older servers; `_meta` and the standard headers on every request; questions of the server
 * answered where it asks them now. A client of which some part is not in view is left as it is.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const handWrittenClient: Transform = {
  name: 'hand-written-client',
  phase: 'serve',
  changes: [CHANGE],
  run({ project, files, legacy }) {
    const units = files.filter(unit => !isTestFile(project, unit));
    const keeps = legacy !== 'reject';
    const left: Note[] = [];
    const isFree = (client: HandClient) => {
      const obstacle = probeObstacle(project, client, keeps);
      if (obstacle) left.push(heldNote(client, obstacle));
      return !obstacle;
    };
    const found = units.flatMap(unit => handClient(project, unit) ?? []).filter(isFree);
    // What reads answers for one way of posting does not for the other.
    const clients = found.filter(
      each => !isNode(each) || !found.some(other => isBeside(project, each, other)),
    );
    const rewrites = clients.flatMap(client => {
      const home = project.packageOf(client.unit.path);
      const others = clients.filter(each => project.packageOf(each.unit.path) === home);
      return clientRewrite(project, client, others, keeps) ?? [];
    });
    for (const unit of units) {
      const unanswering = unansweringClient(project, unit);
      if (unanswering && !isFree(unanswering.client)) continue;
      const moved = unanswering && answerRewrite(project, unanswering.client, keeps);
      if (moved) rewrites.push(moved);
      else if (unanswering) left.push(unansweredNote(unit, unanswering));
    }
    return { rewrites, left };
  },
};

function isNode({ sites }: HandClient): boolean {
  return sites.some(each => each.kind === 'node');
}

/** Whether two clients of one package post in different ways. */
function isBeside(project: ProjectModel, { unit }: HandClient, other: HandClient): boolean {
  const isSame = project.packageOf(unit.path) === project.packageOf(other.unit.path);
  return isSame && other.sites.some(each => each.kind === 'http');
}

/** What answers in passing becomes a function; the round after this one finds it, and moves the client as a whole. */
function answerRewrite(project: ProjectModel, client: HandClient, legacy: boolean): Rewrite | undefined {
  const moves = clientEdits(client, legacy, { dialect: DIALECT, dropped: DROPPED_STREAM }) !== undefined;
  const edits = moves ? answerEdits(project, client) : undefined;
  return edits && { change: 'multi-round-trip', edits };
}

function clientRewrite(
  project: ProjectModel,
  client: HandClient,
  clients: readonly HandClient[],
  legacy: boolean,
): Rewrite | undefined {
  const { unit } = client;
  const { path: file } = unit;
  const names = new FreeNames(unit);
  const dialect = names.take(DIALECT, `Own${DIALECT}`);
  const dropped = names.take(DROPPED_STREAM, `Mcp${DROPPED_STREAM}`);
  const isLibrary = formsOf(clients).length > 0;
  if (isLibrary && client.streams.resumes.length > 0) return undefined;
  const own = clientEdits(client, legacy, { dialect, dropped }, isLibrary);
  if (!own) return undefined;
  const known = project.units.find(
    each =>
      project.packageOf(each.path) === project.packageOf(file) &&
      path.parse(each.path).name === DIALECT_MODULE,
  );
  const parts = partsOf(project, clients, legacy);
  if (known && !suffices(known, parts)) return undefined;
  const home = clients[0]!.unit;
  const module = known?.path ?? addedModule(home, DIALECT_MODULE);
  const text = known
    ? undefined
    : render(dialectModuleText(isTypeScript(home), home.style, parts), home.style);
  return {
    change: CHANGE,
    edits: [...own, ...(text === undefined ? [] : [{ file: module, start: 0, end: 0, text }])],
    imports: [
      imported(DIALECT, dialect),
      ...(client.streams.resumes.length > 0 ? [imported(DROPPED_STREAM, dropped)] : []),
    ],
    review: reviewOf(unit, client, legacy),
    remarks: [
      ...client.streams.resumes.map(each => resumeRemark(unit, each)),
      ...eventSources(unit).map(each => eventSourceRemark(unit, each)),
      ...client.unread.map(each =>
        unreadRemark(unit, each, (text ?? known!.text).includes('async complete')),
      ),
    ],
  };

  function imported(name: string, as: string): ImportRequest {
    return { file, module: specifier(project, unit, module), name, ...(as !== name && { as }) };
  }
}

/** How a file imports the module; one that imports no other file yet names it in full where Node would look for it. */
function specifier(project: ProjectModel, unit: SourceUnit, module: string): string {
  const written = specifierFrom(unit, module);
  const importsFiles = /\bfrom\s*['"]\.|\b(?:require|import)\(\s*['"]\./.test(unit.text);
  if (unit.style.commonjs || importsFiles || /\.[cm]?[jt]s$/.test(written)) return written;
  const isModule = project.packageOf(unit.path)?.manifest.type === 'module';
  return isTypeScript(unit) && !isModule ? written : `${written}.js`;
}

function partsOf(project: ProjectModel, clients: readonly HandClient[], legacy: boolean): DialectParts {
  const kinds = clients.flatMap(each => each.sites.map(({ kind }) => kind));
  return {
    legacy,
    http: kinds.includes('http'),
    node: kinds.includes('node'),
    lines: kinds.includes('lines'),
    discovers: clients.some(({ handshake }) => !handshake.site),
    requests: clients.some(
      ({ functions, asks }) =>
        asks.size > 0 || functions.some(each => each.isRequest && each.params !== undefined),
    ),
    connects: clients.some(({ handshake }) => handshake.site !== undefined),
    resumes: formsOf(clients).length === 0 && clients.some(({ streams }) => streams.resumes.length > 0),
    forms: formsOf(clients),
    asks: clients.some(({ asks }) => asks.size > 0),
    listens: clients.some(({ changes }) => heardStream(changes) !== undefined),
    pings: clients.some(({ pings }) => pings.length > 0),
    named: clients.some(each => countsOnName(project, each.unit)),
  };
}

/** What answers look like where other libraries than `fetch` post messages; none where `fetch` alone does. */
function formsOf(clients: readonly HandClient[]): AnswerForm[] {
  const forms = clients.flatMap(each => each.sites.flatMap(({ form }) => form ?? []));
  const isMixed = clients.some(each => each.sites.some(({ kind, form }) => kind === 'http' && !form));
  return [...new Set<AnswerForm>(forms.length > 0 && isMixed ? [...forms, 'response'] : forms)];
}

/** Whether a module that was added before has what further clients need. */
function suffices({ text }: SourceUnit, parts: DialectParts): boolean {
  const {
    legacy,
    http,
    node,
    lines,
    discovers,
    requests,
    connects,
    resumes,
    forms = [],
    asks,
    listens,
    pings,
    named,
  } = parts;
  const needed = [
    ...(http ? [forms.length > 0 ? 'post' : 'send'] : []),
    ...(asks ? ['ask'] : []),
    ...(lines && legacy ? ['probe'] : []),
    ...(requests ? ['complete'] : []),
    ...(discovers && (http || node || !legacy) ? ['discover'] : []),
    ...(connects ? ['connect'] : []),
  ];
  const has = (word: string) => new RegExp(`\\b${word}\\b`).test(text);
  return (
    needed.every(each => has(`async ${each}`)) &&
    (!resumes || has(`class ${DROPPED_STREAM}`)) &&
    (!node || has(legacy ? 'observe' : 'headers')) &&
    (!listens || has('listening')) &&
    (!pings || !legacy || !http || text.includes('#isKnown')) &&
    (!named || !discovers || text.includes("version: ''") || text.includes('version: ""'))
  );
}

function reviewOf(unit: SourceUnit, { handshake }: HandClient, legacy: boolean): Note {
  const isPipe = handshake.kind === 'lines';
  return noteAt(unit, handshake.call, CHANGE, {
    severity: 'info',
    message: legacy
      ? 'This client asks for `server/discover` first, and falls back to `initialize` for older servers.'
      : 'This client asks for `server/discover`, and no longer speaks to servers of 2025-11-25.',
    advice: isPipe
      ? 'Try it with the servers it is for: one that exits at a request before `initialize` has to be started again.'
      : 'Try it with the servers it is for.',
  });
}

function heldNote({ unit, handshake }: HandClient, { place, reason }: ProbeObstacle): Note {
  const text = named(place);
  return noteAt(unit, handshake.call, CHANGE, {
    severity: 'warning',
    message: `This client is left at 2025-11-25: what sends its \`initialize\` ${reason}${text ? ` (\`${text}\`)` : ''}. A \`server/discover\` that an older server refuses must not go that way.`,
    advice:
      "Send it past that, `initialize` only where it is refused, and `_meta` and the standard headers with each request; or connect with the SDK's `Client` and `versionNegotiation: { mode: 'auto' }`.",
  });
}

/** How a message names a place: the name of a function, or code that is short. */
function named(place: ts.Node): string | undefined {
  const text = isFunctionNode(place) ? place.name?.getText() : place.getText();
  return text === undefined || text.length > 60 || /[\n`]/.test(text) ? undefined : text;
}

function resumeRemark(unit: SourceUnit, { statement }: ResumePoint): Note {
  return noteAt(unit, statement, 'stream-resumability', {
    severity: 'info',
    message:
      'A stream that breaks is not resumed at 2026-07-28: the request is sent again, up to three times in all.',
    advice:
      'The server may have done the work before the stream broke: what tools do should be safe to repeat.',
  });
}

function eventSources(unit: SourceUnit): ts.NewExpression[] {
  const found: ts.NewExpression[] = [];
  walk(unit.ast, node => {
    if (ts.isNewExpression(node) && node.expression.getText().endsWith('EventSource')) found.push(node);
  });
  return found;
}

function eventSourceRemark(unit: SourceUnit, place: ts.Node): Note {
  return noteAt(unit, place, 'subscriptions-listen', {
    severity: 'warning',
    message: '`EventSource` opens the stream of `GET`, which servers of 2026-07-28 do not have.',
    advice:
      'Open it at older servers only. To hear of changes from others, post `subscriptions/listen` with `fetch`, and read the stream of its response.',
  });
}

function unreadRemark(unit: SourceUnit, { place, method }: UnreadRequest, isCompleting: boolean): Note {
  const answering = isCompleting
    ? '`complete` of the added module does that, around a function that takes the parameters and resolves to the result.'
    : 'Answer what `inputRequests` asks for, and send the request again with `inputResponses` and `requestState`.';
  return noteAt(unit, place, 'multi-round-trip', {
    severity: 'warning',
    message: `Servers of 2026-07-28 may ask for input in the result of ${method ? `\`${method}\`` : 'this request'} (\`input_required\`), which nothing reads here.`,
    advice: `Check \`result.resultType\` where the answer is taken in. ${answering}`,
  });
}

function unansweredNote(unit: SourceUnit, { place, asking }: UnansweringClient): Note {
  const first = asking
    ? `Its answer comes out of a callback: return \`${asking.promise}\` from a function that takes the request, send what that resolves to`
    : 'Move what works out the answer into a function that takes the request and returns the result';
  return noteAt(unit, place, 'multi-round-trip', {
    severity: 'error',
    message:
      'Servers of 2026-07-28 ask in the result of a request (`input_required`), which this does not answer.',
    advice: `${first}, and migrate again: the client is moved as a whole then.`,
  });
}
