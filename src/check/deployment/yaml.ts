import { isScalar, parseAllDocuments, Scalar, type Document } from 'yaml';
import { cloudFormationPlaces } from './cloudformation.js';
import { composePlaces } from './compose.js';
import { haproxyPlaces } from './haproxy.js';
import { nginxPlaces } from './nginx.js';
import { templatePlaces } from './template.js';
import { withRemoval } from './yaml-removal.js';
import { shifted, type Place } from './types.js';
import { affinityPlaces } from './yaml-affinity.js';
import { branchesOnEra, headerPlaces } from './yaml-headers.js';
import { kindOf } from './yaml-kind.js';
import { rangeOf, walk } from './yaml-nodes.js';

/**
 * Finds what YAML or JSON for Kubernetes, Envoy, Traefik or Compose does with sessions of MCP, also in the
 * configurations of other programs that it holds. Of a template that does not parse, only the header is looked for.
 */
export function yamlPlaces(file: string, text: string): readonly Place[] {
  return parts(text).flatMap(({ start, text: part }) =>
    partPlaces(file, part).map(place => shifted(place, start)),
  );
}

interface Part {
  readonly start: number;
  readonly text: string;
}

/** Definitions of resources are long, and only describe what others deploy. */
const DEFINITION = /^kind:\s*["']?CustomResourceDefinition\b/m;

/** The documents of a text that are worth to be parsed, each for itself so that one template does not spoil others. */
function parts(text: string): readonly Part[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)];
  return starts
    .map((start, index) => ({ start, text: text.slice(start, starts[index + 1]) }))
    .filter(part => /mcp/i.test(part.text) && !DEFINITION.test(part.text));
}

function partPlaces(file: string, text: string): readonly Place[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return templatePlaces(text);
  return documents.flatMap(document => documentPlaces(document, file, text));
}

function documentPlaces(document: Document, file: string, text: string): readonly Place[] {
  const kind = kindOf(document.contents, file);
  if (kind === undefined) return [];
  const headers = headerPlaces(document.contents);
  const embedded = embeddedPlaces(document, text);
  if (branchesOnEra(document.contents)) return [...headers, ...embedded];
  const labels =
    kind === 'compose'
      ? composePlaces(document)
      : kind === 'cloud'
        ? cloudFormationPlaces(document.contents)
        : [];
  const affinity = kind === 'compose' ? [] : affinityPlaces(document.contents);
  return [...withRemoval([...headers, ...affinity, ...labels], document.contents), ...embedded];
}

const NGINX =
  /^\s*(?:upstream|server|location|http|map|proxy_set_header|add_header|more_set_headers)\b[^\n]*[{;]\s*$/m;

/** Configurations held as literal blocks, as in a ConfigMap, in the annotations of an Ingress or under `configs:`. */
function embeddedPlaces(document: Document, text: string): readonly Place[] {
  return [...walk(document.contents)].flatMap(({ key, value }) => {
    if (!isScalar(value) || value.type !== Scalar.BLOCK_LITERAL) return [];
    const { start, end } = rangeOf(value);
    const from = text.indexOf('\n', start) + 1;
    const part = text.slice(from, end);
    return places(key, part).map(place => shifted(place, from));
  });
}

function places(key: string, text: string): readonly Place[] {
  if (!/mcp/i.test(text)) return [];
  if (/\.(?:ya?ml|json)$/i.test(key)) return yamlPlaces(key, text);
  if (/haproxy|\.cfg$/i.test(key)) return haproxyPlaces(text);
  return NGINX.test(text) ? nginxPlaces(text) : [];
}
