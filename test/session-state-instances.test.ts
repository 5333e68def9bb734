import { describe, expect, it } from 'vitest';
import { serveSessionMap } from '../transforms/serve-session-map.js';
import { sessionState } from '../transforms/session-state.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const SERVE = `import { createMcpHandler } from '@modelcontextprotocol/server';
import { makeServer } from './server.js';
export const handler = createMcpHandler(makeServer, { legacy: 'reject' });
`;
const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
`;
const OK = `return { content: [{ type: 'text', text: 'ok' }] };`;

function migrated(text: string, more: Record<string, string> = {}, file = 'src/server.ts'): TextMigration {
  return migrateText({ 'src/index.ts': SERVE, [file]: HEAD + text, ...more }, [
    sessionState,
    serveSessionMap,
  ]);
}

/** The class with these members in it, after the migration. */
function inClass(members: string, made = 'new NoteServer().server'): TextMigration {
  return migrated(`export class NoteServer {
  readonly server = new McpServer({ name: 'notes', version: '1.0.0' });
${members}
}
export const makeServer = () => ${made};
`);
}

const ADD = `this.server.registerTool('add', { inputSchema: z.object({ note: z.string() }) }, async ({ note }) => { this.notes.push(note); ${OK} });`;
const READ = `this.server.registerTool('read', {}, async () => ({ content: [{ type: 'text', text: this.notes.join() }] }));`;

describe('fields of a class that makes a server', () => {
  it('go under a handle, with the methods that use them', () => {
    const { files, review } = inClass(`  /** What was written down. */
  private notes: string[] = [];

  constructor() {
    this.server.registerTool('add', { inputSchema: z.object({ note: z.string() }) }, args => this.add(args.note));
    this.server.registerTool('read', {}, async () => ({ content: [{ type: 'text', text: this.text() }] }));
  }

  private add(note: string) {
    this.notes.push(note);
    return { content: [{ type: 'text' as const, text: this.text() }] };
  }

  private text(): string {
    return this.notes.join();
  }`);
    expect(files['src/server.ts']).toBe(`import { McpServer } from '@modelcontextprotocol/server';
import { HandleStore } from './mcp-handles.js';
import { z } from 'zod';
/** What was written down. */
const notesStore = new HandleStore({
  argument: 'notes_id',
  startedBy: ['add'],
  create: (): string[] => [],
});

export class NoteServer {
  readonly server = new McpServer({ name: 'notes', version: '1.0.0' });

  constructor() {
    this.server.registerTool('add', {
      inputSchema: z.object({
        note: z.string(),
        notes_id: z
          .string()
          .optional()
          .describe(
            'The notes to go on with, from an earlier result. Leave it out to start afresh. It is kept until a day after its last use.',
          ),
      }),
    }, (args, ctx) => {
      const opened = notesStore.open(ctx, args.notes_id);
      if (!opened) return notesStore.unknown();
      const { state: notes } = opened;
      return opened.handOut(this.add(notes, args.note));
    });
    this.server.registerTool('read', {
      inputSchema: z.object({
        notes_id: z
          .string('Call add first, and pass the notes_id that it returns.')
          .describe('The notes to use, from a result of add.'),
      }),
    }, async ({ notes_id }, ctx) => {
      const notes = notesStore.find(ctx, notes_id);
      if (!notes) return notesStore.unknown();
      return { content: [{ type: 'text', text: this.text(notes) }] };
    });
  }

  private add(notes: string[], note: string) {
    notes.push(note);
    return { content: [{ type: 'text' as const, text: this.text(notes) }] };
  }

  private text(notes: string[]): string {
    return notes.join();
  }
}
export const makeServer = () => new NoteServer().server;
`);
    expect(review).toEqual([
      expect.stringContaining(
        '`notes` belongs to a handle now instead of a session: `add` hands out a `notes_id`',
      ),
      expect.stringContaining('kept in the memory of one process'),
    ]);
  });

  it('are members of one object when there are several, or one is given another value', () => {
    const { files, left } = inClass(`  private notes: string[] = [];
  #count = 0;
  constructor() {
    ${ADD.replace('{ this', '{ this.#count += 1; this')}
    ${READ}
  }`);
    const text = files['src/server.ts']!;
    expect(text).toContain('interface NoteState {\n  notes: string[];\n  count: number;\n}');
    expect(text).toContain('create: (): NoteState => ({\n    notes: [],\n    count: 0,\n  }),');
    expect(text).toContain('state.count += 1; state.notes.push(note);');
    expect(text).not.toContain('#count');
    expect(left).toEqual([]);
  });

  it('are named after their class, and a tool awaits the method that it calls', () => {
    const text = inClass(`  private notes: string[] = [];
  private title = '';
  constructor() {
    this.server.registerTool('add', { inputSchema: z.object({ note: z.string() }) }, args => this.add(args.note));
  }
  private async add(note: string) {
    this.notes.push(note);
    this.title ||= note;
    return { content: [{ type: 'text' as const, text: this.title }] };
  }`).files['src/server.ts']!;
    expect(text).toContain('async (args, ctx) => {');
    expect(text).toContain('return opened.handOut(await this.add(state, args.note));');
    expect(text).toContain("argument: 'note_id'");
  });

  it('are found where the constructor of a subclass of the SDK sets them', () => {
    const { files } = migrated(
      `export class NoteServer extends McpServer {
  constructor() {
    super({ name: 'notes', version: '1.0.0' });
    this.notes = [];
    ${ADD.replace('this.server', 'this')}
    ${READ.replace('this.server', 'this')}
  }
}
export function makeServer() {
  const server = new NoteServer();
  return server;
}
`,
      {},
      'src/server.js',
    );
    const text = files['src/server.js']!;
    expect(text).toContain('create: () => [],');
    expect(text).toContain('notes.push(note);');
    expect(text).not.toContain('this.notes');
  });

  it('leave their name to a variable of a tool', () => {
    const { files } = inClass(`  private notes: string[] = [];
  constructor() {
    ${ADD}
    this.server.registerTool('read', {}, async () => { const notes = this.notes.join(); return { content: [{ type: 'text', text: notes }] }; });
  }`);
    expect(files['src/server.ts']).toContain('const notes = state.notes.join();');
  });

  it.each([
    ['its object is handed on', `private notes: string[] = []; constructor() { ${ADD} watch(this); }`],
    ['others read the field', `notes: string[] = []; constructor() { ${ADD} }`, 'new NoteServer()'],
    [
      'a resource uses it',
      `private notes: string[] = []; constructor() { ${ADD} this.server.registerResource('notes', 'notes:/all', {}, async () => ({ contents: [{ uri: 'notes:/all', text: this.notes.join() }] })); }`,
    ],
    [
      'a getter reads it',
      `private notes: string[] = []; constructor() { ${ADD} } get size() { return this.notes.length; }`,
    ],
    [
      'a method that others call uses it',
      `private notes: string[] = []; constructor() { ${ADD} } size() { return this.notes.length; }`,
      'report(new NoteServer())',
    ],
    [
      'it starts with what the object is given',
      `private notes: string[]; constructor(first: string) { this.notes = [first]; ${ADD} }`,
    ],
    [
      'it is used while the server is made',
      `private notes: string[] = []; constructor() { ${ADD} console.log(this.notes); }`,
    ],
    [
      'it is a resource',
      `private notes = spawn('notes'); constructor() { ${ADD.replace('.push', '.kill')} this.notes = spawn('b'); }`,
    ],
  ])('stay when %s', (_why, members, made = 'new NoteServer().server') => {
    const more = {
      'src/report.ts': `import type { NoteServer } from './server.js';\nexport const report = (it: NoteServer) => (it.size(), it.server);\nexport const seen = (it: NoteServer) => it.notes;`,
    };
    const { files } = migrated(
      `import { report } from './report.js';
export class NoteServer {
  readonly server = new McpServer({ name: 'notes', version: '1.0.0' });
  ${members}
}
export const makeServer = () => ${made.replace(/^new NoteServer\(\)$/, 'new NoteServer().server')};
`,
      more,
    );
    expect(files['src/server.ts']).not.toContain('HandleStore');
  });

  it('stay in a class that others extend', () => {
    const { files } = migrated(`class NoteServer {
  readonly server = new McpServer({ name: 'notes', version: '1.0.0' });
  protected notes: string[] = [];
  constructor() { ${ADD} }
}
class Loud extends NoteServer {}
export const makeServer = () => new NoteServer().server;
`);
    expect(files['src/server.ts']).not.toContain('HandleStore');
  });
});

describe('an object that remembers something for a server', () => {
  const BOARD = `class Board {
  private tasks: string[] = [];
  private readonly loud: boolean;
  constructor() {
    this.loud = (process.env.LOUD ?? '').toLowerCase() === 'yes';
  }
  put(task: string) {
    this.check(task);
    this.tasks.push(task);
  }
  show() { return this.tasks.join(this.loud ? '!' : ''); }
  private check(task: string) { if (!task) throw new Error('Empty'); }
}
`;
  const FACTORY = `export function makeServer() {
  const server = new McpServer({ name: 'board', version: '1.0.0' });
  const board = new Board();
  server.registerTool('add', { inputSchema: z.object({ task: z.string() }) }, async ({ task }) => { board.put(task); ${OK} });
  server.registerTool('list', {}, async () => ({ content: [{ type: 'text', text: board.show() }] }));
  return server;
}
`;

  it('is made for every handle', () => {
    const text = migrated(BOARD + FACTORY).files['src/server.ts']!;
    expect(text).toContain(`const boards = new HandleStore({
  argument: 'board_id',
  startedBy: ['add'],
  create: (): Board => new Board(),
});`);
    expect(text).toContain('const { state: board } = opened;');
    expect(text).toContain('const board = boards.find(ctx, board_id);');
  });

  it('is told by what its methods do, in another module as well', () => {
    const { files } = migrated(`import { Board } from './board.js';\n${FACTORY}`, {
      'src/board.ts': `export ${BOARD}`,
    });
    expect(files['src/server.ts']).toContain('create: (): Board => new Board(),');
  });

  it.each([
    [
      'its class extends another',
      BOARD.replace('class Board', 'class Board extends Base').replace('() {\n', '() {\n    super();\n'),
    ],
    ['making it does more', BOARD.replace('this.loud =', 'register(this); this.loud =')],
    ['it holds a process', BOARD.replace('put(', 'start() { this.child = spawn("x"); } put(')],
    [
      'making it starts a timer',
      BOARD.replace('this.loud =', 'setInterval(() => this.show(), 1000); this.loud ='),
    ],
    ['its class has type parameters', BOARD.replace('class Board', 'class Board<T>')],
  ])('stays when %s', (_why, board) => {
    expect(migrated(board + FACTORY).files['src/server.ts']).not.toContain('HandleStore');
  });

  it('stays when it is given away', () => {
    const { files } = migrated(BOARD + FACTORY.replace('new Board();', 'new Board();\n  publish(board);'));
    expect(files['src/server.ts']).not.toContain('HandleStore');
  });

  it('is no state when its methods only read', () => {
    const plain = `class Board { private tasks = ['a']; put(task: string) { return task; } show() { return this.tasks.join(); } }\n`;
    expect(migrated(plain + FACTORY).files['src/server.ts']).not.toContain('HandleStore');
  });
});
