/**
 * Where boxes stand. References lead to the right: what an object refers to stands right of it, what refers to it left.
 * Pure and deterministic. Two ways: `placeNew` puts what has no place yet beside its owner and moves nothing else;
 * `tidy` lays everything out anew, except what is pinned.
 */

import { between, columnsOf, gap, heightOf, Tree } from './tree.js';

/**
 * @typedef {{id: string, x: number, y: number, width: number, height: number, placed: boolean, pinned: boolean,
 *   by: string | null, side: 'references' | 'referrers', label: number}} Item  x and y of the middle
 * @typedef {{x: number, y: number}} Place
 */

const columnRows = 8;

/** How many leaves of one owner may stand in a column: what makes the whole fit best into a page is taken. */
const rowChoices = [48, 32, 24, 16, 12, 9, 6, 4, 3, 2];
const page = { width: 1100, height: 620 };
const margin = 10;
const step = 12;

/** @param {Item} item @param {Place} at */
const rect = (item, at) => ({
  left: at.x - item.width / 2,
  right: at.x + item.width / 2,
  top: at.y - item.height / 2,
  bottom: at.y + item.height / 2,
});

/** @typedef {ReturnType<typeof rect>} Rect */

/** @param {Rect} a @param {Rect} b */
const touch = (a, b) =>
  a.left < b.right + margin && a.right > b.left - margin && a.top < b.bottom + margin && a.bottom > b.top - margin;

/**
 * Places for all that have none; nothing else moves, nothing overlaps.
 * @param {Item[]} items
 * @returns {Map<string, Place>}
 */
export function placeNew(items) {
  if (!items.some((item) => item.placed)) return tidy(items);
  /** @type {Map<string, Place>} */
  const places = new Map();
  const known = new Map(items.map((item) => [item.id, item]));
  const taken = items.filter((item) => item.placed).map((item) => rect(item, item));
  let left = items.filter((item) => !item.placed);
  while (left.length) {
    const isThere = (/** @type {string | null} */ id) => !!id && (known.get(id)?.placed || places.has(id));
    const ready = left.filter((item) => isThere(item.by));
    const now = ready.length ? ready : [left[0]];
    for (const family of families(now)) {
      const owner = known.get(family[0].by ?? '');
      const at = owner && (places.get(owner.id) ?? owner);
      for (const [id, place] of besides(family, owner, at, taken)) places.set(id, place);
    }
    left = left.filter((item) => !places.has(item.id));
  }
  return places;
}

/** By owner and side. @param {Item[]} items */
function families(items) {
  /** @type {Map<string, Item[]>} */
  const found = new Map();
  for (const item of items) {
    const key = `${item.by} ${item.side}`;
    found.set(key, [...(found.get(key) ?? []), item]);
  }
  return [...found.values()];
}

/**
 * Columns of a family beside its owner, each as near to the owner's height as there is room.
 * @param {Item[]} family
 * @param {Item | undefined} owner
 * @param {Place | undefined} at
 * @param {Rect[]} taken what is there; the new ones are added
 */
function besides(family, owner, at, taken) {
  /** @type {[string, Place][]} */
  const placed = [];
  const right = family[0].side === 'references';
  const start = at ?? { x: 0, y: Math.max(0, ...taken.map((each) => each.bottom)) + 60 };
  let edge = owner ? start.x + ((right ? 1 : -1) * owner.width) / 2 : start.x;
  for (const column of columnsOf(family, columnRows)) {
    const width = Math.max(...column.map((item) => item.width));
    const inner = edge + (right ? 1 : -1) * (owner ? gap(column) : 0);
    const area = { left: right ? inner : inner - width, right: right ? inner + width : inner };
    let top = freeTop(start.y - heightOf(column) / 2, heightOf(column), area, taken);
    for (const item of column) {
      const place = {
        x: Math.round(right ? inner + item.width / 2 : inner - item.width / 2),
        y: Math.round(top + item.height / 2),
      };
      placed.push([item.id, place]);
      taken.push(rect(item, place));
      top += item.height + between;
    }
    edge = right ? area.right : area.left;
  }
  return placed;
}

/** @param {number} wanted @param {number} height @param {{left: number, right: number}} area @param {Rect[]} taken */
function freeTop(wanted, height, area, taken) {
  const near = taken.filter((each) => each.left < area.right + margin && each.right > area.left - margin);
  const isFree = (/** @type {number} */ top) =>
    near.every((each) => !touch({ ...area, top, bottom: top + height }, each));
  for (let away = 0; ; away += step) {
    if (isFree(wanted + away)) return wanted + away;
    if (isFree(wanted - away)) return wanted - away;
  }
}

/**
 * All places anew. The first item and what is pinned stay where they are.
 * @param {Item[]} items
 * @returns {Map<string, Place>}
 */
export function tidy(items) {
  if (!items.length) return new Map();
  const places = bestPlaces(items);
  const [first] = items;
  const origin = places.get(first.id) ?? { x: 0, y: 0 };
  const anchor = first.placed ? first : { x: 0, y: 0 };
  for (const [id, at] of places) places.set(id, { x: at.x - origin.x + anchor.x, y: at.y - origin.y + anchor.y });
  return apart(items, places);
}

/** @param {Item[]} items */
function bestPlaces(items) {
  /** @type {Map<string, Place>} */
  let best = new Map();
  let closest = 0;
  for (const rows of rowChoices) {
    const places = new Tree(items, rows).places();
    const all = items.map((item) => rect(item, /** @type {Place} */ (places.get(item.id))));
    const width = Math.max(...all.map((each) => each.right)) - Math.min(...all.map((each) => each.left));
    const height = Math.max(...all.map((each) => each.bottom)) - Math.min(...all.map((each) => each.top));
    const zoom = Math.min(1, page.width / width, page.height / height);
    if (zoom > closest * 1.15) {
      closest = zoom;
      best = places;
    }
  }
  return best;
}

/** Moves up or down what would overlap: the pinned first, then in order. @param {Item[]} items @param {Map<string, Place>} places */
function apart(items, places) {
  /** @type {Map<string, Place>} */
  const free = new Map();
  /** @type {Rect[]} */
  const taken = [];
  for (const item of [...items].sort((a, b) => Number(b.pinned) - Number(a.pinned))) {
    const at = item.pinned && item.placed ? item : /** @type {Place} */ (places.get(item.id));
    const wanted = rect(item, at);
    const top = item.pinned && item.placed ? wanted.top : freeTop(wanted.top, item.height, wanted, taken);
    const place = { x: Math.round(at.x), y: Math.round(top + item.height / 2) };
    free.set(item.id, place);
    taken.push(rect(item, place));
  }
  return free;
}
