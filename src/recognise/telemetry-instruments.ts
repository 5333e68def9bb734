import { ts } from '../engine/ts.js';
import type { Origin } from '../project/names.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, isFunctionNode, methodCall, returnedExpressions, unwrapAwaited } from './syntax.js';
import { valuesOf } from './values.js';

/** What telemetry is recorded with, and what makes those. */
export type Instrument = 'span' | 'metric' | 'logger' | 'tracer' | 'meter';

const OPENTELEMETRY = '@opentelemetry/api';

/** Types by the module that exports them. */
const TYPES: Readonly<Record<string, Readonly<Record<string, Instrument>>>> = {
  [OPENTELEMETRY]: {
    Span: 'span',
    Tracer: 'tracer',
    Meter: 'meter',
    Counter: 'metric',
    UpDownCounter: 'metric',
    Histogram: 'metric',
    Gauge: 'metric',
  },
  pino: { Logger: 'logger', BaseLogger: 'logger' },
  winston: { Logger: 'logger' },
  bunyan: { default: 'logger' },
};

/** Functions that make loggers whose lines are objects, by the module that exports them. */
const LOGGERS: Readonly<Record<string, readonly string[]>> = {
  pino: ['default', 'pino', '*'],
  winston: ['createLogger'],
  bunyan: ['createLogger'],
};

/** Methods that make an instrument out of another. */
const MAKERS: Readonly<Partial<Record<Instrument, Readonly<Record<string, Instrument>>>>> = {
  tracer: { startSpan: 'span' },
  meter: {
    createCounter: 'metric',
    createUpDownCounter: 'metric',
    createHistogram: 'metric',
    createGauge: 'metric',
  },
  logger: { child: 'logger' },
};

/** What the parts of OpenTelemetry's API hand out. */
const API: Readonly<Record<string, Readonly<Record<string, Instrument>>>> = {
  trace: { getTracer: 'tracer', getActiveSpan: 'span', getSpan: 'span' },
  metrics: { getMeter: 'meter' },
};

const MAX_DEPTH = 6;

/** Tells spans, metrics and structured loggers by the package that they come from, never by their names. */
export class Instruments {
  readonly #project: ProjectModel;

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** What an expression is, followed through constants, members, parameters and functions of the project. */
  of(node: ts.Expression, depth = 0): Instrument | undefined {
    const value = unwrapAwaited(node);
    if (depth > MAX_DEPTH) return undefined;
    if (ts.isCallExpression(value)) return this.#made(value, depth);
    const name = ts.isPropertyAccessExpression(value) ? value.name : value;
    if (!ts.isIdentifier(name)) return undefined;
    const declaration = this.#project.names.declaration(name);
    return declaration && this.#declared(declaration, depth + 1);
  }

  #made(call: ts.CallExpression, depth: number): Instrument | undefined {
    const origin = this.#project.names.origin(call.expression);
    if (origin && LOGGERS[origin.module]?.includes(origin.name)) return 'logger';
    const method = methodCall(call);
    if (method) {
      const part = this.#project.names.origin(method.object);
      if (part?.module === OPENTELEMETRY && Object.hasOwn(API, part.name))
        return own(API[part.name], method.name);
      const maker = this.of(method.object, depth + 1);
      if (maker) return own(MAKERS[maker], method.name);
    }
    const callee = valuesOf(this.#project).callee(call);
    if (!callee) return undefined;
    if (callee.type) return this.ofType(callee.type);
    const [returned, ...others] = returnedExpressions(callee);
    return returned && others.length === 0 ? this.of(returned, depth + 1) : undefined;
  }

  #declared(node: ts.Declaration, depth: number): Instrument | undefined {
    if (ts.isVariableDeclaration(node)) {
      if (node.type) return this.ofType(node.type);
      return isConst(node) && node.initializer ? this.of(node.initializer, depth) : undefined;
    }
    if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node)) {
      if (node.type) return this.ofType(node.type);
      const isFixed = ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Readonly;
      const value = ts.isPropertyDeclaration(node) ? node.initializer : undefined;
      return isFixed && value ? this.of(value, depth) : undefined;
    }
    if (ts.isPropertyAssignment(node)) return this.of(node.initializer, depth);
    if (ts.isExportAssignment(node)) return this.of(node.expression, depth);
    return ts.isParameter(node) ? this.#parameter(node) : undefined;
  }

  #parameter(node: ts.ParameterDeclaration): Instrument | undefined {
    if (node.type) return this.ofType(node.type);
    const owner = node.parent;
    if (!isFunctionNode(owner) || !ts.isCallExpression(owner.parent)) return undefined;
    const call = owner.parent;
    const index = owner.parameters.indexOf(node);
    const position = call.arguments.findIndex(each => each === owner);
    const method = methodCall(call);
    if (method?.name === 'startActiveSpan' && this.of(method.object) === 'tracer') {
      return index === 0 && position === call.arguments.length - 1 ? 'span' : undefined;
    }
    const callback = valuesOf(this.#project).callee(call)?.parameters[position]?.type;
    const type = callback && ts.isFunctionTypeNode(callback) ? callback.parameters[index]?.type : undefined;
    return type && this.ofType(type);
  }

  /** What a written type stands for; one that may also be missing counts. */
  ofType(type: ts.TypeNode): Instrument | undefined {
    if (ts.isUnionTypeNode(type)) {
      const present = type.types.filter(each => !isMissing(each));
      return present.length === 1 ? this.ofType(present[0]!) : undefined;
    }
    if (!ts.isTypeReferenceNode(type)) return undefined;
    const origin: Origin | undefined = this.#project.names.origin(type.typeName);
    return origin && own(TYPES[origin.module], origin.name);
  }
}

function isMissing(type: ts.TypeNode): boolean {
  const isNull = ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
  return isNull || type.kind === ts.SyntaxKind.UndefinedKeyword;
}

function own(table: Readonly<Record<string, Instrument>> | undefined, name: string): Instrument | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined;
}
