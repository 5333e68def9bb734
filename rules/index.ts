import { multiRoundTrip } from './multi-round-trip.js';
import { sdkV2Packages } from './sdk-v2-packages.js';

/** Every rule, in the order of the catalogue of changes; a rule has the id of its change as name. */
export const rules = {
  'multi-round-trip': multiRoundTrip,
  'sdk-v2-packages': sdkV2Packages,
};
