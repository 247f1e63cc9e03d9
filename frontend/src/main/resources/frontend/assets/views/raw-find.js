/** What a search over all memory has found so far: each place with its bytes, its region and the object that has it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty, errorCard, loadingView, searchBar, size } from '../parts.js';
import { reference } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';

/** @param {import('../route.js').Route} route */
export function findTab(route) {
  const { what, value } = route.query;
  const all = rows(at.find(route.snapshot, { what, value })).begin();
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === undefined) return loadingView;
  const page = /** @type {FoundPage} */ (all.latest ?? all.first);
  const running = all.search?.state === 'running';
  const list = all.total
    ? html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route)}></ouro-list>`
    : running
      ? nothing
      : empty(
          'Not found',
          html`${what === 'object' || what === 'pointer' ? 'No aligned word of the memory leads there' : 'It is nowhere in the memory'}: ${size(page.searchedBytes)} were searched. What is missing of the snapshot was not.`,
        );
  return html`${searchBar(all)} ${summary(route, page, running)} ${list}`;
}

/** @param {import('../route.js').Route} route @param {FoundPage} page @param {boolean} running */
function summary(route, page, running) {
  const { what } = route.query;
  const more = page.found - page.total;
  return html`<p class="raw-summary"><b>${plural(page.found, 'place')}${running ? ' so far' : ''}</b>
    <span class="soft">in ${size(page.searchedBytes)}</span>
    ${what === 'object' && page.object ? html`<span>that lead to ${reference(page.object, /** @type {string} */ (route.snapshot))}</span>` : nothing}
    ${page.patterns.length > 1 ? html`<span class="soft">as ${page.patterns.map((each) => each.name).join(', or ')}</span>` : nothing}
    ${more > 0 ? html`<span class="tag warn">${icon('warn')}the first ${count(page.total)} are listed, ${count(more)} are not</span>` : nothing}</p>`;
}

/** @param {import('../route.js').Route} route @returns {import('../list.js').Columns} */
function columns(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const open = (/** @type {FoundRow} */ row) =>
    changed(route, { tab: 'bytes', at: row.address, mark: String(row.length) });
  const words = route.query.what === 'object' || route.query.what === 'pointer';
  return {
    label: 'Places found',
    kind: 'table',
    layout: words ? 'found-columns words' : 'found-columns',
    head: html`<span role="columnheader">Address</span>${words ? nothing : html`<span role="columnheader">Bytes around it</span>`}<span role="columnheader">Object</span><span role="columnheader">Where in it</span><span role="columnheader">Region</span>`,
    attributes: (row) => ({ selected: !!row.owner && row.owner.address === route.query.selected }),
    choose: (row) => row.owner && go(changed(route, { selected: row.owner.address }), { replace: true }),
    enter: (row) => go(open(row)),
    scrolled: keepScroll,
    cells: (
      /** @type {FoundRow} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${open(row)} title="Show these bytes">${row.address}</a></span>
      ${words ? nothing : html`<span role="gridcell" class="clip mono around" title=${row.bytes}><span class="faint">${characters(row.before)}</span><mark>${characters(row.bytes)}</mark><span class="faint">${characters(row.after)}</span></span>`}
      <span role="gridcell" class="clip">${row.owner ? html`${reference(row.owner, snapshot)}${row.state === 'live' ? nothing : html` <span class="tag">${row.state}</span>`}` : html`<span class="faint">no Python object's</span>`}</span>
      <span role="gridcell" class="faint">${place(row)}${row.pattern ? html` <span class="soft">${row.pattern}</span>` : nothing}</span>
      <span role="gridcell" class="clip faint" title=${plain(row.region?.path) || nothing}>${where(row)}</span>`,
  };
}

/** @param {FoundRow} row */
function place({ place, at: offset }) {
  if (place === 'buffer') return 'in its buffer';
  if (place !== 'object') return nothing;
  return html`<span class="mono">${(offset ?? 0) < 0 ? `-0x${(-(offset ?? 0)).toString(16)}` : `+0x${(offset ?? 0).toString(16)}`}</span>`;
}

/** @param {FoundRow} row */
function where({ region }) {
  if (!region) return nothing;
  const name = region.path.slice(region.path.lastIndexOf('/') + 1) || 'anonymous';
  return html`${plain(name)} <span class="mono">${region.permissions}</span>`;
}

/** ASCII as it is; zeros between the letters of wide characters small. @param {string} hex */
function characters(hex) {
  let text = '';
  for (let i = 0; i < hex.length; i += 2) {
    const byte = Number.parseInt(hex.slice(i, i + 2), 16);
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
  }
  return text;
}
