/** A part of a text in braces, with the line that opens it; the outermost has no line of its own. */
export interface Block {
  /** What stands in front of the brace. */
  readonly header: string;
  readonly start: number;
  /** Behind the closing brace. */
  end: number;
  readonly lines: readonly TextLine[];
  readonly blocks: readonly Block[];
  readonly parent: Block | undefined;
}

export interface TextLine {
  /** Without comment and white space around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a text whose blocks open at the end of a line and close on a line of their own, as those of Caddy and Terraform do.
 * @returns undefined when its braces do not fit
 */
export function parseBlocks(text: string): Block | undefined {
  type Open = Block & { readonly lines: TextLine[]; readonly blocks: Block[] };
  const root: Open = { header: '', start: 0, end: text.length, lines: [], blocks: [], parent: undefined };
  let open = root;
  let start = 0;
  let isComment = false;
  for (const raw of text.split('\n')) {
    const at = start + (raw.length - raw.trimStart().length);
    start += raw.length + 1;
    if (isComment || raw.trimStart().startsWith('/*')) {
      isComment = !raw.includes('*/');
      continue;
    }
    const line = raw.replace(/(?:^|\s)(?:#|\/\/).*$/, '').trim();
    if (line === '') continue;
    const end = at + line.length;
    if (/^[}\])]/.test(line) && line.startsWith('}')) {
      if (!open.parent) return undefined;
      open.end = at + 1;
      open = open.parent as Open;
      if (!line.endsWith('{')) continue;
    }
    if (line.endsWith('{')) {
      const header = line.slice(0, -1).trim();
      const block: Open = { header, start: at, end, lines: [], blocks: [], parent: open };
      open.blocks.push(block);
      open = block;
    } else open.lines.push({ text: line, start: at, end });
  }
  return open === root ? root : undefined;
}

export function* allBlocks(block: Block): Generator<Block> {
  for (const each of block.blocks) {
    yield each;
    yield* allBlocks(each);
  }
}

/** The blocks around one, from the innermost. */
export function* blocksAround(block: Block): Generator<Block> {
  for (let at = block.parent; at; at = at.parent) yield at;
}
