import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { packageNameOf } from '../facts/index.js';
import { FRAMEWORK_PACKAGES, PLUGGERS, startedFramework, type Framework } from '../frameworks/index.js';
import type { FrameworkStart } from '../frameworks/report.js';
import type { ProjectModel } from '../project/model.js';
import { valuesOf } from './values.js';
import { methodCall, nameText, unwrap, walk } from './syntax.js';

/** A start of a framework, with the node that starts it. */
export interface FoundStart extends FrameworkStart {
  readonly node: ts.CallExpression | ts.NewExpression | ts.ClassLikeDeclaration;
  /** Name of the export. */
  readonly name: string;
}

/** Where a file starts frameworks, in order. */
export function frameworkStarts(project: ProjectModel, unit: SourceUnit): FoundStart[] {
  if (!FRAMEWORK_PACKAGES.some(name => unit.text.includes(name))) return [];
  const found: FoundStart[] = [];
  walk(unit.ast, node => {
    const start = startAt(project, unit, node);
    if (start) found.push(start);
  });
  return found;
}

function startAt(project: ProjectModel, unit: SourceUnit, node: ts.Node): FoundStart | undefined {
  if (!ts.isClassLike(node) && !ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const started = ts.isClassLike(node) ? baseOf(node) : node.expression;
  if (!started) return undefined;
  const value = unwrap(started);
  const origin =
    project.names.origin(value) ??
    // `McpModule.forRoot(…)`, `McpServer.layerStdio(…)`
    (ts.isCallExpression(node) && ts.isPropertyAccessExpression(value)
      ? project.names.origin(value.expression)
      : undefined);
  const framework = origin && startedFramework(origin.module, origin.name);
  if (!origin || !framework) return ts.isCallExpression(node) ? pluginAt(project, unit, node) : undefined;
  return foundStart(project, unit, node, { framework, origin });
}

/** `app.register(streamableHttp, { … })` */
function pluginAt(project: ProjectModel, unit: SourceUnit, node: ts.CallExpression): FoundStart | undefined {
  const [plugin] = node.arguments;
  if (!plugin || !PLUGGERS.has(methodCall(node)?.name ?? '')) return undefined;
  const origin = project.names.origin(unwrap(plugin));
  const framework = origin && startedFramework(origin.module, origin.name);
  if (!origin || !framework?.isPlugin) return undefined;
  return foundStart(project, unit, node, { framework, origin }, 1);
}

function foundStart(
  project: ProjectModel,
  unit: SourceUnit,
  node: FoundStart['node'],
  { framework, origin }: { framework: Framework; origin: { module: string; name: string } },
  skipped = 0,
): FoundStart {
  const given = ts.isClassLike(node) ? [] : [...(node.arguments ?? [])].slice(skipped);
  return {
    node,
    framework,
    name: origin.name,
    module: origin.module,
    range: declaredRange(project, unit, packageNameOf(origin.module)!),
    argumentCount: given.length,
    options: given.slice(1).flatMap(optionNames),
    config: given[0] && configOf(given[0]),
    isGivenFactory: given[0] && isFactory(project, given[0]),
  };
}

function baseOf(node: ts.ClassLikeDeclaration): ts.Expression | undefined {
  return node.heritageClauses?.find(each => each.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    ?.expression;
}

function optionNames(argument: ts.Expression): string[] {
  const literal = unwrap(argument);
  if (!ts.isObjectLiteralExpression(literal)) return [];
  return literal.properties.flatMap(each => nameText(each.name) ?? []);
}

function configOf(argument: ts.Expression): Map<string, string | undefined> | undefined {
  const literal = unwrap(argument);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const config = new Map<string, string | undefined>();
  for (const each of literal.properties) {
    const name = nameText(each.name);
    // A spread may bring along any option.
    if (name === undefined) return undefined;
    const value = ts.isPropertyAssignment(each) ? unwrap(each.initializer) : undefined;
    config.set(name, value && ts.isStringLiteralLike(value) ? value.text : undefined);
  }
  return config;
}

function isFactory(project: ProjectModel, argument: ts.Expression): boolean | undefined {
  const values = valuesOf(project);
  const name = values.sdkName(argument);
  if (name === 'McpServer' || name === 'Server') return false;
  return values.of(argument)?.is === 'function' ? true : undefined;
}

/** The range with which the package of a file declares another, itself or further up. */
export function declaredRange(project: ProjectModel, unit: SourceUnit, name: string): string | undefined {
  const owners = project.packages
    .filter(info => unit.path.startsWith(info.dir + path.sep))
    .sort((a, b) => b.dir.length - a.dir.length);
  for (const { manifest } of owners) {
    const range =
      manifest.dependencies?.[name] ??
      manifest.optionalDependencies?.[name] ??
      manifest.devDependencies?.[name] ??
      manifest.peerDependencies?.[name];
    if (range !== undefined) return range;
  }
  return undefined;
}
