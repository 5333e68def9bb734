import { noteAt } from '../src/engine/notes.js';
import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { handlerContextsOf } from '../src/recognise/handler-context.js';
import { ignoresNull } from '../src/recognise/missing-value.js';
import { recordPart, requestHeadersOf, type RequestHeaders } from '../src/recognise/request-headers.js';
import { usesSdk } from '../src/recognise/sdk-user.js';
import { isWritten, nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { standsAlone } from '../src/rewrite/stands-alone.js';

const CHANGE = 'sdk-v2-packages';

/** Members of web-standard `Headers`; a read of one is no read of a header. */
const HEADERS_API = new Set([
  ...['get', 'has', 'set', 'append', 'delete', 'forEach', 'entries', 'keys', 'values', 'getSetCookie'],
  ...['toString', 'toJSON', 'constructor', 'size', 'length'],
]);

/** Members of a `URL`, which the address of a request was in SDK v1. */
const URL_API = new Set([
  ...['searchParams', 'pathname', 'search', 'hash', 'host', 'hostname', 'port', 'protocol', 'origin', 'href'],
]);

/** Where a project can reach the request of a handler: `ctx.http`, a pattern that takes `http`, or `Headers`. */
const REQUEST_WORDS = /\.\s*http\b|[{,]\s*http\s*[,:}=]|\bHeaders\b/;

/**
 * Reads the headers of the request behind a handler with `.get()`: in SDK v2 they are web-standard `Headers`, on
 * which `headers['x']` is always undefined. A missing header stays `undefined` where the code can tell.
 */
export const headerReads: Transform = {
  name: 'header-reads',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    if (!usesSdk(project) || !files.some(unit => REQUEST_WORDS.test(unit.text))) return { rewrites, left };
    for (const unit of files) {
      const reader = new HeaderReader(project, unit);
      walk(unit.ast, node => {
        const result = reader.visit(node);
        if (!result) return undefined;
        if ('edits' in result) rewrites.push(result);
        else left.push(result);
        return ts.isConditionalExpression(node) ? false : undefined;
      });
    }
    return { rewrites, left };
  },
};

class HeaderReader {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #headers: RequestHeaders;

  constructor(project: ProjectModel, unit: SourceUnit) {
    this.#project = project;
    this.#unit = unit;
    this.#headers = requestHeadersOf(project);
  }

  /** What is done about a node, if it uses headers as a plain object. */
  visit(node: ts.Node): Rewrite | Note | undefined {
    if (ts.isConditionalExpression(node)) return this.#firstOfList(node);
    if (ts.isElementAccessExpression(node)) return this.#element(node);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isObjectBindingPattern(node)) return this.#pattern(node);
    if (ts.isSpreadAssignment(node) && this.#headers.is(node.expression)) return this.#whole(node.expression);
    if (ts.isParameter(node)) return this.#retyped(node);
    if (ts.isAsExpression(node) && recordPart(node.type) && this.#headers.is(node.expression)) {
      return this.#whole(node.expression);
    }
    if (ts.isForInStatement(node) && this.#headers.is(node.expression)) return this.#whole(node.expression);
    return ts.isCallExpression(node) ? this.#handedOn(node) : undefined;
  }

  #element(node: ts.ElementAccessExpression): Rewrite | Note | undefined {
    if (!this.#headers.is(node.expression)) return undefined;
    const key = this.#unit.text.slice(node.argumentExpression.getStart(), node.argumentExpression.end);
    return this.#read(node, node.expression.end, `${node.questionDotToken ? '?.' : '.'}get(${key})`);
  }

  #property(node: ts.PropertyAccessExpression): Rewrite | Note | undefined {
    const name = node.name.text;
    if (URL_API.has(name)) return this.#url(node);
    const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
    if (isCall || HEADERS_API.has(name) || !this.#headers.is(node.expression)) return undefined;
    return this.#read(node, node.name.getStart(), `get(${quoted(name, this.#unit.style)})`);
  }

  /** Replaces the end of an access, from `start` on, by a call of `get`, and keeps a missing header undefined. */
  #read(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    start: number,
    get: string,
  ): Rewrite | Note {
    if (isWritten(node)) {
      return this.#note(
        node,
        'Headers of a request are web-standard `Headers` in SDK v2.',
        'Set with `.set(name, value)`, remove with `.delete(name)`.',
      );
    }
    const { parent } = node;
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) {
      return this.#asserted(node, start, get, parent);
    }
    const edits = [this.#edit(start, node.end, get)];
    if (!ignoresNull(this.#project, node)) edits.push(...this.#orUndefined(node));
    return { change: CHANGE, edits };
  }

  #asserted(
    node: ts.Expression,
    start: number,
    get: string,
    assertion: ts.AsExpression | ts.TypeAssertion,
  ): Rewrite | Note {
    const kinds = typeParts(assertion.type);
    if (kinds.every(kind => kind === 'list')) {
      return this.#note(
        node,
        'A header is a single string in SDK v2; several values come joined by ", ".',
        'Read it with `.get(name)` and split it.',
      );
    }
    const read = this.#edit(start, node.end, get);
    const isOptional = kinds.includes('undefined') || kinds.includes('list');
    if (!isOptional || ts.isTypeAssertionExpression(assertion)) return { change: CHANGE, edits: [read] };
    // The type of the read says all the assertion did.
    const rest = ignoresNull(this.#project, assertion)
      ? [this.#edit(node.end, assertion.end, '')]
      : this.#orUndefined(assertion, node.end);
    return { change: CHANGE, edits: [read, ...rest] };
  }

  #orUndefined(node: ts.Expression, from = node.end): TextEdit[] {
    const text = ' ?? undefined';
    if (standsAlone(node)) return [this.#edit(from, node.end, text)];
    return [this.#edit(node.getStart(), node.getStart(), '('), this.#edit(from, node.end, `${text})`)];
  }

  /** `Array.isArray(x) ? x[0] : x`, when `x` is a header, is `x`: there is one string at most. */
  #firstOfList(node: ts.ConditionalExpression): Rewrite | undefined {
    const test = unwrap(node.condition);
    if (!ts.isCallExpression(test) || test.expression.getText() !== 'Array.isArray') return undefined;
    const [tested] = test.arguments;
    const source = tested?.getText();
    const first = unwrap(node.whenTrue);
    const isFirst =
      (ts.isElementAccessExpression(first) && first.argumentExpression.getText() === '0') ||
      (ts.isCallExpression(first) && /\.join\(/.test(first.getText()));
    if (!tested || !isFirst || !first.getText().startsWith(`${source}`)) return undefined;
    const single = unwrap(node.whenFalse);
    if (single.getText() !== source || !this.#headers.isValue(tested)) return undefined;
    return {
      change: CHANGE,
      edits: [
        this.#edit(node.getStart(), node.whenFalse.getStart(), ''),
        this.#edit(node.whenFalse.end, node.end, ''),
      ],
    };
  }

  #binary(node: ts.BinaryExpression): Rewrite | Note | undefined {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.InKeyword) {
      // `'getSetCookie' in headers` asks what the object can do.
      const asked = unwrap(node.left);
      if (ts.isStringLiteralLike(asked) && HEADERS_API.has(asked.text)) return undefined;
      if (!this.#headers.is(node.right)) return undefined;
      const key = this.#unit.text.slice(node.left.getStart(), node.left.end);
      return {
        change: CHANGE,
        edits: [
          this.#edit(node.getStart(), node.right.getStart(), ''),
          this.#edit(node.end, node.end, `.has(${key})`),
        ],
      };
    }
    const given = this.#headers.withFallback(node)?.fallback;
    const fallback = given && unwrap(given);
    const isEmpty = fallback && ts.isObjectLiteralExpression(fallback) && fallback.properties.length === 0;
    if (!isEmpty || isTakenApart(node)) return undefined;
    return { change: CHANGE, edits: [this.#edit(fallback.getStart(), fallback.end, 'new Headers()')] };
  }

  /** `const { authorization } = headers` becomes one declaration for each header. */
  #pattern(pattern: ts.ObjectBindingPattern): Rewrite | Note | undefined {
    if (!this.#headers.isPattern(pattern)) return undefined;
    const declaration = pattern.parent;
    const isSimple =
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer &&
      !declaration.type &&
      pattern.elements.every(each => ts.isIdentifier(each.name) && !each.dotDotDotToken && keyOf(each));
    if (!isSimple || !declaration.initializer) {
      return this.#note(
        pattern,
        'Headers of a request are web-standard `Headers` in SDK v2, which cannot be taken apart.',
        'Read each with `.get(name)`.',
      );
    }
    const source = unwrap(declaration.initializer);
    const object = this.#headers.withFallback(source) ? (source as ts.BinaryExpression).left : source;
    const text = object.getText();
    const parts = pattern.elements.map(element => {
      const fallback = element.initializer?.getText() ?? 'undefined';
      return `${element.name.getText()} = ${text}.get(${quoted(keyOf(element)!, this.#unit.style)}) ?? ${fallback}`;
    });
    return { change: CHANGE, edits: [this.#edit(declaration.getStart(), declaration.end, parts.join(', '))] };
  }

  /** A helper that is only given request headers takes them as what they are. */
  #retyped(node: ts.ParameterDeclaration): Rewrite | undefined {
    const type = this.#headers.recordType(node);
    if (!type || !this.#headers.isParameter(node)) return undefined;
    return { change: CHANGE, edits: [this.#edit(type.getStart(), type.end, 'Headers')] };
  }

  /** Headers given to something that expects a plain object. */
  #handedOn(call: ts.CallExpression): Note | undefined {
    for (const [index, argument] of call.arguments.entries()) {
      if (!this.#headers.is(argument)) continue;
      const callee = call.expression.getText();
      if (/^(?:Object\.\w+|JSON\.stringify)$/.test(callee) && callee !== 'Object.fromEntries') {
        return this.#whole(argument);
      }
      const parameter = valuesOf(this.#project).callee(call)?.parameters[index];
      const isRecord = parameter && this.#headers.recordType(parameter) !== undefined;
      if (isRecord && !this.#headers.isParameter(parameter)) return this.#whole(argument);
    }
    return undefined;
  }

  #whole(node: ts.Node): Note {
    return this.#note(
      node,
      'Headers of a request are web-standard `Headers` in SDK v2; this takes them for a plain object.',
      'Use `Object.fromEntries(headers)` where a plain object is needed.',
    );
  }

  #url(node: ts.PropertyAccessExpression): Note | undefined {
    const path = handlerContextsOf(this.#project).path(node.expression);
    if (path?.join('.') !== 'http.req.url') return undefined;
    return this.#note(
      node,
      'The address of a request is a string in SDK v2.',
      `Parse it first: \`new URL(ctx.http.req.url).${node.name.text}\`.`,
    );
  }

  #edit(start: number, end: number, text: string): TextEdit {
    return { file: this.#unit.path, start, end, text };
  }

  #note(node: ts.Node, message: string, advice: string): Note {
    return noteAt(this.#unit, node, CHANGE, { severity: 'error', message, advice });
  }
}

function keyOf(element: ts.BindingElement): string | undefined {
  return nameText(element.propertyName ?? element.name);
}

/** Whether `headers ?? {}` is only there to be taken apart, which is rewritten as a whole. */
function isTakenApart(node: ts.BinaryExpression): boolean {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name);
}

function typeParts(type: ts.TypeNode): ('undefined' | 'list' | 'other')[] {
  if (ts.isParenthesizedTypeNode(type)) return typeParts(type.type);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(typeParts);
  if (type.kind === ts.SyntaxKind.UndefinedKeyword) return ['undefined'];
  return [ts.isArrayTypeNode(type) ? 'list' : 'other'];
}
