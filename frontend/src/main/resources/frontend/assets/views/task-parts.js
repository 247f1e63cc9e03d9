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
  if (task.cycle === null || task.cycle === undefined) return nothing;
  return html`<a class="tag bad" href=${href({ screen: 'cycle', snapshot, index: task.cycle, query: { selected: task.address } })}>${icon('cross')}cycle</a>`;
}
