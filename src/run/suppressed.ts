import type { Linter, Rule } from 'eslint';
import type { PlacedNote } from '../engine/pipeline.js';
import type { SourceUnit } from '../engine/types.js';

const DIRECTIVE = /eslint-disable[^\n]*\bmcp-migrate\//;

/**
 * Leaves out notes at places where a comment of ESLint switches off the rule of their change. ESLint itself decides:
 * it gets a rule for each change that reports the places of the notes.
 */
export async function withoutSuppressed(
  units: readonly SourceUnit[],
  notes: readonly PlacedNote[],
): Promise<readonly PlacedNote[]> {
  const concerned = units.filter(
    unit => DIRECTIVE.test(unit.text) && notes.some(note => note.file === unit.path),
  );
  if (concerned.length === 0) return notes;
  const [{ Linter }, parser] = await Promise.all([import('eslint'), import('@typescript-eslint/parser')]);
  const dropped = new Set<PlacedNote>();
  for (const unit of concerned) {
    const own = notes.filter(note => note.file === unit.path);
    const found = new Linter().verify(unit.text, configuration(unit, own, parser));
    if (found.some(message => message.fatal)) continue;
    const shown = new Set(found.map(message => message.message));
    for (const [index, note] of own.entries()) if (!shown.has(String(index))) dropped.add(note);
  }
  return notes.filter(note => !dropped.has(note));
}

function configuration(unit: SourceUnit, notes: readonly PlacedNote[], parser: Linter.Parser): Linter.Config {
  const changes = [...new Set(notes.map(note => note.change))];
  const rules: Record<string, Rule.RuleModule> = Object.fromEntries(
    changes.map(change => [
      change,
      {
        create: context => ({
          Program() {
            for (const [index, note] of notes.entries()) {
              if (note.change !== change) continue;
              const start = context.sourceCode.getLocFromIndex(note.after);
              context.report({ loc: { start, end: start }, message: String(index) });
            }
          },
        }),
      },
    ]),
  );
  return {
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: /x$/.test(unit.path) } } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    plugins: { 'mcp-migrate': { rules } },
    rules: Object.fromEntries(changes.map(change => [`mcp-migrate/${change}`, 'error'])),
  };
}
