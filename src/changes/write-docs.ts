import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rules } from '../../rules/index.js';
import mcp from '../eslint/index.js';
import { frameworksMarkdown } from '../frameworks/markdown.js';
import { CHANGES } from './index.js';
import { changesMarkdown } from './markdown.js';
import { replacePart } from './document-part.js';
import { newRulePage, updateRulePage } from './rule-page.js';

// Runs as dist/src/changes/write-docs.js. With --check, says what is out of date and writes nothing.
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const outOfDate: string[] = [];

write('changes.md', () => changesMarkdown(CHANGES, id => id in rules));
for (const change of CHANGES) {
  if (change.visibleInSource !== true || !(change.id in rules)) continue;
  write(`rules/${change.id}.md`, page =>
    page === undefined ? newRulePage(change) : updateRulePage(page, change),
  );
}
write('../README.md', readme => replacePart(readme!, 'oxlint', oxlintConfiguration()));
write('frameworks.md', page => replacePart(page!, 'frameworks', frameworksMarkdown()));
for (const name of readdirSync(path.join(docs, 'rules'))) {
  if (!(path.parse(name).name in rules)) outOfDate.push(`rules/${name}, whose rule is gone`);
}

if (outOfDate.length > 0) {
  console.error(`Out of date in docs:\n${outOfDate.map(name => `  ${name}`).join('\n')}`);
  if (check) console.error('Run `npm run docs`.');
  process.exitCode = 1;
}

/** The recommended rules for oxlint, laid out the way Prettier does. */
function oxlintConfiguration(): string {
  const chosen = JSON.stringify(mcp.configs.recommended.rules, null, 2).replaceAll('\n', '\n  ');
  return `\`\`\`json\n{\n  "jsPlugins": ["mcp-migrate/eslint"],\n  "rules": ${chosen}\n}\n\`\`\``;
}

function write(name: string, update: (text: string | undefined) => string): void {
  const file = path.join(docs, name);
  const old = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const text = update(old);
  if (text === old) return;
  if (check) outOfDate.push(name);
  else writeFileSync(file, text);
}
