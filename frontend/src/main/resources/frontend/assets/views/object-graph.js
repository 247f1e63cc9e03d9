/**
 * The Graph tab of an object: the same drawing and table as the graph explorer's, with this object in the middle. Paths
 * between two objects and a larger place to work are the explorer's, which opens with the very same picture.
 */
import { html } from 'lit-html';
import { icon } from '../icons.js';
import { changed, href } from '../route.js';
import { toolBar } from './graph-bars.js';
import { around } from './graph-commands.js';
import { graphParts, sessionOf } from './graph-parts.js';

/** @param {import('../route.js').Route} route */
export function graphTab(route) {
  const session = sessionOf(route);
  session.follow({ at: route.address, graph: route.query.graph }, around(route));
  const { graph, direction, depth, view, group, selected } = route.query;
  const start = graph ? { graph } : { at: route.address };
  const explorer = href({
    screen: 'graph',
    snapshot: route.snapshot,
    query: { ...start, direction, depth, view, group, selected },
  });
  const anew = (/** @type {Record<string, string | undefined>} */ query) =>
    changed(route, { ...query, graph: undefined, group: undefined });
  return html`<div class="graph-tab">${toolBar(route, session, {
    anew,
    more: html`<a class="btn small" href=${explorer} title="The same picture with more room, and paths to other objects">${icon('fit')}Open in the explorer</a>`,
  })}</div>
    ${graphParts(route, session)}`;
}
