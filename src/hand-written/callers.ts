import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { declaredName } from '../recognise/http-routes.js';
import { methodCall, walk, type FunctionNode } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const known = new WeakMap<ProjectModel, Map<FunctionNode, readonly ts.CallExpression[]>>();

/** Calls of a project function outside tests: by its name, on `this`, and on an object that is followed. */
export function callersOf(project: ProjectModel, node: FunctionNode): readonly ts.CallExpression[] {
  let calls = known.get(project);
  if (!calls) known.set(project, (calls = new Map<FunctionNode, readonly ts.CallExpression[]>()));
  let found = calls.get(node);
  if (!found) calls.set(node, (found = search(project, node)));
  return found;
}

function search(project: ProjectModel, node: FunctionNode): readonly ts.CallExpression[] {
  const calls = new Set<ts.CallExpression>();
  for (const call of valuesOf(project).callsOf(node)) if (ts.isCallExpression(call)) calls.add(call);
  const name = ts.isMethodDeclaration(node) ? node.name.getText() : declaredName(node)?.text;
  for (const unit of name === undefined ? [] : project.units) {
    if (!unit.text.includes(`.${name}`)) continue;
    walk(unit.ast, at => {
      if (methodCall(at)?.name !== name) return;
      const call = at as ts.CallExpression;
      if (valuesOf(project).callee(call) === node) calls.add(call);
    });
  }
  return [...calls].filter(call => {
    const unit = project.unit(call.getSourceFile().fileName);
    return unit !== undefined && !isTestFile(project, unit);
  });
}
