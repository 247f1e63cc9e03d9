/** Every mapping of the process: rights, name, size, what it holds, and why not all of it is in the snapshot. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { inOrder, partMeaning, partName, stacked, swatch } from '../coverage.js';
import { bytes, count, percent, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty, errorCard, filterBox, size } from '../parts.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';

/** Groups of parts that have a column. @type {Record<string, {name: string, parts: CoveragePart[], means: string}>} */
const groups = {
  object_bytes: { name: 'Objects', parts: ['objects'], means: 'Bytes of live Python objects' },
  buffer_bytes: { name: 'Buffers', parts: ['buffers'], means: 'Blocks that live objects own' },
  free_bytes: { name: 'Free', parts: ['python_free', 'native_free'], means: 'Free blocks of the allocators' },
  native_bytes: {
    name: 'Native',
    parts: ['native', 'python_other'],
    means: 'Blocks in use that no Python object we know owns: other libraries, what extension types own',
  },
  unknown_bytes: { name: 'Unknown', parts: ['unknown'], means: 'Anonymous memory that nothing explains' },
};

/** @param {import('../route.js').Route} route */
export function regionsTab(route) {
  const { filter, kind, sort = 'address' } = route.query;
  const all = rows(at.regions(route.snapshot, { filter, kind, sort })).begin();
  if (all.error) return errorCard(all.error, () => all.retry());
  const page = /** @type {RegionsPage | undefined} */ (all.first);
  return html`<div class="controls">
      ${filterBox({ label: 'Filter regions', placeholder: 'Path or address', value: filter, change: (text) => go(changed(route, { filter: text }), { replace: true }) })}
      <nav class="facets" aria-label="Kind">${page?.kinds.map(
        (
          each,
        ) => html`<a class="facet" data-replace aria-current=${each.kind === kind ? 'true' : nothing} title=${bytes(each.bytes)}
          href=${changed(route, { kind: each.kind === kind ? undefined : each.kind })}>${each.kind} <span class="num">${count(each.count)}</span></a>`,
      )}</nav></div>
    ${page ? summary(page) : nothing}
    ${
      all.total === 0
        ? empty(
            'No region fits',
            html`<a href=${changed(route, { filter: undefined, kind: undefined })} data-replace>Show all regions</a>`,
          )
        : html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route, sort)}></ouro-list>`
    }`;
}

/** @param {RegionsPage} page */
function summary({ total, totals, missing }) {
  return html`<p class="raw-summary"><span>${plural(total, 'region')}, ${size(totals.bytes)} mapped; ${size(totals.presentBytes)} of it can be read here</span>
    ${missing.length ? html`<span class="tag warn">${icon('warn')}${bytes(totals.missingBytes)} missing</span>` : nothing}
    ${missing.slice(0, 4).map((each) => html`<span class="soft">${bytes(each.bytes)} ${plain(each.reason)}</span>`)}
    ${missing.length > 4 ? html`<span class="soft">and ${plural(missing.length - 4, 'more reason')}</span>` : nothing}</p>
    ${totals.presentBytes ? holds(totals) : nothing}`;
}

/** What all the regions hold that are listed; explains the colours too. @param {RegionsPage['totals']} totals */
function holds({ parts, presentBytes }) {
  const rows = inOrder(parts);
  return html`<div class="region-holds">${stacked(rows, presentBytes, 'What the listed regions hold, as the list beside says')}
    <ul>${rows.map(
      ({ part, bytes: of }) =>
        html`<li title="${partMeaning(part)}: ${count(of)} bytes, ${percent(of, presentBytes)}">${swatch(part)}${partName(part)} <span class="num">${bytes(of)}</span></li>`,
    )}</ul></div>`;
}

/** @param {import('../route.js').Route} route @param {string} sort @returns {import('../list.js').Columns} */
function columns(route, sort) {
  const open = (/** @type {RegionRow} */ row) => changed(route, { tab: 'bytes', at: row.start, mark: undefined });
  const head = (/** @type {string} */ key, /** @type {string} */ name, /** @type {string} */ means, classes = 'r') =>
    html`<span role="columnheader" class=${classes} aria-sort=${key === sort ? (key === 'address' ? 'ascending' : 'descending') : 'none'}>
      <a class="sort ${key === sort ? 'on' : ''}" title=${means} href=${changed(route, { sort: key === 'address' ? undefined : key })} data-replace>${name}${key === sort ? icon(key === 'address' ? 'up' : 'down') : nothing}</a></span>`;
  return {
    label: 'Regions of memory',
    kind: 'table',
    layout: 'region-columns',
    head: html`${head('address', 'Address', 'In the order of addresses', '')}<span role="columnheader">Rights</span><span role="columnheader">What</span>
      ${head('size', 'Size', 'How much is mapped')}<span role="columnheader">Holds</span>
      ${Object.entries(groups).map(([key, { name, means }]) => head(key, name, means))}
      ${head('objects', 'Number', 'How many Python objects begin there, freed ones too')}${head('missing', 'Missing', 'What cannot be read here, and why', '')}`,
    enter: (row) => go(open(row)),
    scrolled: keepScroll,
    cells: (
      /** @type {RegionRow} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${open(row)} title="${row.start} – ${row.end}">${row.start}</a></span>
      <span role="gridcell" class="mono soft">${row.permissions}</span>
      <span role="gridcell" class="clip" title=${plain(row.path) || nothing}>${row.path ? html`<span class="mono">${plain(row.path.startsWith('/') ? row.path.slice(row.path.lastIndexOf('/') + 1) : row.path)}</span> <span class="faint">${row.path.startsWith('/') ? plain(row.path.slice(0, row.path.lastIndexOf('/'))) : ''}</span>` : html`<span class="faint">${row.kind}</span>`}</span>
      <span role="gridcell" class="r">${size(row.bytes)}</span>
      <span role="gridcell">${row.presentBytes ? stacked(inOrder(row.parts), row.presentBytes, composition(row)) : nothing}</span>
      ${Object.values(groups).map((group) => amount(row, group.parts))}
      <span role="gridcell" class="r num">${row.objects ? count(row.objects) : none}</span>
      <span role="gridcell" class="clip faint" title=${row.missing.map((each) => each.reason).join('; ') || nothing}>${why(row)}</span>`,
  };
}

const none = html`<span class="faint">–</span>`;

/** @param {RegionRow} row @param {CoveragePart[]} parts */
function amount(row, parts) {
  const of = row.parts.reduce((sum, each) => sum + (parts.includes(each.part) ? each.bytes : 0), 0);
  return html`<span role="gridcell" class="r">${of ? size(of) : none}</span>`;
}

/** In words, for who does not see the bar. @param {RegionRow} row */
function composition({ parts, presentBytes }) {
  return inOrder(parts)
    .map(({ part, bytes: of }) => `${partName(part)} ${percent(of, presentBytes)}`)
    .join(', ');
}

/** @param {RegionRow} row */
function why({ missing, refilledBytes, kind, presentBytes }) {
  if (missing.length) {
    return html`<span class="warn-text">${missing.map((each) => `${bytes(each.bytes)} ${plain(each.reason)}`).join('; ')}</span>`;
  }
  if (refilledBytes) return `${bytes(refilledBytes)} read from the file on this machine`;
  return kind === 'reserved' && !presentBytes ? 'reserved addresses, nothing is there' : nothing;
}
