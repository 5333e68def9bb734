import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const SOURCE = /\.[cm]?[jt]sx?$/;

/** Every bundled project, as it is before the migration, in one directory. */
export function writeFixtures(directory) {
  for (const { name } of readdirSync(FIXTURES, { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  )) {
    cpSync(path.join(FIXTURES, name, 'before'), path.join(directory, name), {
      recursive: true,
      filter: file => path.basename(file) !== 'node_modules',
    });
  }
}

/**
 * An application in which a small part speaks MCP: several copies of the bundled projects between modules that
 * have nothing to do with it.
 * @param directory where it is written
 * @param copies how many times each bundled project occurs
 * @param modules how many other modules are written
 */
export function writeApplication(directory, copies, modules) {
  for (let copy = 0; copy < copies; copy++) writeFixtures(path.join(directory, 'packages', `group-${copy}`));
  writeModules(directory, modules);
}

/** Modules that have nothing to do with MCP, in a package of their own. */
export function writeModules(directory, modules) {
  const areas = ['billing', 'catalog', 'customers', 'orders', 'reports', 'shipping'];
  for (let index = 0; index < modules; index++) {
    const area = areas[index % areas.length];
    const folder = path.join(directory, 'src', area);
    mkdirSync(folder, { recursive: true });
    const [extension, text] =
      index % 3 === 2 ? ['tsx', viewText(area, index)] : ['ts', serviceText(area, index)];
    writeFileSync(path.join(folder, `${area}-${index}.${extension}`), text);
  }
  writeFileSync(
    path.join(directory, 'package.json'),
    `${JSON.stringify({ name: 'application', private: true, type: 'module' }, null, 2)}\n`,
  );
}

/** How many source files a directory holds, dependencies left out. */
export function countSources(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true }).filter(
    entry =>
      entry.isFile() && SOURCE.test(entry.name) && !entry.parentPath.split(path.sep).includes('node_modules'),
  ).length;
}

/** Words such as session, tool and request are there on purpose: they occur in code that is not MCP. */
function serviceText(area, index) {
  const name = `${area[0].toUpperCase()}${area.slice(1)}${index}`;
  const methods = Array.from({ length: 6 + (index % 7) }, (_, step) => methodText(name, step)).join('\n');
  return `import { EventEmitter } from 'node:events';
import type { Pool } from '../shared/pool.js';

export interface ${name}Row {
  readonly id: string;
  readonly sessionId: string | null;
  readonly createdAt: Date;
  readonly amount: number;
  readonly tags: readonly string[];
}

export interface ${name}Options {
  readonly pool: Pool;
  readonly timeout?: number;
  readonly onRequest?: (id: string) => void;
}

/** Reads and writes ${area}. */
export class ${name}Service extends EventEmitter {
  readonly #sessions = new Map<string, ${name}Row>();

  constructor(private readonly options: ${name}Options) {
    super();
  }

${methods}}
`;
}

function methodText(name, step) {
  return `  async find${step}(id: string, limit = ${10 + step}): Promise<${name}Row[]> {
    const cached = this.#sessions.get(id);
    if (cached && cached.amount > ${step}) return [cached];
    const rows = await this.options.pool.query<${name}Row>(
      \`select * from rows_${step} where id = $1 order by created_at desc limit \${limit}\`,
      [id],
    );
    const kept = rows.filter(row => row.tags.length > ${step % 3} && row.sessionId !== null);
    for (const row of kept) {
      this.#sessions.set(row.id, { ...row, tags: row.tags.map(tag => tag.trim().toLowerCase()) });
      this.emit('request', { id: row.id, total: kept.reduce((sum, one) => sum + one.amount, 0) });
    }
    this.options.onRequest?.(id);
    return kept;
  }
`;
}

function viewText(area, index) {
  const fields = Array.from({ length: 4 + (index % 6) }, (_, step) => fieldText(step)).join('\n');
  return `import { useEffect, useMemo, useState } from 'react';

interface Item {
  readonly id: string;
  readonly label: string;
  readonly value: number;
}

interface Props {
  readonly items: readonly Item[];
  readonly tool: 'select' | 'move';
  readonly onChange: (item: Item) => void;
}

export function ${area}View${index}({ items, tool, onChange }: Props) {
  const [query, setQuery] = useState('');
  const shown = useMemo(() => items.filter(item => item.label.includes(query)), [items, query]);

  useEffect(() => {
    const timer = setTimeout(() => setQuery(current => current.trim()), ${100 + index});
    return () => clearTimeout(timer);
  }, [query]);

  return (
    <section className="${area}" data-tool={tool}>
      <input value={query} onChange={event => setQuery(event.target.value)} />
${fields}
    </section>
  );
}
`;
}

function fieldText(step) {
  return `      <ul className="column-${step}">
        {shown.slice(${step * 10}, ${step * 10 + 10}).map(item => (
          <li key={item.id} onClick={() => onChange({ ...item, value: item.value + ${step} })}>
            {item.label}: {item.value.toFixed(${step % 3})}
          </li>
        ))}
      </ul>`;
}
