/**
 * Where the tasks of a cycle stand: few on an ellipse, more around a rectangle that grows downwards, so that neither
 * boxes nor the labels between them overlap and the text stays readable. Pure arithmetic, in pixels.
 */

export const boxHeight = 46;
const rowStep = 104;
const few = 6;

/** @typedef {{x: number, y: number}} Point */

/**
 * @param {number} count
 * @param {number} box width of a task's box
 * @param {number} label width of an edge's label
 * @param {number} width of the drawing's place
 * @returns {Point[]} in waiting order, clockwise from the top
 */
export function ring(count, box, label, width) {
  const gap = label + 36;
  if (count === 1) return [{ x: 0, y: 0 }];
  if (count === 2) return [-1, 1].map((side) => ({ x: (side * (box + gap)) / 2, y: 0 }));
  return count <= few ? ellipse(count, box, gap, width) : rectangle(count, box + gap, width);
}

/** @param {number} count @param {number} box @param {number} gap @param {number} width @returns {Point[]} */
function ellipse(count, box, gap, width) {
  const radiusX = Math.max((box + gap) / (count < 5 ? 1.6 : 1.1), Math.min(width / 2 - box, 330));
  const radiusY = count === 3 ? 110 : 130;
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2;
    return { x: radiusX * Math.cos(angle), y: radiusY * Math.sin(angle) };
  });
}

/** Top row to the right, right side down, bottom row to the left, left side up. @param {number} count @param {number} step @param {number} width @returns {Point[]} */
function rectangle(count, step, width) {
  const top = Math.max(2, Math.min(Math.floor(width / step), Math.ceil(count / 3)));
  const rest = Math.max(0, count - 2 * top);
  const right = Math.ceil(rest / 2);
  const bottom = Math.min(top, count - top);
  const right0 = (top - 1) * step;
  const bottomY = (right + 1) * rowStep;
  return Array.from({ length: count }, (_, index) => {
    if (index < top) return { x: index * step, y: 0 };
    if (index < top + right) return { x: right0, y: (index - top + 1) * rowStep };
    if (index < top + right + bottom) return { x: right0 - (index - top - right) * step, y: bottomY };
    const left = count - top - right - bottom;
    return { x: 0, y: bottomY - ((index - top - right - bottom + 1) * bottomY) / (left + 1) };
  });
}
