/** The memory itself: what is mapped where, its bytes, and a search over all of it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { icon } from '../icons.js';
import { changed, go, href } from '../route.js';
import { bytesTab } from './raw-bytes.js';
import { findTab } from './raw-find.js';
import { regionsTab } from './raw-regions.js';

const kinds = /** @type {const} */ ([
  ['text', 'Text', 'Characters, in any encoding'],
  ['bytes', 'Bytes', 'de ad be ef'],
  ['object', 'Who refers to an object', '0x7f… of the object'],
  ['pointer', 'Words with a value', '0x7f…'],
]);

/** @type {import('../app.js').View} */
export const rawView = {
  title: (route) =>
    shown(route) === 'find' ? 'Find in memory' : shown(route) === 'bytes' ? `Bytes at ${route.query.at}` : 'Raw',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const tab = shown(route);
    return html`<header class="page-head"><h1>Raw</h1><span class="soft">the memory of the process, byte by byte</span></header>
      <div class="controls raw-controls">${finder(route)}${goTo(route)}</div>
      <nav class="tabs" aria-label="Views of the memory">
        ${tabLink(route, tab, 'regions', 'Regions', { tab: undefined })}
        ${tabLink(route, tab, 'bytes', 'Bytes', { tab: 'bytes' })}
        ${route.query.value ? tabLink(route, tab, 'find', 'Found', { tab: 'find' }) : nothing}
      </nav>
      ${tab === 'find' ? findTab(route) : tab === 'bytes' ? bytesTab(route) : regionsTab(route)}`;
  },
};

/** @param {import('../route.js').Route} route */
function shown({ query }) {
  if (query.tab === 'bytes') return 'bytes';
  return query.tab === 'find' && query.value ? 'find' : 'regions';
}

/** @param {import('../route.js').Route} route @param {string} tab @param {string} name @param {string} text @param {Record<string, string | undefined>} query */
function tabLink(route, tab, name, text, query) {
  return html`<a class="tab" href=${changed(route, query)} aria-current=${tab === name ? 'page' : nothing}>${text}</a>`;
}

/** @param {import('../route.js').Route} route */
function finder(route) {
  const { what = 'text', value } = route.query;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const wanted = String(form.get('value') ?? '');
    if (!wanted) return;
    const kind = String(form.get('what'));
    go(
      href({
        ...route,
        query: { tab: 'find', what: kind === 'text' ? undefined : kind, value: wanted, at: route.query.at },
      }),
    );
  };
  const placeholder = kinds.find(([kind]) => kind === what)?.[2] ?? '';
  return html`<form class="finder" role="search" aria-label="Find in memory" @submit=${submit}>
    <select name="what" aria-label="What to find" @change=${(/** @type {Event} */ event) => {
      const chosen = kinds.find(([kind]) => kind === /** @type {HTMLSelectElement} */ (event.target).value);
      const input = /** @type {HTMLInputElement} */ (
        /** @type {HTMLSelectElement} */ (event.target).form?.elements.namedItem('value')
      );
      input.placeholder = chosen?.[2] ?? '';
    }}>${kinds.map(([kind, name]) => html`<option value=${kind} ?selected=${kind === what}>${name}</option>`)}</select>
    <input type="search" class="filter" name="value" aria-label="What to find in memory" placeholder=${placeholder} .value=${value ?? ''} spellcheck="false" autocomplete="off">
    <button class="btn primary" type="submit">${icon('right')}Find</button></form>`;
}

/** @param {import('../route.js').Route} route */
function goTo(route) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('at') ?? '')
      .trim()
      .toLowerCase();
    const address = /^(0x)?[0-9a-f]{1,16}$/.test(text) ? (text.startsWith('0x') ? text : `0x${text}`) : '';
    const input = /** @type {HTMLInputElement} */ (
      /** @type {HTMLFormElement} */ (event.target).elements.namedItem('at')
    );
    input.setCustomValidity(address ? '' : 'An address looks like 0x7f12ab34cd50');
    if (!address) return void input.reportValidity();
    go(changed(route, { tab: 'bytes', at: address, mark: undefined }));
  };
  return html`<form class="finder" aria-label="Go to an address" @submit=${submit}>
    <input class="filter short" name="at" aria-label="Address to go to" placeholder="0x7f12ab34cd50" .value=${route.query.at ?? ''} spellcheck="false" autocomplete="off" @input=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).setCustomValidity('')}>
    <button class="btn" type="submit">Go to address</button></form>`;
}
