/** How an answer to a request is told apart, and read: by these branches of the added module. */
export type AnswerForm = 'response' | 'data' | 'body' | 'stream' | 'parsed';

/** How a library for HTTP is told to send a message, and what it answers. */
export interface HttpLibrary {
  /** The packages that have it. */
  readonly modules: readonly string[];
  /** Exports that take the method in their options; `*` is what `require` gives. */
  readonly general: readonly string[];
  /** Members of an export or an instance that do the same. */
  readonly generalMembers: readonly string[];
  /** Members that post, and the places of their arguments. */
  readonly posting: readonly string[];
  readonly postingArguments: { readonly body?: number; readonly options: number };
  /** Members that make further instances. */
  readonly makers: readonly string[];
  /** Types of such instances. */
  readonly instanceTypes: readonly string[];
  /** Whether the function itself may be given options alone, the address among them. */
  readonly address?: string;
  /** Options that hold the text of the body. */
  readonly textBodies: readonly string[];
  /** Options that hold the message, which the library writes as JSON. */
  readonly valueBodies: readonly string[];
  /** Calls after which a request resolves to what is in its answer. */
  readonly contents: readonly string[];
  /** What answers look like. */
  readonly form: AnswerForm;
  /** Options under which answers, or what is sent, look otherwise. */
  readonly unknownOptions: RegExp;
}

const NOTHING = {
  general: [],
  generalMembers: [],
  posting: [],
  postingArguments: { options: 1 },
  makers: [],
  instanceTypes: [],
  textBodies: [],
  valueBodies: [],
  contents: [],
  unknownOptions: /^$/,
} satisfies Partial<HttpLibrary>;

/** The libraries that are known beside the `fetch` of the platform, one entry a library. */
export const HTTP_LIBRARIES: readonly HttpLibrary[] = [
  {
    ...NOTHING,
    modules: ['axios'],
    general: ['default', '*', 'axios'],
    generalMembers: ['request'],
    posting: ['post'],
    postingArguments: { body: 1, options: 2 },
    makers: ['create'],
    instanceTypes: ['AxiosInstance', 'Axios', 'AxiosStatic'],
    address: 'url',
    valueBodies: ['data'],
    form: 'data',
    unknownOptions: /^(?:transformRe(?:quest|sponse)|adapter|parseReviver)$/,
  },
  {
    ...NOTHING,
    modules: ['got'],
    general: ['default', '*', 'got'],
    posting: ['post'],
    makers: ['extend'],
    instanceTypes: ['Got', 'ExtendOptions'],
    textBodies: ['body'],
    valueBodies: ['json'],
    contents: ['json', 'text'],
    form: 'body',
    unknownOptions: /^(?:isStream|hooks|resolveBodyOnly|parseJson|handlers)$/,
  },
  {
    ...NOTHING,
    modules: ['ky', 'ky-universal'],
    general: ['default', '*', 'ky'],
    posting: ['post'],
    makers: ['create', 'extend'],
    instanceTypes: ['KyInstance'],
    textBodies: ['body'],
    valueBodies: ['json'],
    contents: ['json', 'text'],
    form: 'response',
    unknownOptions: /^(?:hooks|parseJson|fetch)$/,
  },
  {
    ...NOTHING,
    modules: ['undici'],
    general: ['request'],
    textBodies: ['body'],
    form: 'stream',
    unknownOptions: /^(?:throwOnError|opaque|responseHeaders)$/,
  },
  {
    ...NOTHING,
    modules: [
      'undici',
      '@whatwg-node/fetch',
      'node-fetch-native',
      'cross-fetch',
      'node-fetch',
      'isomorphic-fetch',
    ],
    general: ['fetch', 'default', '*'],
    textBodies: ['body'],
    form: 'response',
  },
];
