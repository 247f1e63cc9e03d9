/** A cycle of tasks: the sentence, the drawing, the same as a table, and who waits behind it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import '../cycle-graph.js';
import { count, plain, plural, shortName } from '../format.js';
import { icon } from '../icons.js';
import { copyButton } from '../parts.js';
import { reference, source, taskHref } from '../python.js';
import { changed, go } from '../route.js';
import { stateTag, taskName } from './task-parts.js';

/** Beyond so many nodes the table comes first. */
const easyToDraw = 30;
const drawnAtMost = 60;

/** @type {import('../app.js').View} */
export const cycleView = {
  title: (route) => `Cycle ${route.index + 1}`,
  needs: (route) => ({ overview: at.overview(route.snapshot), cycle: at.cycle(route.snapshot, route.index) }),
  draw: (route, { cycle }) => {
    const parts = [drawing(route, cycle), table(route, cycle)];
    return html`<div class="page">
      <section class="verdict"><span class="tag bad">${icon('cross')}Deadlock of tasks</span>
        <h1>${plain(cycle.sentence)}</h1>
        <p class="lede">${explanation(cycle)}</p>
        <p class="row">${copyButton(() => asText(cycle), 'Copy as text')}</p></section>
      ${cycle.nodes.length > easyToDraw ? parts.reverse() : parts} ${behind(route.snapshot, cycle)}
    </div>`;
  },
};

/** @param {Cycle} cycle */
function explanation(cycle) {
  const folded = cycle.edges.reduce((sum, edge) => sum + edge.via.length, 0);
  const extra = cycle.memberCount > cycle.length;
  return html`${extra ? html`This is a shortest way round; ${plural(cycle.memberCount, 'task')} reach each other in all. ` : nothing}
    ${cycle.behind.total ? html`${plural(cycle.behind.total, 'more task waits', 'more tasks wait')} behind it. ` : nothing}
    ${folded ? html`${plural(folded, 'future')} between the tasks ${folded === 1 ? 'is' : 'are'} folded into the edges.` : nothing}`;
}

/** @param {Cycle} cycle for a chat or an issue */
function asText(cycle) {
  const names = new Map(cycle.nodes.map((node) => [node.address, node]));
  const name = (/** @type {string} */ address) => {
    const node = names.get(address);
    return node ? `${plain(node.name)}${node.coroutine ? ` (${plain(shortName(node.coroutine))})` : ''}` : address;
  };
  return [
    plain(cycle.sentence),
    ...cycle.edges.map((edge) => `  ${name(edge.from)} → ${name(edge.to)}: ${plain(edge.text)}`),
  ].join('\n');
}

/** @param {import('../route.js').Route} route @param {Cycle} cycle */
function drawing(route, cycle) {
  const select = (/** @type {string} */ address) => go(changed(route, { selected: address }), { replace: true });
  const cut = cycle.nodes.length > drawnAtMost;
  return html`<section class="card"><h2>The cycle <span>${cut ? `the first ${drawnAtMost} of ${count(cycle.nodes.length)} tasks` : 'click a task or an edge for its stack and locals'}</span></h2>
    <ouro-cycle .picture=${{ nodes: cycle.nodes.slice(0, drawnAtMost), edges: cycle.edges, more: cycle.nodes.length - drawnAtMost }}
      .selected=${route.query.selected} .select=${select}></ouro-cycle></section>`;
}

/** @param {import('../route.js').Route} route @param {Cycle} cycle */
function table(route, cycle) {
  const edges = new Map(cycle.edges.map((edge) => [edge.from, edge]));
  const names = new Map(cycle.nodes.map((node) => [node.address, node.name]));
  const select = (/** @type {Event} */ event, /** @type {string} */ address) => {
    if (!(/** @type {Element} */ (event.target).closest('a, button')))
      go(changed(route, { selected: address }), { replace: true });
  };
  return html`<section class="card"><h2>The same as a table <span>in waiting order</span></h2>
    ${cycle.nodes.length > easyToDraw ? html`<p class="card-text soft">${plural(cycle.nodes.length, 'task')} are too many to read in a drawing; it follows below.</p>` : nothing}
    <div class="card-scroll"><table class="rows"><thead><tr><th scope="col">Task</th><th scope="col">Waits</th><th scope="col">At</th><th scope="col">For</th><th scope="col">Through</th><th scope="col">State</th><th><span class="away">Inspect</span></th></tr></thead>
    <tbody>${cycle.nodes.map((node) => {
      const edge = edges.get(node.address);
      const chosen = node.address === route.query.selected;
      return html`<tr class=${chosen ? 'selected' : ''} @click=${(/** @type {Event} */ event) => select(event, node.address)}>
        <td class="short">${taskName(route.snapshot ?? '', node)}</td>
        <td>${plain(edge?.text.split(' · ')[0])}</td>
        <td>${edge ? source(edge.file, edge.line) : nothing}</td>
        <td class="short">${edge ? html`<a class="mono" href=${taskHref(route.snapshot ?? '', edge.to)}>${plain(names.get(edge.to) ?? edge.to)}</a>` : nothing}</td>
        <td class="rest clip">${edge?.via.map((ref) => reference(ref, route.snapshot ?? '')) ?? nothing}</td>
        <td>${stateTag(node)}</td>
        <td class="r"><a class="as-link" href=${changed(route, { selected: node.address })} data-replace aria-label="Inspect ${plain(node.name)}">Inspect</a></td></tr>`;
    })}</tbody></table></div></section>`;
}

/** @param {string} snapshot @param {Cycle} cycle */
function behind(snapshot, { behind: { total, byPlace } }) {
  if (!total) return nothing;
  return html`<section class="card"><h2>What waits behind it, by place <span>${plural(total, 'task')} in ${plural(byPlace.length, 'place')}</span></h2>
    <table class="rows"><thead><tr><th scope="col">Where</th><th scope="col">Coroutine</th><th scope="col" class="r">Tasks</th><th scope="col">For example</th></tr></thead>
    <tbody>${byPlace.map(
      (
        place,
      ) => html`<tr><td>${place.file ? source(place.file, place.line) : html`<span class="faint">not started</span>`}</td><td class="mono soft">${plain(shortName(place.coroutine ?? '')) || '–'}</td>
        <td class="r num">${count(place.count)}</td><td><a class="mono" href=${taskHref(snapshot, place.sample)}>${place.sample}</a></td></tr>`,
    )}</tbody></table></section>`;
}
