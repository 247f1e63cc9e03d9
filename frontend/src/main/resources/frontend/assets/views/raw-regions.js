/** Every mapping of the process: rights, name, size, how much of it is in the snapshot and why the rest is not. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { bytes, count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { bar, empty, errorCard, filterBox, size } from '../parts.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';

const sorts = /** @type {const} */ ([
  ['address', 'Address', ''],
  ['size', 'Size', 'r'],
  ['present', 'In the snapshot', ''],
  ['objects', 'Objects', 'r'],
]);

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
    ${missing.length > 4 ? html`<span class="soft">and ${plural(missing.length - 4, 'more reason')}</span>` : nothing}</p>`;
}

/** @param {import('../route.js').Route} route @param {string} sort @returns {import('../list.js').Columns} */
function columns(route, sort) {
  const open = (/** @type {RegionRow} */ row) => changed(route, { tab: 'bytes', at: row.start, mark: undefined });
  const sorted = (/** @type {string} */ key) => changed(route, { sort: key === 'address' ? undefined : key });
  const head = sorts.map(
    ([
      key,
      name,
      classes,
    ]) => html`<span role="columnheader" class=${classes} aria-sort=${key === sort ? (key === 'address' ? 'ascending' : 'descending') : 'none'}>
      <a class="sort ${key === sort ? 'on' : ''}" href=${sorted(key)} data-replace>${name}${key === sort ? icon(key === 'address' ? 'up' : 'down') : nothing}</a></span>`,
  );
  return {
    label: 'Regions of memory',
    kind: 'table',
    layout: 'region-columns',
    head: html`${head[0]}<span role="columnheader">Rights</span><span role="columnheader">What</span>${head[1]}${head[2]}${head[3]}<span role="columnheader">Why not all of it</span>`,
    enter: (row) => go(open(row)),
    scrolled: keepScroll,
    cells: (
      /** @type {RegionRow} */ row,
    ) => html`<span role="gridcell"><a class="mono" href=${open(row)} title="${row.start} – ${row.end}">${row.start}</a></span>
      <span role="gridcell" class="mono soft">${row.permissions}</span>
      <span role="gridcell" class="clip" title=${plain(row.path) || nothing}>${row.path ? html`<span class="mono">${plain(row.path.startsWith('/') ? row.path.slice(row.path.lastIndexOf('/') + 1) : row.path)}</span> <span class="faint">${row.path.startsWith('/') ? plain(row.path.slice(0, row.path.lastIndexOf('/'))) : ''}</span>` : html`<span class="faint">${row.kind}</span>`}</span>
      <span role="gridcell" class="r">${size(row.bytes)}</span>
      <span role="gridcell" class="share">${bar(row.presentBytes, row.bytes)}<span class="num soft">${bytes(row.presentBytes)}</span></span>
      <span role="gridcell" class="r num">${row.objects ? count(row.objects) : html`<span class="faint">–</span>`}</span>
      <span role="gridcell" class="clip faint" title=${row.missing.map((each) => each.reason).join('; ') || nothing}>${why(row)}</span>`,
  };
}

/** @param {RegionRow} row */
function why({ missing, refilledBytes, kind, presentBytes }) {
  if (missing.length) {
    return html`<span class="warn-text">${missing.map((each) => `${bytes(each.bytes)} ${plain(each.reason)}`).join('; ')}</span>`;
  }
  if (refilledBytes) return `${bytes(refilledBytes)} read from the file on this machine`;
  return kind === 'reserved' && !presentBytes ? 'reserved addresses, nothing is there' : nothing;
}
