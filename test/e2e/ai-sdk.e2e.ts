import { afterAll, describe, expect, test } from 'vitest';
import { asked, askedStdio } from './support/asked.js';
import { after, before } from './support/migrated.js';
import { startModel } from './support/model.js';
import { removeTemporaryDirectories } from './support/project.js';

afterAll(removeTemporaryDirectories);

describe('a migrated client of a framework: ai-sdk', () => {
  test('gets the same from servers of both revisions, and shows it to the model', async () => {
    const model = ['book_details', { isbn: '9780000000011' }] as const;
    const oldServer = await before('express-session-map');
    const recorded = await askedModel(await before('ai-sdk'), model, (client, env) =>
      asked(client, oldServer, ['--ask=Is it there?'], env),
    );
    expect(recorded.output).toMatchObject({
      tools: ['search_books', 'book_details', 'check_shelves'],
      answer: { text: 'Done.', used: ['book_details'], tokens: 10 },
    });
    expect(recorded.requests).toHaveLength(2);
    expect(JSON.stringify(recorded.requests[1])).toContain('tool_result');
    expect(recorded.versions).toContain('2025-11-25');

    const client = await after('ai-sdk');
    const fromOld = await askedModel(client, model, (each, env) =>
      asked(each, oldServer, ['--ask=Is it there?'], env),
    );
    expect(fromOld).toMatchObject({ output: recorded.output, requests: recorded.requests });
    expect(fromOld.versions.at(-1)).toBe('2025-11-25');

    const newServer = await after('express-session-map');
    const fromNew = await askedModel(client, model, (each, env) =>
      asked(each, newServer, ['--ask=Is it there?'], env),
    );
    expect(fromNew.output).toEqual(recorded.output);
    expect(new Set(fromNew.versions)).toEqual(new Set(['2026-07-28']));
  });

  test('does so over stdio', async () => {
    const model = ['list_notes', {}] as const;
    const oldServer = await before('stdio-singleton-crlf');
    const recorded = await askedModel(await before('ai-sdk'), model, (client, env) =>
      askedStdio(client, oldServer, ['--ask=What is there?'], env),
    );
    expect(recorded.output).toMatchObject({ answer: { used: ['list_notes'] } });
    expect(JSON.stringify(recorded.requests[1])).toContain('1. buy stamps');
    expect(recorded.methods).toContain('initialize');

    const client = await after('ai-sdk');
    const fromOld = await askedModel(client, model, (each, env) =>
      askedStdio(each, oldServer, ['--ask=What is there?'], env),
    );
    expect(fromOld).toMatchObject({ output: recorded.output, requests: recorded.requests });

    const newServer = await after('stdio-singleton-crlf');
    const fromNew = await askedModel(client, model, (each, env) =>
      askedStdio(each, newServer, ['--ask=What is there?'], env),
    );
    expect(fromNew.output).toEqual(recorded.output);
    expect(fromNew.methods).toContain('server/discover');
    expect(fromNew.methods).not.toContain('initialize');
  });
});

/** Has a client ask a model that calls one tool; adds what the model was asked. */
async function askedModel<Answer extends object>(
  client: string,
  [tool, input]: readonly [string, object],
  ask: (client: string, env: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<Answer & { requests: readonly unknown[] }> {
  const model = await startModel(tool, input);
  try {
    return { ...(await ask(client, model.env)), requests: model.requests };
  } finally {
    await model.stop();
  }
}
