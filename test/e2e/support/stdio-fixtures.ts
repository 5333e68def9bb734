import type { ServerFixture } from './fixtures.js';

/** Fixtures that are servers on stdio, with what is asked of each before and after the migration. */
export const STDIO_FIXTURES: readonly ServerFixture[] = [
  {
    name: 'stdio-singleton-crlf',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'count_notes' },
        { name: 'add_note', arguments: { text: 'call the plumber', tags: ['home'] } },
        { name: 'list_notes', arguments: {} },
        { name: 'list_notes', arguments: { tag: 'home' } },
        { name: 'delete_everything' },
      ],
      reads: ['notes://all', 'notes://note/1', 'notes://note/9'],
      prompts: [{ name: 'tidy_up', arguments: { style: 'by place' } }],
    },
  },
  {
    name: 'xmcp',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'find_seeds', arguments: { month: 5 } },
        { name: 'find_seeds', arguments: { month: 5, inStock: false } },
        { name: 'find_seeds', arguments: { month: 13 } },
      ],
      prompts: [{ name: 'plan_bed', arguments: { metres: '4' } }],
      reads: ['seeds://stock'],
    },
  },
  {
    name: 'stdio-bridge',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'to_read', arguments: {} },
        { name: 'to_read', arguments: { pages: 100 } },
        { name: 'to_read', arguments: { pages: 'few' } },
      ],
      reads: ['list://books'],
    },
  },
  {
    name: 'class-server',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'add_task', arguments: { title: 'Repair the gate' } },
        { name: 'finish_task', arguments: { id: 1 } },
        { name: 'finish_task', arguments: { id: 9 } },
        { name: 'list_tasks', arguments: {} },
        { name: 'list_tasks', arguments: { status: 'done' } },
      ],
      reads: ['tasks://board'],
    },
  },
  {
    name: 'multi-round-trip',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'remove_recipe', arguments: { id: 'cake' } },
        { name: 'remove_recipe', arguments: { id: 'soup' } },
        { name: 'remove_recipe', arguments: { id: 'soup' } },
        { name: 'write_recipe', arguments: { id: 'snack' } },
        { name: 'write_recipe', arguments: { id: 'pie' } },
        { name: 'find_notes' },
        { name: 'throw_out', arguments: { item: 'leek' } },
        { name: 'throw_out', arguments: { item: 'leek' } },
        { name: 'restock', arguments: { item: 'milk' } },
        { name: 'restock', arguments: { item: 'rice' } },
        { name: 'use_one', arguments: { item: 'butter' } },
        { name: 'give_away', arguments: { item: 'milk' } },
        { name: 'rename_recipe', arguments: { id: 'bread' } },
      ],
      reads: ['recipe://bread'],
      prompts: [{ name: 'cook_for', arguments: { guest: 'Ida' } }],
      elicitation: {
        action: 'accept',
        content: {
          confirm: true,
          title: 'Apple pie',
          serves: 6,
          diet: 'leeks',
          taste: 'sour',
          amount: 4,
          guests: 2,
        },
      },
      sampling: 'apples, butter',
      roots: ['file:///home/ida/notes'],
    },
  },
  {
    name: 'stdio-reading-room',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'browse_poetry' },
        { name: 'summarise', arguments: { title: 'Leaves of Grass' } },
        { name: 'swap', arguments: { first: 'Faust', second: 'Emma' } },
      ],
      sessionCalls: [
        { name: 'list_folders' },
        { name: 'reserve', arguments: { title: 'The Waste Land' } },
        { name: 'reserve', arguments: { title: 'The Waste Land' } },
        { name: 'sort_out', arguments: { titles: ['Faust', 'Emma'] } },
        { name: 'remind' },
      ],
      elicitation: { action: 'accept', content: { confirm: true } },
      sampling: 'Grass grows.',
      roots: ['file:///home/ida/books'],
    },
  },
  {
    name: 'lowlevel-commonjs',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'get_release', arguments: { version: '2.0.0' } },
        { name: 'get_release', arguments: { version: '9.9.9' } },
        { name: 'get_release', arguments: {} },
        { name: 'search_changes', arguments: { text: 'fi' } },
        { name: 'search_changes', arguments: { text: 'new', limit: 1 } },
      ],
      reads: ['changelog://1.1.0', 'changelog://0.0.0'],
      prompts: [{ name: 'announce', arguments: { version: '2.0.0' } }, { name: 'nothing' }],
    },
  },
];
