import type { Transform } from '../src/engine/types.js';
import { completions } from '../src/sdk-codemod/leftovers/completions.js';
import { errorGuards } from '../src/sdk-codemod/leftovers/error-guards.js';
import { noteOf, type Finder } from '../src/sdk-codemod/leftovers/finding.js';
import { missingExports } from '../src/sdk-codemod/leftovers/missing-exports.js';
import { legacyAuth, removedOptions, resultSchemas } from '../src/sdk-codemod/leftovers/removed-api.js';
import { repeatedMocks } from '../src/sdk-codemod/leftovers/repeated-mocks.js';
import { v1Modules } from '../src/sdk-codemod/leftovers/v1-modules.js';

const FINDERS: readonly Finder[] = [
  v1Modules,
  missingExports,
  errorGuards,
  removedOptions,
  resultSchemas,
  completions,
  repeatedMocks,
  legacyAuth,
];

/**
 * Reports what moving from SDK v1 to v2 leaves to a person: exports without a successor, checks of errors that can
 * no longer hold, options that are gone. It reads v2 code, so a place is reported for as long as it stands.
 */
export const sdkLeftovers: Transform = {
  name: 'sdk-leftovers',
  phase: 'report',
  changes: ['sdk-v2-packages'],
  run({ project, files }) {
    const left = files
      .filter(unit => unit.text.includes('@modelcontextprotocol/'))
      .flatMap(unit =>
        FINDERS.flatMap(find => find(unit, project.names))
          .map(finding => noteOf(unit, finding))
          .sort((a, b) => a.pos - b.pos),
      );
    return { rewrites: [], left };
  },
};
