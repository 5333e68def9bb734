import path from 'node:path';
import type { Note, Rewrite } from '../engine/types.js';
import type { HandleSetup } from './handle-store.js';
import type { HandleUse } from './handle-tool.js';

interface Told {
  /** Names of what was kept for a session. */
  readonly state: readonly string[];
  readonly use: HandleUse;
  readonly tools: readonly string[];
  readonly setup: HandleSetup;
}

type NoteMaker = (change: Note['change'], note: Pick<Note, 'severity' | 'message' | 'advice'>) => Note;

const BINDING: Readonly<Record<HandleSetup['binding'], string>> = {
  user: 'A handle holds for the client and the user that it was made for.',
  client:
    'A handle holds for the OAuth client that it was made for; add the user to `keyOf` where several share a client.',
  none: 'No request says who sends it, so that whoever has a handle can use it.',
};

/** What to know about state that was moved under handles: the tools that changed, who may use one, and deployment. */
export function handleNotes(noteOf: NoteMaker, told: Told): Pick<Rewrite, 'review' | 'remarks'> {
  const { state, use, tools, setup } = told;
  const kept = list(state);
  const others = tools.filter(each => !use.startedBy.includes(each));
  const takes = others.length > 0 ? `, which ${list(others)} ${others.length > 1 ? 'need' : 'needs'}` : '';
  const module = path.basename(setup.file);
  return {
    review: noteOf('sessions', {
      severity: 'info',
      message: `${kept} ${state.length > 1 ? 'belong' : 'belongs'} to a handle now instead of a session: ${list(use.startedBy)} ${use.startedBy.length > 1 ? 'hand' : 'hands'} out a \`${use.argument}\`${takes}.`,
      advice: `Clients of both revisions pass \`${use.argument}\` now: read the names, the descriptions and the lifetime in \`${module}\`. ${BINDING[setup.binding]}`,
    }),
    remarks: [
      noteOf('sessions', {
        severity: 'info',
        message: `What a \`${use.argument}\` names is kept in the memory of one process.`,
        advice: `Routing by session and a shared session store are not needed for it any more; several instances need a shared store behind \`${module}\`.`,
      }),
    ],
  };
}

function list(names: readonly string[]): string {
  const quoted = names.map(each => `\`${each}\``);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}` : (quoted[0] ?? '');
}
