/** The bar above the list of objects: boxes to write filters in, and what is in force, each with a cross. */
import { html, nothing } from 'lit-html';
import { bytesFrom, plural } from '../format.js';
import { icon } from '../icons.js';
import { cleared, joined } from '../object-filters.js';
import { stateSelect } from '../parts.js';
import { changed, go } from '../route.js';
import { typeField } from '../type-field.js';

/** What can be written, where that is not plain. @type {Record<string, string>} */
const titles = {
  attribute:
    ".state == 'PENDING' and .port > 80; .host ~ local (contains, in any case); len(.queue) > 100; .name (is there)",
  module: 'The module of the type, or one around it: asyncio also finds asyncio.tasks',
};

/** @param {import('../route.js').Route} route */
export function filterBar(route) {
  const { query } = route;
  const set = (/** @type {Record<string, string | undefined>} */ news) =>
    go(changed(route, { ...news, selected: undefined }), { replace: true });
  const toggle = (
    /** @type {'ignoreCase' | 'regex'} */ name,
    /** @type {string} */ text,
    /** @type {string} */ title,
  ) =>
    html`<button type="button" class="toggle mono" aria-pressed=${query[name] ? 'true' : 'false'} title=${title} aria-label=${title}
      @click=${() => set({ [name]: query[name] ? undefined : 'true' })}>${text}</button>`;
  return html`<div class="controls object-bar" role="search" aria-label="Filter objects">
    ${typeField(/** @type {string} */ (route.snapshot), (type) => set({ type, subclasses: undefined }))}
    <div class="with-toggles">${box('text', 'Filter by text', 'Text in str and bytes', (text) => set({ text }))}
      ${toggle('ignoreCase', 'aA', 'Ignore the case of letters')}${toggle('regex', '.*', 'A regular expression (RE2)')}</div>
    ${box('attribute', 'Filter by attribute', ".state == 'PENDING'", (test) => set({ attribute: joined(query.attribute, test) }), 'mono')}
    ${stateSelect(['live', 'all', 'garbage', 'freed', 'unsure'], query.state, (state) => set({ state }))}
    <details class="more-filters"><summary class="btn small">Module and size</summary>
      <div class="more-panel">
        <label for="filter-module">Module</label>${box('module', 'Filter by module', 'asyncio', (module) => set({ module }), 'mono')}
        ${sizes('Size', 'as sys.getsizeof counts', set)} ${sizes('Memory', 'what they really occupy', set)}
      </div></details>
  </div>`;
}

/** @param {string} part @param {string} what @param {(news: Record<string, string>) => void} set */
function sizes(part, what, set) {
  const name = part.toLowerCase();
  return html`<span title=${what}>${part}</span><span class="row">${['min', 'max'].map((end) =>
    box(
      `${end}${part}`,
      `${part} at ${end === 'min' ? 'least' : 'most'}`,
      end === 'min' ? 'from 10 kB' : 'to 1.5 MB',
      (text, input) => {
        const value = bytesFrom(text);
        if (value === undefined) return refuse(input, `Write a ${name} like 512, 10 kB or 1.5 MB`);
        set({ [`${end}${part}`]: String(value) });
      },
    ),
  )}</span>`;
}

/**
 * A box that is emptied when its filter is in force.
 * @param {string} name @param {string} label @param {string} placeholder
 * @param {(text: string, input: HTMLInputElement) => boolean | void} take returns false if it makes no sense
 * @param {string} [classes]
 */
function box(name, label, placeholder, take, classes = '') {
  const change = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    input.setCustomValidity('');
    const text = name === 'text' ? input.value : input.value.trim();
    if (text && take(text, input) !== false) input.value = '';
  };
  return html`<input id="filter-${name}" type=${name === 'text' ? 'search' : 'text'} class=${classes} aria-label=${label} title=${titles[name] ?? nothing} placeholder=${placeholder} spellcheck="false" autocomplete="off"
    @change=${change} @input=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).setCustomValidity('')}>`;
}

/** @param {HTMLInputElement} input @param {string} why */
function refuse(input, why) {
  input.setCustomValidity(why);
  input.reportValidity();
  return false;
}

/**
 * What is in force.
 * @param {import('../route.js').Route} route
 * @param {import('../object-filters.js').Filter[]} filters
 * @param {TypeAsked | null | undefined} type
 */
export function chips(route, filters, type) {
  if (!filters.length) return nothing;
  return html`<ul class="filter-chips" aria-label="Filters in force">${filters.map((filter) => chip(route, filter, type))}
    ${filters.length > 1 ? html`<li><a href=${changed(route, { ...cleared, selected: undefined })} data-replace>Clear all</a></li>` : nothing}</ul>`;
}

/** @param {import('../route.js').Route} route @param {import('../object-filters.js').Filter} filter @param {TypeAsked | null | undefined} type */
function chip(route, filter, type) {
  const words = `${filter.label} ${filter.value}`.trim();
  return html`<li class="filter-chip">
    <button type="button" class="as-text" title="Change it" @click=${() => edit(route, filter)}>${filter.label ? html`<span class="soft">${filter.label}</span> ` : nothing}<b class=${filter.mono ? 'mono' : ''}>${filter.value}</b>${
      filter.key === 'text' && route.query.ignoreCase ? html` <span class="soft">in any case</span>` : nothing
    }</button>
    ${filter.key === 'type' ? subclasses(route, type) : nothing}
    <a class="cross" href=${changed(route, { ...filter.without, selected: undefined })} data-replace aria-label="Remove the filter ${words}" title="Remove">${icon('cross')}</a></li>`;
}

/** @param {import('../route.js').Route} route @param {TypeAsked | null | undefined} type */
function subclasses(route, type) {
  const on = !!route.query.subclasses;
  if (!type || (!type.subclasses && !on)) return nothing;
  return html`<a class="with-subclasses ${on ? 'on' : ''}" href=${changed(route, { subclasses: on ? undefined : 'true', selected: undefined })} data-replace
    title=${on ? 'Only objects of exactly this type' : 'Also objects of types that inherit from it'}>${on ? 'with' : '+'} ${plural(type.subclasses, 'subclass', 'subclasses')}</a>`;
}

/** Puts the filter back into its box. @param {import('../route.js').Route} route @param {import('../object-filters.js').Filter} filter */
function edit(route, { field, edit: text, without }) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(`filter-${field}`));
  if (!input) return /** @type {HTMLElement | null} */ (document.querySelector('.object-bar select'))?.focus();
  // A test that is written joins those in force, so the one that is changed goes first.
  if (field === 'attribute') go(changed(route, without), { replace: true });
  input.closest('details')?.setAttribute('open', '');
  input.value = text;
  input.focus();
  input.select();
}
