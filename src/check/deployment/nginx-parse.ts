/** A word of a configuration with its offsets, which include quotes; the text does not. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Directive {
  readonly name: string;
  readonly args: readonly Word[];
  readonly start: number;
  /** End of the last argument. */
  readonly end: number;
  /** Directives in the braces of a block. */
  readonly block: readonly Directive[];
  /** Lua code in the braces. */
  readonly code?: Word;
}

type Token = Word & { readonly kind: 'word' | ';' | '{' | '}' };

interface Open {
  readonly words: readonly Word[];
  readonly block: Directive[];
}

/**
 * Parses the text of an NGINX configuration or of a part of one. Takes templates of it, too, and never fails: what
 * it does not understand becomes a directive that nobody asks for.
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export function parseNginx(text: string): readonly Directive[] {
  const root: Directive[] = [];
  const open: Open[] = [{ words: [], block: root }];
  let words: Word[] = [];
  const finish = () => {
    if (words.length > 0) open.at(-1)!.block.push(directive(words, []));
    words = [];
  };
  for (let token = next(text, 0); token; token = next(text, token.end)) {
    if (token.kind === 'word') words.push(token);
    else if (token.kind === ';') finish();
    else if (token.kind === '{' && /_by_lua_block$/.test(words[0]?.text ?? '')) {
      const code = luaCode(text, token.end);
      open.at(-1)!.block.push({ ...directive(words, []), code });
      words = [];
      token = { ...code, kind: '}', end: code.end + 1 };
    } else if (token.kind === '{') {
      open.push({ words, block: [] });
      words = [];
    } else {
      finish();
      if (open.length > 1) close(open);
    }
  }
  finish();
  while (open.length > 1) close(open);
  return root;
}

function close(open: Open[]): void {
  const { words, block } = open.pop()!;
  if (words.length > 0) open.at(-1)!.block.push(directive(words, block));
  else open.at(-1)!.block.push(...block);
}

function directive(words: readonly Word[], block: readonly Directive[]): Directive {
  const [name, ...args] = words;
  return { name: name!.text, args, start: name!.start, end: words.at(-1)!.end, block };
}

/** White space, comments, and tags of templates that stand for no word. */
const SKIPPED = /(?:\s+|#[^\n]*|\{%[^]*?%\}|\{#[^]*?#\}|<%[^]*?%>)+/y;

const QUOTED = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;

/** A brace belongs to a word after `$`, and doubled where a template puts in a value. */
const PLAIN = /(?:\$\{[^}\s]*\}|\{\{[^]*?\}\}|\\[^]|[^\s;{\\])+/y;

function next(text: string, from: number): Token | undefined {
  const start = match(SKIPPED, text, from)?.end ?? from;
  if (start >= text.length) return undefined;
  const character = text[start]!;
  const isTemplate = text.startsWith('{{', start);
  if (!isTemplate && (character === ';' || character === '{' || character === '}'))
    return { kind: character, text: character, start, end: start + 1 };
  const quoted = match(QUOTED, text, start);
  if (quoted) return { kind: 'word', text: quoted.text.slice(1, -1), start, end: quoted.end };
  const plain = match(PLAIN, text, start);
  return { kind: 'word', text: plain?.text ?? character, start, end: plain?.end ?? start + 1 };
}

function match(pattern: RegExp, text: string, from: number): { text: string; end: number } | undefined {
  pattern.lastIndex = from;
  const [found] = pattern.exec(text) ?? [];
  return found === undefined ? undefined : { text: found, end: from + found.length };
}

const LUA = /--\[\[[^]*?\]\]|--[^\n]*|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|[{}]/g;

function luaCode(text: string, start: number): Word {
  let depth = 1;
  LUA.lastIndex = start;
  for (let found = LUA.exec(text); found; found = LUA.exec(text)) {
    if (found[0] === '{') depth++;
    else if (found[0] === '}') depth--;
    if (depth === 0) return { text: text.slice(start, found.index), start, end: found.index };
  }
  return { text: text.slice(start), start, end: text.length };
}
