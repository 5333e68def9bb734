import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANGES, isChangeId } from '../src/changes/index.js';
import { PHASES } from '../src/engine/types.js';
import { TRANSFORMS } from '../transforms/index.js';

const FOLDER = path.join(import.meta.dirname, '../transforms');

describe('transforms', () => {
  it('are registered once, under the name of their file', () => {
    const files = readdirSync(FOLDER).map(file => path.basename(file, '.ts'));
    const names = TRANSFORMS.map(transform => transform.name);
    expect(names.filter(name => !files.includes(name))).toEqual([]);
    expect(names).toEqual([...new Set(names)]);
  });

  it('serve every change that the catalogue says is rewritten or reported', () => {
    const served = new Set(TRANSFORMS.flatMap(transform => transform.changes));
    const claimed = CHANGES.filter(
      change =>
        change.visibleInSource === true && !/^No (?:edit of its own|finding yet)/.test(change.reach.what),
    );
    expect(claimed.length).toBeGreaterThan(15);
    expect(claimed.map(change => change.id).filter(id => !served.has(id))).toEqual([]);
  });

  it.each(TRANSFORMS.map(transform => [transform.name, transform] as const))(
    '%s serves known changes',
    (_, transform) => {
      expect(transform.changes.length).toBeGreaterThan(0);
      expect(transform.changes.filter(change => !isChangeId(change))).toEqual([]);
      expect(PHASES).toContain(transform.phase);
    },
  );
});
