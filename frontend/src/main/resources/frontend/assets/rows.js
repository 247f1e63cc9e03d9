/**
 * A list of any length, fetched in pages of 100 as its rows are asked for. Only pages looked at lately are kept.
 */
import { ApiError, get, page, watch } from './api.js';

const pageRows = 100;
const pagesKept = 60;

/** @template T */
export class Rows {
  /** @type {Map<number, T[]>} */
  #pages = new Map();

  /** @type {Set<number>} */
  #asked = new Set();

  /** Rows in all; undefined until the first page is here. @type {number | undefined} */
  total;

  /** The first page as it came, for what stands beside its rows. @type {any} */
  first;

  /** @type {ApiError | undefined} */
  error;

  /** Called when rows arrived: for the list that shows them. @type {() => void} */
  onChange = () => {};

  /** Called when the length or a failure became known: for the page around the list. @type {() => void} */
  onState = () => {};

  /** @param {string} path @param {(path: string) => Promise<any>} [fetchPage] */
  constructor(path, fetchPage = get) {
    this.path = path;
    this.fetchPage = fetchPage;
  }

  /** Rows to make room for. */
  get length() {
    return this.total ?? 0;
  }

  /** Asks for the first page unless it is here. */
  begin() {
    if (this.total === undefined && !this.error) this.#ask(0);
    return this;
  }

  /** The row, or undefined while its page is on the way. @param {number} index @returns {T | undefined} */
  row(index) {
    const number = Math.floor(index / pageRows);
    const items = this.#pages.get(number);
    if (items) return items[index - number * pageRows];
    this.#ask(number);
    return undefined;
  }

  /** Forgets a failure and asks again. */
  retry() {
    this.error = undefined;
    this.#asked.clear();
    this.begin();
    this.onState();
    this.onChange();
  }

  /** @param {number} number */
  async #ask(number) {
    if (this.#asked.has(number) || this.error) return;
    this.#asked.add(number);
    try {
      const answer = await this.fetchPage(page(this.path, number * pageRows, pageRows));
      this.#pages.set(number, answer.items);
      const news = this.total !== answer.total;
      this.total = answer.total;
      if (number === 0) this.first = answer;
      if (news) this.onState();
      this.#trim(number);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.waitsFor) return this.#after(error.waitsFor);
      this.error = error;
      this.onState();
    }
    this.#asked.delete(number);
    this.onChange();
  }

  /** The server analyses the snapshot again: the rows come after that. @param {string} jobId */
  #after(jobId) {
    watch(jobId, ({ state, problem }) => {
      if (state === 'running') return;
      if (state === 'done') return this.retry();
      this.error = new ApiError({
        type: '/problems/analysis',
        title: 'The analysis did not end',
        status: 0,
        ...problem,
      });
      this.onState();
    });
  }

  /** Drops the pages farthest from the one just read. @param {number} near */
  #trim(near) {
    if (this.#pages.size <= pagesKept) return;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
    for (const number of far.slice(0, pagesKept / 2)) this.#pages.delete(number);
  }
}
