import { describe, expect, it } from 'vitest';
import { oauthErrors } from '../transforms/oauth-errors.js';
import { migrateText } from './helpers/migrate-text.js';

const LEGACY = '@modelcontextprotocol/server-legacy/auth';

function migrate(files: Record<string, string>) {
  const first = migrateText(files, [oauthErrors]);
  const second = migrateText(first.files, [oauthErrors]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  return { text: first.files[Object.keys(files)[0]!]!, left: first.left };
}

/** Migrates a file of a client. */
function inClient(names: string, code: string) {
  const { text, left } = migrate({
    'src/a.ts': `import { ${names} } from '${LEGACY}';\n${code}\n`,
    'src/client.ts':
      "import { Client } from '@modelcontextprotocol/client';\nnew Client({ name: 'a', version: '1' });\n",
  });
  return { text, left };
}

describe('in a client', () => {
  it.each([
    [
      'InvalidGrantError',
      'if (e instanceof InvalidGrantError) a();',
      'if (e instanceof OAuthError && e.code === OAuthErrorCode.InvalidGrant) a();',
    ],
    [
      'InvalidClientError, InvalidGrantError',
      'if (e instanceof InvalidClientError || e instanceof InvalidGrantError) a();',
      'if ((e instanceof OAuthError && e.code === OAuthErrorCode.InvalidClient) || (e instanceof OAuthError && e.code === OAuthErrorCode.InvalidGrant)) a();',
    ],
    [
      'ServerError',
      'const retry = !(e instanceof ServerError) && on;',
      'const retry = !(e instanceof OAuthError && e.code === OAuthErrorCode.ServerError) && on;',
    ],
    [
      'InvalidScopeError as Scope',
      'if (on && e instanceof Scope) a();',
      'if (on && e instanceof OAuthError && e.code === OAuthErrorCode.InvalidScope) a();',
    ],
    [
      'InvalidTokenError',
      "throw new InvalidTokenError('expired', uri);",
      "throw new OAuthError(OAuthErrorCode.InvalidToken, 'expired', uri);",
    ],
    [
      'CustomOAuthError',
      "throw new CustomOAuthError('slow_down', 'wait');",
      "throw new OAuthError('slow_down', 'wait');",
    ],
    [
      'InvalidGrantError',
      'const code = InvalidGrantError.errorCode;',
      'const code = OAuthErrorCode.InvalidGrant;',
    ],
    ['InvalidGrantError', 'let last: InvalidGrantError | undefined;', 'let last: OAuthError | undefined;'],
  ])('%s: %s', (names, before, after) => {
    const { text, left } = inClient(names, before);
    const needed = ['OAuthError', 'OAuthErrorCode'].filter(name => new RegExp(`\\b${name}\\b`).test(after));
    expect(text).toBe(`import { ${needed.join(', ')} } from '@modelcontextprotocol/client';\n${after}\n`);
    expect(left).toEqual([]);
  });

  it('the base class moves, and its code is read from code', () => {
    const { text } = inClient('OAuthError', 'const c = e instanceof OAuthError ? e.errorCode : undefined;');
    expect(text).toBe(
      "import { OAuthError } from '@modelcontextprotocol/client';\nconst c = e instanceof OAuthError ? e.code : undefined;\n",
    );
  });

  it('the code of an error that a constant was made with is read from code', () => {
    const { text } = inClient(
      'ServerError',
      "const hidden = new ServerError('no');\nlog(hidden.errorCode, other.errorCode);",
    );
    expect(text).toBe(
      "import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/client';\nconst hidden = new OAuthError(OAuthErrorCode.ServerError, 'no');\nlog(hidden.code, other.errorCode);\n",
    );
  });

  it('joins an import that is there', () => {
    const { text } = migrate({
      'src/a.ts': `import { Client } from '@modelcontextprotocol/client';\nimport { OAuthError as E, InvalidGrantError } from '${LEGACY}';\nif (e instanceof InvalidGrantError || e instanceof E) a();\n`,
    });
    expect(text).toBe(
      "import { Client, OAuthError as E, OAuthError, OAuthErrorCode } from '@modelcontextprotocol/client';\nif ((e instanceof OAuthError && e.code === OAuthErrorCode.InvalidGrant) || e instanceof E) a();\n",
    );
  });

  it('a require', () => {
    const { text } = migrate({
      'a.cjs': `const { InvalidGrantError } = require("${LEGACY}")\nmodule.exports = e => e instanceof InvalidGrantError\n`,
      'b.cjs': "const { Client } = require('@modelcontextprotocol/client')\nnew Client({})\n",
    });
    expect(text).toBe(
      'const { OAuthError, OAuthErrorCode } = require("@modelcontextprotocol/client")\nmodule.exports = e => e instanceof OAuthError && e.code === OAuthErrorCode.InvalidGrant\n',
    );
  });
});

it('in a resource server that has moved to the maintained helpers', () => {
  const { text } = migrate({
    'src/verifier.ts': `import { InvalidTokenError } from '${LEGACY}';\nexport const verify = () => { throw new InvalidTokenError('no'); };\n`,
    'src/app.ts':
      "import { requireBearerAuth } from '@modelcontextprotocol/express';\nrequireBearerAuth({ verifier });\n",
  });
  expect(text).toBe(
    "import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/server';\nexport const verify = () => { throw new OAuthError(OAuthErrorCode.InvalidToken, 'no'); };\n",
  );
});

describe('what is left alone', () => {
  it.each([
    [
      'the frozen authorization server',
      `import { mcpAuthRouter, InvalidGrantError } from '${LEGACY}';\nif (e instanceof InvalidGrantError) throw new InvalidGrantError('no');\n`,
    ],
    [
      'errors of another package',
      "import { InvalidGrantError } from 'oauth2-server';\nimport { Client } from '@modelcontextprotocol/client';\nif (e instanceof InvalidGrantError) a();\n",
    ],
    [
      'the new client errors',
      "import { InsufficientScopeError, OAuthError } from '@modelcontextprotocol/client';\nif (e instanceof InsufficientScopeError) a();\n",
    ],
    [
      'errorCode of something else',
      "import { Client } from '@modelcontextprotocol/client';\nif (e.errorCode === 'x') a();\n",
    ],
  ])('%s', (_name, code) => {
    const { text, left } = migrate({ 'src/a.ts': code });
    expect(text).toBe(code);
    expect(left).toEqual([]);
  });

  it('errors next to the frozen server, in other files too', () => {
    const verifier = `import { InvalidTokenError } from '${LEGACY}';\nthrow new InvalidTokenError('no');\n`;
    const { text } = migrate({
      'src/verifier.ts': verifier,
      'src/app.ts': `import { requireBearerAuth } from '${LEGACY}';\nimport { Client } from '@modelcontextprotocol/client';\n`,
    });
    expect(text).toBe(verifier);
  });
});

describe('what is reported', () => {
  it.each([
    ['InvalidGrantError', 'class Mine extends InvalidGrantError {}'],
    ['OAUTH_ERRORS', 'const known = OAUTH_ERRORS[code];'],
    ['OAuthError', 'class Mine extends OAuthError {}'],
    ['InvalidGrantError', 'await expect(f()).rejects.toThrow(InvalidGrantError);'],
    ['InvalidGrantError', 'export { InvalidGrantError };'],
    ['InvalidGrantError', 'if (f() instanceof InvalidGrantError) a();'],
  ])('%s: %s', (names, code) => {
    const { text, left } = inClient(names, code);
    expect(text).toBe(`import { ${names} } from '${LEGACY}';\n${code}\n`);
    expect(left).toHaveLength(1);
  });

  it('a package that says nothing about whose errors they are', () => {
    const { left } = migrate({
      'src/a.ts': `import { InvalidGrantError } from '${LEGACY}';\nif (e instanceof InvalidGrantError) a();\n`,
    });
    expect(left).toHaveLength(1);
  });
});
