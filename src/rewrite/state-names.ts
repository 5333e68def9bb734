import { ts } from '../engine/ts.js';

/** Words that say that something is kept, and not what. */
const GENERIC =
  /^(?:state|states|store|stores|data|map|maps|context|contexts|session|sessions|entries|all|registry|memory)?$/i;

const KEEPER =
  /^(?:servers?|managers?|services?|stores?|handlers?|controllers?|trackers?|instances?|engines?)$/;

/** What some state is called: the handle's argument, and the store that it is kept in. */
export interface StateNames {
  /** `basket_id`, or `basketId` where the tools' arguments are written so. */
  readonly argument: string;
  /** `basket`, for descriptions. */
  readonly subject: string;
  /** `baskets`; the caller looks whether it is free. */
  readonly store: string;
}

/**
 * Names a handle after a variable, `basket` or `basketsBySession`, or after the type of what it holds when the
 * variable says nothing.
 * @param others names of arguments that the tools have
 * @param tools names of the tools, which tell how words are put together where the arguments do not
 */
export function stateNames(
  variable: string,
  type: string | undefined,
  others: readonly string[],
  tools: readonly string[],
): StateNames | undefined {
  const words = [variable, type ?? ''].map(wordsOf).find(each => !GENERIC.test(each.join(''))) ?? ['state'];
  const last = words.at(-1)!;
  const isPlural = /[^s]s$/.test(last);
  const subject = words.join(' ');
  const model = [others, tools].find(names => names.some(each => /[a-z][A-Z]|_/.test(each))) ?? [];
  const isCamel = !model.some(each => each.includes('_')) && model.length > 0;
  const argument = ['id', 'handle'].map(end =>
    isCamel ? camel([...words, end]) : [...words, end].join('_'),
  );
  const free = argument.find(each => !others.includes(each));
  if (free === undefined) return undefined;
  return {
    argument: free,
    subject,
    store: isPlural ? `${camel(words)}Store` : camel([...words.slice(0, -1), plural(last)]),
  };
}

/** The words of a name, without those about sessions: `userBasketsBySession` is `user`, `baskets`. */
function wordsOf(name: string): string[] {
  const words = name
    .replace(/^[_#$]+/, '')
    .split(/(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map(each => each.toLowerCase());
  // An object that looks after something is not what it is about.
  while (words.length > 1 && KEEPER.test(words.at(-1)!)) words.pop();
  const end = words.findIndex((each, index) => index > 0 && /^(?:by|per|for)$/.test(each));
  return (end > 0 ? words.slice(0, end) : words).filter(
    (each, index, all) =>
      !/^sessions?$/.test(each) &&
      !(all.length > 1 && index > 0 && /^(?:map|store|state|states|registry)$/.test(each)),
  );
}

/** `baskets` of a map from sessions to baskets is about one basket. */
export function singular(name: string): string {
  if (/ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(?:ss|x|ch|sh)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

function camel(words: readonly string[]): string {
  return words.map((each, index) => (index === 0 ? each : each[0]!.toUpperCase() + each.slice(1))).join('');
}

/** The type that a variable has, as text, where it is written or follows from the value that it starts with. */
export function typeTextOf({
  type,
  initializer,
}: {
  readonly type?: ts.TypeNode;
  readonly initializer?: ts.Expression;
}): string | undefined {
  return type?.getText() ?? (initializer && valueType(initializer));
}

function valueType(value: ts.Expression): string | undefined {
  if (ts.isAsExpression(value) && !ts.isConstTypeReference(value.type)) return value.type.getText();
  if (ts.isParenthesizedExpression(value)) return valueType(value.expression);
  if (ts.isNewExpression(value)) {
    const name = value.expression.getText();
    const isGeneric = /^(?:Map|Set|WeakMap|WeakSet|Array)$/.test(name);
    // Classes with type parameters do not get here.
    if (!isGeneric && ts.isIdentifier(value.expression) && !value.typeArguments) return name;
    return isGeneric && value.typeArguments
      ? `${value.expression.getText()}<${value.typeArguments.map(each => each.getText()).join(', ')}>`
      : undefined;
  }
  if (ts.isNumericLiteral(value)) return 'number';
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return 'string';
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return 'boolean';
  if (!ts.isObjectLiteralExpression(value) || value.properties.length === 0) return undefined;
  const members = value.properties.map(each => {
    const type = ts.isPropertyAssignment(each) ? valueType(each.initializer) : undefined;
    return type && `${each.name!.getText()}: ${type}`;
  });
  return members.every(Boolean) ? `{ ${members.join('; ')} }` : undefined;
}
