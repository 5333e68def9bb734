/**
 * The one place that names the TypeScript compiler. ts-morph bundles it, and the official codemod uses the
 * same copy, so a run loads a single compiler.
 */
export { ts } from 'ts-morph';
