/** The picture of the graph as a table: each object with each of its references to another one that is shown. */
import { html, nothing } from 'lit-html';
import { bytes, count, plain } from '../format.js';
import { inside, typeTitle } from '../graph/box.js';
import { empty, size } from '../parts.js';
import { objectHref, python } from '../python.js';
import { current, go } from '../route.js';
import { key, select } from './graph-commands.js';

/** @typedef {import('../graph/picture.js').Box} Box */
/** @typedef {import('../graph/picture.js').Group} Group */
/** @typedef {{from: Box | Group, edge: GraphEdge | null, label: GraphEdgeLabel | null, to: Box | Group | null}} Row */

/** @param {import('../graph/picture.js').Picture} picture @returns {Row[]} */
export function tableRows({ boxes, groups, arrows }) {
  const byId = new Map(/** @type {(Box | Group)[]} */ ([...boxes, ...groups]).map((item) => [item.id, item]));
  /** @type {Row[]} */
  const rows = [];
  for (const from of byId.values()) {
    const out = arrows.filter((arrow) => arrow.from === from.id);
    for (const { edge, to } of out)
      for (const label of edge ? edge.labels : [null]) rows.push({ from, edge, label, to: byId.get(to) ?? null });
    if (!out.length) rows.push({ from, edge: null, label: null, to: null });
  }
  return rows;
}

/** One model per picture, so that drawing again does not scroll to the top. @type {WeakMap<object, import('../list.js').Model>} */
const models = new WeakMap();

/** @param {import('../graph/picture.js').Picture} picture */
function modelOf(picture) {
  const known = models.get(picture);
  if (known) return known;
  const rows = tableRows(picture);
  const made = {
    length: rows.length,
    total: rows.length,
    row: (/** @type {number} */ index) => rows[index],
    onChange: () => {},
  };
  models.set(picture, made);
  return made;
}

/** @param {import('../route.js').Route} route @param {import('../graph/session.js').Session} session */
export function graphTable(route, session) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const { picture } = session;
  if (!picture.boxes.length)
    return session.busy ? nothing : empty('Nothing is shown', 'All objects are hidden: show a type again, or undo.');
  const cell = (/** @type {unknown} */ content, classes = 'clip') =>
    html`<span role="gridcell" class=${classes}>${content}</span>`;
  const isGroup = (/** @type {Box | Group} */ item) => 'more' in item;
  const item = (/** @type {Box | Group | null} */ shown) => {
    if (!shown) return html`<span class="faint">nothing that is shown</span>`;
    if ('more' in shown) return html`<b class="mono">${typeTitle(shown.type)}</b> × ${count(shown.more)}`;
    return html`<a class="mono strong" href=${objectHref(snapshot, shown.id)}>${typeTitle(shown.node.type)}</a> ${python(inside(shown.node), snapshot, { self: shown.id })}`;
  };
  /** @type {import('../list.js').Columns} */
  const columns = {
    label: 'The graph as a table',
    kind: 'table',
    layout: 'graph-columns',
    head: ['Object', 'Memory', 'Refers by', 'Kind', 'To'].map(
      (name) => html`<span role="columnheader" class=${name === 'Memory' ? 'r' : ''}>${name}</span>`,
    ),
    attributes: (/** @type {Row} */ row) => ({
      selected: row.from.id === (route.query.group ?? route.query.selected),
      classes: !isGroup(row.from) && /** @type {Box} */ (row.from).onPath ? 'on-path' : '',
    }),
    choose: (/** @type {Row} */ row) => select(current(), row.from.id),
    enter: (/** @type {Row} */ row) =>
      isGroup(row.from) ? select(current(), row.from.id) : go(objectHref(snapshot, row.from.id)),
    cells: (/** @type {Row} */ row) => [
      cell(item(row.from)),
      cell('more' in row.from ? bytes(row.from.bytes) : size(row.from.node.memoryBytes), 'r num'),
      cell(
        html`<span class="mono" title=${plain(row.label?.text) || nothing}>${plain(row.label?.text)}</span>${row.edge && row.edge.count > row.edge.labels.length && row.label === row.edge.labels.at(-1) ? html` <span class="faint">and ${count(row.edge.count - row.edge.labels.length)} more</span>` : nothing}`,
      ),
      cell(
        html`<span class="soft">${row.label ? row.label.class : ''}${row.label?.evidence ? `, ${row.label.evidence}` : ''}</span>`,
      ),
      cell(row.to ? item(row.to) : html`<span class="faint">–</span>`),
    ],
  };
  return html`<ouro-list .model=${modelOf(picture)} .columns=${columns} @keydown=${(/** @type {KeyboardEvent} */ event) => !event.key.startsWith('Arrow') && key(event, session)}></ouro-list>`;
}
