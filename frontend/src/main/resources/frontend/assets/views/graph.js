/**
 * The graph explorer: an object with what it refers to and what refers to it, expanded on click, as a drawing or as a
 * table. What is shown is a Session's; this view puts the tools around it.
 */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { typeTitle } from '../graph/box.js';
import { toolBar } from './graph-bars.js';
import { around } from './graph-commands.js';
import { emptyGraph } from './graph-empty.js';
import { graphParts, sessionOf } from './graph-parts.js';
import { pathPanel } from './graph-path.js';

/** @type {import('../app.js').View} */
export const graphView = {
  title: (route) => {
    const first = sessionOf(route).picture.boxes[0];
    return first && (route.query.at || route.query.graph)
      ? `Graph of ${typeTitle(first.node.type)} ${first.id}`
      : 'Graph';
  },
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const session = sessionOf(route);
    session.follow(route.query, around(route));
    const { at: start, graph } = route.query;
    if (!start && !graph) return emptyGraph(route);
    return html`<header class="page-head graph-head"><h1>Graph</h1>${toolBar(route, session)}</header>
      ${route.query.panel === 'path' ? pathPanel(route, session) : nothing}
      ${graphParts(route, session)}`;
  },
};
