/** An object's fields and items with their filters and ranges, and the columns of its flat lists. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { switcher } from '../controls.js';
import { count, plain, plural } from '../format.js';
import { empty, errorCard, filterBox, loadingView, searchBar } from '../parts.js';
import { objectHref, reference } from '../python.js';
import { changed, go, keepPlace, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';

/** @param {any} row of any part */
const target = (row) => (row.value ?? row.from ?? row.to)?.address;

/**
 * A list of rows that lead to objects.
 * @param {import('../route.js').Route} route
 * @param {import('../rows.js').Rows<any>} list
 * @param {import('../list.js').Columns} columns
 * @param {{start?: number, reveal?: number, scrolled?: (row: number) => void}} [how]
 */
export function listOf(route, list, columns, { start = scroll(), reveal, scrolled = keepScroll } = {}) {
  if (list.error) return errorCard(list.error, () => list.retry());
  if (list.total === undefined) return loadingView;
  return html`<ouro-list .model=${list} .start=${start} .reveal=${reveal} .columns=${{
    ...columns,
    scrolled,
    attributes: (/** @type {any} */ row) => ({
      selected: !!route.query.selected && target(row) === route.query.selected,
    }),
    choose: (/** @type {any} */ row) => target(row) && go(changed(route, { selected: target(row) }), { replace: true }),
    enter: (/** @type {any} */ row) =>
      target(row) && go(objectHref(/** @type {string} */ (route.snapshot), target(row))),
  }}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object */
export function fieldsTab(route, object) {
  if (object.fieldCount === 0)
    return empty('No fields', 'Objects of this type have no attributes or members of their own.');
  const { filter } = route.query;
  const path = at.part(
    route.snapshot,
    object.address,
    filter ? `fields?filter=${encodeURIComponent(filter)}` : 'fields',
  );
  const list = rows(path).begin();
  return html`${
    object.fieldCount > 12 || filter
      ? html`<div class="controls">${filterInput(route, 'Filter by name')}${filter && list.total !== undefined ? html`<span class="soft">${count(list.total)} of ${plural(object.fieldCount, 'field')}</span>` : nothing}</div>`
      : nothing
  }${
    list.total === 0
      ? empty(
          'No such field',
          html`No name contains “${plain(filter)}”. <a href=${changed(route, { filter: undefined })} data-replace>Show all</a>`,
        )
      : listOf(route, list, partColumns('fields', /** @type {string} */ (route.snapshot), object))
  }`;
}

/** @param {import('../route.js').Route} route @param {string} placeholder */
function filterInput(route, placeholder) {
  return filterBox({
    label: placeholder,
    placeholder,
    value: route.query.filter,
    change: (filter) => go(changed(route, { filter, at: undefined, view: undefined }), { replace: true }),
  });
}

/** How many items a container has before ways to find some of them are offered. */
const few = 20;

/** @param {import('../route.js').Route} route @param {ObjectDetail} object */
export function itemsTab(route, object) {
  if (object.itemCount === 0) return empty('Empty', 'The container holds nothing.');
  const { filter, view } = route.query;
  const part = filter
    ? `items/found?filter=${encodeURIComponent(filter)}`
    : view === 'sample'
      ? 'items/sample?count=200'
      : 'items';
  const list = rows(at.part(route.snapshot, object.address, part)).begin();
  const columns = partColumns('items', /** @type {string} */ (route.snapshot), object);
  const index = Number(route.query.at ?? 0) || 0;
  const place =
    part === 'items'
      ? {
          start: index || scroll(),
          reveal: route.query.at === undefined ? undefined : index,
          scrolled: (/** @type {number} */ row) => keepPlace({ at: row ? `${row}` : undefined }),
        }
      : {};
  const searching = list.search?.state === 'running';
  return html`${object.itemCount > few ? itemControls(route, object, list) : nothing}${filter ? searchBar(list) : nothing}
    ${
      filter && list.total === 0 && !searching
        ? empty(
            'No such item',
            html`No key and no value contains “${plain(filter)}” as it is printed. <a href=${changed(route, { filter: undefined })} data-replace>Show all</a>`,
          )
        : listOf(route, list, columns, place)
    }`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {import('../rows.js').Rows<any>} list */
function itemControls(route, object, list) {
  const { filter, view } = route.query;
  const jump = (/** @type {Event} */ event) => {
    const text = /** @type {HTMLInputElement} */ (event.target).value.replaceAll(/[\s,_]/g, '');
    if (!/^-?\d{1,15}$/.test(text)) return;
    const number = Number(text);
    const row = Math.max(0, Math.min(object.itemCount - 1, number < 0 ? object.itemCount + number : number));
    go(changed(route, { at: `${row}`, filter: undefined, view: undefined }), { replace: true });
  };
  return html`<div class="controls">
    ${filterInput(route, object.itemKind === 'mapping' ? 'Filter by key or value' : 'Filter by value')}
    <label class="field">Index <input class="index" inputmode="numeric" placeholder=${`0 … ${object.itemCount - 1}`} aria-label="Jump to index" @change=${jump}></label>
    ${switcher('Which items are shown', [
      { name: 'All', href: changed(route, { view: undefined, filter: undefined }), on: !filter && view !== 'sample' },
      {
        name: 'Sample',
        href: changed(route, { view: 'sample', filter: undefined, at: undefined }),
        on: !filter && view === 'sample',
        title: '200 items at equal distances',
      },
    ])}
    <span class="soft">${itemSummary(route, object, list)}</span></div>`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {import('../rows.js').Rows<any>} list */
function itemSummary({ query: { filter, view } }, { itemCount }, list) {
  if (list.total === undefined) return nothing;
  if (filter)
    return `${count(list.total)}${list.search?.state === 'running' ? ' so far' : ''} of ${plural(itemCount, 'item')}`;
  return view === 'sample'
    ? `${count(list.total)} of ${plural(itemCount, 'item')}, at equal distances`
    : plural(itemCount, 'item');
}

/** @param {string[]} names */
const heads = (names) =>
  names.map((name) => html`<span role="columnheader" class=${name === '#' ? 'r' : ''}>${name}</span>`);

/** @param {unknown} content @param {string} [classes] */
const cell = (content, classes = 'clip') => html`<span role="gridcell" class=${classes}>${content}</span>`;

const evidenceTexts = /** @type {Record<Evidence, string>} */ ({
  confirmed: 'Nearly all objects of this type hold a counted reference at this offset: reference counts add up.',
  likely: "The object's reference count adds up with this reference and not without, but too few objects show it.",
  unconfirmed: 'A word that is the address of an object; reference counts do not tell whether it is a reference.',
  borrowed: 'A word that is the address of an object, whose reference count is explained without it.',
});

const mappings = new Set(['dict', 'OrderedDict', 'defaultdict', 'Counter']);
const sequences = new Set(['list', 'tuple', 'deque']);

/**
 * What `[5]` means depends on who says it: the value of the key 5 in a dict, the item at index 5 in a list.
 * @param {{class: string, label: string}} row
 * @param {string | undefined} owner the type of what refers
 */
export function kindWords({ class: name, label }, owner) {
  if (name !== 'item') return name;
  if (label === 'key') return 'key';
  const type = owner?.split('.').pop() ?? '';
  if (mappings.has(type)) return 'value of a key';
  return sequences.has(type) ? 'item at an index' : name;
}

/** @param {{class: string, label: string, evidence?: Evidence | null}} row @param {string} [owner] the type of what refers */
export function edgeKind(row, owner) {
  const { evidence } = row;
  const name = kindWords(row, owner);
  if (!evidence) return html`<span class="soft">${plain(name)}</span>`;
  return html`<span class="soft" title=${evidenceTexts[evidence]}>${plain(name)}, <span class="evidence ${evidence}">${evidence}</span></span>`;
}

/**
 * @param {string} part
 * @param {string} snapshot
 * @param {ObjectDetail} object
 * @returns {import('../list.js').Columns}
 */
export function partColumns(part, snapshot, object) {
  const show = (/** @type {Ref | null | undefined} */ ref) => reference(ref, snapshot);
  switch (part) {
    case 'fields':
      return {
        label: 'Fields',
        kind: 'table',
        layout: 'field-columns',
        head: heads(['Name', 'Value', 'Type', 'Address', 'Kind']),
        cells: (/** @type {FieldRow} */ row) => [
          cell(html`<span class="mono" title=${plain(row.name)}>${plain(row.name)}</span>`),
          cell(
            row.value
              ? show(row.value)
              : html`<code class="py">${plain(row.text) || html`<span class="faint">not set</span>`}</code>`,
          ),
          ...typeCells(row.value),
          cell(edgeKind({ ...row, label: row.name })),
        ],
      };
    case 'items':
      return object.itemKind === 'mapping'
        ? {
            label: 'Items',
            kind: 'table',
            layout: 'mapping-columns',
            head: heads(['#', 'Key', 'Value', 'Type', 'Address']),
            cells: (/** @type {ItemRow} */ row) => [
              cell(count(row.index), 'r num faint'),
              cell(show(row.key)),
              cell(show(row.value)),
              ...typeCells(row.value),
            ],
          }
        : {
            label: 'Items',
            kind: 'table',
            layout: 'sequence-columns',
            head: heads(['#', 'Value', 'Type', 'Address']),
            cells: (/** @type {ItemRow} */ row) => [
              cell(count(row.index), 'r num faint'),
              cell(show(row.value)),
              ...typeCells(row.value),
            ],
          };
    case 'referrers':
      return {
        label: 'Referrers',
        kind: 'table',
        layout: 'referrer-columns',
        head: heads(['Who refers to it', 'By', 'Kind', 'Type']),
        cells: (/** @type {ReferrerRow} */ row) => link(row.from, row, row.from.type),
      };
    default:
      return {
        label: 'References',
        kind: 'table',
        layout: 'referrer-columns',
        head: heads(['What it refers to', 'By', 'Kind', 'Type']),
        cells: (/** @type {ReferenceRow} */ row) => link(row.to, row, object.type?.name),
      };
  }

  /** @param {Ref | null | undefined} ref */
  function typeCells(ref) {
    return [
      cell(
        html`<span class="mono soft" title=${plain(ref?.type) || nothing}>${plain(ref?.type.replace(/^builtins\./, ''))}</span>`,
      ),
      cell(ref ? html`<a class="mono soft" href=${objectHref(snapshot, ref.address)}>${ref.address}</a>` : nothing),
    ];
  }

  /** @param {Ref} ref @param {{label: string, class: string, evidence?: Evidence | null}} row @param {string | undefined} owner */
  function link(ref, row, owner) {
    return [
      cell(show(ref)),
      cell(html`<span class="mono" title=${plain(row.label)}>${plain(row.label)}</span>`),
      cell(edgeKind(row, owner)),
      cell(html`<span class="mono soft" title=${plain(ref.type)}>${plain(ref.type.replace(/^builtins\./, ''))}</span>`),
    ];
  }
}
