import type { FileStyle } from '../engine/style.js';
import { LRU_PACKAGE } from '../facts/lru-cache.js';

/**
 * The module's text, as `render` wants it: state under unguessable handles, which hold for the principal they were
 * made for and end a day after their last use.
 * @param subject member of `authInfo.extra` that tells the users of one OAuth client apart
 * @see https://modelcontextprotocol.io/seps/2567-sessionless-mcp
 */
export function handleModuleText(
  typed: boolean,
  style: Pick<FileStyle, 'commonjs'>,
  subject: string | undefined,
): string {
  const commonjs = style.commonjs && !typed;
  const type = (text: string) => (typed ? text : '');
  const exported = commonjs ? '' : 'export ';
  const imports = commonjs
    ? `const { randomUUID } = require('node:crypto');\nconst { LRUCache } = require('${LRU_PACKAGE}');`
    : [
        `import { randomUUID } from 'node:crypto';`,
        ...(typed
          ? [`import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';`]
          : []),
        `import { LRUCache } from '${LRU_PACKAGE}';`,
      ].join('\n');
  const types = typed
    ? `
export interface HandleOptions<T extends {}> {
  /** The argument that tools take the handle in. */
  readonly argument: string;
  /** The tools that hand out a new handle. */
  readonly startedBy: readonly string[];
  readonly create: (handle: string) => T;
  /** Called when a handle has ended. */
  readonly forget?: (state: T) => void;
}

export interface Opened<T> {
  readonly state: T;
  /** Tells the caller the handle, along with the result of a tool. */
  readonly handOut: (result: CallToolResult) => CallToolResult;
}
`
    : '';
  const principal = subject
    ? `const caller = ctx.http?.authInfo;
  return [caller?.clientId ?? '', caller?.extra?.['${subject}'] ?? '', handle].join('\\0');`
    : `return [ctx.http?.authInfo?.clientId ?? '', handle].join('\\0');`;
  const text = `${imports}

/** A handle ends when it was not used for a day, or when there are too many: no session tells when to clean up. */
const LIFETIME = { ttl: 24 * 60 * 60 * 1000, max: 10_000, updateAgeOnGet: true };
${types}
/**
 * What tools keep between calls. There are no sessions: a call names what it is about with a handle that an earlier
 * call handed out. It is kept in this process; several instances need a store that they share.
 */
${exported}class HandleStore${type('<T extends {}>')} {
  #options${type(': HandleOptions<T>')};
  #states${type(': LRUCache<string, T>')};

  constructor(options${type(': HandleOptions<T>')}) {
    const { forget } = options;
    this.#options = options;
    this.#states = new LRUCache({ ...LIFETIME, ...(forget && { dispose: forget }) });
  }

  /** What a handle stands for; something new without one. Nothing for a handle that is not known. */
  open(ctx${type(': ServerContext')}, handle${type(': unknown')})${type(': Opened<T> | undefined')} {
    const name = handle === undefined ? randomUUID() : String(handle);
    if (handle === undefined) this.#states.set(keyOf(ctx, name), this.#options.create(name));
    const state = this.find(ctx, name);
    return state === undefined ? undefined : { state, handOut: result => this.#handOut(name, result) };
  }

  /** What a handle stands for. */
  find(ctx${type(': ServerContext')}, handle${type(': unknown')})${type(': T | undefined')} {
    return this.#states.get(keyOf(ctx, String(handle)));
  }

  /** The answer to a handle that is not known. */
  unknown()${type(': CallToolResult')} {
    const { argument, startedBy } = this.#options;
    const text = \`This \${argument} is not known or has expired. Call \${startedBy.join(' or ')} without one first, and pass the \${argument} that it returns.\`;
    return { content: [{ type: 'text', text }], isError: true };
  }

  #handOut(handle${type(': string')}, result${type(': CallToolResult')})${type(': CallToolResult')} {
    const { argument } = this.#options;
    return {
      ...result,
      content: [...${typed ? 'result.content' : '(result.content ?? [])'}, { type: 'text', text: \`\${argument}: \${handle}\` }],
      structuredContent: { ...${typed ? '(result.structuredContent as object | undefined)' : 'result.structuredContent'}, [argument]: handle },
    };
  }
}

/** Handles hold for the principal they were made for. */
function keyOf(ctx${type(': ServerContext')}, handle${type(': string')})${type(': string')} {
  ${principal}
}
`;
  return commonjs ? `${text}\nmodule.exports = { HandleStore };\n` : text;
}
