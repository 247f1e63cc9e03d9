/**
 * Groups that open to their members, as one flat list of visible rows: places and their tasks, modules and their types,
 * equal stacks and their threads. Groups and members come in pages; an opened group is named by its position, which is
 * short enough for the URL and means the same on every machine, because a snapshot never changes.
 */

/**
 * @template G, M
 * @typedef {{kind: 'group', depth: 0, position: number, open: boolean, group: G} | {kind: 'member', depth: 1, member: M}}
 *   GroupedRow
 */

/** @template G, M */
export class GroupedRows {
  /** @type {() => void} */
  onChange = () => {};

  /** @type {Map<number, import('./rows.js').Rows<M>>} position of an opened group → its members */
  #open = new Map();

  /** @type {Set<number>} */
  #wanted = new Set();

  /**
   * @param {import('./rows.js').Rows<G>} groups
   * @param {(group: G) => import('./rows.js').Rows<M>} membersOf
   */
  constructor(groups, membersOf) {
    this.groups = groups;
    this.membersOf = membersOf;
    groups.onChange = () => this.#arrived();
  }

  get total() {
    return this.groups.total;
  }

  get first() {
    return this.groups.first;
  }

  get error() {
    return this.groups.error ?? [...this.#open.values()].find((rows) => rows.error)?.error;
  }

  begin() {
    this.groups.begin();
    return this;
  }

  retry() {
    this.groups.retry();
    for (const rows of this.#open.values()) if (rows.error) rows.retry();
  }

  get length() {
    let sum = this.groups.length;
    for (const rows of this.#open.values()) sum += rows.length;
    return sum;
  }

  /** @param {number} index @returns {GroupedRow<G, M> | undefined} */
  row(index) {
    let rest = index;
    for (const position of [...this.#open.keys()].sort((a, b) => a - b)) {
      if (rest <= position) break;
      const rows = /** @type {import('./rows.js').Rows<M>} */ (this.#open.get(position));
      const inside = rest - position - 1;
      if (inside < rows.length) {
        const member = rows.row(inside);
        return member && { kind: 'member', depth: 1, member };
      }
      rest -= rows.length;
    }
    const group = this.groups.row(rest);
    return group && { kind: 'group', depth: 0, position: rest, open: this.#wanted.has(rest), group };
  }

  /** Opens exactly these groups, as soon as they are here. @param {string | undefined} positions as in the URL: "0,12" */
  unfold(positions) {
    this.#wanted = new Set((positions?.match(/\d{1,9}/g) ?? []).map(Number));
    this.#match();
    return this;
  }

  /** What is open after a group is opened or closed, for the URL. @param {number} position @param {boolean} open */
  toggled(position, open) {
    const all = new Set(this.#wanted);
    if (open) all.add(position);
    else all.delete(position);
    return [...all].sort((a, b) => a - b).join(',') || undefined;
  }

  #match() {
    // While a search still finds groups, a position is not yet that of a certain group.
    if (this.groups.search?.state === 'running') return this.#open.clear();
    for (const position of this.#open.keys()) if (!this.#wanted.has(position)) this.#open.delete(position);
    for (const position of this.#wanted) {
      if (this.#open.has(position) || position >= this.groups.length) continue;
      const group = this.groups.row(position);
      if (!group) continue;
      const rows = this.membersOf(group).begin();
      rows.onChange = () => this.onChange();
      this.#open.set(position, rows);
    }
  }

  #arrived() {
    this.#match();
    this.onChange();
  }
}
