/** What was before, to go back to and forth again. Pure bookkeeping over values of any kind. */

const kept = 100;

/** @template T */
export class History {
  /** @type {T[]} */
  #before = [];

  /** @type {T[]} */
  #after = [];

  /** @param {T} now */
  constructor(now) {
    this.now = now;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  /** @param {T} next */
  push(next) {
    if (next === this.now) return;
    this.#before = [...this.#before.slice(1 - kept), this.now];
    this.#after = [];
    this.now = next;
  }

  /** A change that is no step of its own. @param {T} next */
  replace(next) {
    this.now = next;
  }

  undo() {
    const before = this.#before.pop();
    if (before === undefined) return;
    this.#after.push(this.now);
    this.now = before;
  }

  redo() {
    const after = this.#after.pop();
    if (after === undefined) return;
    this.#before.push(this.now);
    this.now = after;
  }
}
