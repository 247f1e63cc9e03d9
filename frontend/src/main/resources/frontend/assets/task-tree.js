/**
 * The forest of tasks as one flat list of visible rows. Children are fetched in pages when their parent is opened; at
 * first 100 of them are shown and one row says how many more there are. A node is named by its path of positions
 * ("3.0.12"), which is short enough for the URL and means the same on every machine, because a snapshot never changes.
 */
import { Rows } from './rows.js';

const shownAtFirst = 100;

/**
 * @typedef {{kind: 'task', path: string, depth: number, open: boolean, task: TaskRow}
 *   | {kind: 'more', path: string, depth: number, hidden: number}} TreeRow
 */

/** @param {Map<number, Level>} open @returns {[number, Level][]} */
const sorted = (open) => [...open].sort((a, b) => a[0] - b[0]);

/** One opened list of children: at most `shown` of `rows`, some of them opened themselves. */
class Level {
  /** @type {Map<number, Level>} position of an opened child → its children */
  open = new Map();

  /**
   * @param {Rows<TaskRow>} rows
   * @param {number} shown
   * @param {{level: Level, address: Address}} [above] whose children these are
   */
  constructor(rows, shown, above) {
    this.rows = rows;
    this.shown = shown;
    this.above = above;
  }

  /** The task at a position; one that stands above itself on its path repeats, and there the path ends. @param {number} position */
  task(position) {
    const task = this.rows.row(position);
    for (let each = this.above; task && each; each = each.level.above) {
      if (each.address === task.address) return { ...task, repeats: true, childCount: 0 };
    }
    return task;
  }

  get visible() {
    return Math.min(this.rows.length, this.shown);
  }

  /** Rows of this level and all below it. @returns {number} */
  get length() {
    let sum = this.visible + (this.rows.length > this.shown ? 1 : 0);
    for (const [position, child] of this.open) if (position < this.visible) sum += child.length;
    return sum;
  }

  /** @param {number} index @param {string} prefix @param {number} depth @returns {TreeRow | undefined} */
  row(index, prefix, depth) {
    let rest = index;
    for (const [position, child] of sorted(this.open)) {
      if (position >= this.visible || rest <= position) break;
      const inside = rest - position - 1;
      if (inside < child.length) return child.row(inside, `${prefix}${position}.`, depth + 1);
      rest -= child.length;
    }
    if (rest >= this.visible) {
      return { kind: 'more', path: `${prefix}${rest}`, depth, hidden: this.rows.length - this.visible };
    }
    const task = this.task(rest);
    return task && { kind: 'task', path: `${prefix}${rest}`, depth, open: this.open.has(rest), task };
  }
}

export class TaskTree {
  /** @type {() => void} */
  onChange = () => {};

  #unfolding = true;

  /** @param {(parent?: string) => Rows<TaskRow>} rowsOf the children of a task, or the roots */
  constructor(rowsOf) {
    this.rowsOf = rowsOf;
    this.root = new Level(this.#listen(rowsOf()), Number.POSITIVE_INFINITY);
  }

  get total() {
    return this.root.rows.total;
  }

  get error() {
    return this.root.rows.error;
  }

  get length() {
    return this.root.length;
  }

  begin() {
    this.root.rows.begin();
    return this;
  }

  retry() {
    this.root.rows.retry();
  }

  /** @param {number} index @returns {TreeRow | undefined} */
  row(index) {
    return this.root.row(index, '', 0);
  }

  /** Shows more children where a "more" row stands. @param {string} path of that row */
  more(path) {
    const level = this.#level(path.split('.').slice(0, -1).map(Number));
    if (level) level.shown = Number.POSITIVE_INFINITY;
    this.onChange();
  }

  /**
   * Opens exactly these nodes, and those above them. Without a list, single children unfold by themselves, so that the
   * first look at a tree with one root shows more than that root.
   * @param {string | undefined} paths as in the URL: "0,3.12"
   */
  unfold(paths) {
    this.#unfolding = paths === undefined;
    if (paths === undefined) return this.#unfoldSingles();
    const wanted = new Set();
    for (const path of paths.split(',')) {
      const steps = path.split('.').filter((step) => /^\d{1,9}$/.test(step));
      for (let depth = 1; depth <= steps.length; depth++) wanted.add(steps.slice(0, depth).join('.'));
    }
    this.#match(this.root, '', wanted);
  }

  /** The deepest open nodes, as `unfold` takes them. @returns {string} "" when all is closed */
  opened() {
    /** @type {string[]} */
    const paths = [];
    const visit = (/** @type {Level} */ level, /** @type {string} */ prefix) => {
      for (const [position, child] of sorted(level.open)) {
        if (child.open.size) visit(child, `${prefix}${position}.`);
        else paths.push(prefix + position);
      }
    };
    visit(this.root, '');
    return paths.join(',');
  }

  /** Opens or closes a node in place. @param {string} path @param {boolean} open */
  toggle(path, open) {
    this.#unfolding = false;
    const steps = path.split('.').map(Number);
    const level = this.#level(steps.slice(0, -1));
    const position = /** @type {number} */ (steps.at(-1));
    const task = level?.task(position);
    if (!level || !task) return;
    if (open && task.childCount) this.#open(level, position, task);
    else level.open.delete(position);
    this.onChange();
  }

  /** @param {number[]} steps @returns {Level | undefined} */
  #level(steps) {
    return steps.reduce((/** @type {Level | undefined} */ level, step) => level?.open.get(step), this.root);
  }

  /** @param {Level} level @param {number} position @param {TaskRow} task */
  #open(level, position, task) {
    if (level.open.has(position)) return;
    const rows = this.#listen(this.rowsOf(task.address)).begin();
    level.open.set(position, new Level(rows, shownAtFirst, { level, address: task.address }));
  }

  /** @param {Level} level @param {string} prefix @param {Set<string>} wanted */
  #match(level, prefix, wanted) {
    for (const position of [...level.open.keys()]) if (!wanted.has(prefix + position)) level.open.delete(position);
    for (const path of wanted) {
      const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '.';
      if (rest.includes('.')) continue;
      const position = Number(rest);
      if (position >= level.shown) level.shown = Number.POSITIVE_INFINITY;
      const task = position < level.rows.length ? level.task(position) : undefined;
      if (task?.childCount) this.#open(level, position, task);
      const child = level.open.get(position);
      if (child) this.#match(child, `${path}.`, wanted);
    }
    this.wanted = wanted;
  }

  #unfoldSingles() {
    let level = this.root;
    if (level.rows.search?.state === 'running') return;
    for (let depth = 0; depth < 8 && level.rows.total === 1; depth++) {
      const task = level.task(0);
      if (!task?.childCount) return;
      this.#open(level, 0, task);
      level = /** @type {Level} */ (level.open.get(0));
    }
  }

  /** @param {Rows<TaskRow>} rows */
  #listen(rows) {
    rows.onChange = () => {
      if (this.#unfolding) this.#unfoldSingles();
      else if (this.wanted) this.#match(this.root, '', this.wanted);
      this.onChange();
    };
    return rows;
  }
}
