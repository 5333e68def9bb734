import type { SdkFacts } from './model.js';

const WIDTH = 110;

/**
 * Prints fact tables as the module `sdk.generated.ts`, names packed into lines so that a new release shows
 * as a readable diff.
 */
export function printFacts(facts: SdkFacts): string {
  return [
    '// Written by `npm run facts` from the published packages. Do not edit.',
    "import type { SdkFacts } from './model.js';",
    '',
    `export const sdkFacts: SdkFacts = ${print(facts, '')};`,
    '',
  ].join('\n');
}

function print(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(item => typeof item === 'string')) return printNames(value, inner, indent);
    return `[\n${value.map(item => `${inner}${print(item, inner)},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value).map(
      ([key, item]) => `${inner}${printKey(key)}: ${print(item, inner)},\n`,
    );
    return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
  }
  return quote(String(value));
}

function printNames(names: readonly string[], inner: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    const item = `${quote(name)},`;
    if (line !== '' && inner.length + line.length + 1 + item.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? item : ` ${item}`;
  }
  if (line !== '') lines.push(line);
  return lines.length === 0 ? '[]' : `[\n${lines.map(each => `${inner}${each}\n`).join('')}${indent}]`;
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
