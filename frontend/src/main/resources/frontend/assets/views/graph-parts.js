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
import { key, select } from './graph-commands.js';
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
