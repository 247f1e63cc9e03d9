/** The link to a first picture of some objects in the Graph, to expand from there. */
import { href } from '../route.js';
import { encode } from './encode.js';
import { add, firstNodes, nothing } from './model.js';

/** As far as a first picture goes. @param {string | undefined} snapshot @param {string[]} addresses */
export function graphHref(snapshot, addresses) {
  const { text } = encode(add(nothing(), [...new Set(addresses)].slice(0, firstNodes), null));
  return href({ screen: 'graph', snapshot, query: { graph: text } });
}
