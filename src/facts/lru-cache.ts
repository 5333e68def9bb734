/** The library that bounds how long, and how much, tools keep under handles. */
export const LRU_PACKAGE = 'lru-cache';

/** What is declared for it: the first line that is for the Node.js versions of SDK v2. */
export const LRU_RANGE = '^11.0.0';

/** Versions that have the class under its name, with the options that are used. */
export const LRU_USABLE = '>=10.0.0';
