import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isMcpServer } from '../src/recognise/mcp-server.js';
import { isWrappedInPlace } from '../src/recognise/schema-arguments.js';
import { schemaKindsOf } from '../src/recognise/schema-kind.js';
import { walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { NEW_REGISTRATIONS } from '../src/recognise/variadic-calls.js';
import { zodTypes } from '../src/recognise/zod.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Types of callbacks and registrations: `ToolCallback<typeof shape>` takes the type of a schema in SDK v2, and the
 * methods that `McpServer['tool']` names are gone.
 */
export const callbackTypes: Transform = {
  name: 'callback-types',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      walk(unit.ast, node => {
        if (ts.isTypeReferenceNode(node)) {
          const rewrite = callbackType(project, unit, node) ?? resultType(project, unit, node);
          if (rewrite) rewrites.push(rewrite);
        }
      });
      left.push(...goneMethods(project, unit));
    }
    return { rewrites, left };
  },
};

/** `ToolCallback<typeof shape>` becomes `ToolCallback<z.ZodObject<typeof shape>>`. */
function callbackType(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.TypeReferenceNode,
): Rewrite | undefined {
  const [argument, ...more] = node.typeArguments ?? [];
  if (!argument || more.length > 0) return undefined;
  if (!/^(?:Tool|Prompt)Callback$/.test(valuesOf(project).sdkExport(node.typeName) ?? '')) return undefined;
  const parts = ts.isUnionTypeNode(argument) ? argument.types : [argument];
  const shapes = parts.filter(part => isShapeType(project, part));
  const zod = shapes.length > 0 ? zodTypes(project, unit, node) : undefined;
  if (!zod) return undefined;
  const edits = shapes.flatMap((part): TextEdit[] => [
    insert(unit, part.getStart(unit.ast), `${zod.name}.ZodObject<`),
    insert(unit, part.end, '>'),
  ]);
  const imports: ImportRequest[] = zod.needs ? [zod.needs] : [];
  return { change: CHANGE, edits, imports };
}

function isShapeType(project: ProjectModel, type: ts.TypeNode): boolean {
  if (schemaKindsOf(project).ofType(type).is !== 'shape') return false;
  const name = ts.isTypeQueryNode(type) ? type.exprName : undefined;
  const owner = name && ts.isQualifiedName(name) ? name.left : undefined;
  return !owner || !ts.isIdentifier(owner) || !isWrappedInPlace(project, owner);
}

/** `ReturnType<McpServer['tool']>` is the same type as that of the method which took over. */
function resultType(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.TypeReferenceNode,
): Rewrite | undefined {
  const [argument] = node.typeArguments ?? [];
  if (node.typeName.getText(unit.ast) !== 'ReturnType' || !argument) return undefined;
  const key = methodKey(project, argument);
  if (!key) return undefined;
  const start = key.getStart(unit.ast) + 1;
  const edit = { file: unit.path, start, end: key.end - 1, text: NEW_REGISTRATIONS[key.text]! };
  return { change: CHANGE, edits: [edit] };
}

/** The text in `McpServer['tool']`. */
function methodKey(project: ProjectModel, type: ts.TypeNode): ts.StringLiteral | undefined {
  if (!ts.isIndexedAccessTypeNode(type) || !ts.isLiteralTypeNode(type.indexType)) return undefined;
  const { literal } = type.indexType;
  if (!ts.isStringLiteral(literal) || !Object.hasOwn(NEW_REGISTRATIONS, literal.text)) return undefined;
  const owner = valuesOf(project).ofType(type.objectType);
  return owner?.is === 'sdk' && owner.name === 'McpServer' ? literal : undefined;
}

/**
 * Uses of the methods that are gone other than calls of them: bound, replaced, as a type, or recorded by a test. The
 * first of each method stands for all in a file.
 */
function goneMethods(project: ProjectModel, unit: SourceUnit): Note[] {
  const found = new Map<string, ts.Node>();
  walk(unit.ast, node => {
    if (ts.isPropertyAccessExpression(node) && Object.hasOwn(NEW_REGISTRATIONS, node.name.text)) {
      const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
      const { text } = node.name;
      if (!isCall && !found.has(text) && isMcpServer(project, node.expression)) found.set(text, node);
    }
    if (ts.isIndexedAccessTypeNode(node)) {
      const key = methodKey(project, node);
      const isResult = ts.isTypeReferenceNode(node.parent) && node.parent.typeName.getText() === 'ReturnType';
      if (key && !isResult && !found.has(key.text)) found.set(key.text, node);
    }
  });
  return [...found].map(([name, node]) =>
    noteAt(unit, node, CHANGE, {
      severity: 'error',
      message: `\`McpServer\` has no \`${name}\` in SDK v2, here and further down.`,
      advice: `Use \`${NEW_REGISTRATIONS[name]!}(name, config, callback)\`.`,
    }),
  );
}

function insert(unit: SourceUnit, at: number, text: string): TextEdit {
  return { file: unit.path, start: at, end: at, text };
}
