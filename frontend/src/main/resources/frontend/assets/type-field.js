/**
 * A box for the name of a type that proposes those of the snapshot, the most frequent first. Arrows and Enter choose,
 * Escape closes; what fits no proposal is taken as it was written.
 */
import { html, nothing } from 'lit-html';
import { at } from './api.js';
import { plain, shortCount } from './format.js';
import { load, redraw } from './store.js';

const proposals = 10;

let text = '';
let open = false;
let active = -1;
let timer = 0;

/** @type {TypeRow[]} the last that arrived: they stand until the next are here */
let shown = [];

/** @param {string} snapshot @param {(name: string) => void} choose */
export function typeField(snapshot, choose) {
  const wanted = open ? load(at.types(snapshot, { filter: text, sort: 'count', limit: proposals })) : undefined;
  if (wanted?.state === 'ready') shown = wanted.value.items;
  // Those of a moment ago stand until the next are here, but only what still fits can be chosen.
  const written = (box()?.value ?? '').trim().toLowerCase();
  const rows = open ? shown.filter((row) => fullName(row).toLowerCase().includes(written)) : [];
  if (active >= rows.length) active = rows.length - 1;
  const take = (/** @type {string} */ name) => {
    if (!name) return;
    close();
    const input = box();
    if (input) input.value = '';
    text = '';
    choose(name);
  };
  return html`<div class="type-field">
    <input id="filter-type" type="text" class="mono" role="combobox" aria-label="Filter by type" placeholder="Type, like dict" spellcheck="false" autocomplete="off"
      aria-autocomplete="list" aria-expanded=${rows.length ? 'true' : 'false'} aria-controls="type-proposals" aria-activedescendant=${active >= 0 ? `proposal-${active}` : nothing}
      @input=${(/** @type {Event} */ event) => typed(/** @type {HTMLInputElement} */ (event.target).value)}
      @focus=${(/** @type {Event} */ event) => typed(/** @type {HTMLInputElement} */ (event.target).value)}
      @blur=${close}
      @keydown=${(/** @type {KeyboardEvent} */ event) => key(event, rows, take)}>
    <ul id="type-proposals" role="listbox" aria-label="Types" ?hidden=${!rows.length}>${rows.map(
      (row, index) => html`<li id="proposal-${index}" role="option" aria-selected=${index === active ? 'true' : 'false'}
        @mousedown=${(/** @type {Event} */ event) => event.preventDefault()} @click=${() => take(fullName(row))}>
        <span class="mono clip" title=${plain(fullName(row))}>${plain(row.name)}<span class="faint"> ${plain(row.module)}</span></span><span class="num faint">${shortCount(row.count)}</span></li>`,
    )}</ul>
  </div>`;
}

/** @param {TypeRow} row */
const fullName = (row) => `${row.module}.${row.name}`;

const box = () => /** @type {HTMLInputElement | null} */ (document.getElementById('filter-type'));

/** @param {string} value */
function typed(value) {
  clearTimeout(timer);
  const show = () => {
    text = value.trim();
    open = document.activeElement === box();
    active = -1;
    redraw();
  };
  if (open) {
    timer = setTimeout(show, 120);
    active = -1;
    redraw();
  } else show();
}

function close() {
  clearTimeout(timer);
  open = false;
  active = -1;
  redraw();
}

/** @param {KeyboardEvent} event @param {TypeRow[]} rows @param {(name: string) => void} take */
function key(event, rows, take) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (rows.length)
      active = (active + (event.key === 'ArrowDown' ? 1 : rows.length + (active < 0 ? 0 : -1))) % rows.length;
    redraw();
  } else if (event.key === 'Enter') {
    take(active >= 0 ? fullName(rows[active]) : input.value.trim());
  } else if (event.key === 'Escape' && open && rows.length) {
    close();
    event.stopPropagation();
  } else return;
  event.preventDefault();
}
