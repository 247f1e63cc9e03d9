/** Types with how many objects they have and what those occupy: by module, as a table, as a treemap. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { folding, sortHead, switcher, twisty } from '../controls.js';
import { count, percent, plain, plural } from '../format.js';
import { bar, empty, errorCard, filterBox, loadingView, size } from '../parts.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { grouped, load, rows } from '../store.js';
import '../types-map.js';
import { typeName } from './overview.js';

const columnNames = /** @type {const} */ ([
  { key: 'name', name: 'Type', natural: 'asc' },
  {
    key: 'count',
    name: 'Objects',
    natural: 'desc',
    right: true,
    title: 'How many live objects of exactly this type',
  },
  { key: 'size', name: 'Size', natural: 'desc', right: true, title: 'As sys.getsizeof counts' },
  {
    key: 'memory',
    name: 'Memory',
    natural: 'desc',
    right: true,
    title: 'What they really occupy, with what belongs to them alone',
  },
]);

/** @type {import('../app.js').View} */
export const typesView = {
  title: () => 'Types',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => html`<header class="page-head"><h1>Types</h1><span class="soft">${summary(route)}</span></header>
    ${controls(route)} ${route.query.view === 'map' ? map(route) : list(route)}`,
};

/** @param {import('../route.js').Route} route */
function sorting({ query: { sort = 'memory', order } }) {
  return { sort, order: order ?? (sort === 'name' ? 'asc' : 'desc') };
}

/** Groups where modules are shown, else the types themselves. @param {import('../route.js').Route} route */
function modelOf(route) {
  const { view, filter, module } = route.query;
  const { sort, order } = sorting(route);
  if (view !== 'modules') return rows(at.types(route.snapshot, { filter, module, sort, order }));
  return grouped(
    at.typeModules(route.snapshot, { filter, sort, order }),
    (/** @type {ModuleRow} */ each) => at.types(route.snapshot, { filter, module: each.module, sort, order }),
    `${sort} ${order}`,
  );
}

/** @param {import('../route.js').Route} route */
function summary(route) {
  const { view, filter } = route.query;
  if (view === 'map') {
    const answer = load(at.typeMap(route.snapshot, { filter }));
    return answer.state === 'ready' ? sums(answer.value.totals) : nothing;
  }
  const { total, first } = modelOf(route);
  if (total === undefined) return nothing;
  return html`${plural(total, view === 'modules' ? 'module' : 'type')}, ${sums(first.totals)}`;
}

/** @param {{count: number, memoryBytes: number}} totals */
function sums(totals) {
  return html`${plural(totals.count, 'object')}, ${size(totals.memoryBytes)}`;
}

/** @param {import('../route.js').Route} route */
function controls(route) {
  const { view, filter, module } = route.query;
  const to = (/** @type {string | undefined} */ next) =>
    changed(route, { view: next, open: undefined, module: undefined });
  const change = (/** @type {string | undefined} */ text) =>
    go(changed(route, { filter: text, open: undefined }), { replace: true });
  return html`<div class="controls">
    ${switcher('Shown as', [
      { name: 'Table', href: to(undefined), on: !view },
      { name: 'Modules', href: to('modules'), on: view === 'modules', title: 'Types grouped by their module' },
      { name: 'Treemap', href: to('map'), on: view === 'map', title: 'Areas in proportion to memory' },
    ])}
    ${filterBox({ label: 'Filter types', placeholder: 'Filter by name or module', value: filter, change })}
    ${module ? html`<span>Module <b class="mono">${plain(module)}</b> <a href=${changed(route, { module: undefined })} data-replace>all modules</a></span>` : nothing}
  </div>`;
}

/** @param {import('../route.js').Route} route */
function none(route) {
  const { filter, module } = route.query;
  return empty(
    'No type fits',
    html`No type${module ? html` of the module ${plain(module)}` : nothing} has “${plain(filter)}” in its name. <a href=${changed(route, { filter: undefined, module: undefined })} data-replace>Show all types</a>`,
  );
}

/** @param {import('../route.js').Route} route */
function list(route) {
  const model = modelOf(route).begin();
  if ('unfold' in model) model.unfold(route.query.open);
  if (model.error) return errorCard(model.error, () => model.retry());
  if (model.total === 0) return none(route);
  return html`<ouro-list .model=${model} .start=${scroll()} .columns=${columns(route, model)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route */
function map(route) {
  const path = at.typeMap(route.snapshot, { filter: route.query.filter });
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const value = /** @type {TypeMap} */ (answer.value);
  if (!value.totals.count) return none(route);
  const links = {
    type: (/** @type {Address} */ type) => objects(route, type),
    module: (/** @type {string} */ module) => changed(route, { view: undefined, module }),
    all: () => changed(route, { view: 'modules' }),
  };
  return html`<ouro-types-map .links=${links} .map=${value}></ouro-types-map>`;
}

/** The objects of a type. @param {import('../route.js').Route} route @param {Address} type @param {string} [state] */
function objects(route, type, state) {
  return href({ screen: 'objects', snapshot: route.snapshot, query: { type, state } });
}

/** @param {import('../route.js').Route} route @param {any} model @returns {import('../list.js').Columns} */
function columns(route, model) {
  const fold = 'unfold' in model ? folding(route, model) : undefined;
  const type = (/** @type {any} */ row) => /** @type {TypeRow} */ (row.kind === 'member' ? row.member : row);
  const enter = (/** @type {any} */ row) =>
    row.kind === 'group' ? fold?.(row, !row.open) : go(objects(route, type(row).address));
  const whole = model.first?.totals.memoryBytes ?? 0;
  return {
    label: 'Types',
    kind: fold ? 'treegrid' : 'table',
    layout: 'type-columns',
    head: [
      columnNames.map((column) =>
        sortHead(route, fold && column.key === 'name' ? { ...column, name: 'Module' } : column, sorting(route)),
      ),
      html`<span role="columnheader" class="r" title="Unreachable objects that await the collector">Garbage</span><span role="columnheader">Share of memory</span>`,
    ],
    attributes: (row) =>
      row.kind === 'group'
        ? { level: 1, open: row.open, classes: 'group-row' }
        : { level: fold ? 2 : undefined, classes: fold ? 'member-row' : '' },
    enter,
    choose: fold ? () => {} : undefined,
    click: enter,
    fold,
    scrolled: keepScroll,
    cells: (row) => (row.kind === 'group' ? moduleCells(row, fold, whole) : typeCells(route, type(row), whole, !!fold)),
  };
}

/** @param {any} row @param {((row: any, open: boolean) => boolean) | undefined} fold @param {number} whole */
function moduleCells(row, fold, whole) {
  const module = /** @type {ModuleRow} */ (row.group);
  return html`<span role="gridcell" class="tree-cell">${twisty(row.open, () => fold?.(row, !row.open))}<span class="group-name mono">${plain(module.module)}</span><span class="soft">${plural(module.types, 'type')}</span></span>
    ${numbers(module, whole)}`;
}

/** @param {import('../route.js').Route} route @param {TypeRow} row @param {number} whole @param {boolean} inModule */
function typeCells(route, row, whole, inModule) {
  const name = plain(inModule ? row.name : typeName(row));
  return html`<span role="gridcell" class=${inModule ? 'tree-cell' : 'clip'}><a class="mono" href=${objects(route, row.address)} title=${plain(typeName(row))}>${name}</a></span>
    ${numbers(row, whole, row.garbageCount ? objects(route, row.address, 'garbage') : undefined)}`;
}

/** @param {{count: number, sizeBytes: number, memoryBytes: number, garbageCount: number, garbageBytes: number}} row @param {number} whole @param {string} [garbage] where it is listed */
function numbers(row, whole, garbage) {
  const garbageText = html`${count(row.garbageCount)} <span class="soft">${size(row.garbageBytes)}</span>`;
  return html`<span role="gridcell" class="r num">${count(row.count)}</span>
    <span role="gridcell" class="r">${size(row.sizeBytes)}</span>
    <span role="gridcell" class="r">${size(row.memoryBytes)}</span>
    <span role="gridcell" class="r num">${row.garbageCount ? (garbage ? html`<a href=${garbage}>${garbageText}</a>` : garbageText) : html`<span class="faint">0</span>`}</span>
    <span role="gridcell" class="share">${bar(row.memoryBytes, whole)}<span class="num soft">${percent(row.memoryBytes, whole)}</span></span>`;
}
