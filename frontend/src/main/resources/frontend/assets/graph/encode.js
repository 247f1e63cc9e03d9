/**
 * A picture as a short text for the URL, and back. Binary, then base64url: an object takes some ten characters. What
 * comes from a link may be anything, so reading never trusts it: too long, too short or nonsense gives nothing.
 *
 * A link must stay short enough for a chat. A picture too large for that loses first the places of what is not pinned,
 * then all but what was expanded.
 */
import { grid, groupId, groupParts, mostNodes, nothing } from './model.js';

/** @typedef {import('./model.js').State} State */
/** @typedef {'whole' | 'without places' | 'expanded only'} Kept */

const version = 1;
export const longest = 7000;

class Writer {
  /** @type {number[]} */
  bytes = [];
  #last = 0n;

  /** @param {number} value not negative */
  number(value) {
    let rest = value;
    while (rest > 127) {
      this.bytes.push((rest & 127) | 128);
      rest >>>= 7;
    }
    this.bytes.push(rest);
  }

  /** @param {number} value */
  signed(value) {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** As the distance from the address before. @param {Address} address */
  address(address) {
    const now = BigInt(address);
    const step = now - this.#last;
    this.#last = now;
    let rest = step < 0n ? -2n * step - 1n : 2n * step;
    while (rest > 127n) {
      this.bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.bytes.push(Number(rest));
  }

  /** @param {{x: number, y: number}} place */
  place({ x, y }) {
    this.signed(Math.round(x / grid));
    this.signed(Math.round(y / grid));
  }
}

class Reader {
  #at = 0;
  #last = 0n;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  byte() {
    if (this.#at >= this.bytes.length) throw new RangeError('too short');
    return this.bytes[this.#at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new RangeError('too large');
  }

  /** @param {number} most */
  count(most) {
    const value = this.number();
    if (value > most) throw new RangeError('too many');
    return value;
  }

  signed() {
    const value = this.number();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  address() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift > 70n) throw new RangeError('too large');
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    this.#last += value % 2n ? -(value + 1n) / 2n : value / 2n;
    if (this.#last < 0n || this.#last >= 1n << 64n) throw new RangeError('no address');
    return `0x${this.#last.toString(16)}`;
  }

  place() {
    return { x: grid * this.signed(), y: grid * this.signed() };
  }
}

const flag = { pinned: 1, references: 2, referrers: 4, placed: 8, referrer: 16 };

/** @param {State} state @param {Kept} kept */
function written(state, kept) {
  const writer = new Writer();
  writer.number(version);
  const wanted = [...state.spots.values()].filter(
    (spot) => kept !== 'expanded only' || spot.references || spot.referrers || spot.pinned || !spot.by,
  );
  const index = new Map(wanted.map((spot, at) => [spot.address, at]));
  writer.number(wanted.length);
  for (const spot of wanted) {
    const placed = spot.placed && (kept === 'whole' || spot.pinned);
    writer.address(spot.address);
    writer.number(
      (spot.pinned ? flag.pinned : 0) |
        (spot.references ? flag.references : 0) |
        (spot.referrers ? flag.referrers : 0) |
        (placed ? flag.placed : 0) |
        (spot.side === 'referrers' ? flag.referrer : 0),
    );
    writer.number(spot.by ? (index.get(spot.by) ?? -1) + 1 : 0);
    if (placed) writer.place(spot);
  }
  const groups = kept === 'whole' ? [...state.groups].filter(([id]) => index.has(groupParts(id).owner)) : [];
  writer.number(groups.length);
  for (const [id, place] of groups) {
    const { owner, side, type } = groupParts(id);
    writer.number(2 * /** @type {number} */ (index.get(owner)) + (side === 'referrers' ? 1 : 0));
    writer.address(type);
    writer.place(place);
  }
  for (const addresses of [state.hidden, state.dropped]) {
    writer.number(addresses.size);
    for (const address of addresses) writer.address(address);
  }
  const path = state.path.every((each) => index.has(each)) ? state.path : [];
  writer.number(path.length);
  for (const address of path) writer.number(/** @type {number} */ (index.get(address)));
  return base64(writer.bytes);
}

/** @param {number[]} bytes */
function base64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * @param {State} state
 * @returns {{text: string, kept: Kept}} kept: how much of the picture the text holds
 */
export function encode(state) {
  for (const kept of /** @type {Kept[]} */ (['whole', 'without places'])) {
    const text = written(state, kept);
    if (text.length <= longest) return { text, kept };
  }
  return { text: written(state, 'expanded only'), kept: 'expanded only' };
}

/**
 * @param {string} text
 * @returns {State | undefined} undefined if it is no picture
 */
export function decode(text) {
  try {
    const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return read(new Reader(Uint8Array.from(raw, (character) => character.charCodeAt(0))));
  } catch {
    return undefined;
  }
}

/** @param {Reader} reader @returns {State} */
function read(reader) {
  if (reader.number() !== version) throw new RangeError('another version');
  const state = nothing();
  /** @type {{address: Address, flags: number, parent: number, at: {x: number, y: number}}[]} */
  const rows = [];
  for (let left = reader.count(mostNodes); left > 0; left--) {
    const address = reader.address();
    const flags = reader.number();
    const parent = reader.count(mostNodes);
    rows.push({ address, flags, parent, at: flags & flag.placed ? reader.place() : { x: 0, y: 0 } });
  }
  for (const { address, flags, parent, at } of rows) {
    const is = (/** @type {number} */ bit) => (flags & bit) !== 0;
    state.spots.set(address, {
      address,
      ...at,
      placed: is(flag.placed),
      pinned: is(flag.pinned),
      references: is(flag.references),
      referrers: is(flag.referrers),
      by: parent ? (rows[parent - 1]?.address ?? null) : null,
      side: is(flag.referrer) ? 'referrers' : 'references',
    });
  }
  for (let left = reader.count(4 * mostNodes); left > 0; left--) {
    const code = reader.number();
    const type = reader.address();
    const place = reader.place();
    const owner = rows[code >> 1];
    if (owner) state.groups.set(groupId(owner.address, code & 1 ? 'referrers' : 'references', type), place);
  }
  for (const addresses of [state.hidden, state.dropped])
    for (let left = reader.count(mostNodes); left > 0; left--) addresses.add(reader.address());
  for (let left = reader.count(mostNodes); left > 0; left--) {
    const row = rows[reader.number()];
    if (row) state.path.push(row.address);
  }
  return state;
}
