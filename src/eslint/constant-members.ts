/** A string, a number, an opening or closing brace, or what separates members; anything else is skipped. */
const TOKEN =
  /(?<quote>['"`])(?<text>(?:[^\\\n]|\\.)*?)\k<quote>|(?<number>-?\b\d+\b)|(?<word>[A-Za-z_$][\w$]*)|(?<mark>[{}[\]():=,])/g;

/**
 * The strings and numbers in an object of constants or an enumeration, by the path to them: `PING`, `TOOLS.LIST`.
 * @param text source text without comments
 * @param from where the object's members start, behind its brace
 */
export function constantMembers(text: string, from: number): Map<string, string | number> {
  const found = new Map<string, string | number>();
  const path: string[] = [];
  let key: string | undefined;
  let isValue = false;
  let nested = 0;
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const { text: string, number, word, mark } = match.groups!;
    if (mark === '[' || mark === '(') nested += 1;
    else if (mark === ']' || mark === ')') nested -= 1;
    else if (nested > 0) continue;
    else if (mark === '{') {
      path.push(isValue && key !== undefined ? key : '?');
      [key, isValue] = [undefined, false];
    } else if (mark === '}') {
      if (path.pop() === undefined) break;
      [key, isValue] = [undefined, false];
    } else if (mark === ',') [key, isValue] = [undefined, false];
    else if (mark === ':' || mark === '=') isValue = key !== undefined;
    else if (!isValue) key = word ?? string;
    else if (string !== undefined || number !== undefined) {
      const name = [...path, key].join('.');
      if (!found.has(name)) found.set(name, string ?? Number(number));
    }
  }
  return found;
}
