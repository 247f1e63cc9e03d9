/**
 * Memory as rows of 8 or 16 bytes for <ouro-list>: fetched in pages as its rows are asked for, each row with what its
 * words mean. It knows the API's answer, not how a row is drawn (hex.js does).
 */
import { ApiError, at, get } from './api.js';

const pageBytes = 4096;
const pagesKept = 40;

/**
 * @typedef {{name: string, value: bigint | null, of: string}} RowName a field and the number in it
 * @typedef {{word?: MemoryWord, region?: MemoryRegion, names: RowName[], begins?: MemoryObject}} RowWord
 * @typedef {{address: bigint, bytes: (number | null)[], words: RowWord[], missing: string | null}} HexRow
 *   bytes: null where the snapshot has none
 */

/** Names shown of a range longer than a word stand at its first row only. */
const wordBytes = 8;

export class MemoryRows {
  /** @type {Map<number, HexRow[]>} */
  #pages = new Map();

  /** @type {Set<number>} */
  #asked = new Set();

  /** @type {ApiError | undefined} */
  error;

  /** Called when rows arrived. @type {() => void} */
  onChange = () => {};

  /** Called when a failure became known. @type {() => void} */
  onState = () => {};

  /**
   * @param {string} snapshot
   * @param {string} address of the first byte; the first row begins at or before it
   * @param {number} bytes
   * @param {{of?: string, perRow?: 8 | 16, fetchView?: (path: string) => Promise<MemoryView>}} [how]
   *   of: the object whose fields get their names, even where the bytes are a buffer of it
   */
  constructor(snapshot, address, bytes, { of, perRow = 8, fetchView = get } = {}) {
    this.snapshot = snapshot;
    this.of = of;
    this.perRow = perRow;
    this.fetchView = fetchView;
    const first = BigInt(address);
    this.start = first - (first % BigInt(perRow));
    this.bytes = bytes + Number(first - this.start);
  }

  get length() {
    return Math.ceil(this.bytes / this.perRow);
  }

  get total() {
    return this.length;
  }

  /** In which row an address stands. @param {string} address */
  indexOf(address) {
    return Math.max(0, Math.min(this.length - 1, Number((BigInt(address) - this.start) / BigInt(this.perRow))));
  }

  /** @param {number} index @returns {HexRow | undefined} undefined while its page is on the way */
  row(index) {
    const perPage = pageBytes / this.perRow;
    const number = Math.floor(index / perPage);
    const rows = this.#pages.get(number);
    if (!rows) this.#ask(number);
    return rows?.[index - number * perPage];
  }

  /** Forgets a failure and asks again. */
  retry() {
    this.error = undefined;
    this.#asked.clear();
    this.onState();
    this.onChange();
  }

  /** @param {number} number */
  async #ask(number) {
    if (this.#asked.has(number) || this.error) return;
    this.#asked.add(number);
    const from = this.start + BigInt(number * pageBytes);
    const length = Math.min(pageBytes, this.bytes - number * pageBytes);
    try {
      const view = await this.fetchView(
        at.memory(this.snapshot, { address: `0x${from.toString(16)}`, length, of: this.of }),
      );
      this.#pages.set(number, rowsOf(view, this.perRow));
      for (const far of [...this.#pages.keys()].slice(0, Math.max(0, this.#pages.size - pagesKept))) {
        this.#pages.delete(far);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      this.onState();
    }
    this.#asked.delete(number);
    this.onChange();
  }
}

/**
 * @param {MemoryView} view from an address that is a multiple of `perRow` on
 * @param {number} perRow
 * @returns {HexRow[]}
 */
export function rowsOf(view, perRow) {
  const start = BigInt(view.address);
  const place = (/** @type {string} */ address) => Number(BigInt(address) - start);
  /** @type {(number | null)[]} */
  const bytes = new Array(view.length).fill(null);
  /** @type {(string | null)[]} */
  const missing = new Array(Math.ceil(view.length / perRow)).fill(null);
  for (const run of view.runs) {
    const from = place(run.address);
    if (run.hex === null) {
      for (let row = Math.floor(from / perRow); row < (from + run.length) / perRow; row++) missing[row] = run.missing;
      continue;
    }
    for (let i = 0; i < run.length; i++) bytes[from + i] = Number.parseInt(run.hex.slice(2 * i, 2 * i + 2), 16);
  }
  const words = Array.from(
    { length: Math.ceil(view.length / wordBytes) },
    () => /** @type {RowWord} */ ({ names: [] }),
  );
  for (const word of view.words) {
    const slot = words[place(word.address) / wordBytes];
    slot.word = word;
    if (word.region !== undefined) slot.region = view.regions[word.region];
  }
  for (const each of shortestFirst(view.names)) {
    const from = Math.max(0, place(each.address));
    const slot = words[Math.floor(from / wordBytes)];
    if (slot && place(each.address) >= 0) slot.names.push(named(each, from, bytes));
  }
  for (const object of view.objects) {
    const at = place(object.object.address);
    if (at >= 0 && at < view.length) words[at / wordBytes].begins = object;
  }
  return missing.map((reason, row) => ({
    address: start + BigInt(row * perRow),
    bytes: bytes.slice(row * perRow, (row + 1) * perRow),
    words: words.slice((row * perRow) / wordBytes, ((row + 1) * perRow) / wordBytes),
    missing: reason,
  }));
}

/** The narrowest name of each place, by place. @param {MemoryName[]} names */
function shortestFirst(names) {
  /** @type {Map<string, MemoryName>} */
  const best = new Map();
  for (const each of names) {
    const known = best.get(each.address);
    if (!known || each.length < known.length) best.set(each.address, each);
  }
  return [...best.values()].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
}

/** @param {MemoryName} name @param {number} from @param {(number | null)[]} bytes @returns {RowName} */
function named({ name, length, of }, from, bytes) {
  let value = /** @type {bigint | null} */ (length > wordBytes ? null : 0n);
  for (let i = length - 1; i >= 0 && value !== null; i--) {
    const byte = bytes[from + i];
    value = byte === null || byte === undefined ? null : (value << 8n) | BigInt(byte);
  }
  return { name, value, of };
}
