/** Where the exports of one v1 module live in v2: names by v2 module, `old>new` for a renamed one. */
export type ModuleRoutes = Readonly<Record<string, string>>;

/** Stands for the client or the server package, whichever the importing file is about. */
export const BY_ROLE = '*';
