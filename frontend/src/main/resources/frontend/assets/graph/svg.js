/**
 * The picture as an SVG file: real text and lines, in the colours given. Pure. Everything that comes from memory is
 * escaped on its way into the file, and what XML cannot hold is left out.
 */
import { bytes, count, plain } from '../format.js';
import { chipText, cut, fittingChips, inside, spansText, typeTitle } from './box.js';
import { kinds, lineOf } from './colours.js';
import { bend, border, wayOf } from './routes.js';

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Box} Box */
/** @typedef {import('./picture.js').Group} Group */
/** @typedef {import('./picture.js').Arrow} Arrow */
/** @typedef {import('./colours.js').Colours} Colours */

const margin = 40;
const mono = "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const stripe = 24;
const character = 6.65;

/** @param {string} text */
export const escaped = (text) =>
  plain(text)
    .replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '');

/** @param {Picture} picture */
export function extent({ boxes, groups }) {
  const all = [...boxes, ...groups];
  const left = Math.min(0, ...all.map((box) => box.x - box.width / 2)) - margin;
  const top = Math.min(0, ...all.map((box) => box.y - box.height / 2)) - margin;
  const right = Math.max(0, ...all.map((box) => box.x + box.width / 2)) + margin;
  const bottom = Math.max(0, ...all.map((box) => box.y + box.height / 2)) + margin;
  return { left, top, width: right - left, height: bottom - top };
}

/** @param {Picture} picture @param {Colours} colours @returns {string} */
export function svg(picture, colours) {
  const { left, top, width, height } = extent(picture);
  const items = new Map(
    /** @type {(Box | Group)[]} */ ([...picture.boxes, ...picture.groups]).map((item) => [item.id, item]),
  );
  const arrows = picture.arrows.map((arrow) => arrowShape(arrow, items, colours));
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="${mono}" font-size="11">
<title>References among ${count(picture.boxes.length)} Python objects</title>
<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colours.bg}"/>
<g fill="none" stroke-width="1.4">
${arrows.map((arrow) => arrow.line).join('\n')}
</g>
${picture.boxes.map((box) => boxShape(box, colours)).join('\n')}
${picture.groups.map((group) => groupShape(group, colours)).join('\n')}
<g font-size="10" text-anchor="middle">
${arrows.map((arrow) => arrow.label).join('\n')}
</g>
</svg>
`;
}

/** @param {string} text @param {{x: number, y: number}} at @param {Record<string, string | number>} [how] */
function word(text, { x, y }, how = {}) {
  const attributes = Object.entries(how).map(([name, value]) => ` ${name}="${value}"`);
  return `<text x="${x}" y="${y}"${attributes.join('')}>${escaped(text)}</text>`;
}

/** @param {import('./routes.js').Box} box @param {'round' | 'square' | 'pill' | 'leaf'} shape */
function outline({ x, y, width, height }, shape) {
  const [l, t, r, b] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (shape === 'leaf')
    return `<path d="M${l + 14} ${t}H${r - 3}Q${r} ${t} ${r} ${t + 3}V${b - 14}Q${r} ${b} ${r - 14} ${b}H${l + 3}Q${l} ${b} ${l} ${b - 3}V${t + 14}Q${l} ${t} ${l + 14} ${t}Z"`;
  const radius = { round: 7, square: 1, pill: 20 }[shape];
  return `<rect x="${l}" y="${t}" width="${width}" height="${height}" rx="${radius}"`;
}

/** @param {Box} box @param {Colours} colours */
function boxShape(box, colours) {
  const { node } = box;
  const { colour, sign, shape } = kinds[node.kind];
  const left = box.x - box.width / 2 + stripe;
  const top = box.y - box.height / 2;
  const room = Math.floor((box.width - stripe - 10) / character);
  const size = bytes(node.memoryBytes);
  const { shown, more } = fittingChips(box.chips, box.width);
  const chips = [
    ...shown.map((chip) => `${chip.from ? '← ' : ''}${cut(chipText(chip), 22)}`),
    ...(more > 0 ? [`+${count(more)}`] : []),
  ];
  const edge = box.onPath ? colours.warn : colours[colour];
  return `<g><title>${escaped(`${node.type.name} ${box.id}`)}</title>
${outline(box, shape)} fill="${colours.panel}" stroke="${edge}" stroke-width="${box.onPath || box.start ? 2.5 : 1.2}"/>
${word(sign, { x: left - stripe / 2 + 1, y: box.y + 4 }, { fill: colours[colour], 'text-anchor': 'middle' })}
${word(cut(typeTitle(node.type), Math.max(4, room - size.length)), { x: left, y: top + 18 }, { fill: colours.text, 'font-weight': 600 })}
${word(size, { x: box.x + box.width / 2 - 9, y: top + 18 }, { fill: colours.faint, 'text-anchor': 'end', 'font-size': 10 })}
${word(cut(spansText(inside(node)), room), { x: left, y: top + 35 }, { fill: colours.soft })}
${chips.length ? word(cut(chips.join('  '), room + 2), { x: left, y: top + 53 }, { fill: colours.faint, 'font-size': 10 }) : ''}</g>`;
}

/** @param {Group} group @param {Colours} colours */
function groupShape(group, colours) {
  const left = group.x - group.width / 2 + stripe;
  const top = group.y - group.height / 2;
  return `<g><title>${escaped(group.type.name)}</title>
${outline({ ...group, x: group.x + 4, y: group.y + 4 }, 'square')} fill="${colours.sunken}" stroke="${colours.edge}"/>
${outline(group, 'square')} fill="${colours.panel}" stroke="${colours.edge}" stroke-dasharray="5 3"/>
${word(`${typeTitle(group.type)} × ${count(group.more)}`, { x: left, y: top + 19 }, { fill: colours.text, 'font-weight': 600 })}
${word(`${bytes(group.bytes)} in all`, { x: left, y: top + 36 }, { fill: colours.soft })}</g>`;
}

const dashes = { solid: '', dashed: ' stroke-dasharray="6 4"', dotted: ' stroke-dasharray="2 3"' };

/** @param {Arrow} arrow @param {Map<string, Box | Group>} items @param {Colours} colours */
function arrowShape(arrow, items, colours) {
  const from = /** @type {Box} */ (items.get(arrow.from));
  const to = /** @type {Box} */ (items.get(arrow.to));
  const look = lineOf(arrow.class);
  const colour = arrow.onPath ? colours.warn : colours[look.colour];
  const { path, end, angle, label } = course(from, to, arrow);
  const point = `<path transform="translate(${end.x} ${end.y}) rotate(${angle})" d="M0 0l-8 -3.6v7.2z" fill="${colour}" stroke="none"/>`;
  return {
    line: `<path d="${path}" stroke="${colour}"${arrow.onPath ? ' stroke-width="3.5"' : ''}${dashes[look.line]}/>${point}`,
    label: arrow.text
      ? word(arrow.text, label, { fill: colours.soft, stroke: colours.bg, 'stroke-width': 4, 'paint-order': 'stroke' })
      : '',
  };
}

/** @param {Box} from @param {Box} to @param {Arrow} arrow */
function course(from, to, arrow) {
  const way = wayOf(from, to, arrow.owner);
  const start = { x: from.x + from.width / 2, y: from.y };
  const end = { x: to.x - to.width / 2, y: to.y };
  if (way === 'out' || way === 'in') {
    const turn = way === 'out' ? start.x + bend : end.x - bend;
    const radius = Math.min(8, Math.abs(end.y - start.y) / 2);
    const down = Math.sign(end.y - start.y);
    const path = `M${start.x} ${start.y}H${turn - radius}Q${turn} ${start.y} ${turn} ${start.y + down * radius}V${end.y - down * radius}Q${turn} ${end.y} ${turn + radius} ${end.y}H${end.x - 6}`;
    const label = way === 'out' ? { x: (turn + end.x) / 2, y: end.y + 3 } : { x: (start.x + turn) / 2, y: start.y + 3 };
    return { path, end, angle: 0, label };
  }
  if (way === 'loop') {
    const top = from.y - from.height / 2;
    const path = `M${from.x - 20} ${top}C${from.x - 30} ${top - 44} ${from.x + 30} ${top - 44} ${from.x + 20} ${top}`;
    return { path, end: { x: from.x + 20, y: top }, angle: 105, label: { x: from.x, y: top - 36 } };
  }
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const middle = {
    x: (from.x + to.x) / 2 - (26 * (to.y - from.y)) / length,
    y: (from.y + to.y) / 2 + (26 * (to.x - from.x)) / length,
  };
  const first = border(from, middle);
  const last = border(to, middle);
  const angle = (Math.atan2(last.y - middle.y, last.x - middle.x) * 180) / Math.PI;
  return {
    path: `M${first.x} ${first.y}Q${middle.x} ${middle.y} ${last.x} ${last.y}`,
    end: last,
    angle,
    label: { x: (first.x + 2 * middle.x + last.x) / 4, y: (first.y + 2 * middle.y + last.y) / 4 + 3 },
  };
}
