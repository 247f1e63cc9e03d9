/** Who refers to an object and what it refers to: grouped by type and label, or one row for each reference. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { folding, switcher, twisty } from '../controls.js';
import { count, plain, plural } from '../format.js';
import { GroupedRows } from '../grouped.js';
import { empty, errorCard, loadingView, searchBar, size } from '../parts.js';
import { objectHref, reference } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { edgeKind, kindWords, listOf, partColumns } from './object-parts.js';

/** @typedef {'referrers' | 'references'} Part */

/** @type {Map<string, GroupedRows<EdgeGroup, any>>} */
const grouped = new Map();

/** @param {string} snapshot @param {string} address @param {Part} part */
function groupsOf(snapshot, address, part) {
  const path = at.part(snapshot, address, `${part}/groups`);
  const groups = rows(path);
  let known = grouped.get(path);
  if (known?.groups !== groups) {
    if (grouped.size > 20) grouped.clear();
    known = new GroupedRows(groups, (/** @type {EdgeGroup} */ group) => {
      const members = at.part(snapshot, address, `${part}/members?group=${encodeURIComponent(group.key)}`);
      return rows(members);
    });
    grouped.set(path, known);
  }
  return known;
}

const nothingThere = /** @type {Record<Part, [string, string]>} */ ({
  referrers: [
    'No referrers found',
    'No Python object in the snapshot refers to this one: it may be held by a thread, by C code, or be garbage. The tab Count says more.',
  ],
  references: ['No references', 'This object refers to no other object.'],
});

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {Part} part */
export function edgesTab(route, object, part) {
  const number = part === 'referrers' ? object.referrerCount : object.referenceTotal;
  if (number === 0) return empty(...nothingThere[part]);
  const flat = route.query.view === 'flat';
  const controls = switcher('How references are shown', [
    { name: 'By type and label', href: changed(route, { view: undefined, open: undefined }), on: !flat },
    { name: 'Each', href: changed(route, { view: 'flat', open: undefined }), on: flat },
  ]);
  if (flat) {
    const list = rows(at.part(route.snapshot, object.address, part)).begin();
    return html`<div class="controls">${controls}</div>${listOf(route, list, partColumns(part, /** @type {string} */ (route.snapshot), object))}`;
  }
  return html`${groupList(route, object, part, controls)}`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {Part} part @param {unknown} controls */
function groupList(route, object, part, controls) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const groups = groupsOf(snapshot, object.address, part).begin().unfold(route.query.open);
  if (groups.error) return errorCard(groups.error, () => groups.retry());
  const page = /** @type {EdgeGroupsPage | undefined} */ (groups.first);
  if (!page) return html`<div class="controls">${controls}</div>${loadingView}`;
  return html`<div class="controls">${controls}<span class="soft">${summary(page, part)}</span></div>
    ${searchBar(groups.groups)}
    <ouro-list .model=${groups} .start=${scroll()} .columns=${groupColumns(route, groups, part, object)}></ouro-list>`;
}

/** @param {EdgeGroupsPage} page @param {Part} part */
function summary({ total, examined, ofReferences, mostExamined, search }, part) {
  const what = part === 'referrers' ? 'referrer' : 'reference';
  const groups = plural(total, 'group');
  if (search.state === 'running') return `${groups} so far: ${count(examined)} of ${plural(ofReferences, what)} read`;
  if (ofReferences > mostExamined)
    return `${groups} of the first ${count(examined)} of ${plural(ofReferences, what)}; the others are not read`;
  return examined < ofReferences
    ? `${groups} of ${count(examined)} of ${plural(ofReferences, what)}`
    : `${plural(ofReferences, what)} in ${groups}`;
}

/** @param {string | undefined} name */
const short = (name) => plain(name?.replace(/^builtins\./, ''));

/**
 * @param {import('../route.js').Route} route
 * @param {GroupedRows<EdgeGroup, any>} groups
 * @param {Part} part
 * @param {ObjectDetail} object
 * @returns {import('../list.js').Columns}
 */
function groupColumns(route, groups, part, object) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const fold = folding(route, groups);
  const owner = (/** @type {string | undefined} */ type) => (part === 'referrers' ? type : object.type?.name);
  const target = (/** @type {any} */ row) =>
    row.kind === 'member' ? (row.member.from ?? row.member.to).address : undefined;
  return {
    label: part === 'referrers' ? 'Referrers by type and label' : 'References by type and label',
    kind: 'treegrid',
    layout: 'edge-columns',
    head: html`<span role="columnheader">${part === 'referrers' ? 'What refers to it' : 'What it refers to'}</span><span role="columnheader">By</span>
      <span role="columnheader" class="r">References</span><span role="columnheader" class="r">Objects</span><span role="columnheader" class="r">Memory</span><span role="columnheader">Kind</span>`,
    fold,
    scrolled: keepScroll,
    attributes: (row) => ({
      level: row.depth + 1,
      open: row.kind === 'group' ? row.open : undefined,
      selected: !!route.query.selected && target(row) === route.query.selected,
      classes: row.kind === 'member' ? 'below' : '',
    }),
    choose: (row) => {
      if (row.kind === 'group') fold(row, !row.open);
      else go(changed(route, { selected: target(row) }), { replace: true });
    },
    enter: (row) => {
      if (row.kind === 'group') fold(row, !row.open);
      else go(objectHref(snapshot, target(row)));
    },
    cells: (row) =>
      row.kind === 'group'
        ? groupCells(row, fold, snapshot, owner(row.group.type?.name))
        : memberCells(row.member, snapshot, owner(row.member.from?.type)),
  };
}

/**
 * @param {{open: boolean, group: EdgeGroup}} row
 * @param {(row: any, open: boolean) => boolean} fold
 * @param {string} snapshot
 * @param {string | undefined} owner the type of what refers
 */
function groupCells(row, fold, snapshot, owner) {
  const { type, label, references, objects, memoryBytes, sample } = row.group;
  const name = type
    ? html`<a class="mono py-type" href=${objectHref(snapshot, type.address)} title=${plain(type.name)}>${short(type.name)}</a>`
    : html`<span class="soft">other objects</span>`;
  return html`<span role="gridcell" class="tree-cell">${twisty(row.open, () => fold(row, !row.open))}<span class="clip">${name}${
    references > 1 ? nothing : html` <span class="sample">${reference(sample, snapshot)}</span>`
  }</span></span>
    <span role="gridcell" class="clip mono strong">${plain(label) || html`<span class="faint">not told</span>`}</span>
    <span role="gridcell" class="r num">${count(references)}</span><span role="gridcell" class="r num">${count(objects)}</span>
    <span role="gridcell" class="r">${size(memoryBytes)}</span><span role="gridcell" class="soft">${plain(kindWords(row.group, owner))}</span>`;
}

/** @param {any} member @param {string} snapshot @param {string | undefined} owner */
function memberCells(member, snapshot, owner) {
  const ref = /** @type {Ref} */ (member.from ?? member.to);
  return html`<span role="gridcell" class="tree-cell"><span class="indent"></span><span class="clip">${reference(ref, snapshot)}</span></span>
    <span role="gridcell" class="clip mono" title=${plain(member.label)}>${plain(member.label)}</span>
    <span></span><span></span><span role="gridcell" class="r mono faint">${ref.address.slice(-6)}</span><span role="gridcell" class="clip">${edgeKind(member, owner)}</span>`;
}
