import { addProperty } from '../engine/object-literal.js';
import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, TransformContext } from '../engine/types.js';
import { packageNameOf } from '../facts/index.js';
import { importedNames } from '../manifests/imported-names.js';
import { moduleUses } from '../manifests/usage.js';
import { deletion } from '../recognise/factory-text.js';
import { frameworkStarts } from '../recognise/framework-starts.js';
import { planFactory } from '../recognise/server-factory.js';
import { nameText, unwrap } from '../recognise/syntax.js';

const OLD_MODULE = 'agents/mcp';
const MODULE = 'agents/mcp/server';
/** What both modules export. */
const SHARED = new Set(['createMcpHandler', 'getMcpAuthContext']);
/** Options that mean the same to both. */
const OPTIONS = new Set(['route', 'corsOptions', 'authContext']);

/**
 * Passes functions that make the server to `createMcpHandler` of the Agents SDK, in the place of servers, and takes it
 * from the module that serves 2026-07-28. All calls of a file change together, and only where its package uses nothing
 * else of the Agents SDK, whose versions differ in much more.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function serveByFactory(context: TransformContext, unit: SourceUnit): Rewrite | undefined {
  if (!unit.text.includes(OLD_MODULE)) return undefined;
  const calls = frameworkStarts(context.project, unit).filter(({ module }) => module === OLD_MODULE);
  const specifiers = movedSpecifiers(unit);
  if (calls.length === 0 || !specifiers || usesMoreOfAgents(context, unit)) return undefined;
  const parts = calls.map(({ node }) =>
    ts.isCallExpression(node) ? changed(context, unit, node) : undefined,
  );
  if (!parts.every(part => part !== undefined)) return undefined;
  const notes = parts.flatMap(part => part.notes);
  return {
    change: 'stateless-handshake',
    edits: [
      ...specifiers.map(node => replaced(unit, node.getStart(unit.ast) + 1, node.end - 1, MODULE)),
      ...parts.flatMap(part => part.edits),
    ],
    ...(notes[0] && { review: notes[0] }),
    remarks: notes.slice(1),
  };
}

/** The specifiers of the imports to change; undefined when one of them imports more than the new module has. */
function movedSpecifiers(unit: SourceUnit): ts.StringLiteral[] | undefined {
  const found: ts.StringLiteral[] = [];
  for (const statement of unit.ast.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== OLD_MODULE) continue;
    if (!importedNames(statement.importClause).every(name => SHARED.has(name))) return undefined;
    found.push(statement.moduleSpecifier);
  }
  return found.length > 0 ? found : undefined;
}

function usesMoreOfAgents({ project }: TransformContext, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units
    .filter(each => each.text.includes('agents') && project.packageOf(each.path) === home)
    .flatMap(each => moduleUses(each.ast))
    .some(
      ({ specifier, names }) =>
        packageNameOf(specifier) === 'agents' &&
        specifier !== MODULE &&
        !(specifier === OLD_MODULE && names.every(name => SHARED.has(name))),
    );
}

interface Part {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly Note[];
}

function changed(context: TransformContext, unit: SourceUnit, call: ts.CallExpression): Part | undefined {
  const [server, options, ...rest] = call.arguments;
  if (!server || rest.length > 0 || (options && !isCarriedOver(options))) return undefined;
  const plan = planFactory(context, unit, server, call, 'per-request');
  if ('refused' in plan || (plan.repeated ?? []).length > 0) return undefined;
  const review =
    plan.review && noteAt(unit, call, 'stateless-handshake', { severity: 'info', ...plan.review });
  return {
    edits: [
      ...plan.edits,
      ...(plan.obsolete ? [deletion(unit, plan.obsolete)] : []),
      replaced(unit, server.getStart(unit.ast), server.end, plan.expression),
      ...(context.legacy === 'reject' ? rejecting(unit, call) : []),
    ],
    notes: [
      noteAt(unit, call, 'stateless-handshake', {
        severity: 'warning',
        message:
          'This handler now refuses browsers whose `Origin` is neither local, of its `workers.dev` host, nor in `corsOptions.origin`.',
        advice: 'Name the others in `allowedOriginHostnames` if browsers call it from elsewhere.',
      }),
      ...(review ? [review] : []),
      ...plan.warnings,
    ],
  };
}

function isCarriedOver(options: ts.Expression): boolean {
  const literal = unwrap(options);
  return (
    ts.isObjectLiteralExpression(literal) &&
    literal.properties.every(each => OPTIONS.has(nameText(each.name) ?? ''))
  );
}

function rejecting(unit: SourceUnit, call: ts.CallExpression): TextEdit[] {
  const [server, options] = call.arguments;
  const literal = options && unwrap(options);
  if (literal && ts.isObjectLiteralExpression(literal)) return addProperty(unit, literal, "legacy: 'reject'");
  const quote = unit.style.quote;
  return [replaced(unit, server!.end, server!.end, `, { legacy: ${quote}reject${quote} }`)];
}

function replaced(unit: SourceUnit, start: number, end: number, text: string): TextEdit {
  return { file: unit.path, start, end, text };
}
