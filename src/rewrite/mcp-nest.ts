import { noteAt } from '../engine/notes.js';
import { removeElements } from '../engine/prune-imports.js';
import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { frameworkHoldBut } from '../recognise/framework-hold.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import {
  declarationOf,
  elementsOf,
  nestServer,
  partOf,
  type NestHandlers,
  type NestServer,
} from '../recognise/mcp-nest.js';
import { walk } from '../recognise/syntax.js';
import { Snippet } from './moved-text.js';
import { strategyOptions, type StrategyOptions } from './nest-options.js';
import { memberRemovalEdits } from './remove-members.js';

const NEST = '@rekog/mcp-nest';
const NAMES = ['mcp', 'mcpStrategy'];
/** What parameters of a handler get, in the order in which version 1 passed it. */
const PARAMETERS = [
  { name: 'Payload', module: '@nestjs/microservices' },
  { name: 'Ctx', module: '@nestjs/microservices' },
  { name: 'McpRawRequest', module: NEST },
];

/**
 * Moves a server of `@rekog/mcp-nest` 1 to version 2: `McpModule.forRoot` becomes an `McpStrategy` that the
 * application connects before it listens, and providers with tools become controllers.
 * @returns undefined where the application is not in view as a whole, or uses more than version 2 does alike
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function moveToStrategy(
  unit: SourceUnit,
  start: FoundStart,
  project: ProjectModel,
): Rewrite | undefined {
  const taken = ['McpModule', 'McpTransportType'];
  if (frameworkHoldBut(project, unit, start.framework, taken) !== undefined) return undefined;
  const server = nestServer(project, unit, start);
  const options = server && strategyOptions(project, server.options);
  if (!server || !options) return undefined;
  const { main } = server;
  const name = NAMES.find(each => [unit, main.unit].every(({ ast }) => !says(ast, each)));
  const controllers = controllerEdits(project, server);
  if (name === undefined || !controllers) return undefined;
  const imports: ImportRequest[] = [
    ...['McpStrategy', ...options.classes].map(each => ({ file: unit.path, module: NEST, name: each })),
    ...(main.from === undefined ? [] : [{ file: main.unit.path, module: main.from, name }]),
    ...server.handlers.flatMap(handlerImports),
  ];
  return {
    change: start.framework.change,
    edits: [
      strategyEdit(server, options, name),
      ...controllers,
      ...server.handlers.flatMap(handlerEdits),
      mainEdit(server, name),
    ],
    imports,
    remarks: options.servedSse
      ? [
          noteAt(unit, server.root, 'http-sse-transport', {
            severity: 'info',
            message: '`@rekog/mcp-nest` 2 no longer speaks HTTP+SSE.',
            advice: 'Point clients that used the `/sse` path at the one of Streamable HTTP.',
          }),
        ]
      : [],
  };
}

function says(node: ts.Node, name: string): boolean {
  let found = false;
  walk(node, each => {
    found ||= ts.isIdentifier(each) && each.text === name;
    return !found;
  });
  return found;
}

/** The strategy, in front of the module. */
function strategyEdit({ unit, module }: NestServer, options: StrategyOptions, name: string): TextEdit {
  const snippet = new Snippet(unit);
  const kept = options.kept.map(each => `  ${snippet.node(each)},\n`);
  const transports = `  transports: [${options.transports.join(', ')}],\n`;
  const text = `export const ${name} = new McpStrategy({\n${kept.join('')}${transports}});\n\n`;
  const at = module.getStart(unit.ast);
  return { file: unit.path, start: at, end: at, text: snippet.render(text, '') };
}

/** Takes `McpModule` out of the module, and makes controllers of the providers that have handlers. */
function controllerEdits(project: ProjectModel, server: NestServer): TextEdit[] | undefined {
  const { unit, parts, root, handlers } = server;
  const { path: file, ast } = unit;
  const imports = elementsOf(parts, 'imports')!;
  const providers = elementsOf(parts, 'providers')!;
  const property = partOf(parts, 'providers')!;
  const classes = new Set<ts.Node | undefined>(handlers.map(each => each.node));
  const moved = providers.filter(each => classes.has(declarationOf(project, each)));
  const hasControllers = partOf(parts, 'controllers') !== undefined;
  const controllers = elementsOf(parts, 'controllers');
  if (hasControllers && !controllers) return undefined;
  const names = moved.map(each => each.getText(ast)).join(', ');
  const gone = new Set<ts.Node>();
  const edits: TextEdit[] = [];
  if (imports.length === 1) gone.add(partOf(parts, 'imports')!);
  else edits.push(...removeElements(unit, imports, new Set([root])));
  const isWhole = moved.length === providers.length;
  if (isWhole && !hasControllers) {
    const start = property.name!.getStart(ast);
    edits.push({ file, start, end: property.name!.end, text: 'controllers' });
  } else {
    if (isWhole) gone.add(property);
    else edits.push(...removeElements(unit, providers, new Set(moved)));
    const start = property.getStart(ast);
    const gap = unit.style.eol + indentAt(unit.text, start);
    if (!controllers) edits.push({ file, start, end: start, text: `controllers: [${names}],${gap}` });
    else edits.push(appended(unit, controllers, names));
  }
  return [...edits, ...memberRemovalEdits(unit, parts, gone)];
}

function appended(unit: SourceUnit, list: ts.NodeArray<ts.Expression>, names: string): TextEdit {
  const last = list.at(-1);
  const at = last ? last.end : list.pos;
  return { file: unit.path, start: at, end: at, text: last ? `, ${names}` : names };
}

function handlerEdits({ unit, injectable, methods }: NestHandlers): TextEdit[] {
  const { path: file, ast } = unit;
  const start = injectable.getStart(ast);
  // Version 1 tells the client what went wrong; version 2 does so only with this filter.
  const gap = unit.style.eol + indentAt(unit.text, start);
  const edits = [
    { file, start, end: injectable.end, text: `@UseFilters(McpExceptionFilter)${gap}@McpController()` },
  ];
  for (const { parameters } of methods) {
    parameters.forEach((parameter, index) => {
      const at = parameter.getStart(ast);
      edits.push({ file, start: at, end: at, text: `@${PARAMETERS[index]!.name}() ` });
    });
  }
  return edits;
}

function handlerImports({ unit, methods }: NestHandlers): ImportRequest[] {
  const file = unit.path;
  const most = Math.max(...methods.map(({ parameters }) => parameters.length));
  return [
    { file, module: '@nestjs/common', name: 'UseFilters' },
    { file, module: NEST, name: 'McpController' },
    { file, module: NEST, name: 'McpExceptionFilter' },
    ...PARAMETERS.slice(0, most).map(each => ({ file, ...each })),
  ];
}

/** Connects the strategy, so that its routes are there when the application listens. */
function mainEdit({ main }: NestServer, name: string): TextEdit {
  const { unit, app, listen } = main;
  const at = listen.getStart(unit.ast);
  const gap = unit.style.eol + indentAt(unit.text, at);
  const lines = [
    `${name}.setHttpAdapter(${app}.getHttpAdapter());`,
    `${app}.connectMicroservice({ strategy: ${name} });`,
    `await ${app}.startAllMicroservices();`,
  ];
  return { file: unit.path, start: at, end: at, text: lines.map(line => line + gap).join('') };
}
