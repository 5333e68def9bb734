import { access } from 'node:fs/promises';

const EXTENSION = /\.d\.([cm]?)ts$/;

/** Whether a file holds only declarations: `index.d.ts`. */
export function isDeclarationFile(file: string): boolean {
  return EXTENSION.test(file);
}

/** Whether a compiler wrote a declaration file: it has a source map, or its source lies beside it. */
export async function isGeneratedDeclaration(file: string, text: string): Promise<boolean> {
  if (!isDeclarationFile(file)) return false;
  if (/^\/\/# sourceMappingURL=/m.test(text)) return true;
  const sources = [file.replace(EXTENSION, '.$1ts'), file.replace(EXTENSION, '.$1tsx')];
  return (await Promise.all(sources.map(exists))).includes(true);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
