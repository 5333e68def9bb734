import { Random } from './random.js';

/** What a scripted client says to a question, told by the name that starts its message. */
export type Answers = Readonly<Record<string, unknown>>;

export interface GeneratedTool {
  readonly name: string;
  readonly arguments: { readonly text: string; readonly flag: boolean };
  readonly answers: Answers;
}

export interface GeneratedServer {
  /** A module for SDK v1 that exports `createServer`. */
  readonly text: string;
  readonly tools: readonly GeneratedTool[];
}

const HEAD = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { randomUUID } from 'node:crypto';
import { effect, step } from './effects.js';
import * as z from 'zod/v4';

const stored = new Map<string, string>();
let count = 0;

export function createServer() {
  const server = new McpServer({ name: 'generated', version: '1.0.0' });
  const input = { text: z.string(), flag: z.boolean() };
`;

/** What is looked at before a request in the same condition; some of it has effects. */
const GUARDS = ['flag', '!flag', 'text.length > 3', 'text && flag', 'count++ > 1', "text.startsWith('s')"];

/** What a handler returns when it leaves early. */
const LEAVE = "return { content: [{ type: 'text', text: 'left: ' + JSON.stringify(out) }] };";

/** A server whose tools are put together at random: straight code, conditions, effects, one to three requests. */
export function generateServer(seed: number, size: number): GeneratedServer {
  const random = new Random(seed);
  const made = Array.from({ length: size }, (_, index) => new ToolWriter(random, `t${index}`).write());
  const helpers = made.map(each => each.helpers).join('');
  const text = `${HEAD}${made.map(each => each.text).join('')}  return server;\n}\n${helpers}`;
  return { text, tools: made.map(each => each.tool) };
}

/** Writes one tool; names are unique in it. */
class ToolWriter {
  readonly #random: Random;
  readonly #name: string;
  readonly #answers: Record<string, unknown> = {};
  readonly #lines: string[] = [];
  /** Functions of the module that the tool calls. */
  readonly #helpers: string[] = [];
  #names = 0;
  #requests: number;
  #depth = 0;
  /** Expressions for strings and numbers in scope, by block. */
  readonly #scopes: string[][] = [['text', 'text.length']];

  constructor(random: Random, name: string) {
    this.#random = random;
    this.#name = name;
    this.#requests = random.pick([1, 1, 2, 2, 3]);
  }

  write(): { text: string; helpers: string; tool: GeneratedTool } {
    this.#line('const out: unknown[] = [];');
    for (let left = this.#random.pick([2, 3, 4, 5, 6]); left > 0 || this.#requests > 0; left--)
      this.#statement();
    this.#line("effect('end', count);");
    this.#line("return { content: [{ type: 'text', text: JSON.stringify(out) }] };");
    const body = this.#lines.map(line => `    ${line}\n`).join('');
    const text = `  server.registerTool('${this.#name}', { inputSchema: input }, async ({ text, flag }, extra) => {\n${body}  });\n`;
    const args = { text: this.#random.pick(['', 'a', 'some text']), flag: this.#random.chance(0.5) };
    return {
      text,
      helpers: this.#helpers.join(''),
      tool: { name: this.#name, arguments: args, answers: this.#answers },
    };
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text);
  }

  #fresh(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  #value(): string {
    return this.#random.pick(this.#scopes.flat());
  }

  #statement(): void {
    const roll = this.#random.next();
    if (roll < 0.4 && this.#requests > 0) this.#request();
    else if (roll < 0.62) this.#pure();
    else if (roll < 0.7) this.#random.pick([this.#effect, this.#chance]).call(this);
    else if (roll < 0.85 && this.#depth < 2) this.#condition();
    else this.#line(`out.push(${this.#value()});`);
  }

  #pure(): void {
    const name = this.#fresh('v');
    const value = this.#value();
    const kinds = [
      () => this.#line(`const ${name} = \`<\${${value}}>\`;`),
      () => this.#line(`const ${name} = String(${value}).toUpperCase().slice(0, 5);`),
      () => {
        this.#line(`let ${name} = 1;`);
        this.#line(`if (flag) ${name} += text.length;`);
      },
      () => {
        this.#line(`const ${name}: unknown[] = [];`);
        this.#line(`for (const each of [1, 2]) ${name}.push(each + text.length);`);
      },
      () => this.#line(`const ${name} = JSON.stringify({ a: ${value} });`),
      () =>
        this.#line(
          `if (String(${value}) === 'never') return { content: [{ type: 'text', text: 'never' }] };`,
        ),
    ];
    const index = Math.floor(this.#random.next() * kinds.length);
    kinds[index]!();
    if (index < kinds.length - 1) this.#scopes.at(-1)!.push(name);
  }

  #effect(): void {
    const value = this.#value();
    this.#line(
      this.#random.pick([
        `effect('${this.#fresh('e')}', ${value});`,
        `await step('${this.#fresh('e')}', ${value});`,
        'count++;',
        `stored.set('last', String(${value}));`,
        `effect('stored', stored.get('last'));`,
      ]),
    );
  }

  #chance(): void {
    const name = this.#fresh('id');
    this.#line(
      this.#random.pick([`const ${name} = randomUUID();`, `const ${name} = 'x' + randomUUID().slice(0, 9);`]),
    );
    this.#scopes.at(-1)!.push(name);
  }

  #condition(): void {
    const test = () => this.#random.pick(['flag', '!flag', 'text.length > 3', "text.startsWith('a')"]);
    if (this.#random.chance(0.15)) return this.#switch();
    if (this.#random.chance(0.1)) return this.#bare(test());
    this.#block(`if (${test()}) {`);
    if (this.#random.chance(0.2)) this.#block(`} else if (${this.#asking() ?? test()}) {`);
    if (this.#random.chance(0.4)) this.#block('} else {');
    this.#line('}');
  }

  /** A condition that asks, while there is something to ask. */
  #asking(): string | undefined {
    if (this.#requests === 0) return undefined;
    this.#requests--;
    const guard = this.#random.pick(['', '', `${this.#random.pick(GUARDS)} && `]);
    return `${guard}(await ${this.#ask(this.#fresh('r'))}).action === 'accept'`;
  }

  #switch(): void {
    this.#line('switch (text.length) {');
    this.#depth++;
    this.#block('case 0: {');
    this.#line('  break;');
    this.#line('}');
    this.#block(this.#random.pick(['case 1: {', 'default: {']));
    this.#line('}');
    this.#depth--;
    this.#line('}');
  }

  /** Branches without braces, one of which may ask. */
  #bare(test: string): void {
    const [name, set] = [this.#fresh('b'), (value: string) => `${name} = ${value};`];
    const value = () => set(this.#asking() ?? `'${this.#fresh('s')}'`);
    this.#line(`let ${name}: unknown = 'none';`);
    this.#line(`if (${test}) ${value()}`);
    if (this.#random.chance(0.5)) this.#line(`else ${value()}`);
    this.#line(`out.push(${name});`);
  }

  #block(head: string): void {
    this.#line(head);
    this.#depth++;
    this.#scopes.push([]);
    for (let left = this.#random.pick([1, 2]); left > 0; left--) this.#statement();
    if (this.#random.chance(0.15)) {
      this.#line(`effect('${this.#fresh('e')}');`);
      this.#line(LEAVE);
    }
    this.#scopes.pop();
    this.#depth--;
  }

  #request(): void {
    if (this.#requests > 1 && this.#random.chance(0.2)) {
      this.#requests -= 2;
      const [a, b] = [this.#fresh('r'), this.#fresh('r')];
      this.#line(`const [${a}, ${b}] = await Promise.all([${this.#ask(a)}, ${this.#ask(b)}]);`);
      this.#line(`out.push(${a}.action, ${b});`);
      return;
    }
    this.#requests--;
    const name = this.#fresh('r');
    if (this.#random.chance(0.2)) return this.#helper(name);
    if (this.#random.chance(0.1)) return this.#url(name);
    if (this.#depth < 2 && this.#random.chance(0.12)) return this.#caught(name);
    const kind = this.#random.next();
    if (kind < 0.12) {
      this.#line(`const ${name} = await server.server.listRoots();`);
      this.#line(`out.push(${name}.roots.map(root => root.uri));`);
    } else if (kind < 0.3) {
      this.#sampling(name);
    } else this.#elicitation(name);
  }

  #sampling(name: string): void {
    this.#answers[name] = {
      model: 'm',
      role: 'assistant',
      content: { type: 'text', text: this.#random.pick(['yes', 'no']) },
    };
    const message = `{ role: 'user', content: { type: 'text', text: \`${name} \${${this.#value()}}\` } }`;
    this.#line(
      `const ${name} = await server.server.createMessage({ messages: [${message}], maxTokens: 9 });`,
    );
    this.#line(`out.push(${name}.content.type === 'text' ? ${name}.content.text : '');`);
    if (this.#random.chance(0.3)) this.#scopes.at(-1)!.push(`${name}.model`);
  }

  #elicitation(name: string): void {
    const ask = this.#ask(name);
    const forms = [
      'const',
      'const',
      'leave',
      'whole',
      'destructured',
      'nested',
      'assigned',
      'guarded',
      'refused',
      'chosen',
      'chosen',
      'otherwise',
    ];
    switch (this.#random.pick(forms)) {
      case 'guarded':
        this.#line(
          `if (${this.#random.pick(GUARDS)} && (await ${ask}).action === 'accept'${this.#random.pick(['', ' && flag'])}) {`,
        );
        this.#line(`  out.push('${name} is a yes');`);
        this.#line('}');
        return;
      case 'refused':
        this.#line(
          `if (${this.#random.pick(GUARDS)} || (await ${ask}).action !== 'accept') return { content: [{ type: 'text', text: JSON.stringify(out) }] };`,
        );
        return;
      case 'chosen':
        return this.#chosen(name, ask);
      case 'otherwise':
        this.#line(
          `if (${this.#random.pick(GUARDS)} ${this.#random.pick(['&&', '||'])} (await ${ask}).action === 'accept') {`,
        );
        this.#line(`  out.push('${name} is a yes');`);
        if (this.#random.chance(0.3)) this.#line(`  ${LEAVE}`);
        this.#line('} else {');
        this.#line(`  out.push('${name} is a no');`);
        if (this.#random.chance(0.3)) this.#line(`  ${LEAVE}`);
        this.#line('}');
        return;
      case 'leave':
        this.#line(`const ${name} = await ${ask};`);
        this.#line(
          `if (${name}.action !== 'accept') return { content: [{ type: 'text', text: ${name}.action }] };`,
        );
        this.#line(`out.push(${name}.content?.value);`);
        this.#scopes.at(-1)!.push(`${name}.content?.value`);
        return;
      case 'whole':
        this.#line(`const ${name} = await ${ask};`);
        this.#line(`out.push(${name});`);
        return;
      case 'destructured':
        this.#line(`const { action: ${name}, content: ${name}c } = await ${ask};`);
        this.#line(`out.push(${name}, ${name}c);`);
        return;
      case 'nested':
        this.#line(`const ${name} = (await ${ask}).action;`);
        this.#scopes.at(-1)!.push(name);
        return;
      case 'assigned':
        this.#line(`let ${name};`);
        this.#line(`${name} = await ${ask};`);
        this.#line(`out.push(${name}.action, ${name}.content);`);
        return;
      default:
        this.#line(`const ${name} = await ${ask};`);
        this.#line(`if (${name}.action === 'accept' && ${name}.content) out.push(${name}.content.value);`);
        this.#line(`else out.push(${name}.action);`);
    }
  }

  /** A value of which a part asks. */
  #chosen(name: string, ask: string): void {
    const guard = this.#random.pick(GUARDS);
    const asked = `(await ${ask}).action`;
    const value = this.#random.pick([
      `${guard} && ${asked} === 'accept'`,
      `${guard} || ${asked} === 'accept'`,
      `(${guard} && ${asked} === 'accept') || text === 'a'`,
      `text === 'a' || (${guard} && ${asked} === 'accept')`,
      `${guard} ? ${asked} : 'not asked'`,
      `${guard} ? 'not asked' : ${asked}`,
      `(flag ? text : undefined) ?? ${asked}`,
      `stored.get('last') ?? ${asked}`,
      ...(this.#requests > 0 ? [`${guard} ? ${asked} : ${this.#asking()}`] : []),
    ]);
    const forms = [
      () => this.#line(`const ${name} = ${value};`),
      () => this.#line(`const ${name}: unknown = ${value};`),
      () => {
        this.#line(`let ${name};`);
        this.#line(`${name} = ${value};`);
      },
      () => this.#line(`const [${name}] = [${value}];`),
      () => this.#line(`const ${name} = String(${value});`),
    ];
    this.#random.pick(forms)();
    this.#line(`out.push(${name});`);
    this.#scopes.at(-1)!.push(name);
  }

  /** A helper that asks, with something before and after its request; some of it has effects. */
  #helper(name: string): void {
    const helper = `${this.#name}${name}`;
    const early = this.#random.pick([
      '',
      "  if (text === 'never') return 'never';\n",
      `  effect('${name} before');\n`,
      "  const short = text.slice(0, 3);\n  if (short === 'zzz') return short;\n",
    ]);
    const late = this.#random.pick([
      `  return answer.action;\n`,
      `  effect('${name} after', answer.action);\n  return \`<\${answer.action}>\`;\n`,
      `  return answer.action === 'accept' && answer.content?.value === 'red';\n`,
      `  return { is: answer.action };\n`,
      `  return answer;\n`,
    ]);
    const ask = this.#ask(name).replace(/\$\{.*?\}`/, '${text}`');
    if (this.#requests > 0 && this.#random.chance(0.3))
      return this.#helperTwice(name, helper, early, late, ask);
    this.#helpers.push(
      `async function ${helper}(server: McpServer, text: string) {\n${early}  const answer = await ${ask};\n${late}}\n`,
    );
    const value = this.#value();
    const call = `${helper}(server, String(${value}))`;
    const forms = [
      () => this.#line(`const ${name} = await ${call};`),
      () => this.#line(`const [${name}] = [await ${call}];`),
    ];
    this.#random.pick(forms)();
    this.#line(`out.push(${name});`);
  }

  /** A helper that is told what to ask, and called twice. */
  #helperTwice(name: string, helper: string, early: string, late: string, ask: string): void {
    this.#requests--;
    const second = this.#fresh('r');
    this.#ask(second);
    const asked = ask.replace(/message: `[^`]*`/, 'message: `${name} ${text}`');
    this.#helpers.push(
      `async function ${helper}(server: McpServer, name: string, text: string) {\n${early}  const answer = await ${asked};\n${late}}\n`,
    );
    const call = (key: string) => `await ${helper}(server, '${key}', String(${this.#value()}))`;
    this.#line(`const ${name} = ${call(name)};`);
    if (this.#random.chance(0.5)) this.#line(`out.push(${name});`);
    this.#line(
      this.#random.pick([
        `const ${second} = ${call(second)};`,
        `const ${second} = flag && (${call(second)});`,
      ]),
    );
    this.#line(`out.push(${name}, ${second});`);
  }

  /** An elicitation that sends the user to a page. */
  #url(name: string): void {
    const action = this.#random.pick(['accept', 'decline', 'cancel']);
    this.#answers[name] = { action };
    this.#line(
      `const ${name} = await server.server.elicitInput({ mode: 'url', message: \`${name} \${${this.#value()}}\`, url: 'https://a.example/page', elicitationId: 'e' });`,
    );
    this.#line(`out.push(${name}.action);`);
  }

  /** A request in a \`try\`, whose failure ends the call or is passed over. */
  #caught(name: string): void {
    this.#line('try {');
    this.#depth++;
    this.#line(`const ${name} = await ${this.#ask(name)};`);
    this.#line(`out.push(${name}.action);`);
    if (this.#random.chance(0.3)) this.#line(`if (text === '') throw new Error('no text');`);
    this.#depth--;
    this.#line('} catch (error) {');
    this.#line(
      this.#random.pick([
        `  return { content: [{ type: 'text', text: 'failed' }], isError: true };`,
        `  out.push('failed');`,
        `  effect('${name} failed');`,
      ]),
    );
    this.#line('}');
  }

  #ask(name: string): string {
    const action = this.#random.pick(['accept', 'accept', 'accept', 'decline', 'cancel']);
    this.#answers[name] = {
      action,
      ...(action === 'accept' && { content: { value: this.#random.pick(['red', 'blue', '']) } }),
    };
    const schema = `{ type: 'object', properties: { value: { type: 'string' } }, required: ['value'] }`;
    return `server.server.elicitInput({ message: \`${name} \${${this.#value()}}\`, requestedSchema: ${schema} })`;
  }
}
