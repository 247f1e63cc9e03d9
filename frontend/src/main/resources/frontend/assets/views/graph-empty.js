/** The graph with nothing chosen: where to begin. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { plain, shortName } from '../format.js';
import { icon } from '../icons.js';
import { graphHref } from '../python.js';
import { go, href } from '../route.js';
import { load } from '../store.js';

const cycleTasks = 8;

/** @param {import('../route.js').Route} route */
export function emptyGraph(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const begin = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const address = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('at'))
      .trim()
      .toLowerCase();
    go(graphHref(snapshot, address));
  };
  return html`<header class="page-head"><h1>Graph</h1></header>
    <div class="graph-begin">
      <section class="card"><h2>Begin with an object</h2>
        <p class="card-text">The graph shows one object with what refers to it and what it refers to, and grows from there as you expand.</p>
        <form class="card-text row" @submit=${begin}><label class="field">Address <input name="at" class="mono" placeholder="0x7f12ab34cd50" spellcheck="false" autocomplete="off" required pattern="\\s*0x[0-9a-fA-F]{1,16}\\s*" title="An address as id() returned it, in hexadecimal: 0x7f12ab34cd50"></label>
          <button type="submit" class="btn primary">Show its graph</button></form>
        <p class="card-text soft">Every object page and the Inspector lead here too.</p></section>
      <section class="card"><h2>Or look for one</h2>
        <ul class="card-text begin-links">
          <li><a href=${href({ screen: 'objects', snapshot, query: { sort: 'memory' } })} data-anew>The largest objects</a> <span class="soft">what holds memory</span></li>
          <li><a href=${href({ screen: 'types', snapshot })} data-anew>Types</a> <span class="soft">and their objects</span></li>
          <li><a href=${href({ screen: 'tasks', snapshot })} data-anew>Tasks</a> <span class="soft">and who waits for whom</span></li>
        </ul></section>
      ${cycle(snapshot)}
    </div>`;
}

/** @param {string} snapshot */
function cycle(snapshot) {
  const tasks = load(at.tasks(snapshot));
  if (tasks.state !== 'ready' || !tasks.value.cycleCount) return nothing;
  const first = load(at.cycle(snapshot, 0));
  if (first.state !== 'ready') return nothing;
  const { nodes } = /** @type {Cycle} */ (first.value);
  return html`<section class="card"><h2>The tasks of the cycle <span>they wait for each other</span></h2>
    <ul class="card-text begin-links">${nodes.slice(0, cycleTasks).map((node) => html`<li>${icon('task')}<a class="mono" href=${graphHref(snapshot, node.address)}>${plain(node.name)}</a> <span class="mono soft">${plain(shortName(node.coroutine ?? ''))}</span></li>`)}</ul>
    ${nodes.length > cycleTasks ? html`<p class="card-text"><a href=${href({ screen: 'cycle', snapshot, index: 0 })}>All tasks of the cycle</a></p>` : nothing}</section>`;
}
