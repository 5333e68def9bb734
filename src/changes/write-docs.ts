import { writeFileSync } from 'node:fs';
import { CHANGES } from './index.js';
import { changesMarkdown } from './markdown.js';

// Runs as dist/src/changes/write-docs.js.
writeFileSync(new URL('../../../docs/changes.md', import.meta.url), changesMarkdown(CHANGES));
