/** All types with how many objects they have and how much memory those take; a row leads to the objects. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, percent, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { bar, empty, errorCard, filterBox, size } from '../parts.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { typeName } from './overview.js';

const columnNames = /** @type {const} */ ([
  ['name', 'Type', 'asc'],
  ['count', 'Objects', 'desc'],
  ['size', 'Size', 'desc'],
  ['memory', 'Memory', 'desc'],
]);

const explanations = {
  name: '',
  count: 'How many objects of exactly this type',
  size: 'As sys.getsizeof counts',
  memory: 'What they really occupy, with what belongs to them alone',
};

/** @type {import('../app.js').View} */
export const typesView = {
  title: () => 'Types',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const { filter, sort = 'memory', order = 'desc' } = route.query;
    const all = rows(at.types(route.snapshot, { filter, sort, order })).begin();
    return html`<header class="page-head"><h1>Types</h1><span class="soft">${summary(all)}</span></header>
      ${controls(route)} ${list(route, all)}`;
  },
};

/** @param {import('../rows.js').Rows<TypeRow>} all */
function summary({ total, first }) {
  if (total === undefined) return nothing;
  const { totals } = first;
  return html`${plural(total, 'type')}${totals ? html`, ${plural(totals.count, 'object')}, ${size(totals.memoryBytes)}` : nothing}`;
}

/** @param {import('../route.js').Route} route */
function controls(route) {
  const change = (/** @type {string | undefined} */ filter) => go(changed(route, { filter }), { replace: true });
  return html`<div class="controls">${filterBox({ label: 'Filter types', placeholder: 'Filter by name or module', value: route.query.filter, change })}</div>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<TypeRow>} all */
function list(route, all) {
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === 0) {
    return empty(
      'No type fits',
      html`No type's name contains “${plain(route.query.filter)}”. <a href=${changed(route, { filter: undefined })} data-replace>Show all types</a>`,
    );
  }
  return html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route, all)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<TypeRow>} all @returns {import('../list.js').Columns} */
function columns(route, all) {
  const { sort = 'memory', order = 'desc' } = route.query;
  const objects = (/** @type {TypeRow} */ row) =>
    href({ screen: 'objects', snapshot: route.snapshot, query: { type: row.address } });
  const whole = all.first?.totals;
  return {
    label: 'Types',
    kind: 'table',
    layout: 'type-columns',
    head: columnNames
      .map(([key, name, natural]) => {
        const sorted = key === sort;
        const next = sorted ? (order === 'desc' ? 'asc' : 'desc') : natural;
        return html`<span role="columnheader" class=${key === 'name' ? '' : 'r'} title=${explanations[key] || nothing} aria-sort=${sorted ? (order === 'desc' ? 'descending' : 'ascending') : 'none'}>
        <a class="sort ${sorted ? 'on' : ''}" href=${changed(route, { sort: key, order: next })} data-replace>${name}${sorted ? icon(order === 'desc' ? 'down' : 'up') : nothing}</a></span>`;
      })
      .concat(html`<span role="columnheader">Share of memory</span>`),
    enter: (row) => go(objects(row)),
    choose: undefined,
    scrolled: keepScroll,
    cells: (
      /** @type {TypeRow} */ row,
    ) => html`<span role="gridcell" class="clip"><a class="mono" href=${objects(row)} title=${plain(typeName(row))}>${plain(typeName(row))}</a></span>
      <span role="gridcell" class="r num">${count(row.count)}</span>
      <span role="gridcell" class="r">${size(row.sizeBytes)}</span>
      <span role="gridcell" class="r">${size(row.memoryBytes)}</span>
      <span role="gridcell" class="share">${bar(row.memoryBytes, whole?.memoryBytes ?? 0)}<span class="num soft">${percent(row.memoryBytes, whole?.memoryBytes ?? 0)}</span></span>`,
  };
}
