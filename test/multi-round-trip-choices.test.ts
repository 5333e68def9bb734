import { describe, expect, it } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { migrateText } from './helpers/migrate-text.js';

const SCHEMA = `{ type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }`;
const ASKED = `(await server.server.elicitInput({ message: 'Sure?', requestedSchema: ${SCHEMA} })).action`;

/** A tool, its lines and what the file imports beside the SDK. */
function tool(lines: string, imports = ''): string {
  return `import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { log, remove } from './storage.js';
${imports}
const server = new McpServer({ name: 'a', version: '1.0.0' });
const inputSchema = z.object({ id: z.string(), force: z.boolean(), name: z.string().optional() });
let last: unknown;
server.registerTool('remove', { inputSchema }, async ({ id, force, name }) => {
${lines}
});
`;
}

const ONE = `import type { McpServer } from '@modelcontextprotocol/server';
export async function confirm(server: McpServer, message: string): Promise<boolean> {
  const answer = await server.server.elicitInput({ message, requestedSchema: ${SCHEMA} });
  return answer.action === 'accept';
}
`;

function migrated(lines: string) {
  const text = tool(lines, "import { confirm } from './ask.js';\n");
  return migrateText({ 'src/a.ts': text, 'src/ask.ts': ONE }, [multiRoundTrip, serverRequests]);
}

describe('a value of which a part asks is written with an `if`', () => {
  it.each([
    [
      'a constant with &&',
      `  const sure = id.length > 3 && (await confirm(server, id));
  return { content: [], isError: sure };`,
      `  let sure = false;
  if (id.length > 3) {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    sure = confirmResult;
  }
  return { content: [], isError: sure };`,
    ],
    [
      'a constant with ||, whose first part is no boolean for certain',
      `  const sure = force || (await confirm(server, id));
  return { content: [], isError: sure };`,
      `  let sure;
  if (force) {
    sure = force;
  } else {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    sure = confirmResult;
  }
  return { content: [], isError: sure };`,
    ],
    [
      'a constant with ??, whose first part does something',
      `  const known = log(id) ?? (await confirm(server, id));
  return { content: [], isError: known };`,
      undefined,
    ],
    [
      'a constant with ?? and a declared type',
      `  const known: string | boolean = name ?? (await confirm(server, id));
  return { content: [], isError: Boolean(known) };`,
      `  let known: string | boolean;
  if (name === undefined || name === null) {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    known = confirmResult;
  } else {
    known = name;
  }
  return { content: [], isError: Boolean(known) };`,
    ],
    [
      'both branches of a constant, one of them in a choice of its own',
      `  const sure = force ? await confirm(server, 'A') : id !== '' && (await confirm(server, 'B'));
  return { content: [], isError: sure };`,
      `  let sure;
  if (force) {
    const confirmResult = await confirm(ctx, 'A');
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    sure = confirmResult;
  } else {
    if (id !== '') {
      const confirmResult2 = await confirm(ctx, 'B');
      if (isInputRequiredResult(confirmResult2)) return confirmResult2;
      sure = confirmResult2;
    } else {
      sure = false;
    }
  }
  return { content: [], isError: sure };`,
    ],
    [
      'what is returned',
      `  return force
    ? { content: [] }
    : { content: [], isError: await confirm(server, id) };`,
      `  if (force) {
    return { content: [] };
  }
  const confirmResult = await confirm(ctx, id);
  if (isInputRequiredResult(confirmResult)) return confirmResult;
  return { content: [], isError: confirmResult };`,
    ],
    [
      'a part of a larger value',
      `  return { content: [], isError: Boolean(force ? await confirm(server, id) : name) };`,
      `  let answer;
  if (force) {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    answer = confirmResult;
  } else {
    answer = name;
  }
  return { content: [], isError: Boolean(answer) };`,
    ],
    [
      'an assignment',
      `  let sure;
  sure = !force && (await confirm(server, id));
  return { content: [], isError: sure };`,
      `  let sure;
  if (!force) {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    sure = confirmResult;
  } else {
    sure = false;
  }
  return { content: [], isError: sure };`,
    ],
    [
      'a condition with an else',
      `  if (id.length > 3 && (await confirm(server, id))) {
    remove(id);
  } else {
    return { content: [] };
  }
  return { content: [], isError: true };`,
      `  let agreed = false;
  if (id.length > 3) {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    agreed = confirmResult;
  }
  if (agreed) {
    remove(id);
  } else {
    return { content: [] };
  }
  return { content: [], isError: true };`,
    ],
    [
      'a condition with both',
      `  if (id === '' || (id !== 'self' && (await confirm(server, 'Go on?')))) remove('x');
  return { content: [] };`,
      `  let agreed = true;
  if (id !== '') {
    if (id !== 'self') {
      const confirmResult = await confirm(ctx, 'Go on?');
      if (isInputRequiredResult(confirmResult)) return confirmResult;
      agreed = confirmResult;
    } else {
      agreed = false;
    }
  }
  if (agreed) remove('x');
  return { content: [] };`,
    ],
    [
      'an else-if',
      `  if (force) {
    remove(id);
  } else if (await confirm(server, id)) {
    remove('b');
  } else {
    return { content: [] };
  }
  return { content: [] };`,
      `  if (force) {
    remove(id);
  } else {
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    if (confirmResult) {
      remove('b');
    } else {
      return { content: [] };
    }
  }
  return { content: [] };`,
    ],
    [
      'branches without braces',
      `  let sure = false;
  if (force) sure = await confirm(server, 'A');
  else
    sure = await confirm(server, 'B');
  return { content: [], isError: sure };`,
      `  let sure = false;
  if (force) {
    const confirmResult = await confirm(ctx, 'A');
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    sure = confirmResult;
  }
  else {
    const confirmResult2 = await confirm(ctx, 'B');
    if (isInputRequiredResult(confirmResult2)) return confirmResult2;
    sure = confirmResult2;
  }
  return { content: [], isError: sure };`,
    ],
  ])('%s', (_, lines, expected) => {
    const { files, left } = migrated(lines);
    if (expected === undefined) {
      expect(left).toHaveLength(1);
      expect(files['src/a.ts']).toContain(lines);
    } else {
      expect(left).toEqual([]);
      expect(files['src/a.ts']).toContain(expected);
    }
  });

  it('in a helper that is nothing but an expression', () => {
    const lines = `  const ask = async (what: string) => force || ${ASKED} === 'accept' || what === '';
  return { content: [], isError: await ask(id) };`;
    const { files, left } = migrateText({ 'src/a.ts': tool(lines) }, [multiRoundTrip, serverRequests]);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain(`  const ask = async (what: string) => {
    let answer;
    if (force) {
      answer = force;
    } else {`);
    expect(files['src/a.ts']).toContain(`      answer = answerResponse.action === 'accept' || what === '';
    }
    return answer;
  };`);
  });
});

describe('a value of which a part asks is left', () => {
  it.each([
    [
      'with a comment inside it',
      `  const sure = force && /* ask */ (await confirm(server, id));\n  return { content: [], isError: sure };`,
    ],
    [
      'that another function reads, since its type would change',
      `  const sure = name && (await confirm(server, id));
  const show = () => String(sure);
  return { content: [{ type: 'text', text: show() }] };`,
    ],
    [
      'behind something else that happens in its statement',
      `  const both = [log(id), force && (await confirm(server, id))];
  return { content: [], isError: both.length > 1 };`,
    ],
    [
      'that goes to a variable of others',
      `  last = force && (await confirm(server, id));\n  return { content: [] };`,
    ],
    [
      'that is read on the way',
      `  let sure: boolean | string = id;
  sure = force && (await confirm(server, String(sure)));
  return { content: [] };`,
    ],
    [
      'that tells the type of something that is used behind it',
      `  if (!name || !(await confirm(server, name))) {
    log(id);
    return { content: [] };
  }
  return { content: [{ type: 'text', text: name }] };`,
    ],
    [
      'whose type comes from its place',
      `  return { content: force ? [{ type: 'text', text: String(await confirm(server, id)) }] : [] };`,
    ],
    [
      'that may not be computed at all',
      `  log?.(force && (await confirm(server, id)));\n  return { content: [] };`,
    ],
    [
      'in the head of a loop',
      `  while (force && (await confirm(server, id))) log(id);\n  return { content: [] };`,
    ],
    [
      'of a default',
      `  const { length = force ? Number(await confirm(server, id)) : 1 } = id;\n  return { content: [], isError: length > 1 };`,
    ],
    [
      'of which a literal is wanted',
      `  const level = force ? 'info' : String(await confirm(server, id));
  log(level);
  return { content: [] };`,
    ],
    [
      'of several declarations',
      `  const sure = force && (await confirm(server, id)),
    other = 1;
  return { content: [], isError: sure && other > 1 };`,
    ],
  ])('%s', (_, lines) => {
    const { files, left } = migrated(lines);
    expect(left).toHaveLength(1);
    expect(files['src/a.ts']).toContain(lines);
    expect(files['src/ask.ts']).toBe(ONE);
  });
});
