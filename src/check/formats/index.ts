import type { Formatter } from './formatter.js';

export type { FormatContext, Formatter } from './formatter.js';
export type { JsonFinding, JsonProblem, JsonReport } from './json.js';

export type FormatName = 'stylish' | 'json';

/** The formats of a report; each is loaded when it is used. */
export const FORMATS: Readonly<Record<FormatName, Formatter>> = {
  stylish: async (...given) => (await import('./stylish.js')).stylish(...given),
  json: async (...given) => (await import('./json.js')).json(...given),
};
