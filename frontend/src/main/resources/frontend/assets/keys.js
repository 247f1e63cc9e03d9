/** Keys that work everywhere: / filter, g o/t/y/b screens, y copy link, n note, Esc closes the Inspector, ? this list. */
import { html, render } from 'lit-html';
import { pinHere } from './notes.js';
import { changed, current, go, href } from './route.js';
import { mayChange } from './session.js';
import { copyShareLink } from './share.js';

const screens = /** @type {Record<string, 'overview' | 'tasks' | 'types' | 'objects'>} */ ({
  o: 'overview',
  t: 'tasks',
  y: 'types',
  b: 'objects',
});

let afterG = false;

export function listenToKeys() {
  addEventListener('keydown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (target.matches('input, textarea, select')) {
      if (event.key === 'Escape') /** @type {HTMLElement} */ (target).blur();
      return;
    }
    const route = current();
    const chord = afterG;
    afterG = event.key === 'g';
    if (chord && route.snapshot && screens[event.key])
      go(href({ screen: screens[event.key], snapshot: route.snapshot }), { anew: true });
    else if (event.key === '/') focusFilter(event);
    else if (event.key === 'y' && route.snapshot) copyShareLink();
    else if (event.key === 'n' && route.snapshot && mayChange()) {
      event.preventDefault();
      pinHere();
    } else if (event.key === 'Escape' && route.query.selected)
      go(changed(route, { selected: undefined }), { replace: true });
    else if (event.key === '?') help();
    else if (target.matches('body, main') && ['j', 'k', 'ArrowDown', 'ArrowUp'].includes(event.key)) {
      /** @type {HTMLElement | null} */ (document.querySelector('ouro-list'))?.focus();
    }
  });
}

/** @param {KeyboardEvent} event */
function focusFilter(event) {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector('input[type=search]'));
  if (!box) return;
  event.preventDefault();
  box.select();
}

function help() {
  const keys = [
    ['/', 'to the filter'],
    ['g o', 'Overview'],
    ['g t', 'Tasks'],
    ['g y', 'Types'],
    ['g b', 'Objects'],
    ['j k ↓ ↑', 'next and previous row'],
    ['← →', 'close and open a row'],
    ['Enter', 'open the row'],
    ['y', 'copy the link to this view'],
    ['n', 'pin a note to this place'],
    ['Esc', 'close the Inspector'],
  ];
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  document.body.append(dialog);
  render(
    html`<h2>Keys</h2><dl class="keys">${keys.map(([key, what]) => html`<dt>${key.split(' ').map((each) => html`<kbd>${each}</kbd> `)}</dt><dd>${what}</dd>`)}</dl>
      <p class="row end"><button type="button" class="btn" autofocus @click=${() => dialog.close()}>Close</button></p>`,
    dialog,
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
