/** A fenced code block of a Markdown document. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** Headings around the block, the outermost first. */
  readonly headings: readonly string[];
  /** Line of the first line of code in the document, from 1. */
  readonly line: number;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const headings: string[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const heading = /^(#+) (.*)$/.exec(lines[index]!);
    if (heading) headings.splice(heading[1]!.length - 1, Infinity, heading[2]!);
    const fence = /^(`{3,})(\S*)/.exec(lines[index]!);
    if (!fence) continue;
    const end = lines.indexOf(fence[1]!, index + 1);
    if (end < 0) throw new Error(`The code block of line ${index + 1} has no end`);
    blocks.push({
      language: fence[2]!,
      code: lines.slice(index + 1, end).join('\n') + '\n',
      headings: headings.filter(Boolean),
      line: index + 2,
    });
    index = end;
  }
  return blocks;
}

/**
 * The lines of a block that its marks announce a finding on, from 1: `// ✗` at the end of such a line, or on a line of
 * its own above it.
 */
export function markedLines({ code }: CodeBlock): number[] {
  return code.split('\n').flatMap((text, index) => {
    if (!text.includes('// ✗')) return [];
    return text.trimStart().startsWith('//') ? [index + 2] : [index + 1];
  });
}
