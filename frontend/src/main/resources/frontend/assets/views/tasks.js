/** The tasks, as a forest (below each task what it waits for) or as a table. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { switcher } from '../controls.js';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty, errorCard, filterBox, searchBar, stateSelect } from '../parts.js';
import { source, taskHref } from '../python.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { tree } from '../store.js';
import { cycleBadge, elsewhere, foundIn, stateTag, stillSearching, taskName } from './task-parts.js';
import { tableControls, tableSummary, taskTable } from './task-table.js';

/** @type {import('../app.js').View} */
export const tasksView = {
  title: () => 'Tasks',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot), tasks: at.tasks(route.snapshot) }),
  draw: (route, { tasks }) => {
    const some = tasks.counts.total || tasks.counts.futures;
    return html`<header class="page-head"><h1>Tasks</h1><span class="soft">${summary(tasks.counts)}</span></header>
      ${cycles(route.snapshot, tasks)} ${some ? [controls(route), isTable(route) ? taskTable(route) : theForest(route)] : none(route, tasks)}`;
  },
};

/** @param {import('../route.js').Route} route */
const isTable = (route) => route.query.view === 'table';

/** @param {import('../route.js').Route} route */
function theForest(route) {
  const { filter, state } = route.query;
  const forest = tree(/** @type {string} */ (route.snapshot), { filter, state }).begin();
  forest.unfold(route.query.open);
  return html`${searchBar(forest.root.rows)} ${list(route, forest)}`;
}

/** @param {import('../route.js').Route} route @param {TasksSummary} tasks */
function none({ snapshot }, { neverLoaded }) {
  const why = neverLoaded
    ? html`<code>_asyncio</code> was never loaded: nothing in this process imported asyncio.`
    : 'The snapshot holds no asyncio.Task: the process does not use asyncio, or all its tasks had ended and were freed.';
  return empty(
    'No asyncio tasks',
    html`${why} What the process does stands in its <a href=${href({ screen: 'threads', snapshot })}>threads</a>.`,
  );
}

/** @param {TaskCounts} counts */
function summary(counts) {
  const parts = [`${count(counts.pending)} pending`, `${count(counts.done)} done`];
  if (counts.running) parts.push(`${count(counts.running)} running`);
  if (counts.cancelled) parts.push(`${count(counts.cancelled)} cancelled`);
  const futures = counts.futures ? `; ${plural(counts.futures, 'future')} besides` : '';
  return `${plural(counts.total, 'task')}: ${parts.join(' · ')}${futures}`;
}

/** @param {string} snapshot @param {TasksSummary} tasks */
function cycles(snapshot, { cycles: all, cycleCount }) {
  if (!all.length) return nothing;
  return html`<ul class="cycles">${all.slice(0, 5).map(
    (
      cycle,
    ) => html`<li><a class="cycle-line" href=${href({ screen: 'cycle', snapshot, index: cycle.index })}>${icon('cross')}
      <b>${cycle.length === 1 ? 'A task waits for itself' : `${plural(cycle.length, 'task')} wait for each other`}</b>
      <span class="mono">${plain(cycle.names.join(' → '))}${cycle.length > cycle.names.length ? ' → …' : ''}</span>
      ${cycle.behindTotal ? html`<span class="soft">${count(cycle.behindTotal)} more behind</span>` : nothing}
      <span class="spring"></span><span class="as-link">Show the cycle</span></a></li>`,
  )}${cycleCount > 5 ? html`<li class="soft">… and ${plural(cycleCount - 5, 'more cycle')}; each has a badge in the tree</li>` : nothing}</ul>`;
}

/** @param {import('../route.js').Route} route */
function controls(route) {
  const set = (/** @type {Record<string, string | undefined>} */ query) =>
    go(changed(route, { ...query, open: undefined }), { replace: true });
  const table = isTable(route);
  const to = (/** @type {string | undefined} */ view, /** @type {string | undefined} */ group) =>
    changed(route, { view, group, open: undefined, kind: undefined, coroutine: undefined });
  return html`<div class="controls">
    ${switcher('Shown as', [
      { name: 'Forest', href: to(undefined, undefined), on: !table, title: 'Below each task what it waits for' },
      { name: 'Groups', href: to('table', 'place'), on: table && !!route.query.group, title: 'Grouped' },
      { name: 'Table', href: to('table', undefined), on: table && !route.query.group, title: 'Each task once' },
    ])}
    ${filterBox({ label: 'Filter tasks', placeholder: 'Name, place, what is awaited, local variable', value: route.query.filter, change: (filter) => set({ filter }) })}
    ${stateSelect(states(route), route.query.state, (state) => set({ state }))}
    ${table ? tableControls(route) : nothing}
    <span class="spring"></span><span class="soft">${table ? tableSummary(route) : route.query.filter || route.query.state ? 'All that fit, each once' : 'Below each task stands what it waits for'}</span>
  </div>`;
}

/** The first is what is shown unasked: a search finds the finished too. @param {import('../route.js').Route} route */
function states({ query }) {
  const rest = ['pending', 'running', 'done', 'cancelled'];
  return query.filter ? ['all', 'unfinished', ...rest] : ['unfinished', 'all', ...rest];
}

/** @param {import('../route.js').Route} route @param {import('../task-tree.js').TaskTree} forest */
function list(route, forest) {
  if (forest.error) return errorCard(forest.error, () => forest.retry());
  if (forest.total === 0) {
    if (stillSearching(forest.root.rows)) return nothing;
    const { filter, state } = route.query;
    return filter || state
      ? empty(
          'No task fits',
          html`Nothing matches this filter and state. ${elsewhere(route)} <a href=${changed(route, { filter: undefined, state: undefined })} data-replace>Show the unfinished tasks</a>`,
        )
      : empty(
          'No unfinished task',
          html`All tasks and futures in this snapshot have ended. <a href=${changed(route, { state: 'all' })} data-replace>Show them</a>`,
        );
  }
  return html`<ouro-list .model=${forest} .start=${scroll()} .columns=${columns(route, forest)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @param {import('../task-tree.js').TaskTree} forest @returns {import('../list.js').Columns} */
function columns(route, forest) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const opened = () => go(changed(route, { open: forest.opened() || '-' }), { replace: true });
  const fold = (/** @type {any} */ row, /** @type {boolean} */ open) => {
    if (row.kind === 'more') {
      if (open) forest.more(row.path);
      return open;
    }
    if (row.open === open || !row.task.childCount) return false;
    forest.toggle(row.path, open);
    opened();
    return true;
  };
  return {
    label: 'Tasks by what they wait for',
    kind: 'treegrid',
    layout: route.query.filter ? 'task-columns found' : 'task-columns',
    head: ['Task', route.query.filter ? 'Found in' : 'How it is awaited', 'Suspended at', 'State']
      .map((name) => html`<span role="columnheader">${name}</span>`)
      .concat(html`<span role="columnheader" class="r" title="How many tasks wait for this one">Waiters</span>`),
    attributes: (row) =>
      row.kind === 'more'
        ? { level: row.depth + 1 }
        : {
            level: row.depth + 1,
            open: row.task.childCount ? row.open : undefined,
            selected: row.task.address === route.query.selected,
          },
    choose: (row) => row.kind === 'task' && go(changed(route, { selected: row.task.address }), { replace: true }),
    enter: (row) => (row.kind === 'more' ? forest.more(row.path) : go(taskHref(snapshot, row.task.address))),
    fold,
    scrolled: keepScroll,
    cells: (row) => (row.kind === 'more' ? more(row, forest) : cells(snapshot, row, fold)),
  };
}

/** @param {any} row @param {import('../task-tree.js').TaskTree} forest */
function more(row, forest) {
  return html`<span role="gridcell" class="tree-cell">${indent(row.depth)}<button type="button" class="as-link" tabindex="-1" @click=${() => forest.more(row.path)}>… ${plural(row.hidden, 'more task')}: show all</button></span>`;
}

/** Beyond so many levels a number stands for the indent, or names would have no room. */
const indented = 8;

/** @param {number} depth */
function indent(depth) {
  const steps = Array.from({ length: Math.min(depth, indented) }, () => html`<span class="indent"></span>`);
  return depth > indented ? [steps, html`<span class="faint num" title="${depth} levels deep">${depth}</span>`] : steps;
}

/** @param {string} snapshot @param {any} row @param {(row: any, open: boolean) => boolean} fold */
function cells(snapshot, row, fold) {
  const task = /** @type {TaskRow} */ (row.task);
  return html`<span role="gridcell" class="tree-cell">${indent(row.depth)}${twisty(row, fold)}${taskName(snapshot, task)}${cycleBadge(snapshot, task)}${
    task.repeats
      ? html`<span class="tag" title="This task stands above itself on this path">${icon('repeat')}see above</span>`
      : nothing
  }</span>
    ${task.found ? html`<span role="gridcell" class="clip">${foundIn(task.found)}</span>` : html`<span role="gridcell" class="soft" title=${plain(task.waits?.text) || nothing}>${plain(task.waits?.text).split(' · ')[0]}</span>`}
    <span role="gridcell">${source(task.file, task.line)}</span>
    <span role="gridcell">${stateTag(task)}</span>
    <span role="gridcell" class="r num">${task.waiterCount ? count(task.waiterCount) : html`<span class="faint">0</span>`}</span>`;
}

/** @param {any} row @param {(row: any, open: boolean) => boolean} fold */
function twisty(row, fold) {
  if (!row.task.childCount) return html`<span class="twisty"></span>`;
  return html`<button type="button" class="twisty" tabindex="-1" aria-label=${row.open ? 'Close' : 'Open'} @click=${() => fold(row, !row.open)}>${icon(row.open ? 'down' : 'right')}</button>`;
}
