/**
 * Memory as a person reads it: address, bytes, characters, and what each aligned word is: the C field's name, the object
 * it leads to as a link, or the region. Columns for <ouro-list> over MemoryRows; for the Raw tab and the Raw screen.
 */
import { html, nothing } from 'lit-html';
import { plain } from './format.js';
import { MemoryRows } from './memory-rows.js';
import { objectHref, python, reference } from './python.js';
import { redraw } from './store.js';

/** @type {Map<string, MemoryRows>} */
const kept = new Map();

/**
 * The rows of a range of memory; the same ones each time, so that a list keeps its place.
 * @param {string} snapshot
 * @param {string} address
 * @param {number} bytes
 * @param {{of?: string, perRow?: 8 | 16}} [how]
 */
export function memoryRows(snapshot, address, bytes, how = {}) {
  const key = `${snapshot} ${address} ${bytes} ${how.of ?? ''} ${how.perRow ?? 8}`;
  let rows = kept.get(key);
  if (!rows) {
    if (kept.size >= 12) kept.delete([...kept.keys()][0]);
    rows = new MemoryRows(snapshot, address, bytes, how);
    rows.onState = redraw;
    kept.set(key, rows);
  }
  return rows;
}

/**
 * @param {string} snapshot
 * @param {{
 *   base?: string, self?: string, perRow?: 8 | 16, found?: {address: string, bytes: number},
 *   selected?: string, choose?: (row: import('./memory-rows.js').HexRow) => void,
 *   enter?: (row: import('./memory-rows.js').HexRow) => void, scrolled?: (row: number) => void,
 * }} [how] base: offsets are counted from there; self: the object whose page this is; found: bytes to mark;
 *   selected: the object of the Inspector
 * @returns {import('./list.js').Columns}
 */
export function hexColumns(snapshot, how = {}) {
  const { base, perRow = 8, selected } = how;
  return {
    label: 'Bytes of memory',
    kind: 'table',
    layout: `hex-columns per${perRow} ${base ? 'based' : ''}`,
    head: html`<span role="columnheader">Address</span>
      ${base ? html`<span role="columnheader" class="r">Offset</span>` : nothing}
      <span role="columnheader">Bytes</span><span role="columnheader">Text</span><span role="columnheader">What it is</span>`,
    attributes: (/** @type {import('./memory-rows.js').HexRow} */ row) => ({
      selected: !!selected && row.words.some(({ word }) => word?.object?.address === selected && !word.offset),
      classes: row.words.some((word) => word.begins) ? 'begins' : '',
    }),
    choose: how.choose,
    enter: how.enter,
    scrolled: how.scrolled,
    cells: (/** @type {import('./memory-rows.js').HexRow} */ row) => html`
      <span role="gridcell" class="mono soft">0x${row.address.toString(16)}</span>
      ${base ? html`<span role="gridcell" class="mono faint r">${offset(row.address - BigInt(base))}</span>` : nothing}
      <span role="gridcell" class="mono hex">${octets(row, how.found)}</span>
      <span role="gridcell" class="mono characters">${characters(row)}</span>
      <span role="gridcell" class="clip meaning">${row.missing ? html`<span class="missing">${plain(row.missing)}</span>` : row.words.map((word) => meaning(word, snapshot, how.self))}</span>`,
  };
}

/** The first object that a row's words lead to. @param {import('./memory-rows.js').HexRow} row */
export function rowTarget(row) {
  return row.words.find((word) => word.word?.object)?.word?.object?.address;
}

/** @param {bigint} value */
function offset(value) {
  return value < 0n ? `-0x${(-value).toString(16)}` : `+0x${value.toString(16)}`;
}

/** @param {import('./memory-rows.js').HexRow} row @param {{address: string, bytes: number} | undefined} found */
function octets(row, found) {
  const from = found ? BigInt(found.address) - row.address : 0n;
  const isFound = (/** @type {number} */ i) => !!found && BigInt(i) >= from && BigInt(i) < from + BigInt(found.bytes);
  return row.bytes.map((byte, i) => {
    const gap = i && i % 8 === 0 ? '  ' : i ? ' ' : '';
    const text = byte === null ? '··' : byte.toString(16).padStart(2, '0');
    const kind = isFound(i) ? 'found' : byte === null ? 'absent' : byte === 0 ? 'zero' : '';
    return html`${gap}${kind ? html`<span class=${kind}>${text}</span>` : text}`;
  });
}

/** Printable ASCII as it is, else a dot. @param {import('./memory-rows.js').HexRow} row */
function characters(row) {
  return row.bytes
    .map((byte) => (byte === null ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
    .join('');
}

/** @param {import('./memory-rows.js').RowWord} word @param {string} snapshot @param {string | undefined} self */
function meaning({ word, region, names, begins }, snapshot, self) {
  if (!word && !names.length && !begins) return nothing;
  const showsBegin = begins && begins.object.address !== self;
  return html`<span class="word">${showsBegin ? html`<span class="object-begin ${begins.state}">${reference(begins.object, snapshot)}${begins.state === 'freed' ? html` <span class="tag">freed</span>` : nothing}</span>` : nothing}
    ${names.map(({ name, value }) => html`<span class="field-name">${plain(name)}</span>${value === null || word ? nothing : html`<span class="field-value">${number(value)}</span>`} `)}
    ${word ? target(word, region, snapshot, self) : nothing}</span>`;
}

/** Counts are short; what is long reads better in hexadecimal. @param {bigint} value */
function number(value) {
  const signed = BigInt.asIntN(64, value);
  return signed > -1_000_000_000_000n && signed < 1_000_000_000_000n ? `${signed}` : `0x${value.toString(16)}`;
}

/** @param {MemoryWord} word @param {MemoryRegion | undefined} region @param {string} snapshot @param {string | undefined} self */
function target({ value, object, offset: inside, state }, region, snapshot, self) {
  if (!object) {
    const where = plain(region?.path) || 'anonymous memory';
    return html`<span class="faint">→ <span class="mono">${value}</span> <span title=${where}>${where.slice(where.lastIndexOf('/') + 1)}${region?.permissions.includes('x') ? ', code' : ''}</span></span>`;
  }
  const freed = state === 'freed' ? html` <span class="tag">freed</span>` : nothing;
  if (object.address === self) {
    return html`<span class="faint">→ this object${inside ? ` ${offset(BigInt(inside))}` : ''}</span>`;
  }
  if (inside) {
    return html`<span class="faint">→ ${offset(BigInt(inside))} of</span> <a class="mono" href=${objectHref(snapshot, object.address)} title=${object.address}>${plain(object.type.replace(/^builtins\./, ''))}</a> ${python(object.preview, snapshot)}${freed}`;
  }
  return html`<span class="faint">→</span> ${reference(object, snapshot)}${freed}`;
}
