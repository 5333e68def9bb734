import type { ProbeScript } from './script.js';
import { STDIO_FIXTURES } from './stdio-fixtures.js';

export interface ServerFixture {
  readonly name: string;
  readonly transport: 'http' | 'stdio';
  /** Path of the MCP endpoint; `/mcp` when left out. */
  readonly endpoint?: string;
  /** Some of its tools work in tasks. */
  readonly hasTasks?: boolean;
  /** Whether its framework prints the schemas of outputs closed since its new release. */
  readonly closesOutputs?: boolean;
  /** Path of the stream of HTTP+SSE, where clients of 2025-11-25 connect. */
  readonly stream?: string;
  /** It takes tokens of the authorization server that its variable `ISSUER` names. */
  readonly takesTokens?: boolean;
  readonly script: ProbeScript;
}

/** Fixtures that are servers, with what is asked of each before and after the migration. */
export const SERVER_FIXTURES: readonly ServerFixture[] = [
  {
    name: 'hand-written-http',
    transport: 'http',
    script: {
      calls: [
        { name: 'count_letters', arguments: { word: 'gooseberry' } },
        { name: 'test_multiple_content_types' },
        { name: 'test_error_handling' },
      ],
      reads: ['test://static-text', 'test://template/7/data', 'test://none'],
      prompts: [{ name: 'test_prompt_with_arguments', arguments: { arg1: 'one', arg2: 'two' } }],
      completions: [
        {
          ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
          argument: { name: 'arg1', value: 'tes' },
        },
      ],
    },
  },
  {
    name: 'hand-written-changes',
    transport: 'http',
    script: {
      calls: [{ name: 'report_height', arguments: { harbour: 'husum', metres: 2.3 } }, { name: 'none' }],
      reads: ['tide:norddeich', 'tide:none'],
    },
  },
  {
    name: 'hand-written-stdio',
    transport: 'stdio',
    script: {
      calls: [
        { name: 'list_entries', arguments: { bed: 'north' } },
        { name: 'days_to_harvest', arguments: { plant: 'radish' } },
        { name: 'days_to_harvest', arguments: { plant: 'oak' } },
        { name: 'dig' },
      ],
      reads: ['bed:greenhouse', 'bed:west'],
    },
  },
  {
    name: 'process-bridge',
    transport: 'http',
    script: {
      calls: [
        { name: 'next_tide', arguments: { harbour: 'Whitby', tide: 'high' } },
        { name: 'next_tide', arguments: { harbour: 'Atlantis', tide: 'low' } },
        { name: 'next_tide', arguments: { harbour: 'Cromer', tide: 'neap' } },
      ],
      reads: ['tides://harbours'],
    },
  },
  {
    name: 'agents-worker',
    transport: 'http',
    script: {
      calls: [
        { name: 'islands' },
        { name: 'next_crossing', arguments: { island: 'Bere', after: '10:00' } },
        { name: 'next_crossing', arguments: { island: 'Bere', after: '20:00' } },
      ],
      reads: ['ferry://timetable'],
    },
  },
  {
    name: 'express-session-map',
    transport: 'http',
    script: {
      calls: [
        { name: 'search_books', arguments: { query: 'falk' } },
        { name: 'search_books', arguments: { query: 'a', genre: 'science', limit: 1 } },
        { name: 'search_books', arguments: { query: 'unheard of' } },
        { name: 'book_details', arguments: { isbn: '9780000000028' } },
        { name: 'book_details', arguments: { isbn: '0' } },
        { name: 'check_shelves', arguments: {} },
      ],
      reads: ['library://catalog', 'library://books/9780000000011', 'library://books/1'],
      prompts: [{ name: 'recommend', arguments: { reader: 'Ida', genre: 'travel' } }],
    },
  },
  {
    name: 'express-event-store',
    transport: 'http',
    script: {
      calls: [
        { name: 'next_departures', arguments: { stop: 'harbour', after: '08:00' } },
        { name: 'next_departures', arguments: { stop: 'castle' } },
        { name: 'next_departures', arguments: { stop: 'moon' } },
      ],
      reads: ['timetable://stops'],
    },
  },
  {
    name: 'express-stateless',
    transport: 'http',
    script: {
      calls: [
        { name: 'convert', arguments: { kind: 'length', value: 3, from: 'km', to: 'mi' } },
        { name: 'convert', arguments: { kind: 'mass', value: 1, from: 'stone', to: 'kg' } },
        { name: 'list_units', arguments: {} },
        { name: 'list_units', arguments: { kind: 'mass' } },
      ],
      reads: ['units://factors'],
    },
  },
  {
    name: 'express-no-json',
    transport: 'http',
    script: {
      calls: [
        { name: 'count_words', arguments: { text: 'three small words' } },
        { name: 'reverse', arguments: { text: 'one two', byWord: true } },
        { name: 'reverse', arguments: { text: 'abc' } },
      ],
    },
  },
  {
    name: 'express-host-checks',
    transport: 'http',
    script: {
      calls: [
        { name: 'to_time_zone', arguments: { moment: '2025-03-01T12:00:00Z', zone: 'Asia/Tokyo' } },
        { name: 'to_time_zone', arguments: { moment: 'noon', zone: 'Asia/Tokyo' } },
      ],
    },
  },
  {
    name: 'express-keep',
    transport: 'http',
    script: {
      calls: [
        { name: 'price_of', arguments: { item: 'bread' } },
        { name: 'price_of', arguments: { item: 'gold' } },
        { name: 'recycle', arguments: { item: 'bottle' } },
      ],
      sessionCalls: [
        { name: 'put_in_basket', arguments: { item: 'apple' } },
        { name: 'put_in_basket', arguments: { item: 'honey' }, goesOn: true },
        { name: 'check_out', arguments: {}, goesOn: true },
        { name: 'check_out', arguments: {}, goesOn: true },
        { name: 'print_receipt', arguments: { line: 'Thank you' } },
        { name: 'print_receipt', arguments: { line: 'Come again' } },
      ],
      handles: ['basket_id'],
      elicitation: { action: 'accept', content: { confirm: true } },
      reads: ['shop://prices'],
    },
  },
  {
    name: 'proxy',
    transport: 'http',
    script: {
      calls: [
        { name: 'where_is', arguments: { parcel: 'P-1' } },
        { name: 'where_is', arguments: { parcel: 'P-9' } },
        { name: 'redirect', arguments: { parcel: 'P-2', address: 'Dock 4' } },
      ],
      elicitation: { action: 'accept', content: { confirm: true } },
    },
  },
  {
    name: 'express-keep-alive',
    transport: 'http',
    script: {
      calls: [
        { name: 'price_of', arguments: { zone: 'harbour' } },
        { name: 'price_of', arguments: { zone: 'moon' } },
      ],
    },
  },
  {
    name: 'express-telemetry',
    transport: 'http',
    script: {
      calls: [
        { name: 'find_seeds', arguments: { word: 'bean' } },
        { name: 'when_to_sow', arguments: { seed: 'beetroot' } },
        { name: 'when_to_sow', arguments: { seed: 'money' } },
        { name: 'days_to_harvest', arguments: { seed: 'runner bean' } },
      ],
    },
  },
  {
    name: 'express-subscriptions',
    transport: 'http',
    script: {
      calls: [
        { name: 'pin_notice', arguments: { id: 'bins', title: 'Bins', text: 'Paper on Monday.' } },
        { name: 'pin_notice', arguments: { id: 'No', title: 'a', text: 'b' } },
      ],
      reads: ['board://notices/bins', 'board://notices/none'],
    },
  },
  {
    name: 'task-tools',
    transport: 'http',
    hasTasks: true,
    script: {
      calls: [
        { name: 'price_of', arguments: { size: 'a3', copies: 20 } },
        { name: 'render_poster', arguments: { text: 'Summer fair' } },
        { name: 'render_poster', arguments: { text: 'Grand opening', width: 10 } },
        { name: 'clean_presses' },
      ],
    },
  },
  {
    name: 'http-sse',
    transport: 'http',
    stream: '/sse',
    script: {
      calls: [
        { name: 'next_buses', arguments: { stop: 'Market', count: 3 } },
        { name: 'next_buses', arguments: { stop: 'Hospital' } },
        { name: 'next_buses', arguments: { stop: 'Moon' } },
      ],
      reads: ['bus://stops'],
    },
  },
  {
    name: 'fastify-sse',
    transport: 'http',
    stream: '/sse',
    script: {
      calls: [
        { name: 'translate', arguments: { word: 'Moin' } },
        { name: 'translate', arguments: { word: 'Servus' } },
      ],
      reads: [],
    },
  },
  {
    name: 'express-sse',
    transport: 'http',
    stream: '/sse',
    script: {
      calls: [
        { name: 'next_high_tide', arguments: { harbour: 'Husum', after: '12:00' } },
        { name: 'next_high_tide', arguments: { harbour: 'Whitby' } },
        { name: 'next_high_tide', arguments: { harbour: 'Bern' } },
      ],
      reads: ['tides://harbours'],
    },
  },
  {
    name: 'basket-sessions',
    transport: 'http',
    script: {
      token: 'till-ada',
      calls: [{ name: 'list_products' }],
      stateCalls: [
        { name: 'add_to_basket', arguments: { product: 'apples', quantity: 2 } },
        { name: 'add_to_basket', arguments: { product: 'honey' }, goesOn: true },
        { name: 'add_to_basket', arguments: { product: 'apples' }, goesOn: true },
        { name: 'leave_note', arguments: { note: 'by noon' }, goesOn: true },
        { name: 'show_basket', goesOn: true },
        { name: 'order', goesOn: true },
        { name: 'order', goesOn: true },
        { name: 'show_basket', goesOn: true },
      ],
      handles: ['basket_id'],
    },
  },
  {
    name: 'express-tokens',
    transport: 'http',
    takesTokens: true,
    script: {
      calls: [
        { name: 'list_parcels' },
        { name: 'track', arguments: { id: 'P-100' } },
        { name: 'track', arguments: { id: 'P-200' } },
      ],
    },
  },
  {
    name: 'instance-state',
    transport: 'http',
    script: {
      token: 'club-ida',
      calls: [{ name: 'list_currencies' }],
      stateCalls: [
        { name: 'add_expense', arguments: { who: 'Ida', what: 'ferry', amount: 60 } },
        { name: 'add_expense', arguments: { who: 'Noor', what: 'dinner', amount: 45.5 }, goesOn: true },
        { name: 'use_currency', arguments: { currency: 'NOK' }, goesOn: true },
        { name: 'list_expenses', goesOn: true },
        { name: 'settle_up', goesOn: true },
      ],
      handles: ['trip_id'],
    },
  },
  {
    name: 'lowlevel-state',
    transport: 'http',
    script: {
      token: 'app-phone',
      calls: [{ name: 'suggest_items', arguments: { weather: 'rain' } }],
      stateCalls: [
        { name: 'add_item', arguments: { item: 'socks', count: 3 } },
        { name: 'add_item', arguments: { item: 'book' }, goesOn: true },
        { name: 'add_item', arguments: { item: 'map', colour: 'red' }, goesOn: true },
        { name: 'check_off', arguments: { item: 'socks' }, goesOn: true },
        { name: 'check_off', arguments: { item: 'tent' }, goesOn: true },
        { name: 'show_list', goesOn: true },
      ],
      handles: ['list_id'],
    },
  },
  {
    name: 'factory-state',
    transport: 'http',
    script: {
      calls: [{ name: 'rules' }],
      stateCalls: [
        { name: 'startGame', arguments: { secret: 'harbour' } },
        { name: 'guess', arguments: { letter: 'a' }, goesOn: true },
        { name: 'guess', arguments: { letter: 'z' }, goesOn: true },
        { name: 'guess', arguments: { letter: 'a' }, goesOn: true },
        { name: 'status', goesOn: true },
        { name: 'giveUp', goesOn: true },
        { name: 'status', goesOn: true },
        { name: 'startGame', arguments: { secret: 'moon', lives: 1 }, goesOn: true },
        { name: 'guess', arguments: { letter: 'x' }, goesOn: true },
      ],
      handles: ['gameId'],
    },
  },
  {
    name: 'node-http-stateless',
    transport: 'http',
    script: {
      calls: [
        { name: 'roll', arguments: { seed: 7 } },
        { name: 'roll', arguments: { count: 4, sides: 20, seed: 11 } },
      ],
      prompts: [{ name: 'house_rules' }],
    },
  },
  {
    name: 'fastify-stateless',
    transport: 'http',
    script: {
      calls: [
        { name: 'stock_level', arguments: { part: 'bolt-m4' } },
        { name: 'stock_level', arguments: { part: 'gear' } },
        { name: 'missing_parts', arguments: {} },
      ],
    },
  },
  {
    name: 'hono-web-standard',
    transport: 'http',
    script: {
      calls: [
        { name: 'mix_colors', arguments: { first: '#000000', second: '#ffffff' } },
        { name: 'mix_colors', arguments: { first: 'blue', second: '#ffffff', weight: 1 } },
      ],
      prompts: [{ name: 'name_color', arguments: { color: '#123456' } }],
    },
  },
  {
    name: 'nextjs-route',
    transport: 'http',
    endpoint: '/api/mcp',
    script: {
      calls: [
        { name: 'find_recipes', arguments: { maxMinutes: 40 } },
        { name: 'find_recipes', arguments: { maxMinutes: 60, vegetarian: true } },
      ],
      reads: ['recipes://index'],
    },
  },
  {
    name: 'mcp-handler',
    transport: 'http',
    endpoint: '/api/mcp',
    script: {
      token: 'token-of-ines',
      calls: [
        { name: 'find_books', arguments: { unreadOnly: true } },
        { name: 'find_books', arguments: { maxPages: 200 } },
        { name: 'find_books', arguments: { maxPages: -1 } },
        { name: 'whoami', arguments: {} },
      ],
      prompts: [{ name: 'next', arguments: { mood: 'tired' } }],
      reads: ['books://list'],
    },
  },
  {
    name: 'ext-apps',
    transport: 'http',
    script: {
      calls: [
        { name: 'departures', arguments: { stop: 'harbour' } },
        { name: 'departures', arguments: { stop: 'harbour', within: 5 } },
        { name: 'departures', arguments: { stop: 'airport' } },
        { name: 'departures', arguments: { stop: 'theatre', within: 0 } },
        { name: 'refresh_board' },
      ],
      reads: ['ui://trams/board.html'],
    },
  },
  {
    name: 'hono-mcp',
    transport: 'http',
    script: {
      calls: [
        { name: 'find_birds', arguments: { min: 10, max: 30 } },
        { name: 'find_birds', arguments: { min: 'ten', max: 30 } },
      ],
      reads: ['birds://seen'],
    },
  },
  {
    name: 'tmcp',
    transport: 'http',
    script: {
      calls: [
        { name: 'tide', arguments: { port: 'Brest', hour: 4 } },
        { name: 'tide', arguments: { port: 'Cuxhaven', hour: 25 } },
      ],
      prompts: [{ name: 'plan', arguments: { port: 'Brest' } }],
      reads: ['tides://ports'],
    },
  },
  {
    name: 'mcp-proxy',
    transport: 'http',
    script: {
      calls: [
        { name: 'hottest_firing', arguments: { kiln: 'north' } },
        { name: 'hottest_firing', arguments: { kiln: 'raku' } },
        { name: 'hottest_firing', arguments: { kiln: 'gas' } },
      ],
      reads: ['kiln://firings'],
    },
  },
  {
    name: 'mcp-nest',
    transport: 'http',
    closesOutputs: true,
    script: {
      calls: [
        { name: 'inspect', arguments: { hive: 'elder' } },
        { name: 'inspect', arguments: { hive: 'lime', deep: true } },
        { name: 'inspect', arguments: { hive: 'oak' } },
        { name: 'inspect', arguments: { hive: 7 } },
        { name: 'count_frames' },
        { name: 'who_asks' },
      ],
      prompts: [{ name: 'plan_week', arguments: { weather: 'wet' } }],
      reads: ['bees://hives', 'bees://hives/lime'],
    },
  },
  {
    name: 'workspace',
    transport: 'http',
    script: {
      calls: [
        { name: 'forecast', arguments: { city: 'Bergen', days: 2 } },
        { name: 'forecast', arguments: { city: 'Porto' } },
        { name: 'compare_cities', arguments: { first: 'Oslo', second: 'Rome' } },
      ],
    },
  },
  {
    name: 'conformance',
    transport: 'http',
    script: {
      calls: [
        { name: 'test_simple_text' },
        { name: 'test_multiple_content_types' },
        { name: 'test_error_handling' },
        { name: 'test_tool_with_progress', arguments: {} },
      ],
      reads: ['test://static-text', 'test://static-binary', 'test://template/7/data'],
      prompts: [
        { name: 'test_simple_prompt' },
        { name: 'test_prompt_with_arguments', arguments: { arg1: 'x', arg2: 'y' } },
        { name: 'test_prompt_with_embedded_resource', arguments: { resourceUri: 'test://static-text' } },
      ],
      completions: [
        {
          ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
          argument: { name: 'arg1', value: 'tes' },
        },
      ],
    },
  },
  ...STDIO_FIXTURES,
];
