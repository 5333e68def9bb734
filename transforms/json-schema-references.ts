import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { isRemoteReference } from '../src/facts/json-schema.js';
import { speaksProtocol } from '../src/facts/protocol-words.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';
import { initializer } from '../src/recognise/registrations.js';
import { memberValue, nameText, walk } from '../src/recognise/syntax.js';

const CHANGE = 'json-schema-2020-12';
const SCHEMAS = ['inputSchema', 'outputSchema'];

/**
 * Reports a `$ref` to the network in the schemas of tools: implementations must not follow it by themselves, and
 * should reject the schema then.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#ref-resolution
 */
export const jsonSchemaReferences: Transform = {
  name: 'json-schema-references',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!unit.text.includes('$ref') || !(mentionsSdk(unit) || speaksProtocol(unit.text))) continue;
      for (const reference of remoteReferences(project, unit)) {
        left.push(
          noteAt(unit, reference, CHANGE, {
            severity: 'warning',
            message: 'This `$ref` goes to the network, where clients of 2026-07-28 must not follow it.',
            advice: 'Move what it points to into `$defs`.',
          }),
        );
      }
    }
    return { rewrites: [], left };
  },
};

function remoteReferences(project: ProjectModel, unit: SourceUnit): Set<ts.Node> {
  const found = new Set<ts.Node>();
  walk(unit.ast, node => {
    if (!ts.isObjectLiteralExpression(node)) return;
    for (const key of SCHEMAS) {
      const value = memberValue(node, key);
      const schema = value && initializer(value, project.names);
      if (schema?.getSourceFile() !== unit.ast || !ts.isObjectLiteralExpression(schema)) continue;
      const ids = texts(project, schema, '$id').map(each => each.text);
      for (const { member, text } of texts(project, schema, '$ref')) {
        if (isRemoteReference(text, ids)) found.add(member);
      }
    }
  });
  return found;
}

/** The members of one name in an object and the objects within it, as far as their texts are written out. */
function texts(project: ProjectModel, root: ts.Node, name: string): { member: ts.Node; text: string }[] {
  const found: { member: ts.Node; text: string }[] = [];
  walk(root, node => {
    if (!ts.isPropertyAssignment(node) || nameText(node.name) !== name) return;
    const value = initializer(node.initializer, project.names);
    if (value && ts.isStringLiteralLike(value)) found.push({ member: node, text: value.text });
  });
  return found;
}
