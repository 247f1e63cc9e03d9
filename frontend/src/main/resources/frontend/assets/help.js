/** The `?` dialog: all keys, drawn from the tables that handle them. */
import { html, nothing, render } from 'lit-html';
import { commands, registerDialog } from './commands.js';
import { leave, newDialog } from './dialog.js';
import { keyNames } from './keys.js';
import { listKeys } from './list-keys.js';

/** @typedef {{title: string, keys: readonly string[]}} Line */

/** @returns {{name: string, lines: Line[]}[]} */
function groups() {
  /** @type {Map<string, Line[]>} */
  const found = new Map();
  for (const { group, title, keys } of commands) {
    if (keys) found.set(group, [...(found.get(group) ?? []), { title, keys }]);
  }
  const all = [...found].map(([name, lines]) => ({ name, lines }));
  return [...all, { name: 'Lists and trees', lines: listKeys.map(({ title, keys }) => ({ title, keys })) }];
}

/** One way to press it, or several. @param {readonly string[]} keys */
export function keycaps(keys) {
  return keys.map(
    (each, i) =>
      html`${i ? html`<span class="faint"> or </span>` : nothing}${keyNames(each).map((name) => html`<kbd>${name}</kbd>`)}`,
  );
}

registerDialog('help', () => {
  const dialog = newDialog('help', { byBackdrop: true });
  dialog.setAttribute('aria-labelledby', 'help-title');
  render(
    html`<header class="help-head"><h2 id="help-title">Keys</h2><button type="button" class="btn small" autofocus @click=${() => leave(dialog)}>Close <kbd>Esc</kbd></button></header>
      <div class="help-groups">${groups().map(
        ({ name, lines }) => html`<section><h3 class="part">${name}</h3>
        <dl class="help-keys">${lines.map(({ title, keys }) => html`<dt>${keycaps(keys)}</dt><dd>${title}</dd>`)}</dl></section>`,
      )}</div>
      <p class="soft">Without effect while you write in a field.</p>`,
    dialog,
  );
  dialog.showModal();
});
