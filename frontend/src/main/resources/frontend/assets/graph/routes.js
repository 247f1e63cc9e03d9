/** How arrows run between boxes: one rule for the drawing and for files made of it. Pure arithmetic. */

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {'out' | 'in' | 'bent' | 'loop'} Way  out: a comb that begins at the owner; in: one that ends there
 */

export const bend = 20;
const roomForComb = 52;

/**
 * @param {Box} from
 * @param {Box} to
 * @param {'from' | 'to' | null} owner
 * @returns {Way}
 */
export function wayOf(from, to, owner) {
  if (from === to) return 'loop';
  const room = to.x - to.width / 2 - (from.x + from.width / 2);
  if (!owner || room < roomForComb) return 'bent';
  return owner === 'from' ? 'out' : 'in';
}

/** The side of a box where a line from its middle leaves it. @param {Box} box @param {{x: number, y: number}} towards */
export function border(box, towards) {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  const scale = Math.min(dx ? box.width / 2 / Math.abs(dx) : Infinity, dy ? box.height / 2 / Math.abs(dy) : Infinity);
  return Number.isFinite(scale) ? { x: box.x + dx * scale, y: box.y + dy * scale } : { x: box.x, y: box.y };
}

/** Of the three neighbours of a node that lie that way, the nearest; joined ones before others.
 * @param {Map<string, Box>} boxes
 * @param {Set<string>} joined
 * @param {string} from
 * @param {'left' | 'right' | 'up' | 'down'} way
 * @returns {string | undefined}
 */
export function nearest(boxes, joined, from, way) {
  const here = boxes.get(from);
  if (!here) return boxes.keys().next().value;
  const vertical = way === 'up' || way === 'down';
  const sign = way === 'left' || way === 'up' ? -1 : 1;
  let best;
  let least = Infinity;
  for (const [id, box] of boxes) {
    if (id === from) continue;
    const along = sign * (vertical ? box.y - here.y : box.x - here.x);
    const across = Math.abs(vertical ? box.x - here.x : box.y - here.y);
    if (along < 12) continue;
    const cost = (along + (vertical ? 3 : 2) * across) * (joined.has(id) ? 0.5 : 1);
    if (cost < least) {
      least = cost;
      best = id;
    }
  }
  return best;
}
