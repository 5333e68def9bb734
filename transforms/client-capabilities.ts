import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { ancestors, isConst, memberValue, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { heritage } from '../src/recognise/value-members.js';
import { valuesOf } from '../src/recognise/values.js';
import { memberRemovalEdits } from '../src/rewrite/remove-members.js';

const CHANGE = 'sdk-v2-packages';
/** What only servers declare. */
const OF_SERVERS = new Set(['tools', 'prompts', 'resources', 'completions', 'logging']);

/**
 * Takes the capabilities of a server out of those that a client declares: `ClientCapabilities` of SDK v2 does not
 * have them, and servers never read them there. Only what is written out where the client is made, or in a constant
 * that is used for nothing else.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/schema#clientcapabilities
 */
export const clientCapabilities: Transform = {
  name: 'client-capabilities',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/\bcapabilities\b/.test(unit.text) || !/\bClient\b/.test(unit.text)) continue;
      walk(unit.ast, node => {
        const options = constructsClient(project, node)
          ? literalOf(project, unit, node.arguments?.[1])
          : undefined;
        const declared = options && literalOf(project, unit, memberValue(options, 'capabilities'));
        if (!declared) return;
        const gone = new Set<ts.Node>(declared.properties.filter(isOfServers));
        if (gone.size === 0) return;
        rewrites.push({ change: CHANGE, edits: memberRemovalEdits(unit, declared, gone) });
      });
    }
    return { rewrites, left: [] };
  },
};

/** Whether a node is `new Client(…)` of SDK v2, or the `super(…)` of a class that extends it. */
function constructsClient(
  project: ProjectModel,
  node: ts.Node,
): node is ts.NewExpression | ts.CallExpression {
  const values = valuesOf(project);
  if (ts.isNewExpression(node)) return values.sdkExport(node.expression) === 'Client';
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.SuperKeyword) return false;
  const owner = ancestors(node).find(ts.isClassLike);
  const base = owner && heritage(owner);
  return base !== undefined && values.sdkExport(base) === 'Client';
}

/** An object literal, or the one that a constant of the file holds for this use alone. */
function literalOf(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.Expression | undefined,
): ts.ObjectLiteralExpression | undefined {
  const value = node && unwrap(node);
  if (!value || ts.isObjectLiteralExpression(value)) return value;
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  if (declaration.getSourceFile() !== unit.ast || !ts.isIdentifier(declaration.name)) return undefined;
  const statement = declaration.parent.parent;
  if (ts.isVariableStatement(statement) && statement.modifiers?.length) return undefined;
  if (project.names.references(declaration.name).length !== 1) return undefined;
  const literal = declaration.initializer && unwrap(declaration.initializer);
  return literal && ts.isObjectLiteralExpression(literal) ? literal : undefined;
}

/** A member whose value does nothing but state the capability. */
function isOfServers(property: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(property) || !OF_SERVERS.has(nameText(property.name) ?? '')) return false;
  return isPlain(unwrap(property.initializer));
}

function isPlain(value: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.every(each => ts.isPropertyAssignment(each) && isPlain(unwrap(each.initializer)));
  }
  return (
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword ||
    ts.isLiteralExpression(value) ||
    (ts.isIdentifier(value) && value.text === 'undefined')
  );
}
