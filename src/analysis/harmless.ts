import { ts } from '../engine/ts.js';
import { isV2Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import { unwrap } from '../recognise/syntax.js';
import { zodExport } from '../recognise/zod.js';

/** Functions of the language that only compute. */
const COMPUTES = new Set([
  ...[
    'String',
    'Number',
    'Boolean',
    'BigInt',
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
    'structuredClone',
  ],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'Symbol', 'Array', 'Object'],
]);
/** Objects of the language all of whose functions only compute, apart from those in `CHANCE`. */
const LIBRARIES = new Set(['JSON', 'Math', 'Number', 'String', 'Array', 'BigInt', 'Symbol']);
const OBJECT_FUNCTIONS =
  /^(?:keys|values|entries|fromEntries|hasOwn|is|getOwnPropertyNames|getPrototypeOf|isFrozen|groupBy)$/;
/** Classes of the language whose objects do nothing but hold what they are given. */
const HOLDERS = new Set([
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Object', 'RegExp', 'URL', 'URLSearchParams', 'Error'],
  ...['TypeError', 'RangeError', 'SyntaxError', 'Uint8Array', 'TextEncoder', 'TextDecoder'],
  ...['Intl.DateTimeFormat', 'Intl.NumberFormat', 'Intl.RelativeTimeFormat', 'Intl.PluralRules'],
]);

/** Functions that come out differently each time, and what they give. */
const CHANCE: Readonly<Record<string, 'string' | 'number'>> = {
  'Math.random': 'number',
  'Date.now': 'number',
  'performance.now': 'number',
  'crypto.randomUUID': 'string',
};

/** Functions of packages that only compute. */
const COMPUTING_MODULES: Readonly<Record<string, RegExp>> = {
  path: /./,
  url: /^(?:fileURLToPath|pathToFileURL|format|parse)$/,
  util: /^(?:inspect|format|isDeepStrictEqual)$/,
};

/** Methods of strings, arrays, maps, sets, dates and regular expressions that change nothing. */
const READS_DATA = new Set([
  ...[
    'at',
    'charAt',
    'charCodeAt',
    'codePointAt',
    'concat',
    'endsWith',
    'includes',
    'indexOf',
    'lastIndexOf',
  ],
  ...[
    'localeCompare',
    'match',
    'matchAll',
    'normalize',
    'padEnd',
    'padStart',
    'repeat',
    'replace',
    'replaceAll',
  ],
  ...['search', 'slice', 'split', 'startsWith', 'substring', 'substr', 'toLowerCase', 'toUpperCase', 'trim'],
  ...['toLocaleLowerCase', 'toLocaleUpperCase', 'trimEnd', 'trimStart', 'toString', 'valueOf', 'toFixed'],
  ...['toPrecision', 'entries', 'every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flat'],
  ...['flatMap', 'forEach', 'join', 'keys', 'map', 'reduce', 'reduceRight', 'some', 'toReversed', 'toSorted'],
  ...['toSpliced', 'values', 'with', 'get', 'has', 'getAll', 'test', 'getTime', 'toISOString', 'toJSON'],
  ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toDateString', 'format', 'getFullYear'],
  ...[
    'getMonth',
    'getDate',
    'getDay',
    'getHours',
    'getMinutes',
    'getSeconds',
    'getUTCFullYear',
    'getUTCMonth',
  ],
  ...['getUTCDate', 'getUTCHours', 'getTimezoneOffset', 'encode', 'decode'],
]);
/** Those of them that give what the data holds, which may be anything. */
const GIVES_ELEMENT = new Set([
  'at',
  'find',
  'findLast',
  'get',
  'reduce',
  'reduceRight',
  'valueOf',
  'values',
  'entries',
]);
/** Methods of data that change it. */
const CHANGES_DATA = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear', 'append'],
]);

/** What a method of plain data does to it. */
export function dataMethod(name: string): 'reads' | 'gives-element' | 'changes' | undefined {
  if (GIVES_ELEMENT.has(name)) return 'gives-element';
  if (READS_DATA.has(name)) return 'reads';
  return CHANGES_DATA.has(name) ? 'changes' : undefined;
}

/** What a call of something that is not of the project does, when that is known. */
export type KnownCall =
  { readonly does: 'computes' } | { readonly does: 'chance'; readonly gives: 'string' | 'number' };

/** Tells what a function of the language, of Node.js, of Zod or of the SDK does. */
export function knownCall(project: ProjectModel, callee: ts.Expression): KnownCall | undefined {
  const name = globalName(project, callee);
  if (name !== undefined) {
    const chance = CHANCE[name];
    if (chance) return { does: 'chance', gives: chance };
    return isComputing(name) ? { does: 'computes' } : undefined;
  }
  const { module, member } = imported(project, callee);
  if (module === 'crypto' && member === 'randomUUID') return { does: 'chance', gives: 'string' };
  if (module !== undefined && member !== undefined && COMPUTING_MODULES[module]?.test(member)) {
    return { does: 'computes' };
  }
  return zodExport(project.names, callee) ? { does: 'computes' } : undefined;
}

/** Whether `new Class(…)` makes an object and does nothing else. */
export function makesOnly(project: ProjectModel, callee: ts.Expression): boolean {
  const name = globalName(project, callee);
  if (name !== undefined) return HOLDERS.has(name);
  const origin = project.names.origin(callee);
  return origin !== undefined && isV2Specifier(origin.module) && /Error$/.test(origin.name);
}

/** The name of a global function or class, or of a function of a global object: `JSON.parse`. */
export function globalName(project: ProjectModel, expression: ts.Expression): string | undefined {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) {
    if (project.names.declaration(node) || project.names.origin(node)) return undefined;
    return node.text === 'globalThis' ? undefined : node.text;
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const object = unwrap(node.expression);
  if (!ts.isIdentifier(object)) return undefined;
  const owner = globalName(project, object);
  return owner === undefined ? undefined : `${owner}.${node.name.text}`;
}

function isComputing(name: string): boolean {
  const [owner, member] = name.split('.') as [string, string | undefined];
  if (member === undefined) return COMPUTES.has(owner);
  if (owner === 'Object') return OBJECT_FUNCTIONS.test(member);
  if (owner === 'Date') return member === 'parse' || member === 'UTC';
  if (owner === 'Buffer') return member === 'from' || member === 'byteLength';
  return LIBRARIES.has(owner);
}

/** Module of Node.js and function of it: `join` of `node:path`, however it is imported. */
function imported(project: ProjectModel, callee: ts.Expression): { module?: string; member?: string } {
  const node = unwrap(callee);
  const direct = project.names.origin(node);
  if (direct && direct.name !== '*' && direct.name !== 'default') {
    return { module: direct.module.replace(/^node:/, ''), member: direct.name };
  }
  if (!ts.isPropertyAccessExpression(node)) return {};
  const owner = project.names.origin(node.expression);
  return owner ? { module: owner.module.replace(/^node:/, ''), member: node.name.text } : {};
}
