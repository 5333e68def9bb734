/**
 * Replaces a generated part of a Markdown document: what is between the comments `begin <name>` and `end <name>`.
 * @throws {Error} when the comments are missing
 */
export function replacePart(document: string, name: string, content: string): string {
  const [begin, end] = partMarks(name);
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`There is no ${begin} … ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${content}\n\n${document.slice(to)}`;
}

/** The comments around a generated part. */
export function partMarks(name: string): [begin: string, end: string] {
  return [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
}
