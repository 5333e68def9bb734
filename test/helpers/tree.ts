import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Names of files and directories in a tree by path, with `/` on every system; contents byte for byte. */
export type Tree = Map<string, Buffer>;

/** Every file of a project, except what its .gitignore names (plain names only) and its lock file. */
export async function readTree(root: string): Promise<Tree> {
  const ignored = new Set(['package-lock.json', ...(await ignoredNames(root))]);
  const tree: Tree = new Map();
  const visit = async (directory: string): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (ignored.has(entry.name)) continue;
      const full = path.join(directory, entry.name);
      if (entry.isDirectory()) await visit(full);
      else tree.set(path.relative(root, full).split(path.sep).join('/'), await readFile(full));
    }
  };
  await visit(root);
  return tree;
}

/** A tree as text by path, for comparisons that print a readable difference; equal exactly when the bytes are. */
export function treeText(tree: Tree): Record<string, string> {
  return Object.fromEntries([...tree].map(([file, bytes]) => [file, bytes.toString('latin1')]));
}

async function ignoredNames(root: string): Promise<string[]> {
  const text = await readFile(path.join(root, '.gitignore'), 'utf8');
  return text.split('\n').flatMap(line => line.trim().replace(/\/$/, '') || []);
}
