/**
 * Squarified treemaps (Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000): areas in proportion to values, each as
 * close to a square as the order by size allows. Pure arithmetic: knows neither what is drawn nor how.
 */

/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

/**
 * One rectangle for each value, in the order of the values; those of 0 or less have no area.
 * @param {number[]} values
 * @param {Rect} area
 * @returns {Rect[]}
 */
export function squarified(values, area) {
  const order = values.map((_, index) => index).sort((a, b) => values[b] - values[a] || a - b);
  const sum = values.reduce((total, value) => total + Math.max(0, value), 0);
  /** @type {Rect[]} */
  const rects = values.map(() => ({ x: area.x, y: area.y, width: 0, height: 0 }));
  if (!(sum > 0) || area.width <= 0 || area.height <= 0) return rects;
  const scale = (area.width * area.height) / sum;
  let left = { ...area };
  let row = [];
  let rowArea = 0;
  for (const index of order) {
    const size = Math.max(0, values[index]) * scale;
    if (size <= 0) break;
    const side = Math.min(left.width, left.height);
    const first = row.length ? row[0].size : size;
    const last = row.length ? row[row.length - 1].size : size;
    if (row.length && worst(first, size, rowArea + size, side) > worst(first, last, rowArea, side)) {
      left = placed(row, rowArea, left, rects);
      row = [];
      rowArea = 0;
    }
    row.push({ index, size });
    rowArea += size;
  }
  placed(row, rowArea, left, rects);
  return rects;
}

/** How far from a square the worst of a row is. @param {number} largest @param {number} smallest @param {number} sum @param {number} side */
function worst(largest, smallest, sum, side) {
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

/**
 * Lays a row along the shorter side.
 * @param {{index: number, size: number}[]} row
 * @param {number} rowArea
 * @param {Rect} left
 * @param {Rect[]} rects
 * @returns {Rect} what is left
 */
function placed(row, rowArea, left, rects) {
  const wide = left.width >= left.height;
  const side = wide ? left.height : left.width;
  const depth = side > 0 ? rowArea / side : 0;
  let along = 0;
  for (const { index, size } of row) {
    const length = depth > 0 ? size / depth : 0;
    rects[index] = wide
      ? { x: left.x, y: left.y + along, width: depth, height: length }
      : { x: left.x + along, y: left.y, width: length, height: depth };
    along += length;
  }
  return wide
    ? { ...left, x: left.x + depth, width: Math.max(0, left.width - depth) }
    : { ...left, y: left.y + depth, height: Math.max(0, left.height - depth) };
}

/**
 * As much of a text as fits, or "" where that would say nothing.
 * @param {string} text
 * @param {number} width in pixels
 * @param {number} [character] width of one
 */
export function fitted(text, width, character = 7.3) {
  const fit = Math.floor(width / character);
  if (text.length <= fit) return text;
  return fit >= 5 ? `${text.slice(0, fit - 1)}…` : '';
}
