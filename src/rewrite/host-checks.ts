import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { TransportOptions } from '../recognise/http-transport.js';
import { initializer } from '../recognise/registrations.js';
import { isUndefined, unwrap } from '../recognise/syntax.js';

/**
 * Names that the checks of an old transport let through, as list literals for their replacements. Those compare
 * hostnames and take no notice of ports and schemes.
 */
export interface HostChecks {
  readonly hosts?: readonly string[];
  readonly origins?: readonly string[];
}

/**
 * Reads the checks against DNS rebinding that a transport was created with.
 * @returns nothing to check, the names, or the option that cannot be read
 */
export function readHostChecks(
  project: ProjectModel,
  options: TransportOptions,
): HostChecks | { readonly unreadable: ts.Node } {
  const [unseen] = options.unseen;
  if (unseen) return { unreadable: unseen };
  const enabled = options.given.get('enableDnsRebindingProtection');
  if (!enabled) return {};
  if (ts.isMethodDeclaration(enabled)) return { unreadable: enabled };
  const flag = initializer(enabled, project.names);
  if (flag && (flag.kind === ts.SyntaxKind.FalseKeyword || isUndefined(flag))) return {};
  if (flag?.kind !== ts.SyntaxKind.TrueKeyword) return { unreadable: enabled };
  const checks: { hosts?: string[]; origins?: string[] } = {};
  for (const [option, read, key] of [
    ['allowedHosts', hostname, 'hosts'],
    ['allowedOrigins', originHostname, 'origins'],
  ] as const) {
    const given = options.given.get(option);
    if (!given) continue;
    const names = ts.isMethodDeclaration(given) ? undefined : readList(project, given, read);
    if (!names) return { unreadable: given };
    // An empty list let everything through.
    if (names.length > 0) checks[key] = [...new Set(names)];
  }
  return checks;
}

function readList(
  project: ProjectModel,
  node: ts.Expression,
  read: (text: string) => string | undefined,
): string[] | undefined {
  const list = initializer(node, project.names);
  if (!list || !ts.isArrayLiteralExpression(list)) return undefined;
  const names: string[] = [];
  for (const element of list.elements) {
    const text = textBeforePort(initializer(element, project.names) ?? element, project);
    const name = text === undefined ? undefined : read(text);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** The text of a literal; of `localhost:${port}` and `'localhost:' + port` the part in front of the port. */
function textBeforePort(node: ts.Expression, project: ProjectModel): string | undefined {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value)) return value.text;
  if (ts.isTemplateExpression(value)) {
    const [span, ...more] = value.templateSpans;
    const isPort = more.length === 0 && span!.literal.text === '' && /[^/]:$/.test(value.head.text);
    return isPort ? value.head.text.slice(0, -1) : undefined;
  }
  if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = textBeforePort(initializer(value.left, project.names) ?? value.left, project);
    return left !== undefined && /[^/]:$/.test(left) ? left.slice(0, -1) : undefined;
  }
  return undefined;
}

function hostname(text: string): string | undefined {
  try {
    return text === '' || text.includes('/') || text.includes('*')
      ? undefined
      : new URL(`http://${text}`).hostname;
  } catch {
    return undefined;
  }
}

function originHostname(text: string): string | undefined {
  try {
    return /^[a-z][\w+.-]*:\/\/[^*]+$/i.test(text) ? new URL(text).hostname || undefined : undefined;
  } catch {
    return undefined;
  }
}

/** `['localhost', '127.0.0.1']` */
export function listLiteral(names: readonly string[]): string {
  return `[${names.map(name => `'${name}'`).join(', ')}]`;
}
