/** What keys and clicks do to a picture of a graph, drawn or as a table, and what its link says of how far it goes. */
import * as model from '../graph/model.js';
import { objectHref } from '../python.js';
import { changed, current, go } from '../route.js';

/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../graph/session.js').Session} Session */

/** @param {Route} route @returns {import('../graph/session.js').Around} */
export function around(route) {
  const { direction, depth } = route.query;
  return {
    direction: direction === 'references' || direction === 'referrers' ? direction : 'both',
    depth: depth === '2' || depth === '3' ? Number(depth) : 1,
  };
}

/** Selects an object or a group of them. @param {Route} route @param {string | undefined} id */
export function select(route, id) {
  const isGroup = !!id?.includes('.');
  go(changed(route, { selected: isGroup ? undefined : id, group: isGroup ? id : undefined }), { replace: true });
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
