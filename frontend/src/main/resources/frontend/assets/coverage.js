/** Where the memory of the process is: one bar whose parts add up to all of it, and the same as a table. */
import { html, nothing, svg } from 'lit-html';
import { bytes, count, percent, share } from './format.js';
import { size } from './parts.js';

/** What each part is, in the order of the bar. @type {Record<CoveragePart, [string, string]>} */
const words = {
  objects: ['Python objects', 'Objects that are alive, with what lies before and behind each in its block'],
  buffers: ['Their buffers', 'Blocks that live objects own: items of lists, tables of dicts, arrays'],
  garbage: ['Garbage', 'Objects that only wait for the collector, and what they own'],
  python_other: ['Other Python blocks', "Blocks in use of Python's own allocators that no object we know owns"],
  python_free: ['Free for Python', "Free blocks of Python's own allocators: memory it keeps for later"],
  native: ['Native heap', "Blocks in use of the C library's heap: other libraries, and what extension types own"],
  native_free: ['Native heap, free', "Free blocks of the C library's heap"],
  stacks: ['Stacks', "The threads' stacks"],
  files: ['Mapped files', 'Programs, libraries and other files: code, constants, data'],
  untouched: ['Never written', 'Pages that hold nothing but zeros'],
  unknown: ['Not explained', 'Anonymous memory that is none of the above'],
};

const order = /** @type {CoveragePart[]} */ (Object.keys(words));

/** Parts in the order of the bar, without those that have nothing. @param {{part: CoveragePart, bytes: number}[]} parts */
export function inOrder(parts) {
  const sizes = new Map(parts.map(({ part, bytes: of }) => [part, of]));
  return order.map((part) => ({ part, bytes: sizes.get(part) ?? 0 })).filter((row) => row.bytes > 0);
}

/** @param {CoveragePart} part */
export const partName = (part) => words[part][0];

/** @param {CoveragePart} part */
export const partMeaning = (part) => words[part][1];

/** @param {CoveragePart} part */
export const swatch = (part) =>
  html`<svg class="swatch part-${part}" aria-hidden="true"><rect width="100%" height="100%"></rect></svg>`;

/** @param {Overview} overview */
export function coverage({ coverage: { totalBytes, parts, countedObjects, explainedObjects }, complete }) {
  const rows = inOrder(parts);
  return html`<section class="card coverage"><h2>Where the memory is <span>${bytes(totalBytes)}</span></h2>
    <div class="card-text">${stacked(rows, totalBytes, 'The same as the table below, as a bar')}</div>
    <ul class="legend">${rows.map(
      ({ part, bytes: of }) => html`<li title=${words[part][1]}>${swatch(part)}
        <span>${words[part][0]}</span> ${size(of)} <span class="num soft">${percent(of, totalBytes)}</span></li>`,
    )}</ul>
    <p class="card-text soft">${quality(countedObjects, explainedObjects)}${complete ? nothing : html` Parts that the snapshot lacks are not in the bar; see <a href="#missing">what is missing</a>.`}</p></section>`;
}

/** Widths are attributes: the page allows no inline style. @param {{part: CoveragePart, bytes: number}[]} rows @param {number} total @param {string} label */
export function stacked(rows, total, label) {
  let from = 0;
  return html`<svg class="stacked" role="img" aria-label=${label}>${rows.map(({ part, bytes: of }) => {
    const x = from;
    const width = share(of, total);
    from += width;
    return svg`<rect class="part-${part}" x="${x.toFixed(3)}%" width="${width.toFixed(3)}%" height="100%"><title>${words[part][0]}: ${bytes(of)}, ${percent(of, total)}</title></rect>`;
  })}</svg>`;
}

/** @param {number} counted @param {number} explained */
function quality(counted, explained) {
  if (!counted) return 'No object counts its references.';
  return explained === counted
    ? `The references found are exactly those that the objects count themselves, for all ${count(counted)}.`
    : `For ${count(explained)} of ${count(counted)} objects (${percent(explained, counted)}) the references found are exactly as many as the object counts itself; the others are held by C code too, or by something we do not know.`;
}
