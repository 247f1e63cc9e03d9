/** The palette: every command that makes sense here, found by a few letters, with its key beside it. */
import { html, nothing, render } from 'lit-html';
import { at } from './api.js';
import { available, registerDialog } from './commands.js';
import { leave, newDialog } from './dialog.js';
import { plain, time } from './format.js';
import { ranked } from './fuzzy.js';
import { keycaps } from './help.js';
import { pageCommands } from './page-commands.js';
import { current, go, href } from './route.js';
import { load } from './store.js';

/** @typedef {{title: string, group: string, keys?: readonly string[], run: () => void}} Entry */

/** @returns {Entry[]} */
function entries() {
  const here = current();
  const answer = load(at.snapshots());
  const snapshots = /** @type {Snapshot[]} */ (answer.state === 'ready' ? answer.value.items : []);
  return [
    ...available(here).map(({ run, ...command }) => ({ ...command, run: () => run(here) })),
    ...pageCommands(),
    ...snapshots
      .filter((shot) => shot.id && shot.id !== here.snapshot)
      .map((shot) => ({
        title: `Open ${plain(shot.label ?? shot.process ?? shot.file)}${shot.capturedAt ? `, ${time(shot.capturedAt)}` : ''}`,
        group: 'Snapshots',
        run: () => go(href({ screen: 'overview', snapshot: /** @type {string} */ (shot.id) }), { anew: true }),
      })),
  ];
}

/** The title with the letters that fit set off. @param {string} title @param {number[]} at */
function marked(title, at) {
  const hits = new Set(at);
  return [...title].map((letter, i) => (hits.has(i) ? html`<b>${letter}</b>` : letter));
}

registerDialog('palette', () => {
  const all = entries();
  const dialog = newDialog('palette', { byBackdrop: true });
  dialog.setAttribute('aria-label', 'Commands');
  let typed = '';
  let active = 0;

  /** @returns {{item: Entry, at: number[]}[]} */
  const found = () => {
    const fitting = ranked(typed, all, ({ title }) => title);
    const { snapshot } = current();
    const text = typed.trim();
    if (!snapshot || !text) return fitting;
    const search = {
      title: `Search the snapshot for “${text}”`,
      group: 'Find',
      run: () => go(href({ screen: 'search', snapshot, query: { q: text } })),
    };
    return [...fitting, { item: search, at: [] }];
  };

  const choose = (/** @type {Entry | undefined} */ entry) => {
    if (!entry) return;
    leave(dialog);
    entry.run();
  };

  const key = (/** @type {KeyboardEvent} */ event) => {
    const count = found().length;
    const moves = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    if (event.key in moves) active = (active + moves[event.key] + count) % Math.max(1, count);
    else if (event.key === 'Enter') choose(found()[active]?.item);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') leave(dialog);
    else return;
    event.preventDefault();
    if (dialog.open) draw();
  };

  const input = (/** @type {Event} */ event) => {
    typed = /** @type {HTMLInputElement} */ (event.target).value;
    active = 0;
    draw();
  };

  function draw() {
    const hits = found();
    render(
      html`<input type="text" class="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autofocus
          aria-activedescendant=${hits.length ? `command-${active}` : nothing} aria-label="Command" placeholder="What do you want to do?" spellcheck="false" autocomplete="off"
          @input=${input} @keydown=${key}>
        <ul id="palette-list" class="palette-list" role="listbox" aria-label="Commands">${hits.map(
          (
            { item, at },
            i,
          ) => html`<li role="option" id="command-${i}" aria-selected=${i === active ? 'true' : 'false'} class=${i === active ? 'on' : ''} @click=${() => choose(item)}>
            <span class="palette-group faint">${item.group}</span><span class="clip">${marked(item.title, at)}</span><span class="palette-keys">${item.keys ? keycaps(item.keys.slice(0, 1)) : nothing}</span></li>`,
        )}</ul>
        ${hits.length ? nothing : html`<p class="palette-none soft">No command has these letters.</p>`}`,
      dialog,
    );
    dialog.querySelector(`#command-${active}`)?.scrollIntoView({ block: 'nearest' });
  }

  draw();
  dialog.showModal();
});
