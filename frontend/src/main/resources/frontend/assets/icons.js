/**
 * All icons, as inline SVG so that they follow the text's colour and need no font. Every icon here repeats what a word
 * beside it says, so all are hidden from screen readers.
 */
import { html, svg } from 'lit-html';

const shapes = {
  brand: svg`<circle cx="8" cy="8" r="5.6" stroke-width="2.2" stroke-dasharray="28.5 6.7"/><circle cx="12.8" cy="5.2" r="1.7" class="solid"/>`,
  cross: svg`<path d="M4 4l8 8M12 4l-8 8" stroke-width="2"/>`,
  check: svg`<path d="M3 8.5l3.2 3.2L13 5" stroke-width="2"/>`,
  cycle: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.9h-2.9"/>`,
  warn: svg`<path d="M8 2.2l6.2 11H1.8zM8 6.5v3.2M8 11.4v.4"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.3v3.6M8 4.9v.4"/>`,
  clock: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.6V8l2.4 1.6"/>`,
  right: svg`<path d="M6 4l4 4-4 4"/>`,
  down: svg`<path d="M4 6l4 4 4-4"/>`,
  up: svg`<path d="M4 10l4-4 4 4"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.4"/><path d="M3.4 10.5H3a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5h7a.5.5 0 0 1 .5.5v.4"/>`,
  link: svg`<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9"/>`,
  sun: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1"/>`,
  moon: svg`<path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z"/>`,
  system: svg`<rect x="2" y="3" width="12" height="8" rx="1.2"/><path d="M6 13.5h4"/>`,
  trash: svg`<path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5"/>`,
  download: svg`<path d="M8 2.5v7.2M4.8 6.8L8 10l3.2-3.2M3 13.2h10"/>`,
  edit: svg`<path d="M10.8 2.8l2.4 2.4-7.6 7.6-3 .6.6-3z"/>`,
  camera: svg`<circle cx="8" cy="8" r="5.6"/><circle cx="8" cy="8" r="2.2" class="solid"/>`,
  task: svg`<circle cx="8" cy="8" r="4.2"/>`,
  gather: svg`<path d="M3 3.5c3 0 3 4.5 5 4.5s2-4.5 5-4.5M8 8v5"/>`,
  future: svg`<circle cx="8" cy="8" r="4.2" stroke-dasharray="2.2 2.2"/>`,
  coroutine: svg`<path d="M2.5 8c1.6-4.4 3.7-4.4 5.5 0s3.9 4.4 5.5 0"/>`,
  other: svg`<rect x="4" y="4" width="8" height="8" rx="1"/>`,
  repeat: svg`<path d="M3 9.5V8a2.5 2.5 0 0 1 2.5-2.5H13M10.5 3L13 5.5 10.5 8"/>`,
  pin: svg`<path d="M6 2.5h4M6.8 2.5v4L5 9.2h6L9.2 6.5v-4M8 9.2v4.3"/>`,
  undo: svg`<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"/>`,
  redo: svg`<path d="M13 6H6.5a3.5 3.5 0 0 0 0 7H10M13 6l-3-3M13 6l-3 3"/>`,
  tidy: svg`<rect x="2" y="6" width="4" height="4" rx="0.8"/><rect x="10" y="2" width="4" height="4" rx="0.8"/><rect x="10" y="10" width="4" height="4" rx="0.8"/><path d="M6 8h2M10 4H8v8h2"/>`,
  fit: svg`<path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3"/>`,
  plus: svg`<path d="M8 3.5v9M3.5 8h9"/>`,
  minus: svg`<path d="M3.5 8h9"/>`,
  path: svg`<circle cx="3.5" cy="12" r="1.7"/><circle cx="12.5" cy="4" r="1.7"/><path d="M5 11.2C8 10 7.5 6 11 4.6"/>`,
  hide: svg`<path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13L13 3"/>`,
  save: svg`<path d="M8 2.5v7.5M5 7.2L8 10l3-2.8M3 12.5v1h10v-1"/>`,
  search: svg`<circle cx="7" cy="7" r="4.2"/><path d="M10.2 10.2L13.5 13.5"/>`,
  thread: svg`<path d="M5 2.5c5 2 5 3.5 0 5.5s-5 3.5 0 5.5M11 2.5c-2.5 1-3.7 1.9-3.7 2.8M11 13.5c-2.5-1-3.7-1.9-3.7-2.8"/>`,
  lock: svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1.2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2M8 9.6v1.4"/>`,
  queue: svg`<rect x="2" y="5" width="3" height="6" rx="0.6"/><rect x="6.5" y="5" width="3" height="6" rx="0.6"/><path d="M11.5 8h3M12.8 6.4L14.5 8l-1.7 1.6"/>`,
  flag: svg`<path d="M4 14V2.5M4 3h8l-2 2.8L12 8.5H4"/>`,
  plug: svg`<path d="M2 8h3.5M14 8h-3.5M5.5 5v6h2.5a3 3 0 0 0 0-6zM8 6.5h2.5M8 9.5h2.5"/>`,
  loop: svg`<path d="M5.5 5.5a2.5 2.5 0 1 0 0 5c2.5 0 2.5-5 5-5a2.5 2.5 0 1 1 0 5c-2.5 0-2.5-5-5-5z"/>`,
  process: svg`<rect x="3" y="3" width="10" height="10" rx="2"/><path d="M6 7l1.5 1.3L6 9.6M8.7 9.8h2"/>`,
};

/** @typedef {keyof typeof shapes} IconName */

/** @param {IconName} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shapes[name]}</svg>`;
}

/** The same for a canvas, as the address of a picture. @param {IconName} name @param {string} colour */
export function iconPicture(name, colour) {
  const inside = shapes[name].strings.join('').replaceAll('class="solid"', `fill="${colour}" stroke="none"`);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 16 16" fill="none" stroke="${colour}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">${inside}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(drawing)}`;
}
