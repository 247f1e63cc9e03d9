/** The theme: the system's unless the reader chose one. The first paint is theme.js's work. */
import { html } from 'lit-html';
import { icon } from './icons.js';

const order = /** @type {const} */ (['system', 'light', 'dark']);
const icons = /** @type {const} */ ({ system: 'system', light: 'sun', dark: 'moon' });

/** @returns {'system' | 'light' | 'dark'} */
function chosen() {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** @type {Set<() => void>} */
const listeners = new Set();

/** Calls back when the colours change, by choice or by the system. @param {() => void} listener @returns {() => void} to stop */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = () => {
  for (const listener of listeners) listener();
};

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);

/** @param {Event} event */
function next(event) {
  setTheme(order[(order.indexOf(chosen()) + 1) % order.length]);
  /** @type {HTMLElement} */ (event.currentTarget).focus();
}

/** @param {'system' | 'light' | 'dark'} theme */
export function setTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('ouroscope.theme', theme);
  } catch {
    // Storage may be switched off: the choice then lasts until the page is left.
  }
  dispatchEvent(new PopStateEvent('popstate'));
  tell();
}

export function themeButton() {
  const theme = chosen();
  const label = `Theme: ${theme === 'system' ? 'as the system' : theme}`;
  return html`<button type="button" class="btn icon-only" aria-label=${label} title=${label} @click=${next}>${icon(icons[theme])}</button>`;
}
