/**
 * Python shown as Python: a preview's spans as coloured text in which every nested object is a link. Text from the
 * snapshot enters the page here, and only ever as text.
 */
import { html, nothing } from 'lit-html';
import { place, plain } from './format.js';
import { href } from './route.js';

/** @param {string} snapshot @param {string} address */
export const objectHref = (snapshot, address) => href({ screen: 'object', snapshot, address });

/** @param {string} snapshot @param {string} address */
export const taskHref = (snapshot, address) => href({ screen: 'task', snapshot, address });

/** The object in the graph explorer. @param {string} snapshot @param {string} address */
export const graphHref = (snapshot, address) => href({ screen: 'graph', snapshot, query: { at: address } });

/**
 * @param {Span[]} spans
 * @param {string} snapshot
 * @param {{self?: string}} [how] self: the object shown, which is not linked to itself
 */
export function python(spans, snapshot, { self } = {}) {
  return html`<code class="py">${grouped(spans).map(({ address, members }) => {
    const text = members.map((span) => html`<span class=${`py-${span.k}`}>${plain(span.t)}</span>`);
    if (!address || address === self) return text;
    return html`<a href=${objectHref(snapshot, address)} title=${address}>${text}</a>`;
  })}</code>`;
}

/** Neighbours that lead to the same object become one link. @param {Span[]} spans */
function grouped(spans) {
  /** @type {{address: string | undefined, members: Span[]}[]} */
  const groups = [];
  for (const span of spans) {
    const last = groups.at(-1);
    if (last && last.address === span.a) last.members.push(span);
    else groups.push({ address: span.a, members: [span] });
  }
  return groups;
}

/** One object as a link: the whole preview, the nested objects inside it with links of their own. @param {Ref | null | undefined} ref @param {string} snapshot */
export function reference(ref, snapshot) {
  if (!ref) return html`<span class="faint">unreadable</span>`;
  const linked = ref.preview.map((span) => (span.a ? span : { ...span, a: ref.address }));
  return python(linked, snapshot);
}

/** "generate.py:21" with the whole path as tooltip. @param {string | null} file @param {number | null} line */
export function source(file, line) {
  return file
    ? html`<span class="mono" title=${plain(`${file}${line ? `:${line}` : ''}`)}>${place(file, line)}</span>`
    : nothing;
}
