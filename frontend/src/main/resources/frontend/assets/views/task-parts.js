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

/** Where a text is looked for that no task has in what its list shows. @param {import('../route.js').Route} route */
export function elsewhere({ snapshot, query: { filter } }) {
  if (!filter) return nothing;
  const text = href({ screen: 'objects', snapshot, query: { text: filter } });
  return html`The filter does not look into local variables: <a href=${text}>texts of all objects</a> do.`;
}
