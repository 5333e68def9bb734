import path from 'node:path';

export const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
export const FIXTURES = path.join(REPOSITORY, 'fixtures');
export const CLI = path.join(REPOSITORY, 'dist/src/cli/main.js');
