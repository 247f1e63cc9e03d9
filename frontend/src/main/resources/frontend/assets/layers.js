/**
 * Where the members of a proof stand that is no circle: who waits at the left, what is waited for to the right of it, who
 * holds that further right. Pure arithmetic, in pixels.
 */
import { boxHeight } from './ring.js';

/** @typedef {{x: number, y: number}} Point */

const rowStep = boxHeight + 26;

/**
 * @param {number} count of boxes
 * @param {{from: number, to: number}[]} edges
 * @param {number} box width of a box
 * @param {number} label width of an edge's label
 * @returns {Point[]}
 */
export function layers(count, edges, box, label) {
  const depth = depths(count, edges);
  /** @type {number[][]} */
  const columns = [];
  for (const [index, at] of depth.entries()) columns[at] = [...(columns[at] ?? []), index];
  /** @type {Point[]} */
  const points = [];
  for (const [column, members] of columns.entries()) {
    for (const [row, index] of (members ?? []).entries())
      points[index] = { x: column * (box + label + 44), y: (row - (members.length - 1) / 2) * rowStep };
  }
  return points;
}

/** Whether nobody waits for itself in the end, so that all can stand in layers. @param {number} count @param {{from: number, to: number}[]} edges */
export function isLayered(count, edges) {
  const waiting = new Array(count).fill(0);
  for (const { to } of edges) waiting[to]++;
  const ready = [...waiting.keys()].filter((index) => !waiting[index]);
  for (let i = 0; i < ready.length; i++)
    for (const { from, to } of edges) if (from === ready[i] && --waiting[to] === 0) ready.push(to);
  return ready.length === count;
}

/** How many edges lead to each at most; what goes round in a circle stops after as many steps as there are boxes. @param {number} count @param {{from: number, to: number}[]} edges */
function depths(count, edges) {
  const depth = new Array(count).fill(0);
  for (let step = 0; step < count; step++) {
    let moved = false;
    for (const { from, to } of edges) {
      if (from === to || depth[to] > depth[from] || depth[from] + 1 >= count) continue;
      depth[to] = depth[from] + 1;
      moved = true;
    }
    if (!moved) break;
  }
  // Columns that a circle left empty are closed up.
  const used = [...new Set(depth)].sort((a, b) => a - b);
  return depth.map((each) => used.indexOf(each));
}
