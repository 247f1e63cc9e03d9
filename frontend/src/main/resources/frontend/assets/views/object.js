/** One object: shown as Python, with what it holds and who holds it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural, shortCount } from '../format.js';
import { icon } from '../icons.js';
import { copyButton, size } from '../parts.js';
import { objectHref, taskHref } from '../python.js';
import { changed, href } from '../route.js';
import { lockPanel } from './lock-parts.js';
import { aboutFacts, pathLine, pretty, ready } from './object-about.js';
import { countTab } from './object-count.js';
import { edgesTab } from './object-edges.js';
import { graphTab } from './object-graph.js';
import { fieldsTab, itemsTab } from './object-parts.js';
import { rawTab } from './object-raw.js';

/** @type {import('../app.js').View} */
export const objectView = {
  title: (_, { object }) => `${shortType(object) || object.kind} ${object.address}`,
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot), object: at.object(route.snapshot, route.address) }),
  draw: (route, { object }) => {
    const snapshot = /** @type {string} */ (route.snapshot);
    return html`<div class="object-top">${objectHeading(snapshot, object, 'h1')}${pathLine(snapshot, object.address)}${objectFacts(snapshot, object, true)}${lockPanel(snapshot, object.address)}</div>
      ${tabs(route, object)}`;
  },
};

/** @param {ObjectDetail} object */
const shortType = (object) => plain(object.type?.name.replace(/^builtins\./, ''));

/** @param {string} snapshot @param {ObjectDetail} object @param {'h1'} [level] */
export function objectHeading(snapshot, object, level) {
  const name = shortType(object) || 'unknown';
  const type = object.type?.address
    ? html`<a class="mono py-type" href=${objectHref(snapshot, object.type.address)}>${name}</a>`
    : html`<span class="mono">${name}</span>`;
  const address = html`<span class="mono soft">${object.address}</span>`;
  const actions = html`${copyButton(object.address, 'Copy address', 'btn small')}
    ${object.taskKind ? html`<a class="btn small" href=${taskHref(snapshot, object.address)}>Show as a ${object.taskKind === 'task' ? 'task' : 'future'}</a>` : nothing}
    ${object.kind === 'type' ? html`<a class="btn small" href=${href({ screen: 'objects', snapshot, query: { type: object.address } })}>Objects of this type</a>` : nothing}`;
  return level
    ? html`<header class="page-head"><h1>${type}</h1>${address}<span class="spring"></span>${actions}</header>`
    : html`<h2>${type}</h2><p>${address}</p><p class="row">${actions}</p>`;
}

/** @param {string} snapshot @param {ObjectDetail} object @param {boolean} [whole] with its text and all that its type tells */
export function objectFacts(snapshot, object, whole = false) {
  if (object.kind === 'broken') {
    return html`<section class="notice bad"><h2>${icon('warn')}This object cannot be read${object.fault ? `: ${plain(object.fault)}` : ''}</h2>
      <p>${plain(object.detail)}</p><p class="soft">Its memory is missing from the snapshot, torn, or was never an object. Its bytes and who refers to it are below; the rest of the snapshot is not affected.</p></section>`;
  }
  const about = /** @type {About | undefined} */ (ready(at.part(snapshot, object.address, 'about')));
  const long = (object.text?.length ?? 0) >= 60;
  return html`${long && whole ? nothing : pretty(snapshot, object, about)}${text(object, whole)}
    <dl class="facts"><dt>Size</dt><dd>${size(object.sizeBytes)}</dd><dt>Memory</dt><dd>${size(object.memoryBytes)}</dd>
      <dt>State</dt><dd><span class="state ${object.state}">${object.state}</span></dd>
      ${counted(snapshot, object)}</dl>
    ${aboutFacts(snapshot, about)}`;
}

/** The count and what it is made of. @param {string} snapshot @param {ObjectDetail} object */
function counted(snapshot, object) {
  const accounting = /** @type {Accounting | undefined} */ (ready(at.part(snapshot, object.address, 'accounting')));
  const number = object.referenceCount === -1 ? 'immortal' : count(object.referenceCount);
  const tab = href({ screen: 'object', snapshot, address: object.address, query: { tab: 'count' } });
  return html`<div class="counted"><dt>Reference count</dt><dd><a href=${tab}>${
    accounting ? plain(accounting.sentence.split('. ')[0].replace(/\.$/, '')) : number
  }</a></dd></div>`;
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
  const broken = object.kind === 'broken';
  const all = [
    ...(object.itemKind ? [{ key: 'items', name: 'Items', number: object.itemCount }] : []),
    ...(broken ? [] : [{ key: 'fields', name: 'Fields', number: object.fieldCount }]),
    { key: 'referrers', name: 'Referrers', number: object.referrerCount },
    ...(broken ? [] : [{ key: 'references', name: 'References', number: object.referenceTotal }]),
    { key: 'graph', name: 'Graph', number: undefined },
    { key: 'count', name: 'Count', number: undefined },
    { key: 'raw', name: 'Raw', number: undefined },
  ];
  const chosen = all.find((tab) => tab.key === route.query.tab)?.key ?? (all.find((tab) => tab.number) ?? all[0]).key;
  const to = (/** @type {string} */ tab) =>
    changed(route, {
      tab,
      view: undefined,
      filter: undefined,
      at: undefined,
      open: undefined,
      block: undefined,
      group: undefined,
    });
  return html`<nav class="tabs" aria-label="Parts of the object">${all.map(
    ({ key, name, number }) =>
      html`<a href=${to(key)} data-replace aria-current=${key === chosen ? 'true' : nothing}>${name}${
        number === null || number === undefined ? nothing : html` <span class="num">${shortCount(number)}</span>`
      }</a>`,
  )}</nav>${part(route, object, chosen)}`;
}

/** @param {import('../route.js').Route} route @param {ObjectDetail} object @param {string} key */
function part(route, object, key) {
  switch (key) {
    case 'items':
      return itemsTab(route, object);
    case 'referrers':
    case 'references':
      return edgesTab(route, object, key);
    case 'graph':
      return graphTab(route);
    case 'count':
      return countTab(route, object);
    case 'raw':
      return rawTab(route, object);
    default:
      return fieldsTab(route, object);
  }
}
