/** Strings: how long they are, which have a text, which are equal and what that costs; of characters or of bytes. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, percent, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { bar, empty, errorCard, filterBox, loadingView, searchBar, size } from '../parts.js';
import { objectHref, python } from '../python.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { histogram, lengthText } from './strings-histogram.js';

const kinds = /** @type {const} */ (['str', 'bytes', 'bytearray']);

/** @type {import('../app.js').View} */
export const stringsView = {
  title: (route) => (route.query.tab === 'duplicates' ? 'Duplicate strings' : 'Strings'),
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const duplicates = route.query.tab === 'duplicates';
    return html`<header class="page-head"><h1>Strings</h1><span class="soft">${summary(route)}</span><span class="spring"></span>${kindSwitch(route)}</header>
      <nav class="tabs" aria-label="Views of the strings">
        <a href=${changed(route, { tab: undefined })} aria-current=${duplicates ? nothing : 'page'}>By length and text</a>
        <a href=${href({ ...route, query: { kind: route.query.kind, tab: 'duplicates' } })} aria-current=${duplicates ? 'page' : nothing}>Duplicates</a></nav>
      ${duplicates ? duplicatesTab(route) : lengthsTab(route)}`;
  },
};

/** @param {import('../route.js').Route} route */
function kindSwitch(route) {
  const { kind = 'str' } = route.query;
  return html`<nav class="facets" aria-label="Kind of string">${kinds.map(
    (each) => html`<a class="facet mono" data-replace aria-current=${each === kind ? 'true' : nothing}
      href=${href({ ...route, query: { tab: route.query.tab, kind: each === 'str' ? undefined : each } })}>${each}</a>`,
  )}</nav>`;
}

/** @param {import('../route.js').Route} route */
function summary(route) {
  const { kind } = route.query;
  const { latest } = rows(at.stringLengths(route.snapshot, { kind })).begin();
  const page = /** @type {LengthsPage | undefined} */ (latest);
  return page && html`${plural(page.count, 'string')}, ${size(page.memoryBytes)}, with those of subclasses`;
}

/** @param {import('../route.js').Route} route */
function lengthsTab(route) {
  const { kind, least, most, text, match, order, equal } = route.query;
  const lengths = rows(at.stringLengths(route.snapshot, { kind })).begin();
  const list = rows(at.strings(route.snapshot, { kind, least, most, text, match, order, equal })).begin();
  const change = (/** @type {Record<string, string | undefined>} */ query) =>
    go(changed(route, query), { replace: true });
  return html`${lengths.error ? errorCard(lengths.error, () => lengths.retry()) : histogram(route, lengths)}
    <div class="controls">
      ${filterBox({ label: 'Filter strings', placeholder: 'Text in the string', value: text, change: (value) => change({ text: value }) })}
      <label class="field"><input type="checkbox" ?checked=${match === 'start'} @change=${(/** @type {Event} */ event) => change({ match: /** @type {HTMLInputElement} */ (event.target).checked ? 'start' : undefined })}> at the start only</label>
      ${
        least || most
          ? html`<a class="facet" aria-current="true" href=${changed(route, { least: undefined, most: undefined })} data-replace>length ${lengthText(Number(least ?? 0), most === undefined ? undefined : Number(most))} ${icon('cross')}</a>`
          : nothing
      }
      ${equal ? html`<a class="facet" aria-current="true" href=${changed(route, { equal: undefined })} data-replace>equal to ${equal} ${icon('cross')}</a>` : nothing}
      <span class="spring"></span>${fits(list, route.query)}</div>
    ${searchBar(list)} ${stringList(route, list)}`;
}

/** How many are left of all. @param {import('../rows.js').Rows<StringRow>} list @param {Record<string, string>} query */
function fits({ total, latest }, { least, most, text, equal }) {
  if (total === undefined || !(least || most || text || equal)) return nothing;
  return html`<span class="soft">${plural(total, 'string')} listed, ${size(/** @type {StringsPage} */ (latest).memoryBytes)}</span>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<StringRow>} list */
function stringList(route, list) {
  if (list.error) return errorCard(list.error, () => list.retry());
  if (list.total === undefined) return loadingView;
  if (!list.total) {
    if (list.search?.state === 'running') return nothing;
    return empty(
      'No string fits',
      html`<a href=${href({ ...route, query: { kind: route.query.kind } })} data-replace>Show all of this kind</a>`,
    );
  }
  return html`<ouro-list .model=${list} .start=${scroll()} .columns=${columns(route)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @returns {import('../list.js').Columns} */
function columns(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const shortest = route.query.order === 'shortest';
  return {
    label: 'Strings',
    kind: 'table',
    layout: 'string-columns',
    head: html`<span role="columnheader">Address</span><span role="columnheader">Value</span>
      <span role="columnheader" class="r" aria-sort=${shortest ? 'ascending' : 'descending'}><a class="sort on" href=${changed(route, { order: shortest ? undefined : 'shortest' })} data-replace>Length${icon(shortest ? 'up' : 'down')}</a></span>
      <span role="columnheader" class="r">Size</span><span role="columnheader" class="r">Memory</span>`,
    attributes: (row) => ({ selected: row.address === route.query.selected }),
    choose: (row) => go(changed(route, { selected: row.address }), { replace: true }),
    enter: (row) => go(objectHref(snapshot, row.address)),
    scrolled: keepScroll,
    cells: (
      /** @type {StringRow} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${objectHref(snapshot, row.address)}>${row.address}</a></span>
      <span role="gridcell" class="clip" title=${row.preview.map((span) => plain(span.t)).join('')}>${python(row.preview, snapshot, { self: row.address })}${row.type.startsWith('builtins.') ? nothing : html` <span class="faint mono">${plain(row.type)}</span>`}</span>
      <span role="gridcell" class="r num">${count(row.length)}</span><span role="gridcell" class="r">${size(row.sizeBytes)}</span><span role="gridcell" class="r">${size(row.memoryBytes)}</span>`,
  };
}

/** @param {import('../route.js').Route} route */
function duplicatesTab(route) {
  const { kind } = route.query;
  const list = rows(at.duplicates(route.snapshot, { kind })).begin();
  if (list.error) return errorCard(list.error, () => list.retry());
  if (list.total === undefined) return loadingView;
  const page = /** @type {DuplicatesPage} */ (list.latest);
  const running = list.search?.state === 'running';
  if (!list.total) {
    return html`${searchBar(list)}${running ? nothing : empty('No duplicates', `No two live objects of ${kind ?? 'str'} have the same content.`)}`;
  }
  const more = page.groups - page.total;
  return html`${searchBar(list)}
    <p class="raw-summary"><b>${size(page.wastedBytes)} could be spared</b>
      <span class="soft">${plural(page.duplicates, 'string')} repeat what another says, in ${plural(page.groups, 'group')}; sharing one of each (<code>sys.intern</code>, a cache) would free the others</span>
      ${more > 0 ? html`<span class="tag">the costliest ${count(page.total)} groups are listed</span>` : nothing}</p>
    <ouro-list .model=${list} .start=${scroll()} .columns=${duplicateColumns(route, page)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @param {DuplicatesPage} page @returns {import('../list.js').Columns} */
function duplicateColumns(route, page) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const members = (/** @type {DuplicateRow} */ { sample }) =>
    href({ screen: 'strings', snapshot, query: { kind: route.query.kind, equal: sample.address } });
  return {
    label: 'Groups of equal strings',
    kind: 'table',
    layout: 'duplicate-columns',
    head: html`<span role="columnheader">Value</span><span role="columnheader" class="r">Objects</span><span role="columnheader" class="r">Length</span>
      <span role="columnheader" class="r">Each</span><span role="columnheader" class="r" aria-sort="descending">Could be spared</span><span role="columnheader">Share of it</span>`,
    attributes: (row) => ({ selected: row.sample.address === route.query.selected }),
    choose: (row) => go(changed(route, { selected: row.sample.address }), { replace: true }),
    enter: (row) => go(members(row)),
    scrolled: keepScroll,
    cells: (
      /** @type {DuplicateRow} */ row,
    ) => html`<span role="gridcell" class="clip"><a class="plain" href=${members(row)} title="Show all ${count(row.count)} objects">${python(row.sample.preview, snapshot, { self: row.sample.address })}</a></span>
      <span role="gridcell" class="r num">${count(row.count)}</span><span role="gridcell" class="r num">${count(row.sample.length)}</span>
      <span role="gridcell" class="r">${size(row.sample.memoryBytes)}</span><span role="gridcell" class="r">${size(row.wastedBytes)}</span>
      <span role="gridcell" class="share">${bar(row.wastedBytes, page.wastedBytes)}<span class="num soft">${percent(row.wastedBytes, page.wastedBytes)}</span></span>`,
  };
}
