/** How many strings there are of each length, as bars in powers of two; a bar chooses its lengths. */
import { html, nothing, svg } from 'lit-html';
import { bytes, count, plural, shortCount } from '../format.js';
import { searchBar } from '../parts.js';
import { changed } from '../route.js';

/** The least height that is still seen, of 100. */
const leastHeight = 1.5;

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<StringBucket>} list */
export function histogram(route, list) {
  const page = /** @type {LengthsPage | undefined} */ (list.latest);
  if (!page)
    return html`<div class="histogram loading" role="status"><span class="spinner" aria-hidden="true"></span>Loading…</div>`;
  const most = Math.max(1, ...page.items.map((each) => each.count));
  const heaviest = Math.max(1, ...page.items.map((each) => each.memoryBytes));
  return html`${searchBar(list)}
    <figure class="histogram" aria-label="Strings by length">
      <figcaption>By length in ${route.query.kind && route.query.kind !== 'str' ? 'bytes' : 'characters'}: <span class="chart-key"><i class="counts"></i>how many</span><span class="chart-key"><i class="weights"></i>their memory</span></figcaption>
      <div class="buckets">${page.items.map((each) => bucket(route, each, most, heaviest))}</div></figure>`;
}

/** @param {import('../route.js').Route} route @param {StringBucket} each @param {number} most @param {number} heaviest */
function bucket(route, { from, to, count: some, memoryBytes }, most, heaviest) {
  const chosen = route.query.least === String(from) && route.query.most === String(to);
  const label = lengthText(from, to);
  const words = `${plural(some, 'string')} of length ${label}, ${bytes(memoryBytes)}`;
  return html`<a class="bucket" data-replace href=${changed(route, chosen ? { least: undefined, most: undefined } : { least: String(from), most: String(to) })}
    aria-current=${chosen ? 'true' : nothing} aria-label=${words} title=${words}>
    <svg viewBox="0 0 20 100" preserveAspectRatio="none" aria-hidden="true">${column('counts', 1, some, most)}${column('weights', 11, memoryBytes, heaviest)}</svg>
    <span class="num">${some ? shortCount(some) : nothing}</span><span class="num faint">${label}</span></a>`;
}

/** @param {string} classes @param {number} x @param {number} part @param {number} whole */
function column(classes, x, part, whole) {
  const height = part ? Math.max(leastHeight, (100 * part) / whole) : 0;
  return svg`<rect class=${classes} x=${x} width="8" y=${(100 - height).toFixed(1)} height=${height.toFixed(1)}></rect>`;
}

/** "4–7", "1 k–2 k", "0". @param {number} from @param {number | undefined} to */
export function lengthText(from, to) {
  if (to === undefined) return `${count(from)} or more`;
  return from === to ? short(from) : `${short(from)}–${short(to)}`;
}

/** @param {number} length */
function short(length) {
  for (const [unit, size] of /** @type {const} */ ([
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['k', 2 ** 10],
  ])) {
    if (length >= size) return `${Math.round(length / size)}${unit}`;
  }
  return count(length);
}
