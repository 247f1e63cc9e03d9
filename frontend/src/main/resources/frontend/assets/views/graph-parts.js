/**
 * The picture of a graph with what turns clicks and keys into its commands: for the graph explorer and for the tab of an
 * object. What is shown is a Session's, one for each place that shows a picture.
 */
import { html, nothing } from 'lit-html';
import { cancel } from '../api.js';
import '../graph-canvas.js';
import * as model from '../graph/model.js';
import { Session } from '../graph/session.js';
import { errorCard } from '../parts.js';
import { objectHref } from '../python.js';
import { changed, current, go, href } from '../route.js';
import { mayChange } from '../session.js';
import { redraw } from '../store.js';
import { hiddenBar, legend, notes, selectionBar, zoomBar } from './graph-bars.js';
import { groupPanel } from './graph-group.js';
import { graphTable } from './graph-table.js';

/** @typedef {import('../route.js').Route} Route */

/** Pictures of so many places are kept; another one comes again from its link. */
const kept = 12;

/** @type {Map<string, Session>} */
const sessions = new Map();

/** A place without its state. @param {Route} route */
const placeOf = ({ screen, snapshot, address }) => href({ screen, snapshot, address });

/** The picture of a place: of the explorer of a snapshot, or of an object's tab. @param {Route} route */
export function sessionOf(route) {
  const place = placeOf(route);
  const known = sessions.get(place);
  if (known) return known;
  const show = (/** @type {{graph: string | undefined}} */ query) => {
    const here = current();
    const shown = here.screen === 'graph' || here.query.tab === 'graph';
    if (placeOf(here) === place && shown) go(changed(here, query), { replace: true });
  };
  const made = new Session(/** @type {string} */ (route.snapshot), { changed: redraw, show });
  if (sessions.size >= kept) sessions.delete(/** @type {string} */ (sessions.keys().next().value));
  sessions.set(place, made);
  return made;
}

/** @param {Route} route @returns {import('../graph/session.js').Around} */
export function around(route) {
  const { direction, depth } = route.query;
  return {
    direction: direction === 'references' || direction === 'referrers' ? direction : 'both',
    depth: depth === '2' || depth === '3' ? Number(depth) : 1,
  };
}

/** Everything below the tools. @param {Route} route @param {Session} session */
export function graphParts(route, session) {
  const table = route.query.view === 'table';
  return html`${selectionBar(route, session)} ${hiddenBar(session)} ${notes(route, session)}
    ${session.error ? errorCard(session.error, () => location.reload()) : nothing}
    <div class="graph-area" aria-busy=${session.busy ? 'true' : 'false'}>
      ${table ? graphTable(route, session) : drawing(route, session)} ${route.query.group ? groupPanel(route, session) : nothing}
    </div>
    ${table ? nothing : legend(session.picture)}`;
}

/** @param {Route} route @param {Session} session */
function drawing(route, session) {
  const selected = route.query.group ?? route.query.selected;
  return html`<div class="graph-drawing">
    <ouro-graph .actions=${actions(route, session)} .shown=${{ picture: session.picture, began: session.began, selected }}></ouro-graph>
    ${session.busy ? busy(session.search) : nothing}
    ${zoomBar()}
  </div>`;
}

/** @param {Search | undefined} search */
function busy(search) {
  const { stage = 'Following references', percent = null } = search ?? {};
  const stop = () => search && cancel(search.job);
  return html`<p class="graph-busy" role="status"><span class="spinner" aria-hidden="true"></span>${stage}…${percent === null ? nothing : html` ${percent} %`}
    ${search && mayChange() ? html`<button type="button" class="btn small" @click=${stop}>Cancel</button>` : nothing}</p>`;
}

/** Selects an object or a group of them. @param {Route} route @param {string | undefined} id */
export function select(route, id) {
  const isGroup = !!id?.includes('.');
  go(changed(route, { selected: isGroup ? undefined : id, group: isGroup ? id : undefined }), { replace: true });
}

/** @param {Route} route @param {Session} session @returns {import('../graph-canvas.js').Actions} */
function actions(route, session) {
  const snapshot = /** @type {string} */ (route.snapshot);
  return {
    select: (id) => select(current(), id),
    open: (id) => (id.includes('.') ? select(current(), id) : go(objectHref(snapshot, id))),
    move: (places) => session.change((state) => model.place(state, places)),
    toggle: (id, side) => session.toggle(id, side),
    chip: (address) => select(current(), address),
    more: (group) => select(current(), group),
    key: (event) => key(event, session),
  };
}

const arrows = /** @type {Record<string, 'left' | 'right' | 'up' | 'down'>} */ ({
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
});

/** @param {KeyboardEvent} event @param {Session} session */
export function key(event, session) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const route = current();
  const { selected } = route.query;
  const canvas = /** @type {any} */ (document.querySelector('ouro-graph'));
  const way = arrows[event.key];
  const spot = selected ? session.state.spots.get(selected) : undefined;
  if (way && canvas) {
    const next = canvas.neighbour(route.query.group ?? selected, way);
    if (next) select(route, next);
    if (next) canvas.see(next);
  } else if (event.key === 'u') session.undo();
  else if (event.key === 'U') session.redo();
  else if (event.key === 't') session.tidy();
  else if (event.key === 'f' && canvas) canvas.fit();
  else if (spot && selected) {
    if (event.key === 'Enter' && canvas) go(objectHref(/** @type {string} */ (route.snapshot), selected));
    else if (event.key === 'e' || event.key === '+') session.expand(selected, sidesOf(route));
    else if (event.key === '-') session.collapse(selected);
    else if (event.key === 'p') session.change((state) => model.togglePin(state, selected));
    else if (event.key === 'Delete') session.change((state) => model.drop(state, selected));
    else return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Route} route @returns {('references' | 'referrers')[]} */
export function sidesOf(route) {
  const { direction } = around(route);
  return direction === 'both' ? ['references', 'referrers'] : [direction];
}
