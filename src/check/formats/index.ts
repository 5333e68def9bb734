import type { Formatter } from './formatter.js';

export type { FormatContext, Formatter } from './formatter.js';
export type { JsonFinding, JsonProblem, JsonReport } from './json.js';

export type FormatName = 'stylish' | 'json' | 'sarif' | 'github' | 'junit' | 'markdown' | 'html';

/** The formats of a report; each is loaded when it is used. */
export const FORMATS: Readonly<Record<FormatName, Formatter>> = {
  stylish: async (...given) => (await import('./stylish.js')).stylish(...given),
  json: async (...given) => (await import('./json.js')).json(...given),
  sarif: async (...given) => (await import('./sarif.js')).sarif(...given),
  github: async report => (await import('./github.js')).github(report),
  junit: async report => (await import('./junit.js')).junit(report),
  markdown: async report => (await import('./markdown.js')).markdown(report),
  html: async (...given) => (await import('./html.js')).html(...given),
};
