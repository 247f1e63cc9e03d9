/**
 * Numbers, sizes, times and foreign text as people read them. Pure functions, and the only place that formats.
 */

const integers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** 1234567 → "1,234,567". @param {number | null | undefined} value */
export function count(value) {
  return value === null || value === undefined ? '–' : integers.format(value);
}

/** 8412345 → "8.4 M", for places where the exact number does not fit. @param {number} value */
export function shortCount(value) {
  if (value < 10_000) return count(value);
  for (const [unit, size] of /** @type {const} */ ([
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ])) {
    if (value >= size) return `${digits(value / size)} ${unit}`;
  }
  return count(value);
}

/** Binary sizes with the units people write: 1536 → "1.5 kB". @param {number | null | undefined} value in bytes */
export function bytes(value) {
  if (value === null || value === undefined) return '–';
  if (value < 1024) return `${value} B`;
  let scaled = value;
  let unit = '';
  for (unit of ['kB', 'MB', 'GB', 'TB', 'PB']) {
    scaled /= 1024;
    if (scaled < 999.5) break;
  }
  return `${digits(scaled)} ${unit}`;
}

/** What somebody writes for a size: "1.5 MB" → 1572864; undefined if it is none. @param {string} text */
export function bytesFrom(text) {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?$/i.exec(text.trim());
  if (!found) return undefined;
  const power = found[2] ? 'kmgtp'.indexOf(found[2].toLowerCase()) + 1 : 0;
  const value = Math.round(Number(found[1]) * 1024 ** power);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Three figures at most: 8.41 → "8.4", 84.1 → "84". @param {number} value */
function digits(value) {
  return value < 9.95 ? value.toFixed(1) : integers.format(value);
}

/** "one task", "3 tasks". @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** @param {number | null | undefined} value a pause or another short time */
export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value < 10) return `${value.toFixed(1)} ms`;
  if (value < 9_995) return `${count(value)} ms`;
  return duration(value / 1000);
}

/** 3 → "3 s", 200 → "3 min 20 s", 11520 → "3 h 12 min". @param {number} seconds */
export function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ''}`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** Part of a whole: "<0.1 %", "4.2 %", "72 %". @param {number} part @param {number} whole */
export function percent(part, whole) {
  if (!whole) return '–';
  const value = (100 * part) / whole;
  if (value > 0 && value < 0.1) return '<0.1 %';
  if (value === 0) return '0 %';
  if (value > 99.5 && value < 100) return value < 99.95 ? `${value.toFixed(1)} %` : '>99.9 %';
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

/** The same as a number of percent, for the width of a bar. @param {number} part @param {number} whole */
export function share(part, whole) {
  return whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
}

/** "22 Nov 09:14", with the year when it is not this one. @param {string | null | undefined} iso @param {Date} [now] */
export function time(iso, now = new Date()) {
  const date = iso ? new Date(iso) : null;
  if (!date || Number.isNaN(date.getTime())) return '–';
  const sameYear = date.getFullYear() === now.getFullYear();
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  });
  return `${day} ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** Made once: to make one takes longer than to draw a page. */
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** The full time for a tooltip. @param {string | null | undefined} iso */
export function exactTime(iso) {
  const date = iso ? new Date(iso) : null;
  return date && !Number.isNaN(date.getTime()) ? exact.format(date) : '';
}

/** "generate.py:21" from a path, or "" where there is none. @param {string | null} file @param {number | null} line */
export function place(file, line) {
  if (!file) return '';
  const name = file.slice(file.lastIndexOf('/') + 1);
  return plain(line ? `${name}:${line}` : name);
}

/** The last part of a qualified name. @param {string} name */
export function shortName(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Text from a foreign memory as visible text: control characters and the marks that reorder writing are escaped as
 * Python would, so that a name cannot pose as another. Line breaks stay where `lines` is set.
 * @param {string | null | undefined} text
 * @param {{lines?: boolean}} [how]
 */
export function plain(text, { lines = false } = {}) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to find them is the purpose
  const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;
  return (text ?? '').replace(unsafe, (character) => {
    if (lines && (character === '\n' || character === '\t')) return character;
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
