/**
 * A tree of boxes that grows to both sides: where each stands if nothing else is there. Pure; layout.js chooses among
 * such trees and fits them to what is there.
 */

/** @typedef {import('./layout.js').Item} Item */
/** @typedef {import('./layout.js').Place} Place */

export const between = 22;

/** Room for the text at an arrow, and for its bend and point. @param {Item[]} items */
export const gap = (items) => Math.max(84, Math.min(216, 58 + Math.max(0, ...items.map((item) => item.label))));

/** @param {Item[]} column */
export const heightOf = (column) => column.reduce((sum, item) => sum + item.height + between, -between);

/** @param {Item[]} items into columns of equal length @param {number} most */
export function columnsOf(items, most) {
  const columns = Math.ceil(items.length / most);
  const rows = Math.ceil(items.length / Math.max(1, columns));
  return Array.from({ length: columns }, (_, index) => items.slice(index * rows, (index + 1) * rows));
}

/** @param {Item[]} leaves @param {number} top @returns {number[]} */
function stacked(leaves, top) {
  let at = top;
  return leaves.map((leaf) => {
    const y = at + leaf.height / 2;
    at += leaf.height + between;
    return y;
  });
}

/**
 * The middles of a farther column: where the nearest column has its gaps, so that the arrows pass between its boxes.
 * @param {Item[]} leaves
 * @param {Item[]} nearest
 * @param {number} top of the nearest
 * @param {number} part
 */
function inGaps(leaves, nearest, top, part) {
  const ys = stacked(nearest, top);
  let free = -Infinity;
  return leaves.map((leaf, index) => {
    const near = Math.min(index, nearest.length - 1);
    const gapMiddle = ys[near] + nearest[near].height / 2 + between / 2 + 5 * (part - 1);
    const y = Math.max(gapMiddle, free + leaf.height / 2);
    free = y + leaf.height / 2 + between;
    return y;
  });
}

/** A tree that grows to both sides of its root: columns by the distance, rows so that no subtrees meet. */
export class Tree {
  /** @type {Map<string, {column: number, part: number, y: number}>} */
  #cells = new Map();

  /** @type {Map<string, {references: Item[], referrers: Item[]}>} */
  #children = new Map();

  /** @type {Map<string, number>} */
  #heights = new Map();

  /** @param {Item[]} items @param {number} rows */
  constructor(items, rows) {
    this.items = items;
    this.rows = rows;
    const known = new Set(items.map((item) => item.id));
    for (const item of items) this.#children.set(item.id, { references: [], referrers: [] });
    const roots = items.filter((item, index) => index === 0 || !item.by || !known.has(item.by) || item.by === item.id);
    const isRoot = new Set(roots.map((root) => root.id));
    for (const item of items) if (!isRoot.has(item.id)) this.#children.get(item.by ?? '')?.[item.side].push(item);
    let top = 0;
    for (const root of roots) top = this.#grow(root, top) + 2 * between;
    // A ring of owners has no root; whoever is left begins a tree of its own.
    for (const item of items) if (!this.#cells.has(item.id)) top = this.#grow(item, top) + 2 * between;
  }

  /** @param {Item} root @param {number} top @returns {number} where it ends */
  #grow(root, top) {
    const order = [root];
    const seen = new Set([root.id]);
    for (const item of order)
      for (const child of this.#all(item)) {
        if (seen.has(child.id) || this.#cells.has(child.id)) continue;
        seen.add(child.id);
        order.push(child);
      }
    for (const item of order.toReversed()) this.#heights.set(item.id, this.#height(item));
    const height = this.#heights.get(root.id) ?? 0;
    this.#cells.set(root.id, { column: 0, part: 0, y: top + height / 2 });
    for (const item of order) this.#spread(item);
    return top + height;
  }

  /** @param {Item} item */
  #all(item) {
    const { references, referrers } = /** @type {{references: Item[], referrers: Item[]}} */ (
      this.#children.get(item.id)
    );
    return [...referrers, ...references];
  }

  /** @param {Item[]} children those with children of their own, and the leaves in columns */
  #parts(children) {
    const inner = children.filter((child) => this.#all(child).length);
    return {
      inner,
      columns: columnsOf(
        children.filter((child) => !this.#all(child).length),
        this.rows,
      ),
    };
  }

  /** @param {Item[]} children */
  #sideHeight(children) {
    const { inner, columns } = this.#parts(children);
    const heights = inner.map((child) => this.#heights.get(child.id) ?? child.height);
    if (columns.length) heights.push(Math.max(...columns.map(heightOf)));
    return heights.reduce((sum, height) => sum + height + between, -between);
  }

  /** @param {Item} item */
  #height(item) {
    const { references, referrers } = /** @type {{references: Item[], referrers: Item[]}} */ (
      this.#children.get(item.id)
    );
    return Math.max(item.height, this.#sideHeight(references), this.#sideHeight(referrers));
  }

  /** @param {Item} item */
  #spread(item) {
    const cell = /** @type {{column: number, part: number, y: number}} */ (this.#cells.get(item.id));
    const sides = /** @type {{references: Item[], referrers: Item[]}} */ (this.#children.get(item.id));
    for (const [children, sign] of /** @type {[Item[], number][]} */ ([
      [sides.references, 1],
      [sides.referrers, -1],
    ])) {
      const column = cell.column + sign;
      let top = cell.y - this.#sideHeight(children) / 2;
      const { inner, columns } = this.#parts(children);
      for (const child of inner) {
        const height = this.#heights.get(child.id) ?? child.height;
        if (!this.#cells.has(child.id)) this.#cells.set(child.id, { column, part: 0, y: top + height / 2 });
        top += height + between;
      }
      const tallest = Math.max(0, ...columns.map(heightOf));
      columns.forEach((leaves, part) => {
        const first = top + (tallest - heightOf(columns[0])) / 2;
        const ys = part ? inGaps(leaves, columns[0], first, part) : stacked(leaves, first);
        for (const [index, leaf] of leaves.entries())
          if (!this.#cells.has(leaf.id)) this.#cells.set(leaf.id, { column, part, y: ys[index] });
      });
    }
  }

  /** @returns {Map<string, Place>} */
  places() {
    /** @type {Map<number, Map<number, Item[]>>} */
    const columns = new Map();
    for (const item of this.items) {
      const cell = /** @type {{column: number, part: number, y: number}} */ (this.#cells.get(item.id));
      const parts = columns.get(cell.column) ?? new Map();
      columns.set(cell.column, parts.set(cell.part, [...(parts.get(cell.part) ?? []), item]));
    }
    /** @type {Map<string, Place>} */
    const places = new Map();
    const y = (/** @type {Item} */ item) => this.#cells.get(item.id)?.y ?? 0;
    const middle = [...(columns.get(0)?.values() ?? [])].flat();
    for (const item of middle) places.set(item.id, { x: 0, y: y(item) });
    const half = Math.max(...middle.map((item) => item.width)) / 2;
    for (const sign of [1, -1]) {
      let edge = half;
      for (let column = sign; columns.has(column); column += sign) {
        for (const [, items] of [...(columns.get(column) ?? new Map())].sort((a, b) => a[0] - b[0])) {
          edge += gap(items);
          for (const item of items) places.set(item.id, { x: sign * (edge + item.width / 2), y: y(item) });
          edge += Math.max(...items.map((/** @type {Item} */ item) => item.width));
        }
      }
    }
    return places;
  }
}
