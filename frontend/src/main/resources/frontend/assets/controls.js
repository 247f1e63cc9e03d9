/** What stands above a list: a switch between two or three ways to see the same, a choice, headings that sort. */
import { html, nothing } from 'lit-html';
import { icon } from './icons.js';
import { changed, go } from './route.js';

/**
 * A switch; each way is a link, so that it can be opened elsewhere.
 * @param {string} label
 * @param {{name: string, href: string, on: boolean, title?: string}[]} ways
 */
export function switcher(label, ways) {
  return html`<nav class="switch" aria-label=${label}>${ways.map(
    ({ name, href, on, title }) =>
      html`<a href=${href} data-replace aria-current=${on ? 'true' : nothing} title=${title ?? nothing}>${name}</a>`,
  )}</nav>`;
}

/**
 * @param {string} label
 * @param {{value: string, text: string}[]} options the first is what is shown unasked
 * @param {string | undefined} value
 * @param {(value: string | undefined) => void} change
 */
export function choice(label, options, value, change) {
  const choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    change(chosen === options[0].value ? undefined : chosen);
  };
  return html`<label class="field">${label} <select aria-label=${label} @change=${choose}>${options.map(
    (each) =>
      html`<option value=${each.value} ?selected=${each.value === (value ?? options[0].value)}>${each.text}</option>`,
  )}</select></label>`;
}

/**
 * A heading that sorts: by its column, and the other way round when it does already.
 * @param {import('./route.js').Route} route
 * @param {{key: string, name: string, natural: 'asc' | 'desc', right?: boolean, title?: string}} column
 * @param {{sort: string, order: string}} now
 */
export function sortHead(route, { key, name, natural, right, title }, { sort, order }) {
  const on = key === sort;
  const next = on ? (order === 'desc' ? 'asc' : 'desc') : natural;
  return html`<span role="columnheader" class=${right ? 'r' : ''} title=${title ?? nothing} aria-sort=${on ? (order === 'desc' ? 'descending' : 'ascending') : 'none'}>
    <a class="sort ${on ? 'on' : ''}" href=${changed(route, { sort: key, order: next, open: undefined })} data-replace>${name}${on ? icon(order === 'desc' ? 'down' : 'up') : nothing}</a></span>`;
}

/** The button that opens and closes a row of a tree. @param {boolean} open @param {() => void} toggle */
export function twisty(open, toggle) {
  return html`<button type="button" class="twisty" tabindex="-1" aria-label=${open ? 'Close' : 'Open'} @click=${toggle}>${icon(open ? 'down' : 'right')}</button>`;
}

/**
 * Opening and closing groups, as lists want it: the URL says what is open.
 * @param {import('./route.js').Route} route
 * @param {import('./grouped.js').GroupedRows<any, any>} groups
 * @returns {(row: any, open: boolean) => boolean}
 */
export function folding(route, groups) {
  return (row, open) => {
    if (row.kind !== 'group' || row.open === open) return false;
    go(changed(route, { open: groups.toggled(row.position, open) }), { replace: true });
    return true;
  };
}
