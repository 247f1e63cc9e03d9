/** The tasks as a table, each once: sorted on the server, and grouped by place, coroutine or what they await. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { choice, folding, sortHead, twisty } from '../controls.js';
import { count, plain, plural, shortName } from '../format.js';
import { empty, errorCard, searchBar } from '../parts.js';
import { objectHref, source, taskHref } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { grouped, rows } from '../store.js';
import { cycleBadge, elsewhere, foundIn, stateTag, stillSearching, taskName } from './task-parts.js';

const groupings = [
  { value: '', text: 'nothing' },
  { value: 'place', text: 'place' },
  { value: 'coroutine', text: 'coroutine' },
  { value: 'awaits', text: 'what they await' },
  { value: 'object', text: 'the object they await' },
];

const columns = /** @type {const} */ ([
  { key: 'name', name: 'Task', natural: 'asc' },
  { key: 'state', name: 'State', natural: 'asc' },
  { key: 'awaits', name: 'Awaits', natural: 'asc' },
  { key: 'place', name: 'Place', natural: 'asc', title: 'The innermost line outside asyncio itself' },
  {
    key: 'behind',
    name: 'Behind',
    natural: 'desc',
    right: true,
    title: 'How many tasks wait for it, directly or through others; those of its own cycle are not counted',
  },
  {
    key: 'depth',
    name: 'Depth',
    natural: 'desc',
    right: true,
    title: 'How many waits lead to it from a task that nobody waits for',
  },
]);

/** @param {import('../route.js').Route} route */
function query(route) {
  const { filter, state, kind, coroutine } = route.query;
  return { filter, state, kind, coroutine };
}

/** The sort in force. @param {import('../route.js').Route} route */
function sorting({ query: { sort = 'behind', order } }) {
  return { sort, order: order ?? (sort === 'behind' || sort === 'depth' ? 'desc' : 'asc') };
}

/** What stands beside the filter. @param {import('../route.js').Route} route */
export function tableControls(route) {
  const set = (/** @type {Record<string, string | undefined>} */ news) =>
    go(changed(route, { ...news, open: undefined }), { replace: true });
  const kinds = ['tasks', 'futures', 'all'].map((value) => ({ value, text: value === 'all' ? 'both' : value }));
  return html`${choice('Of', kinds, route.query.kind, (kind) => set({ kind }))}
    ${coroutines(route, (coroutine) => set({ coroutine }))}
    ${choice('Group by', groupings, route.query.group, (group) => set({ group }))}`;
}

/** @param {import('../route.js').Route} route @param {(coroutine: string | undefined) => void} change */
function coroutines(route, change) {
  const { filter, state, kind, coroutine } = route.query;
  const list = rows(at.taskGroups(route.snapshot, { filter, state, kind, group: 'coroutine' })).begin();
  const groups = /** @type {TaskGroups | undefined} */ (list.first);
  const known = groups?.items.filter((group) => group.text) ?? [];
  const options = known.map(({ text, count: number }) => ({ value: text, text: `${plain(text)} (${count(number)})` }));
  if (coroutine && !known.some((group) => group.text === coroutine))
    options.unshift({ value: coroutine, text: plain(coroutine) });
  const more = (groups?.total ?? 0) - (groups?.items.length ?? 0);
  return choice(
    'Coroutine',
    [{ value: '', text: more > 0 ? `any (${count(more)} more: filter by text)` : 'any' }, ...options],
    coroutine,
    change,
  );
}

/** @param {import('../route.js').Route} route */
function modelOf(route) {
  const { group } = route.query;
  const { sort, order } = sorting(route);
  const sorted = { ...query(route), sort, order };
  if (!group) return rows(at.taskTable(route.snapshot, sorted));
  const members = (/** @type {TaskGroup} */ { member }) =>
    at.taskTable(route.snapshot, { ...sorted, group, in: member });
  return grouped(at.taskGroups(route.snapshot, { ...query(route), group }), members, `${sort} ${order}`);
}

/** @param {import('../route.js').Route} route */
export function taskTable(route) {
  const model = modelOf(route);
  model.begin();
  if ('unfold' in model) model.unfold(route.query.open);
  if (model.error) return errorCard(model.error, () => model.retry());
  return html`${searchBar('groups' in model ? model.groups : model)} ${list(route, model)}`;
}

/** @param {import('../route.js').Route} route @param {any} model */
function list(route, model) {
  if (model.total === 0) {
    if (stillSearching(model.groups ?? model)) return nothing;
    return empty(
      'No task fits',
      html`Nothing matches this choice. ${elsewhere(route)} <a href=${changed(route, { filter: undefined, state: 'all', kind: undefined, coroutine: undefined })} data-replace>Show all tasks</a>`,
    );
  }
  return html`<ouro-list .model=${model} .start=${scroll()} .columns=${layout(route, model)}></ouro-list>`;
}

/** How many there are, above the table. @param {import('../route.js').Route} route */
export function tableSummary(route) {
  const { total, first } = modelOf(route);
  if (total === undefined) return nothing;
  return route.query.group
    ? html`${plural(first.tasks, 'task')} in ${plural(total, 'group')}`
    : html`${plural(total, 'row')}, each task once`;
}

/** @param {import('../route.js').Route} route @param {any} model @returns {import('../list.js').Columns} */
function layout(route, model) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const fold = 'unfold' in model ? folding(route, model) : undefined;
  const found = !!route.query.filter;
  const heads = columns.map((column) => sortHead(route, column, sorting(route)));
  const task = (/** @type {any} */ row) => /** @type {TaskTableRow} */ (row.kind === 'member' ? row.member : row);
  const select = (/** @type {any} */ row) =>
    go(changed(route, { selected: task(row).task.address }), { replace: true });
  return {
    label: 'Tasks',
    kind: fold ? 'treegrid' : 'table',
    layout: found ? 'task-table-columns found' : 'task-table-columns',
    head: found ? [heads[0], html`<span role="columnheader">Found in</span>`, ...heads.slice(1)] : heads,
    attributes: (row) =>
      row.kind === 'group'
        ? { level: 1, open: row.open, classes: 'group-row' }
        : {
            level: fold ? 2 : undefined,
            selected: task(row).task.address === route.query.selected,
            classes: fold ? 'member-row' : '',
          },
    choose: (row) => row.kind === 'group' || select(row),
    click: (row) => (row.kind === 'group' ? fold?.(row, !row.open) : select(row)),
    enter: (row) => (row.kind === 'group' ? fold?.(row, !row.open) : go(taskHref(snapshot, task(row).task.address))),
    fold,
    scrolled: keepScroll,
    cells: (row) => (row.kind === 'group' ? groupCells(route, row, fold) : cells(snapshot, task(row), found)),
  };
}

/** @param {string} snapshot @param {TaskTableRow} row @param {boolean} found whether a column says where the text is */
function cells(snapshot, { task, place, awaits, awaited, behind, depth }, found) {
  return html`<span role="gridcell" class="tree-cell">${taskName(snapshot, task)}${cycleBadge(snapshot, task)}</span>
    ${found ? html`<span role="gridcell" class="clip">${foundIn(task.found)}</span>` : nothing}
    <span role="gridcell">${stateTag(task)}</span>
    <span role="gridcell" class="soft" title=${plain(awaits)}>${awaitsCell(snapshot, awaits, awaited)}</span>
    <span role="gridcell">${source(place.file, place.line)}${place.function ? html` <span class="soft">in ${plain(shortName(place.function))}</span>` : nothing}</span>
    <span role="gridcell" class="r num">${behind === null ? html`<span class="faint" title="Too many ways lead here to count them">not counted</span>` : behind ? count(behind) : html`<span class="faint">0</span>`}</span>
    <span role="gridcell" class="r num">${depth === null ? html`<span class="faint">–</span>` : count(depth)}</span>`;
}

/** What it awaits; the words are left out where the name says the same. @param {string} snapshot @param {string} words @param {NamedAddress | null} awaited */
function awaitsCell(snapshot, words, awaited) {
  if (!awaited) return plain(words);
  const name = html`<a class="mono" href=${taskHref(snapshot, awaited.address)} title=${awaited.address}>${plain(awaited.name)}</a>`;
  if (awaited.name.startsWith(words)) return name;
  return words.startsWith('a task of ')
    ? html`${name} ${plain(shortName(words.slice('a task of '.length)))}`
    : html`${plain(words)} ${name}`;
}

/** @param {import('../route.js').Route} route @param {any} row @param {((row: any, open: boolean) => boolean) | undefined} fold */
function groupCells(route, row, fold) {
  const group = /** @type {TaskGroup} */ (row.group);
  const states = /** @type {const} */ (['running', 'pending', 'done', 'cancelled']).filter((state) => group[state]);
  return html`<span role="gridcell" class="tree-cell">${twisty(row.open, () => fold?.(row, !row.open))}${groupName(route, group)}</span>
    <span role="gridcell" class="group-states">${group.stuck ? html`<span class="tag bad light" title="Nothing scheduled will wake them">${count(group.stuck)} stuck</span>` : nothing}
      ${states.map((state) => html`<span class="soft num">${count(group[state])} ${state}</span>`)}</span>
    <span role="gridcell" class="r num"><b>${plural(group.count, 'task')}</b></span>`;
}

/** @param {import('../route.js').Route} route @param {TaskGroup} group */
function groupName(route, { text, place, awaited }) {
  const { group } = route.query;
  if (group === 'place') {
    return place.file
      ? html`<span class="group-name">${source(place.file, place.line)}</span>${place.function ? html` <span class="soft">in <span class="mono">${plain(place.function)}</span></span>` : nothing}`
      : html`<span class="group-name soft">no suspended frame</span>`;
  }
  if (group === 'object')
    return awaited
      ? html`<span class="soft">await</span><a class="group-name mono" href=${objectHref(/** @type {string} */ (route.snapshot), awaited.address)}>${plain(awaited.name)}</a><span class="faint mono">${awaited.address}</span>`
      : html`<span class="group-name soft">await nothing</span>`;
  return html`<span class="group-name ${group === 'coroutine' ? 'mono' : ''}">${plain(text) || html`<span class="soft">no coroutine</span>`}</span>`;
}
