/** The objects of one type, or all of them, in address order. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { plain, plural } from '../format.js';
import { empty, errorCard, size, stateSelect } from '../parts.js';
import { objectHref, python } from '../python.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { load, rows } from '../store.js';

/** @type {import('../app.js').View} */
export const objectsView = {
  title: (route, data) => (route.query.type ? `${nameOfType(route, data)} objects` : 'Objects'),
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const { type, state } = route.query;
    const all = rows(at.objects(route.snapshot, { type, state })).begin();
    return html`<header class="page-head"><h1>${type ? html`<a class="mono" href=${objectHref(route.snapshot, type)}>${nameOfType(route, {})}</a> objects` : 'Objects'}</h1>
        <span class="soft">${all.total === undefined ? nothing : plural(all.total, 'object')}</span></header>
      ${controls(route)} ${list(route, all)}`;
  },
};

/** @param {import('../route.js').Route} route @param {unknown} _ */
function nameOfType(route, _) {
  const { type, state } = route.query;
  const row = /** @type {ObjectRow | undefined} */ (rows(at.objects(route.snapshot, { type, state })).first?.items[0]);
  if (row && row.type.address === type) return plain(row.type.name.replace(/^builtins\./, ''));
  const answer = load(at.object(route.snapshot, type));
  if (answer.state !== 'ready') return type;
  const text = /** @type {ObjectDetail} */ (answer.value).preview.map((span) => span.t).join('');
  return plain(/^<class '?(.*?)'?>$/.exec(text)?.[1] ?? type);
}

/** @param {import('../route.js').Route} route */
function controls(route) {
  return html`<div class="controls">
    ${stateSelect(['live', 'all', 'garbage', 'freed', 'unsure'], route.query.state, (state) => go(changed(route, { state }), { replace: true }))}
    ${route.query.type ? html`<a href=${changed(route, { type: undefined })}>Objects of all types</a>` : html`<a href=${href({ screen: 'types', snapshot: route.snapshot })} data-anew>Choose a type</a>`}
  </div>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<ObjectRow>} all */
function list(route, all) {
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === 0) {
    const { state } = route.query;
    return empty(
      'No such object',
      state === 'all'
        ? html`The snapshot holds no object of exactly this type. <a href=${href({ screen: 'types', snapshot: route.snapshot })}>All types</a>`
        : html`No object of this type is ${plain(state ?? 'live')}. <a href=${changed(route, { state: 'all' })} data-replace>Show all states</a>`,
    );
  }
  return html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @returns {import('../list.js').Columns} */
function columns(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const oneType = !!route.query.type;
  return {
    label: 'Objects',
    kind: 'table',
    layout: oneType ? 'object-columns' : 'object-columns typed',
    head: [
      html`<span role="columnheader">Address</span>`,
      oneType ? nothing : html`<span role="columnheader">Type</span>`,
      html`<span role="columnheader">Value</span><span role="columnheader" class="r">Size</span><span role="columnheader" class="r">Memory</span><span role="columnheader">State</span>`,
    ],
    attributes: (row) => ({ selected: row.address === route.query.selected }),
    choose: (row) => go(changed(route, { selected: row.address }), { replace: true }),
    enter: (row) => go(objectHref(snapshot, row.address)),
    scrolled: keepScroll,
    cells: (
      /** @type {ObjectRow} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${objectHref(snapshot, row.address)}>${row.address}</a></span>
      ${oneType ? nothing : html`<span role="gridcell" class="clip"><a class="mono" href=${changed(route, { type: row.type.address, selected: undefined })} title=${plain(row.type.name)}>${plain(row.type.name.replace(/^builtins\./, ''))}</a></span>`}
      <span role="gridcell" class="clip">${python(row.preview, snapshot, { self: row.address })}</span>
      <span role="gridcell" class="r">${size(row.sizeBytes)}</span><span role="gridcell" class="r">${size(row.memoryBytes)}</span>
      <span role="gridcell"><span class="state ${row.state}">${row.state}</span></span>`,
  };
}
