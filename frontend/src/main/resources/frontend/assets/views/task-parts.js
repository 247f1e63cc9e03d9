/** How a task is written in a row, wherever one stands: icon, name, coroutine, state, cycle badge. */
import { html, nothing } from 'lit-html';
import { plain, shortName } from '../format.js';
import { icon } from '../icons.js';
import { taskHref } from '../python.js';
import { href } from '../route.js';

const icons = /** @type {const} */ ({
  task: 'task',
  future: 'future',
  gather: 'gather',
  coroutine: 'coroutine',
  other: 'other',
});
const stateIcons = /** @type {const} */ ({ pending: 'clock', done: 'check', cancelled: 'cross', running: 'right' });

/** @param {string} snapshot @param {TaskRow} task */
export function taskName(snapshot, task) {
  return html`${icon(icons[task.kind] ?? 'other')}<a class="task-name mono" href=${taskHref(snapshot, task.address)} title=${plain(task.name)}>${plain(task.name) || task.kind}</a>${
    task.coroutine
      ? html` <span class="soft mono" title=${plain(task.coroutine)}>${plain(shortName(task.coroutine))}</span>`
      : nothing
  }`;
}

/** @param {TaskRow} task */
export function stateTag(task) {
  return task.state
    ? html`<span class="state ${task.state}">${icon(stateIcons[task.state])}${task.state}</span>`
    : nothing;
}

/** @param {string} snapshot @param {TaskRow} task */
export function cycleBadge(snapshot, task) {
  const unsure = task.unsure
    ? html`<span class="tag warn" title="It may be the remains of a task that was freed">${icon('warn')}unsure</span>`
    : nothing;
  if (task.cycle === null || task.cycle === undefined) {
    if (!task.stuck) return unsure;
    return html`<span class="tag bad light" title="It waits, in the end, for tasks that wait for each other: nothing scheduled will wake it">${icon('cross')}stuck</span>${unsure}`;
  }
  return html`<a class="tag bad" href=${href({ screen: 'cycle', snapshot, index: task.cycle, query: { selected: task.address } })}>${icon('cross')}cycle</a>${unsure}`;
}

const foundWords = /** @type {const} */ ({ name: 'name', coroutine: 'coroutine', place: 'at', awaited: 'awaits' });

/** Where a row has the text of the filter. @param {FoundIn | null | undefined} found */
export function foundIn(found) {
  if (!found) return nothing;
  const { where, before, hit, after } = found;
  const text = html`${plain(before)}${hit ? html`<mark>${plain(hit)}</mark>` : nothing}${plain(after)}`;
  if (where !== 'local') return html`<span class="soft">${foundWords[where]}</span> <code class="py">${text}</code>`;
  const name = plain(found.variable);
  const at = `${found.file}:${found.line}`;
  return html`<span class="soft" title=${plain(at)}>${plain(shortName(found.function ?? '?'))}</span> <code class="py" title=${plain(`${found.variable} = ${before}${hit}${after}`)}>${hit ? name : html`<mark>${name}</mark>`} = ${text}</code>`;
}

/** Where a text may be that no task has. @param {import('../route.js').Route} route */
export function elsewhere({ snapshot, query: { filter } }) {
  if (!filter) return nothing;
  const text = href({ screen: 'objects', snapshot, query: { text: filter } });
  return html`Names, places, what is awaited and the local variables of all frames were searched, each value as far as the page of its task shows it. Longer texts: <a href=${text}>search all strings</a>.`;
}

/** As long as it is looked for, nothing found says nothing. @param {{search?: Search}} list */
export const stillSearching = (list) => list.search?.state === 'running';
