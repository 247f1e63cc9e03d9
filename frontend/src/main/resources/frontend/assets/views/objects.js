/** The objects that fit all filters, sorted on the server; what was found by a text or an attribute is shown with it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { sortHead } from '../controls.js';
import { count, plain, plural } from '../format.js';
import { asked, filters, shortType } from '../object-filters.js';
import { empty, errorCard, searchBar, size } from '../parts.js';
import { objectHref, python, reference } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { chips, filterBar } from './object-bar.js';

/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../rows.js').Rows<ObjectFound>} Found */

/** More attributes than these have no column of their own. */
const attributesShown = 2;

/** @type {import('../app.js').View} */
export const objectsView = {
  title: (route) => (route.query.type ? `${typeName(route)} objects` : 'Objects'),
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const all = found(route).begin();
    const { type } = first(all);
    const inForce = filters(route.query, { name: type?.name, tests: first(all).tests });
    return html`<header class="page-head"><h1>${heading(route)}</h1><span class="soft">${summary(all)}</span></header>
      ${filterBar(route)} ${chips(route, inForce, type)} ${searchBar(all)} ${undecided(all)} ${list(route, all, inForce)}`;
  },
};

/** @param {Route} route @param {Record<string, string | undefined>} [changes] @returns {Found} */
function found(route, changes = {}) {
  return rows(at.objects(/** @type {string} */ (route.snapshot), { ...asked(route.query), ...changes }));
}

/** @param {Found} all @returns {Partial<ObjectsPage>} */
const first = (all) => all.first ?? {};

/** @param {Route} route */
function typeName(route) {
  return shortType(first(found(route)).type?.name ?? route.query.type);
}

/** @param {Route} route */
function heading(route) {
  const { type } = first(found(route));
  if (!route.query.type) return 'Objects';
  const name = typeName(route);
  return html`${type ? html`<a class="mono" href=${objectHref(/** @type {string} */ (route.snapshot), type.addresses[0])}>${name}</a>` : html`<span class="mono">${name}</span>`} objects`;
}

/** @param {Found} all */
function summary(all) {
  const { total, search } = all;
  const { sizeBytes, memoryBytes } = first(all);
  if (total === undefined || all.error) return nothing;
  const sums = total ? html` · ${size(sizeBytes)} in size · ${size(memoryBytes)} of memory` : nothing;
  return html`<span class="num">${plural(total, 'object')}</span>${search?.state === 'running' ? ' so far' : nothing}${sums}`;
}

/** @param {Found} all */
function undecided(all) {
  const { undecided: number } = first(all);
  return number
    ? html`<p class="soft">${plural(number, 'text')} could not be searched to the end: not in the snapshot, or too long for a regular expression.</p>`
    : nothing;
}

/** @param {Route} route @param {Found} all @param {import('../object-filters.js').Filter[]} inForce */
function list(route, all, inForce) {
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === 0) return all.search?.state === 'running' ? nothing : none(route, inForce);
  return html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route, all)}></ouro-list>`;
}

/** Says for each filter what would be there without it. @param {Route} route @param {import('../object-filters.js').Filter[]} inForce */
function none(route, inForce) {
  if (!inForce.length) return empty('No live object', 'The snapshot holds no object that is alive.');
  if (inForce.length === 1) {
    const [{ label, value, without }] = inForce;
    const fits =
      label === 'state'
        ? `No object is ${value}.`
        : html`Nothing is there with <b>${`${label} ${value}`.trim()}</b> that is ${plain(route.query.state ?? 'live')}.`;
    return empty(
      'No object fits',
      html`${fits} <a href=${changed(route, without)} data-replace>Remove the filter</a>${route.query.state ? nothing : html` or <a href=${changed(route, { state: 'all' })} data-replace>look among all states</a>`}.`,
    );
  }
  return html`<div class="empty"><b>No object fits all filters</b>
    <table class="without"><thead><tr><th>Without</th><th class="r">there would be</th></tr></thead>
    <tbody>${inForce.map((filter) => {
      const others = found(route, filter.without).begin();
      const number = others.error
        ? '–'
        : others.total === undefined
          ? '…'
          : `${count(others.total)}${others.search?.state === 'running' ? ' so far' : ''}`;
      return html`<tr><td><a href=${changed(route, filter.without)} data-replace><span>${filter.label}</span> <b class=${filter.mono ? 'mono' : ''}>${filter.value}</b></a></td><td class="r num">${number}</td></tr>`;
    })}</tbody></table></div>`;
}

/** @param {Route} route @param {Found} all @returns {import('../list.js').Columns} */
function columns(route, all) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const oneType = !!route.query.type && !route.query.subclasses;
  const attributes = [...new Set((first(all).tests ?? []).map(pathOf))].slice(0, attributesShown);
  const { sort = 'address', order = sort === 'address' ? 'asc' : 'desc' } = route.query;
  const head = (/** @type {any} */ column) => sortHead(route, column, { sort, order });
  return {
    label: 'Objects',
    kind: 'table',
    layout: `object-columns ${oneType ? '' : 'typed'} ${attributes.length ? `attributes-${attributes.length}` : ''}`,
    head: [
      head({ key: 'address', name: 'Address', natural: 'asc' }),
      oneType ? nothing : html`<span role="columnheader">Type</span>`,
      ...attributes.map((name) => html`<span role="columnheader" class="mono clip">${plain(name)}</span>`),
      html`<span role="columnheader">Value</span>`,
      head({ key: 'size', name: 'Size', natural: 'desc', right: true, title: 'As sys.getsizeof counts' }),
      head({ key: 'memory', name: 'Memory', natural: 'desc', right: true, title: 'What it really occupies' }),
      html`<span role="columnheader">State</span>`,
    ],
    attributes: (row) => ({ selected: row.address === route.query.selected }),
    choose: (row) => go(changed(route, { selected: row.address }), { replace: true }),
    enter: (row) => go(objectHref(snapshot, row.address)),
    scrolled: keepScroll,
    cells: (
      /** @type {ObjectFound} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${objectHref(snapshot, row.address)}>${row.address}</a></span>
      ${oneType ? nothing : html`<span role="gridcell" class="clip"><a class="mono" href=${changed(route, { type: row.type.name, subclasses: undefined, selected: undefined })} title="Only objects of ${plain(row.type.name)}">${shortType(row.type.name)}</a></span>`}
      ${attributes.map((name) => html`<span role="gridcell" class="clip">${attribute(row, name, snapshot)}</span>`)}
      <span role="gridcell" class="clip">${row.excerpt ? excerpt(row) : python(row.preview, snapshot, { self: row.address })}</span>
      <span role="gridcell" class="r">${size(row.sizeBytes)}</span><span role="gridcell" class="r">${size(row.memoryBytes)}</span>
      <span role="gridcell"><span class="state ${row.state}">${row.state}</span></span>`,
  };
}

/** ".client.host" of ".client.host == 'x'" and of "len(.client.host) > 3". @param {string} test */
function pathOf(test) {
  return /\.[^\s)]+/.exec(test)?.[0] ?? test;
}

/** @param {ObjectFound} row @param {string} name @param {string} snapshot */
function attribute({ attributes }, name, snapshot) {
  const found = attributes.find((each) => each.name === name);
  if (!found) return nothing;
  return found.value ? reference(found.value, snapshot) : html`<code class="py">${plain(found.text)}</code>`;
}

/** As Python writes it, around what was found. @param {ObjectFound} row */
function excerpt({ excerpt: found, preview }) {
  const { before, match, after, cutBefore, cutAfter, at: position } = /** @type {Excerpt} */ (found);
  const opening = /^b(ytearray)?\b/.test(preview.map((span) => span.t).join('')) ? "b'" : "'";
  return html`<code class="py py-str" title="At ${count(position)}"><span class="faint">${cutBefore ? '…' : opening}</span>${onOneLine(before)}<mark>${onOneLine(match)}</mark>${onOneLine(after)}<span class="faint">${cutAfter ? '…' : "'"}</span></code>`;
}

/** Line breaks as Python writes them. @param {string} text */
function onOneLine(text) {
  return plain(text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'));
}
