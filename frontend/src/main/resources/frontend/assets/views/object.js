/** One object: shown as Python, with what it holds and who holds it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural, shortCount } from '../format.js';
import { icon } from '../icons.js';
import { copyButton, empty, errorCard, loadingView, size } from '../parts.js';
import { objectHref, python, taskHref } from '../python.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { partColumns } from './object-parts.js';
import { rawTab } from './object-raw.js';

/** @type {import('../app.js').View} */
export const objectView = {
  title: (_, { object }) => `${plain(object.type?.name.replace(/^builtins\./, '')) || object.kind} ${object.address}`,
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot), object: at.object(route.snapshot, route.address) }),
  draw: (route, { object }) => html`<div class="object-top">${objectHeading(route.snapshot, object, 'h1')}
      ${objectFacts(route.snapshot, object, true)}</div>
    ${object.kind === 'broken' ? nothing : tabs(route, object)}`,
};

/** @param {string} snapshot @param {ObjectDetail} object @param {'h1'} [level] */
export function objectHeading(snapshot, object, level) {
  const name = plain(object.type?.name?.replace(/^builtins\./, '')) || 'unknown';
  const type = object.type?.address
    ? html`<a class="mono py-type" href=${objectHref(snapshot, object.type.address)}>${name}</a>`
    : html`<span class="mono">${name}</span>`;
  const address = html`<span class="mono soft">${object.address}</span>`;
  const actions = html`${copyButton(object.address, 'Copy address', 'btn small')}
    ${object.isTask ? html`<a class="btn small" href=${taskHref(snapshot, object.address)}>Show as a task</a>` : nothing}
    ${object.kind === 'type' ? html`<a class="btn small" href=${href({ screen: 'objects', snapshot, query: { type: object.address } })}>Objects of this type</a>` : nothing}`;
  return level
    ? html`<header class="page-head"><h1>${type}</h1>${address}<span class="spring"></span>${actions}</header>`
    : html`<h2>${type}</h2><p>${address}</p><p class="row">${actions}</p>`;
}

/** @param {string} snapshot @param {ObjectDetail} object @param {boolean} [open] the text is shown at once */
export function objectFacts(snapshot, object, open = false) {
  if (object.kind === 'broken') {
    return html`<section class="notice bad"><h2>${icon('warn')}This object cannot be read${object.fault ? `: ${plain(object.fault)}` : ''}</h2>
      <p>${plain(object.detail)}</p><p class="soft">Its memory is missing from the snapshot, torn, or was never an object. The rest of the snapshot is not affected.</p></section>`;
  }
  const references = object.referenceCount;
  return html`<div class="preview">${python(object.preview, snapshot, { self: object.address })}</div>
    ${text(object, open)}
    <dl class="facts"><dt>Size</dt><dd>${size(object.sizeBytes)}</dd><dt>Memory</dt><dd>${size(object.memoryBytes)}</dd>
      <dt>Reference count</dt><dd class="num">${references === -1 ? 'immortal' : count(references)}</dd>
      <dt>State</dt><dd><span class="state ${object.state}">${object.state}</span></dd></dl>`;
}

/** @param {ObjectDetail} object @param {boolean} open */
function text({ text: value, textLength, type }, open) {
  if (value === null || value === undefined || value.length < 60) return nothing;
  const unit = /bytes|bytearray/.test(type.name) ? 'byte' : 'character';
  const whole = textLength ?? value.length;
  const shown = [...value].length;
  return html`<details class="text" ?open=${open}><summary>${shown < whole ? `The first ${count(shown)} of ${plural(whole, unit)}` : `The whole text: ${plural(whole, unit)}`}</summary>
    <pre tabindex="0">${plain(value, { lines: true })}</pre></details>`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object */
function tabs(route, object) {
  const all = [
    ...(object.itemKind ? [{ key: 'items', name: 'Items', number: object.itemCount }] : []),
    { key: 'fields', name: 'Fields', number: object.fieldCount },
    { key: 'referrers', name: 'Referrers', number: object.referrerCount },
    { key: 'references', name: 'References', number: object.referenceTotal },
    { key: 'raw', name: 'Raw', number: undefined },
  ];
  const chosen = all.find((tab) => tab.key === route.query.tab)?.key ?? (all.find((tab) => tab.number) ?? all[0]).key;
  return html`<nav class="tabs" aria-label="Parts of the object">${all.map(
    ({ key, name, number }) =>
      html`<a href=${changed(route, { tab: key })} data-replace aria-current=${key === chosen ? 'true' : nothing}>${name}${
        number === null || number === undefined ? nothing : html` <span class="num">${shortCount(number)}</span>`
      }</a>`,
  )}</nav>${chosen === 'raw' ? rawTab(route, object) : part(route, object, chosen)}`;
}

const nothingThere = /** @type {Record<string, [string, string]>} */ ({
  items: ['Empty', 'The container holds nothing.'],
  fields: ['No fields', 'Objects of this type have no attributes or members of their own.'],
  referrers: [
    'No referrers found',
    'No Python object in the snapshot refers to this one: it may be held by C code, by a thread, or be garbage.',
  ],
  references: ['No references', 'This object refers to no other object.'],
});

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {string} key */
function part(route, object, key) {
  const list = rows(at.part(route.snapshot, object.address, key)).begin();
  if (list.error) return errorCard(list.error, () => list.retry());
  if (list.total === undefined) return loadingView;
  if (list.total === 0) return empty(...nothingThere[key]);
  const snapshot = /** @type {string} */ (route.snapshot);
  const columns = partColumns(key, snapshot, object);
  const target = (/** @type {any} */ row) => (row.value ?? row.from ?? row.to)?.address;
  return html`<ouro-list .model=${list} .start=${scroll()} .columns=${{
    ...columns,
    scrolled: keepScroll,
    attributes: (/** @type {any} */ row) => ({
      selected: !!route.query.selected && target(row) === route.query.selected,
    }),
    choose: (/** @type {any} */ row) => target(row) && go(changed(route, { selected: target(row) }), { replace: true }),
    enter: (/** @type {any} */ row) => target(row) && go(objectHref(snapshot, target(row))),
  }}></ouro-list>`;
}
