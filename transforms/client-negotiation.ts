import { replaceNode } from '../src/engine/edits.js';
import { noteAt } from '../src/engine/notes.js';
import { addProperty } from '../src/engine/object-literal.js';
import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile, speaksOverWire } from '../src/recognise/deployment.js';
import { ancestors, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { heritage } from '../src/recognise/value-members.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'stateless-handshake';
const OPTION = `versionNegotiation: { mode: 'auto' }`;
/** Options, and the method, by which clients already say which revisions they speak. */
const DECIDED = /\b(?:versionNegotiation|supportedProtocolVersions|setVersionNegotiation)\b/;

/**
 * Makes SDK clients ask for 2026-07-28 first: `versionNegotiation: { mode: 'auto' }` probes with `server/discover`
 * and falls back to the `initialize` handshake. It is the same for every `--legacy` value, which is about the
 * project's own servers; a client goes on to meet servers of both revisions.
 *
 * Left as they are: clients of files that already choose; clients that know in-memory transports only, since a linked
 * pair speaks 2025-11-25 whatever is asked for; and those of tests, which go on showing that 2025-11-25 is served,
 * unless that is rejected.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const clientNegotiation: Transform = {
  name: 'client-negotiation',
  phase: 'serve',
  changes: [CHANGE],
  run({ project, files, legacy }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      if (isDecidedHere(unit) || (legacy !== 'reject' && isTestFile(project, unit))) continue;
      const calls = clientConstructions(project, unit);
      if (calls.length === 0 || !speaksOverWire(project, unit)) continue;
      for (const call of calls) {
        if (call.arguments?.some(ts.isSpreadElement)) {
          left.push(hiddenOptions(unit, call));
          continue;
        }
        const edits = negotiate(project, unit, call);
        const review = edits.length > 0 ? probeNote(project, unit, call) : undefined;
        rewrites.push({ change: CHANGE, edits, ...(review && { review }) });
      }
    }
    return { rewrites, left };
  },
};

type Construction = ts.NewExpression | ts.CallExpression;

/** `new Client(…)`, `new` of a subclass that takes the same arguments, and `super(…)` in a direct subclass. */
function clientConstructions(project: ProjectModel, unit: SourceUnit): Construction[] {
  const values = valuesOf(project);
  const found: Construction[] = [];
  walk(unit.ast, node => {
    if (ts.isNewExpression(node) && node.arguments?.length) {
      if (values.sdkExport(node.expression) === 'Client' || inheritsConstructor(node.expression))
        found.push(node);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const owner = ancestors(node).find(ts.isClassLike);
      const base = owner && heritage(owner);
      if (node.arguments.length > 0 && base && values.sdkExport(base) === 'Client') found.push(node);
    }
  });
  return found;

  function inheritsConstructor(name: ts.Expression): boolean {
    const value = values.instanceOf(name);
    if (value?.is !== 'instance' || value.class.members.some(ts.isConstructorDeclaration)) return false;
    const base = heritage(value.class);
    return base !== undefined && (values.sdkExport(base) === 'Client' || inheritsConstructor(base));
  }
}

function negotiate(project: ProjectModel, unit: SourceUnit, call: Construction): TextEdit[] {
  const [info, options] = call.arguments!;
  if (!options) return addOptions(unit, call, info!);
  const value = unwrap(options);
  if (ts.isObjectLiteralExpression(value)) return addToLiteral(unit, value);
  if (ts.isIdentifier(value)) {
    if (value.text === 'undefined') return [replaceNode(unit, options, render(`{ ${OPTION} }`, unit.style))];
    const declared = literalOf(project, value);
    if (declared?.literal && isDecided(declared.literal)) return [];
    if (declared?.literal && declared.isOnlyUse) return addToLiteral(unit, declared.literal);
  }
  const start = options.getStart(unit.ast);
  const isPlain =
    ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) || ts.isCallExpression(value);
  const [open, close] = isPlain ? ['', ''] : ['(', ')'];
  return [
    { file: unit.path, start, end: start, text: render(`{ ${OPTION}, ...${open}`, unit.style) },
    { file: unit.path, start: options.end, end: options.end, text: `${close} }` },
  ];
}

function addToLiteral(unit: SourceUnit, literal: ts.ObjectLiteralExpression): TextEdit[] {
  if (isDecided(literal)) return [];
  return addProperty(
    unit,
    literal,
    OPTION,
    literal.properties.some(ts.isSpreadAssignment) ? 'first' : 'last',
  );
}

function isDecided(literal: ts.ObjectLiteralExpression): boolean {
  return literal.properties.some(each => DECIDED.test(nameText(each.name) ?? ''));
}

/** Whether a file has clients that choose something else than what is added here. */
function isDecidedHere(unit: SourceUnit): boolean {
  return DECIDED.test(unit.text.replaceAll(/versionNegotiation: \{ mode: ['"]auto['"] \}/g, ''));
}

function addOptions(unit: SourceUnit, call: Construction, info: ts.Expression): TextEdit[] {
  const { text, style } = unit;
  const start = info.getStart(unit.ast);
  const isOnOwnLine = text.slice(call.expression.end, start).includes('\n');
  const gap = isOnOwnLine ? style.eol + indentAt(text, start) : ' ';
  const inserted = `,${gap}${render(`{ ${OPTION} }`, style)}`;
  return [{ file: unit.path, start: info.end, end: info.end, text: inserted }];
}

/** The object literal that a variable of the same file holds, and whether nothing but this argument uses it. */
function literalOf(
  project: ProjectModel,
  name: ts.Identifier,
): { literal: ts.ObjectLiteralExpression; isOnlyUse: boolean } | undefined {
  const declaration = project.names.declaration(name);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return undefined;
  const literal = declaration.initializer && unwrap(declaration.initializer);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  const isTyped =
    literal !== declaration.initializer ||
    (declaration.type !== undefined && !isClientOptions(project, declaration.type));
  const statement = declaration.parent.parent;
  const isLocal = !(ts.isVariableStatement(statement) && statement.modifiers?.length);
  const isHere = declaration.getSourceFile() === name.getSourceFile();
  const uses = project.names.references(declaration.name);
  return { literal, isOnlyUse: isHere && isLocal && !isTyped && uses.length === 1 };
}

function isClientOptions(project: ProjectModel, type: ts.TypeNode): boolean {
  const value = valuesOf(project).ofType(type);
  return value?.is === 'sdk' && value.name === 'ClientOptions';
}

function hiddenOptions(unit: SourceUnit, call: Construction): Note {
  return noteAt(unit, call, CHANGE, {
    severity: 'warning',
    message: 'This client speaks 2025-11-25 only; its options come from a spread and were not changed.',
    advice: `Add \`${OPTION}\` to the options that are passed here.`,
  });
}

/** A probe over stdio starts the server once more, which a program that connects once per run pays every time. */
function probeNote(project: ProjectModel, unit: SourceUnit, call: Construction): Note | undefined {
  if (!unit.text.includes('StdioClientTransport')) return undefined;
  const owner = project.packageOf(unit.path);
  if (!owner || !/"bin"\s*:/.test(owner.text)) return undefined;
  return noteAt(unit, call, CHANGE, {
    severity: 'info',
    message: 'Over stdio, `auto` starts the server a second time for a short probe on every connect.',
    advice:
      'If this program connects once per run, take `versionNegotiation` from a command-line flag instead.',
  });
}
