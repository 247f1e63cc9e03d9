/** A cycle of tasks: the sentence, the drawing, the same as a table, and who waits behind it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, place, plain, plural, shortName } from '../format.js';
import { graphHref } from '../graph/first-picture.js';
import { icon } from '../icons.js';
import { copyButton } from '../parts.js';
import '../proof-graph.js';
import { source, taskHref } from '../python.js';
import { changed, go, href } from '../route.js';
import { codeLine } from '../source-code.js';
import { stateTag, taskName } from './task-parts.js';

/** Beyond so many nodes the table comes first. */
const easyToDraw = 30;
const drawnAtMost = 40;

/** @type {import('../app.js').View} */
export const cycleView = {
  title: (route) => `Cycle ${route.index + 1}`,
  needs: (route) => ({ overview: at.overview(route.snapshot), cycle: at.cycle(route.snapshot, route.index) }),
  draw: (route, { cycle }) => {
    const parts = [drawing(route, cycle), table(route, cycle)];
    return html`<div class="page">
      <section class="verdict"><span class="tag bad">${icon('cross')}Deadlock of tasks</span> ${cycle.certain === false ? html`<span class="tag warn">${icon('warn')}likely</span>` : html`<span class="tag ok">${icon('check')}certain</span>`}
        <h1>${plain(cycle.sentence)}</h1>
        <p class="lede">${explanation(cycle)}</p>
        <p class="row"><a class="btn" href=${href({ screen: 'hang', snapshot: route.snapshot })} title="The verdict on the whole process, of which this cycle is a part">Why it is stuck</a>
          ${copyButton(() => asText(cycle), 'Copy as text')}
          <a class="btn" href=${graphOf(route.snapshot, cycle)} title="The tasks and futures of the cycle in the graph of objects, to expand from there">Show its members in the Graph</a></p></section>
      ${cycle.nodes.length > easyToDraw ? parts.reverse() : parts} ${behind(route.snapshot, cycle)}
    </div>`;
  },
};

/** What stands at a place. @param {Cycle} cycle @returns {(file: string | null, line: number | null) => SourceLine | undefined} */
function sourceAt({ sources }) {
  const known = new Map(sources.map(({ file, line, source: text }) => [`${file}:${line}`, text]));
  return (file, line) => known.get(`${file}:${line}`);
}

/** The members, in waiting order. @param {string} snapshot @param {Cycle} cycle */
function graphOf(snapshot, { nodes, edges }) {
  const via = new Map(edges.map((edge) => [edge.from, edge.via]));
  const members = nodes.flatMap(({ address }) => [address, ...(via.get(address) ?? []).map((each) => each.address)]);
  return graphHref(snapshot, members);
}

/** @param {Cycle} cycle */
function explanation(cycle) {
  const folded = cycle.edges.reduce((sum, edge) => sum + edge.via.length, 0);
  const extra = cycle.memberCount > cycle.length + folded;
  return html`${extra ? html`This is a shortest way round; ${count(cycle.memberCount)} tasks and futures reach each other in all. ` : nothing}
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
    <ouro-proof .proof=${proof(cycle, `${route.snapshot} cycle ${cycle.index}`)} .selected=${route.query.selected} .select=${select}></ouro-proof></section>`;
}

/** A long cycle closes over a box for all that are not drawn. @param {Cycle} cycle @param {string} key @returns {import('../proof-graph.js').Proof} */
function proof(cycle, key) {
  const { nodes, edges } = cycle;
  const sourceOf = sourceAt(cycle);
  const cut = nodes.length - drawnAtMost;
  /** @type {import('../proof-graph.js').Box[]} */
  const boxes = nodes.slice(0, drawnAtMost).map(({ address, name, kind, coroutine }) => {
    const future = kind === 'future' || kind === 'gather';
    const second = plain(coroutine ? shortName(coroutine) : kind);
    return { title: plain(name) || kind, second, icon: kind, shape: future ? 'future' : 'runs', mark: address };
  });
  if (cut > 0)
    boxes.push({ title: `… ${count(cut)} more`, second: 'in the table', icon: 'other', shape: 'more', mark: '' });
  const next = new Map(edges.map((edge) => [edge.from, edge]));
  const lines = boxes.map((box, from) => {
    const edge = next.get(box.mark);
    const [how = '', where = ''] = edge ? [plain(edge.text).split(' · ')[0], place(edge.file, edge.line)] : [];
    const code = edge ? plain(sourceOf(edge.file, edge.line)?.text) : '';
    return { from, to: (from + 1) % boxes.length, how, where, code, mark: box.mark, guessed: false };
  });
  return { key, boxes, lines, circle: true, tone: 'bad', name: 'The cycle' };
}

const heads = ['Task', 'Waits', 'At', 'For', 'Through', 'State'];

/** @param {import('../route.js').Route} route @param {Cycle} cycle */
function table(route, cycle) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const many = cycle.nodes.length > easyToDraw;
  const edges = new Map(cycle.edges.map((edge) => [edge.from, edge]));
  const sourceOf = sourceAt(cycle);
  const names = new Map(cycle.nodes.map((node) => [node.address, node.name]));
  const inspect = (/** @type {TaskRow} */ node) => changed(route, { selected: node.address });
  const choose = (/** @type {TaskRow} */ node) => go(inspect(node), { replace: true });
  const cells = (/** @type {TaskRow} */ node) => {
    const edge = edges.get(node.address);
    return [
      taskName(snapshot, node),
      plain(edge?.text.split(' · ')[0]),
      edge
        ? html`${source(edge.file, edge.line)}${many ? nothing : codeLine(sourceOf(edge.file, edge.line))}`
        : nothing,
      edge
        ? html`<a class="mono" href=${taskHref(snapshot, edge.to)}>${plain(names.get(edge.to) ?? edge.to)}</a>`
        : nothing,
      edge?.via.map(
        (future) =>
          html`<a class="mono" href=${taskHref(snapshot, future.address)}>${plain(future.name) || future.kind}</a> `,
      ) ?? nothing,
      stateTag(node),
      html`<a class="as-link" href=${inspect(node)} data-replace title="Inspect" aria-label="Inspect ${plain(node.name)}">${icon('right')}</a>`,
    ];
  };
  const selected = (/** @type {TaskRow} */ node) => node.address === route.query.selected;
  return html`<section class="card"><h2>The same as a table <span>in waiting order</span></h2>
    ${many ? html`<p class="card-text soft">${plural(cycle.nodes.length, 'task')} are hard to read in a drawing; it follows below.</p>` : nothing}
    ${many ? longTable(cycle, { cells, choose, selected, enter: (node) => go(taskHref(snapshot, node.address)) }) : shortTable(cycle, { cells, choose, selected })}</section>`;
}

/**
 * @typedef {{cells: (node: TaskRow) => unknown[], choose: (node: TaskRow) => void, selected: (node: TaskRow) => boolean}} Cells
 * @param {Cycle} cycle
 * @param {Cells} how
 */
function shortTable({ nodes }, { cells, choose, selected }) {
  const click = (/** @type {Event} */ event, /** @type {TaskRow} */ node) => {
    if (!(/** @type {Element} */ (event.target).closest('a, button'))) choose(node);
  };
  const looks = ['short', '', '', 'short', 'rest', '', 'r'];
  return html`<div class="card-scroll"><table class="rows"><thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}<th><span class="away">Inspect</span></th></tr></thead>
    <tbody>${nodes.map(
      (node) =>
        html`<tr class=${selected(node) ? 'selected' : ''} @click=${(/** @type {Event} */ event) => click(event, node)}>${cells(node).map((content, index) => html`<td class=${looks[index]}>${content}</td>`)}</tr>`,
    )}</tbody></table></div>`;
}

/** A cycle may have 100,000 tasks: then only the visible rows exist. @param {Cycle} cycle @param {Cells & {enter: (node: TaskRow) => void}} how */
function longTable(cycle, { cells, choose, selected, enter }) {
  const model = models.get(cycle) ?? {
    length: cycle.nodes.length,
    total: cycle.nodes.length,
    row: (/** @type {number} */ index) => cycle.nodes[index],
    onChange: () => {},
  };
  models.set(cycle, model);
  return html`<ouro-list class="inside" .model=${model} .columns=${{
    label: 'The tasks of the cycle in waiting order',
    kind: 'table',
    layout: 'cycle-columns',
    head: heads.map((name) => html`<span role="columnheader">${name}</span>`),
    cells: (/** @type {TaskRow} */ node) => cells(node).map((content) => html`<span role="gridcell">${content}</span>`),
    attributes: (/** @type {TaskRow} */ node) => ({ selected: selected(node) }),
    choose,
    enter,
  }}></ouro-list>`;
}

/** One model per cycle, so that drawing again does not scroll its list to the top. @type {WeakMap<Cycle, import('../list.js').Model>} */
const models = new WeakMap();

/** @param {string} snapshot @param {Cycle} cycle */
function behind(snapshot, cycle) {
  const { total, byPlace } = cycle.behind;
  if (!total) return nothing;
  const sourceOf = sourceAt(cycle);
  return html`<section class="card"><h2>What waits behind it, by place <span>${plural(total, 'task')} in ${plural(byPlace.length, 'place')}</span></h2>
    <table class="rows"><thead><tr><th scope="col">Where</th><th scope="col">Coroutine</th><th scope="col" class="r">Tasks</th><th scope="col">For example</th></tr></thead>
    <tbody>${byPlace.map(
      (
        place,
      ) => html`<tr><td>${place.file ? html`${source(place.file, place.line)}${codeLine(sourceOf(place.file, place.line))}` : html`<span class="faint">not started</span>`}</td><td class="mono soft">${plain(shortName(place.coroutine ?? '')) || '–'}</td>
        <td class="r num">${count(place.count)}</td><td><a class="mono" href=${taskHref(snapshot, place.sample)} title=${place.sample}>${plain(place.sampleName) || place.sample}</a></td></tr>`,
    )}</tbody></table></section>`;
}
