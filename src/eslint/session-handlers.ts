/** The transport of SDK v1, imported from there. */
const TRANSPORT =
  /\bStreamableHTTPServerTransport\b[^;'"`]*from\s*['"]@modelcontextprotocol\/sdk\/|\bStreamableHTTPServerTransport\b[^;]*require\(\s*['"]@modelcontextprotocol\/sdk\//;
/** A function at the top of a module, to the line that closes it. */
const FUNCTION =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s+(?<name>[\w$]+)|const\s+(?<variable>[\w$]+)\s*(?::[^=\n]+)?=\s*(?:async\s+)?(?:function\b|\([^)]*\)[^=\n]*=>))[^]*?\n\}/gm;
const ALIAS = /^(?:export\s+)?const\s+(?<name>[\w$]+)\s*(?::[^=\n]+)?=\s*(?<of>[\w$]+)\s*;?$/gm;

/**
 * The functions at the top of a module that hand requests to a transport of SDK v1 which keeps a session, directly or
 * through one another.
 * @param text source text of the module, without comments
 */
export function sessionHandlers(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (!text.includes('.handleRequest(') || !TRANSPORT.test(text)) return found;
  if (!/\bsessionIdGenerator\s*:(?!\s*undefined\b)/.test(text)) return found;
  const bodies = new Map<string, string>();
  for (const { groups, 0: body } of text.matchAll(FUNCTION)) {
    bodies.set((groups!['name'] ?? groups!['variable'])!, body);
  }
  for (const { groups } of text.matchAll(ALIAS)) bodies.set(groups!['name']!, `${groups!['of']!}(`);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [name, body] of bodies) {
      const handsOver = body.includes('.handleRequest(') || [...found].some(each => callsIt(body, each));
      if (handsOver) found.add(name);
    }
  }
  return found;
}

/** Whether a declaration of this name is exported where it stands. */
export function exportsFunction(text: string, name: string): boolean {
  return new RegExp(String.raw`^export\s+(?:async\s+)?(?:function|const)\s+${escaped(name)}\b`, 'm').test(
    text,
  );
}

function callsIt(body: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w$.]|function\s)${escaped(name)}\(`).test(body);
}

function escaped(name: string): string {
  return name.replaceAll('$', String.raw`\$`);
}
