/**
 * A list of any length, fetched in pages of 100 as its rows are asked for. Only pages looked at lately are kept.
 *
 * Some lists are filled by a search over the whole heap: their pages say so (`search`), and as long as somebody shows
 * the list (calls `begin`), it is looked at again and again until the search is over.
 */
import { ApiError, cancel, get, page, watch } from './api.js';

const pageRows = 100;
const pagesKept = 60;
const lookAgainMillis = 300;

/** @template T */
export class Rows {
  /** @type {Map<number, T[]>} */
  #pages = new Map();

  /** @type {Set<number>} */
  #asked = new Set();

  /** Pages that were here before the search went on: shown until they come anew. @type {Set<number>} */
  #stale = new Set();

  #shown = false;
  #timer = 0;
  #again = '';

  /** Rows in all; undefined until the first page is here. @type {number | undefined} */
  total;

  /** The first page as it came, for what stands beside its rows. @type {any} */
  first;

  /** The page that came last, whose numbers are newest. @type {any} */
  latest;

  /** How the search stands that fills this list; undefined for other lists. @type {Search | undefined} */
  search;

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
    this.#shown = true;
    if (this.total === undefined && !this.error) this.#ask(0);
    if (this.search?.state === 'running') this.#lookAgain();
    return this;
  }

  /** Stops the search; what was found until then stays. */
  async cancel() {
    if (this.search) await cancel(this.search.job).catch(() => {});
    await this.#refresh();
  }

  /** Begins a search anew that was cancelled or failed. */
  async again() {
    if (this.search) this.#again = this.search.job;
    await this.#refresh();
  }

  /** The row, or undefined while its page is on the way. @param {number} index @returns {T | undefined} */
  row(index) {
    const number = Math.floor(index / pageRows);
    const items = this.#pages.get(number);
    if (!items || this.#stale.has(number)) this.#ask(number);
    return items?.[index - number * pageRows];
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
      const answer = await this.fetchPage(page(this.#path, number * pageRows, pageRows));
      this.#pages.set(number, answer.items);
      this.#stale.delete(number);
      const news = this.total !== answer.total || this.search?.state !== answer.search?.state;
      this.total = answer.total;
      this.search = answer.search;
      if (number === 0) this.first = answer;
      this.latest = answer;
      if (news) this.onState();
      if (this.search?.state === 'running') this.#lookAgain();
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

  get #path() {
    return this.#again ? `${this.path}${this.path.includes('?') ? '&' : '?'}again=${this.#again}` : this.path;
  }

  /** Soon, unless nobody shows the list by then. */
  #lookAgain() {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      if (this.#shown) this.#refresh();
    }, lookAgainMillis);
  }

  /** Fetches what is shown anew. Asking for the page around the list to be drawn shows whether it still is there. */
  async #refresh() {
    this.#shown = false;
    for (const number of this.#pages.keys()) this.#stale.add(number);
    await this.#ask(0);
    this.onState();
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
