import { readFileSync } from 'node:fs';
import prettier from 'prettier';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  changeIds,
  CHANGES,
  findChange,
  isChangeId,
  type Change,
  type ChangeId,
} from '../src/changes/index.js';
import { SPECIFICATION } from '../src/changes/links.js';
import { changesMarkdown } from '../src/changes/markdown.js';
import { rules } from '../rules/index.js';

/** Every page of the specification of 2026-07-28, as its path below the revision. */
const PAGES = [
  'architecture/index',
  'basic/authorization/authorization-server-discovery',
  'basic/authorization/client-registration',
  'basic/authorization/index',
  'basic/authorization/security-considerations',
  'basic/index',
  'basic/patterns/cancellation',
  'basic/patterns/index',
  'basic/patterns/mrtr',
  'basic/patterns/progress',
  'basic/patterns/subscriptions',
  'basic/transports/index',
  'basic/transports/stdio',
  'basic/transports/streamable-http',
  'basic/versioning',
  'changelog',
  'client/elicitation',
  'client/roots',
  'client/sampling',
  'deprecated',
  'index',
  'schema',
  'server/discover',
  'server/index',
  'server/prompts',
  'server/resources',
  'server/tools',
  'server/utilities/caching',
  'server/utilities/completion',
  'server/utilities/logging',
  'server/utilities/pagination',
];

/**
 * Proposal of each item as the changelog links it, in its order. `undefined` where the changelog names none.
 * An oracle apart from the catalogue: read off the changelog page, not off our data.
 */
const CHANGELOG = {
  major: ['2567', '2575', '2575', '2575', '2575', '2663', '2322', '2322', '2575'],
  minor: [
    undefined,
    '414',
    undefined,
    '2243',
    '2549',
    undefined,
    '2468',
    '837',
    '2352',
    '2106',
    undefined,
    undefined,
  ],
  deprecated: ['2577', '2596', '2596', '2858'],
} as const;

const inSection = (section: Change['section']) => CHANGES.filter(change => change.section === section);

const texts = (change: Change): string[] => [
  change.title,
  change.changed,
  change.instead,
  change.reach ? change.reach.what : change.visibleInSource.why,
];

describe('the catalogue', () => {
  it('has unique ids in kebab case', () => {
    expect(new Set(changeIds).size).toBe(changeIds.length);
    for (const id of changeIds) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.each([
    ['major', 9],
    ['minor', 12],
    ['deprecated', 4],
    ['sdk', 1],
  ] as const)('lists every item of section %s, numbered from 1 to %i', (section, count) => {
    expect(inSection(section).map(change => change.number)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });

  it.each(['major', 'minor', 'deprecated'] as const)('links the proposals of section %s', section => {
    const changes = inSection(section);
    for (const [index, number] of CHANGELOG[section].entries()) {
      const { id, proposal } = changes[index]!;
      expect(proposal, id).toBeDefined();
      if (number) expect(String(proposal!.number), id).toBe(number);
      expect(proposal!.url, id).toBe(
        `https://github.com/modelcontextprotocol/modelcontextprotocol/pull/${proposal!.number}`,
      );
    }
  });

  it('sends every change of the specification to a page that exists', () => {
    for (const change of CHANGES.filter(candidate => candidate.section !== 'sdk')) {
      expect(change.page.startsWith(SPECIFICATION), change.id).toBe(true);
      const path = change.page.slice(SPECIFICATION.length).split('#')[0]!;
      expect(
        PAGES.some(page => page === path || page === `${path}/index`),
        change.page,
      ).toBe(true);
    }
    expect(findChange('sdk-v2-packages').page).toMatch(/^https:\/\/github\.com\/modelcontextprotocol\//);
  });

  it('says for each change what code shows it and how far the tool goes, or why no code does', () => {
    for (const change of CHANGES) {
      if (change.visibleInSource === true) expect(change.reach, change.id).toBeDefined();
      else {
        expect(change.visibleInSource.why, change.id).toMatch(/^[A-Z].*\.$/);
        expect(change.reach, change.id).toBeUndefined();
      }
    }
    expect(CHANGES.filter(change => change.visibleInSource !== true).map(change => change.id)).toEqual([
      'extensions-capability',
      'trace-context',
    ]);
  });

  it('names the roles and the kind of each change', () => {
    for (const change of CHANGES) {
      expect(change.roles.length, change.id).toBeGreaterThan(0);
      expect(new Set(change.roles).size, change.id).toBe(change.roles.length);
      expect(change.kind === 'deprecated', change.id).toBe(change.section === 'deprecated');
    }
  });

  it('is written in short ASCII texts whose code spans are closed', () => {
    for (const change of CHANGES) {
      expect(change.title.length, change.id).toBeLessThanOrEqual(80);
      for (const text of texts(change)) {
        expect(text, change.id).toMatch(/^[\x20-\x7e]+$/);
        expect(text.split('`').length % 2, text).toBe(1);
        expect(text.length, text).toBeLessThanOrEqual(400);
      }
      for (const text of texts(change).slice(1)) expect(text, change.id).toMatch(/[.)]$/);
    }
  });

  it('uses the error codes of the final revision', () => {
    const policy = findChange('error-code-policy').changed;
    for (const named of [
      '-32020 `HeaderMismatch`',
      '-32021 `MissingRequiredClientCapability`',
      '-32022 `UnsupportedProtocolVersion`',
    ]) {
      expect(policy).toContain(named);
    }
    expect(findChange('stateless-handshake').changed).toContain('`UnsupportedProtocolVersionError` (-32022)');
    expect(findChange('standard-headers').changed).toContain('`HeaderMismatch` (-32020)');
    for (const change of CHANGES.filter(candidate => candidate.id !== 'error-code-policy')) {
      expect(texts(change).join(' '), change.id).not.toMatch(/-3200[134]\b/);
    }
  });
});

describe('findChange and isChangeId', () => {
  it('know the ids and nothing else', () => {
    for (const change of CHANGES) {
      expect(findChange(change.id)).toBe(change);
      expect(isChangeId(change.id)).toBe(true);
    }
    for (const word of ['', 'session', 'Sessions', 'constructor', 'toString']) {
      expect(findChange(word), word).toBeUndefined();
      expect(isChangeId(word), word).toBe(false);
    }
  });

  it('give ChangeId as a union of literals', () => {
    expectTypeOf<'sessions'>().toExtend<ChangeId>();
    expectTypeOf<string>().not.toExtend<ChangeId>();
    expectTypeOf(findChange('sessions')).toEqualTypeOf<Change>();
    const unknownId: string = 'sessions';
    expectTypeOf(findChange(unknownId)).toEqualTypeOf<Change | undefined>();
  });
});

describe('docs/changes.md', () => {
  const file = new URL('../docs/changes.md', import.meta.url);
  const written = () => changesMarkdown(CHANGES, id => id in rules);

  it('is what the catalogue says', () => {
    expect(readFileSync(file, 'utf8'), 'run `npm run docs` after a change of the catalogue').toBe(written());
  });

  it('is formatted and holds an entry, a table row and the links of every change', async () => {
    const text = written();
    expect(await prettier.check(text, { parser: 'markdown', printWidth: 110 })).toBe(true);
    for (const change of CHANGES) {
      expect(text).toContain(`\n### ${change.id}\n`);
      expect(text).toContain(`| [\`${change.id}\`](#${change.id}) `);
      expect(text).toContain(`](${change.page})`);
      if (change.proposal) expect(text).toContain(`](${change.proposal.url})`);
    }
  });
});
