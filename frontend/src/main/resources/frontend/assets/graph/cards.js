/** The boxes of the drawing as elements over the canvas: text that stays sharp, in the page's fonts and colours. */
import { html, nothing } from 'lit-html';
import { bytes, count, plain } from '../format.js';
import { icon } from '../icons.js';
import { chipText, cut, fittingChips, inside, spansText, typeTitle } from './box.js';
import { kinds } from './colours.js';

/**
 * @typedef {{
 *   toggle: (id: string, side: 'references' | 'referrers') => void, chip: (address: string) => void, more: (group: string) => void,
 * }} Hands  what clicks on parts of a box do
 */

const states = /** @type {Record<string, string>} */ ({ garbage: 'garbage', freed: 'freed', unsure: 'unsure' });

/** @param {import('./picture.js').Box} box @param {Hands} hands */
export function boxCard(box, hands) {
  const { node } = box;
  const { sign } = kinds[node.kind];
  const { shown, more } = fittingChips(box.chips, box.width);
  return html`<span class="g-sign">${sign}</span>
    <span class="g-title"><b>${typeTitle(node.type)}</b>${states[node.state] ? html`<i class="g-state">${states[node.state]}</i>` : nothing}${box.pinned ? html`<span class="g-pin">${icon('pin')}</span>` : nothing}<span class="g-size">${bytes(node.memoryBytes)}</span></span>
    <span class="g-text">${inside(node).map((span) => html`<span class="py-${span.k}">${plain(span.t)}</span>`)}</span>
    ${box.chips.total ? html`<span class="g-chips">${shown.map((chip) => html`<span class="g-chip ${chip.from ? 'from' : ''}" title=${chipText(chip)} @click=${() => hands.chip(chip.address)}>${chip.from ? '← ' : ''}${cut(chipText(chip), 22)}</span>`)}${more > 0 ? html`<span class="g-more">+${more}</span>` : nothing}</span>` : nothing}
    ${expander(box, 'referrers', hands)}${expander(box, 'references', hands)}`;
}

/** @param {import('./picture.js').Box} box @param {'references' | 'referrers'} side @param {Hands} hands */
function expander(box, side, hands) {
  if (box[side] === 'none') return nothing;
  const open = box[side] === 'open';
  const number = box.node[side];
  const what = side === 'references' ? 'what it refers to' : 'what refers to it';
  const text = open ? '−' : number > 999 ? '999+' : count(number);
  return html`<span class="g-expander ${side} ${open ? 'open' : ''}" title=${open ? `Collapse ${what}` : `Expand ${what} (${count(number)})`}
    @click=${() => hands.toggle(box.id, side)}>${side === 'referrers' ? (open ? '' : '‹ ') : nothing}${text}${side === 'references' ? (open ? '' : ' ›') : nothing}</span>`;
}

/** @param {import('./picture.js').Group} group @param {Hands} hands */
export function groupCard(group, hands) {
  return html`<span class="g-sign">${kinds.group.sign}</span>
    <span class="g-title"><b>${typeTitle(group.type)}</b><span class="g-count">× ${count(group.more)}</span></span>
    <span class="g-text">${bytes(group.bytes)} in all</span>
    <span class="g-expander references" title="Show the next of them one by one" @click=${() => hands.more(group.id)}>+${Math.min(8, group.more)}</span>`;
}

/** What a screen reader says of a box. @param {import('./picture.js').Box} box */
export function boxName({ node, pinned }) {
  const parts = [
    typeTitle(node.type),
    spansText(inside(node)),
    bytes(node.memoryBytes),
    `${count(node.references)} references`,
    `${count(node.referrers)} referrers`,
  ];
  return [...parts, ...(pinned ? ['pinned'] : [])].join(', ');
}

/** @param {import('./picture.js').Group} group */
export const groupName = (group) =>
  `${count(group.more)} more of type ${typeTitle(group.type)}, ${bytes(group.bytes)}, as a group`;
