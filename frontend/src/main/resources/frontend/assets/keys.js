/** Listens to the keyboard and runs what the table of commands has for a key. */
import { available } from './commands.js';
import { listAction } from './list-keys.js';
import { current } from './route.js';

/** How long the second key of a pair may take. */
const pairMillis = 1500;

let first = '';
let since = 0;

export function listenToKeys() {
  addEventListener('keydown', pressed);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const key = name(event);
  const target = /** @type {Element} */ (event.target);
  const writes = target.matches('input, textarea, select, [contenteditable]');
  if (document.querySelector('dialog[open]')) return;
  if (writes && !key.startsWith('Mod+')) {
    if (key === 'Escape') /** @type {HTMLElement} */ (target).blur();
    return;
  }
  const pair = first && event.timeStamp - since < pairMillis ? `${first} ${key}` : '';
  const here = current();
  const all = available(here);
  const command = all.find(({ keys }) => pair && keys?.includes(pair)) ?? all.find(({ keys }) => keys?.includes(key));
  first = '';
  if (command) {
    event.preventDefault();
    command.run(here);
  } else if (all.some(({ keys }) => keys?.some((each) => each.startsWith(`${key} `)))) {
    first = key;
    since = event.timeStamp;
  } else if (target.matches('body, main') && ['down', 'up'].includes(listAction(key) ?? '')) {
    /** @type {HTMLElement | null} */ (document.querySelector('main ouro-list'))?.focus();
    event.preventDefault();
  }
}

/** As the table writes it; empty for keys that browsers and systems use. @param {KeyboardEvent} event */
function name(event) {
  if (event.altKey) return '';
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? '' : `Mod+${event.key.toLowerCase()}`;
  return event.key;
}

const shown = /** @type {Record<string, string>} */ ({
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
  PageDown: 'Page ↓',
  PageUp: 'Page ↑',
});

const apple = /Mac|iP(hone|ad)/.test(navigator.platform);

/** The parts of a key or a pair as they are printed on keyboards. @param {string} keys */
export function keyNames(keys) {
  if (keys === ' ') return ['Space'];
  return keys
    .split(' ')
    .map((key) =>
      key.startsWith('Mod+') ? `${apple ? '⌘' : 'Ctrl'} ${key.slice(4).toUpperCase()}` : (shown[key] ?? key),
    );
}
