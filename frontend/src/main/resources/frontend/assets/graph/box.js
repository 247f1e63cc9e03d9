/** What stands in the boxes and at the arrows of the picture, and how large the boxes are. Pure; sizes in pixels. */
import { bytes, count, plain, shortName } from '../format.js';

const titleCharacter = 7.3;
const textCharacter = 6.65;
const labelCharacter = 6.1;
const longestLabel = 24;
const narrowest = 116;
const widest = 236;
const lineHeight = 18;
const chipsInBox = 3;

/** @param {string} text @param {number} most */
export const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** `aiohttp.web_request.Request` → `Request`. @param {{name: string}} type */
export const typeTitle = (type) => plain(shortName(type.name) || type.name);

/**
 * The preview without the type's name, which is the title: `<app.Client host='a'>` → `host='a'`.
 * @param {GraphNode} node
 * @returns {Span[]}
 */
export function inside({ preview, type, address }) {
  const [first, second] = preview;
  const names = [type.name, type.name.replace(/^builtins\./, ''), shortName(type.name)];
  const opened = first?.t.startsWith('<') && preview.at(-1)?.t.endsWith('>');
  const rest = first?.t === '<' ? second?.t : first?.t.slice(1);
  if (!opened || !rest || !names.some((name) => rest === name || rest.startsWith(`${name} `))) return preview;
  const inner = preview.slice(first.t === '<' ? 1 : 0, preview.at(-1)?.t === '>' ? -1 : undefined);
  const named = /** @type {string} */ (names.find((name) => rest === name || rest.startsWith(`${name} `)));
  const start = first.t === '<' ? inner[0].t : inner[0].t.slice(1);
  const head = { ...inner[0], t: start.slice(named.length) };
  const spans = [head, ...inner.slice(1)];
  spans[0] = { ...spans[0], t: spans[0].t.trimStart() };
  if (!spans[0].t && spans[1]) spans[1] = { ...spans[1], t: spans[1].t.trimStart() };
  const kept = spans.filter((span) => span.t);
  return kept.length ? kept : [{ k: 'dim', t: address }];
}

/** @param {Span[]} spans */
export const spansText = (spans) => spans.map((span) => plain(span.t)).join('');

/** @param {GraphChip} chip as `timeout=None` */
export function chipText(chip) {
  const label = plain(chip.label).replace(/^\./, '');
  return `${label}${label ? '=' : ''}${spansText(chip.preview)}`;
}

/**
 * The chips that fit into a box of this width, and how many are left.
 * @param {{chips: GraphChip[], total: number}} all
 * @param {number} width
 */
export function fittingChips({ chips, total }, width) {
  /** @type {GraphChip[]} */
  const shown = [];
  let room = width - 22;
  for (const chip of chips.slice(0, chipsInBox)) {
    const needed = cut(chipText(chip), 22).length * 6 + 14;
    if (needed + (total > shown.length + 1 ? 30 : 0) > room) break;
    room -= needed;
    shown.push(chip);
  }
  if (!shown.length && chips.length) shown.push(chips[0]);
  return { shown, more: total - shown.length };
}

/** @param {GraphNode} node @param {number} chips */
export function nodeSize(node, chips) {
  const title = typeTitle(node.type).length * titleCharacter + bytes(node.memoryBytes).length * 6.2 + 48;
  const text = spansText(inside(node)).length * textCharacter + 34;
  const chipRoom = chips ? 170 : 0;
  const width = Math.round(Math.max(narrowest, Math.min(widest, Math.max(title, text, chipRoom))));
  return { width: Math.min(width, 360), height: 10 + (chips ? 3 : 2) * lineHeight + (chips ? 4 : 0) };
}

/** @param {{name: string}} type @param {number} more @param {number} size */
export function groupSize(type, more, size) {
  const title = (typeTitle(type).length + count(more).length + 3) * titleCharacter + 40;
  return { width: Math.round(Math.max(150, Math.min(widest, title, 300), bytes(size).length * 7)), height: 46 };
}

/** What stands at an arrow: the first reference's name, and how many more there are. @param {GraphEdge} edge */
export function edgeText(edge) {
  const [first] = edge.labels;
  const name = plain(first?.text) || first?.class;
  return `${cut(name, longestLabel)}${edge.count > 1 ? ` +${count(edge.count - 1)}` : ''}`;
}

/** @param {string} text */
export const labelWidth = (text) => Math.ceil(text.length * labelCharacter);
