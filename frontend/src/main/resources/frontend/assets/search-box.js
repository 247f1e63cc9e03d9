/**
 * The search box of the top bar: what is typed is looked up at once, the results drop down, and say as what the text
 * was understood. Its text is not in the URL; the page of results is.
 */
import { html, nothing } from 'lit-html';
import { at } from './api.js';
import { plain } from './format.js';
import { icon } from './icons.js';
import { keyNames } from './keys.js';
import { go, href } from './route.js';
import { furtherQuestions, groupName, hitHref, hitText, understood } from './search-results.js';
import { load, redraw } from './store.js';

const pauseMillis = 120;
const hitsShown = 5;

let text = '';
let asked = '';
let open = false;
let active = -1;
let timer = 0;
/** What was shown last stands until the next answer is here. @type {SearchResult | undefined} */
let last;

/** @typedef {{href: string, content: unknown}} Option */

/** @param {import('./route.js').Route} route */
export function searchBox(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  if (!open && route.screen === 'search') text = route.query.q ?? '';
  const { sections, options } = open && asked ? results(snapshot) : { sections: [], options: [] };
  if (active >= options.length) active = options.length - 1;
  const dropped = open && sections.length > 0;
  return html`<div class="search" role="search">
    ${icon('search')}
    <input id="search" type="text" role="combobox" aria-label="Search the snapshot" aria-autocomplete="list" aria-expanded=${dropped ? 'true' : 'false'}
      aria-controls="search-drop" aria-activedescendant=${dropped && active >= 0 ? `search-${active}` : nothing}
      placeholder="Address, type, module, text or expression" spellcheck="false" autocomplete="off" .value=${text}
      @input=${typed} @focus=${focused} @blur=${left} @keydown=${(/** @type {KeyboardEvent} */ event) => pressed(event, snapshot, options)}>
    <span class="search-keys" aria-hidden="true"><kbd>/</kbd>${keyNames('Mod+k').map((key) => html`<kbd>${key}</kbd>`)}</span>
    ${dropped ? html`<div id="search-drop" class="search-drop" role="listbox" aria-label="Results" @mousedown=${keepFocus} @click=${close}>${sections}</div>` : nothing}
  </div>`;
}

/** @param {string} snapshot @returns {{sections: unknown[], options: Option[]}} */
function results(snapshot) {
  const answer = load(at.search(snapshot, asked));
  if (answer.state === 'ready') last = /** @type {SearchResult} */ (answer.value);
  /** @type {Option[]} */
  const options = [];
  const option = (/** @type {string} */ to, /** @type {unknown} */ content) => {
    const index = options.push({ href: to, content }) - 1;
    return html`<a role="option" tabindex="-1" id="search-${index}" href=${to} class="hit ${index === active ? 'on' : ''}"
      aria-selected=${index === active ? 'true' : 'false'}>${content}</a>`;
  };
  const sections = (last?.groups ?? []).map(
    (group) => html`<div role="group" aria-label=${groupName(group)}>
      <div class="search-head"><b>${groupName(group)}</b><span class="faint">understood as ${understood({ ...group, items: group.items.slice(0, hitsShown) })}</span></div>
      ${group.items.slice(0, hitsShown).map((hit) => {
        const to = hitHref(snapshot, hit);
        return to ? option(to, hitText(hit, snapshot)) : html`<div class="hit">${hitText(hit, snapshot)}</div>`;
      })}
      ${group.problem ? html`<p class="search-problem soft">${plain(group.problem)}</p>` : nothing}
      ${group.suggestions.map((each) =>
        option(
          href({ screen: 'search', snapshot, query: { q: each } }),
          html`<span class="hit-detail soft">did you mean</span><span class="hit-title mono">${plain(each)}</span>`,
        ),
      )}</div>`,
  );
  const further = html`<div role="group" aria-label="In the whole heap">
      <div class="search-head"><b>In the whole heap</b></div>
      ${furtherQuestions(snapshot, asked).map(({ title, href, detail }) => option(href, html`<span class="hit-title">${title}</span><span class="hit-detail soft">${detail}</span>`))}
      ${option(href({ screen: 'search', snapshot, query: { q: asked } }), html`<span class="hit-title">All results for “${asked}”</span><span class="palette-keys"><kbd>Enter</kbd></span>`)}</div>`;
  const failed =
    answer.state === 'error'
      ? [
          html`<p class="search-problem bad" role="alert">${plain(answer.error.problem.detail ?? answer.error.problem.title)}</p>`,
        ]
      : [];
  return { sections: [...failed, ...sections, further], options };
}

/** @param {Event} event */
function typed(event) {
  text = /** @type {HTMLInputElement} */ (event.target).value;
  open = true;
  active = -1;
  clearTimeout(timer);
  timer = setTimeout(() => {
    asked = text.trim();
    redraw();
  }, pauseMillis);
}

function focused() {
  open = true;
  asked = text.trim();
  redraw();
}

function left() {
  open = false;
  redraw();
}

/** A click on a result must not take the focus before it arrives. @param {Event} event */
function keepFocus(event) {
  event.preventDefault();
}

function close() {
  open = false;
  /** @type {HTMLElement | null} */ (document.querySelector('#search'))?.blur();
}

/** @param {KeyboardEvent} event @param {string} snapshot @param {Option[]} options */
function pressed(event, snapshot, options) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const count = options.length;
  if (event.key === 'ArrowDown' && count) active = (active + 1) % count;
  else if (event.key === 'ArrowUp' && count) active = active <= 0 ? count - 1 : active - 1;
  else if (event.key === 'Enter' && text.trim()) enter(input, snapshot, options);
  else if (event.key === 'Escape' && text && open && count) {
    open = false;
  } else return;
  event.preventDefault();
  event.stopPropagation();
  redraw();
  queueMicrotask(() => document.querySelector('.search-drop .on')?.scrollIntoView({ block: 'nearest' }));
}

/** Opens the chosen result; without one the page of all results. @param {HTMLInputElement} input @param {string} snapshot @param {Option[]} options */
function enter(input, snapshot, options) {
  const chosen = options[active]?.href ?? href({ screen: 'search', snapshot, query: { q: text.trim() } });
  clearTimeout(timer);
  open = false;
  input.blur();
  go(chosen);
}
