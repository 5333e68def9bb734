import { describe, expect, it } from 'vitest';
import { urlElicitation } from '../transforms/url-elicitation.js';
import { notesOn } from './helpers/notes.js';

const SDK = `import { UrlElicitationRequiredError } from '@modelcontextprotocol/server';\n`;

describe('url-elicitation', () => {
  it('reports the error that asks for a URL elicitation', () => {
    expect(
      notesOn(urlElicitation, `${SDK}throw new UrlElicitationRequiredError([{ mode: 'url' }]);\n`),
    ).toEqual([
      'warning:2 `UrlElicitationRequiredError` reaches 2026-07-28 clients as an internal error (-32603).',
    ]);
  });

  it.each([
    `const done = server.createElicitationCompletionNotifier(id);\n`,
    `server.notification({ method: 'notifications/elicitation/complete', params });\n`,
  ])('reports that clients are not told: %s', text =>
    expect(notesOn(urlElicitation, text)).toEqual([
      'warning:1 `notifications/elicitation/complete` is gone: 2026-07-28 clients are not told that a URL elicitation is complete.',
    ]),
  );

  it('reports clients that wait for it', () => {
    expect(
      notesOn(urlElicitation, `client.setNotificationHandler('notifications/elicitation/complete', f);\n`),
    ).toEqual(['warning:1 `notifications/elicitation/complete` never arrives on 2026-07-28 connections.']);
  });

  it.each([
    [
      'an error of the same name',
      `import { UrlElicitationRequiredError } from './errors.js';\nthrow new UrlElicitationRequiredError();\n`,
    ],
    [
      'tests for the error, which old servers send',
      `${SDK}if (e instanceof UrlElicitationRequiredError) open(e);\n`,
    ],
    ['the legacy branch', `${SDK}if (era === 'legacy') throw new UrlElicitationRequiredError([]);\n`],
    [
      'notifiers of others',
      `survey.createElicitationCompletionNotifier(id);\nbus.notification({ method: 'notifications/elicitation/complete' });\n`,
    ],
    ['handlers for elicitation', `client.setRequestHandler('elicitation/create', f);\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(urlElicitation, text)).toEqual([]));
});
