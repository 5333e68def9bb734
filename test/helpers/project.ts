import { parseSource } from '../../src/engine/parse.js';
import { ts } from '../../src/engine/ts.js';
import { ProjectModel } from '../../src/project/model.js';

/** A project snapshot of files in memory, under `/project`. */
export function projectOf(files: Readonly<Record<string, string>>): ProjectModel {
  const units = Object.entries(files).map(([name, text]) => parseSource(`/project/${name}`, text));
  return new ProjectModel('/project', units, []);
}

/**
 * The expression between `⟦` and `⟧` in the one file that has the marks.
 * @throws when no expression starts and ends exactly there
 */
export function markedProject(files: Readonly<Record<string, string>>): {
  project: ProjectModel;
  node: ts.Expression;
} {
  const [name, text] = Object.entries(files).find(([, each]) => each.includes('⟦'))!;
  const start = text.indexOf('⟦');
  const end = text.indexOf('⟧') - 1;
  const project = projectOf({ ...files, [name]: text.replace('⟦', '').replace('⟧', '') });
  const { ast } = project.unit(`/project/${name}`)!;
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) && node.getStart(ast) === start && node.end === end) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(ast);
  if (!found) throw new Error('No expression between the marks.');
  return { project, node: found };
}
