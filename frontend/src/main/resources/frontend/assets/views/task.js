/** One task: its async stack with locals, what it waits for, who waits for it, how it ended. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { plain, plural, shortName } from '../format.js';
import { copyButton } from '../parts.js';
import { objectHref, reference, source, taskHref } from '../python.js';
import { codeAt, noCode } from '../source-code.js';
import { standingNote, standingOf, waitedThings } from './lock-parts.js';
import { awaitedChain, moreParts, taskFactList, taskLinks } from './task-facts.js';
import { cycleBadge, stateTag, taskName } from './task-parts.js';

/** @type {import('../app.js').View} */
export const taskView = {
  title: (_, { task }) => plain(task.row.name) || 'Task',
  needs: (route) => ({
    overview: at.overview(route.snapshot),
    task: at.task(route.snapshot, route.address),
    facts: at.taskFacts(route.snapshot, route.address),
  }),
  draw: (route, { task, facts }) => html`<div class="page">
    <header class="page-head"><h1 class="mono">${plain(task.row.name)}</h1>
      ${task.row.coroutine ? html`<span class="soft mono">${plain(shortName(task.row.coroutine))}</span>` : nothing}
      ${source(task.row.file, task.row.line)}<span class="spring"></span>
      ${taskLinks(route.snapshot, task.row)}${copyButton(task.row.address, 'Copy address', 'btn small')}<a class="btn small" href=${objectHref(route.snapshot, task.row.address)}>As an object</a></header>
    ${taskParts(route.snapshot, task, facts)}</div>`,
};

/** The same in the Inspector and, with more facts, on its own page. @param {string} snapshot @param {TaskDetail} task @param {TaskFacts} [facts] */
export function taskParts(snapshot, task, facts) {
  const title = (/** @type {unknown} */ text) =>
    facts ? html`<h2 class="part">${text}</h2>` : html`<h3 class="part">${text}</h3>`;
  const future = task.row.kind !== 'task';
  return html`<p class="row task-state">${stateTag(task.row)}${cycleBadge(snapshot, task.row)}${facts ? html`<span>${plain(facts.words)}</span>` : nothing}</p>
    ${standingNote(snapshot, task.row.address)}
    ${facts ? taskFactList(snapshot, task, facts) : nothing}
    <div class="task-parts ${facts ? 'wide' : ''}">
      ${future && !task.stack.length ? nothing : html`<section>${title(html`Async stack <span>innermost last</span>`)}${stack(snapshot, task)}</section>`}
      <div>
        ${facts ? awaitedChain(snapshot, task.row, facts) : nothing}
        <section>${title('Waits for')}${links(snapshot, task.waitsFor, 'nothing')}${waitedThings(snapshot, standingOf(snapshot, task.row.address))}</section>
        <section>${title('Waited for by')}${links(snapshot, task.waitedForBy, 'nobody')}</section>
        ${task.coroutine ? html`<section>${title('Coroutine')}${reference(task.coroutine, snapshot)}</section>` : nothing}
        ${task.result ? html`<section>${title('Result')}${reference(task.result, snapshot)}</section>` : nothing}
        ${task.exception ? html`<section>${title('Exception')}${reference(task.exception, snapshot)}</section>` : nothing}
        ${facts ? moreParts(snapshot, facts) : nothing}
      </div>
    </div>`;
}

/** @param {string} snapshot @param {TaskDetail} task */
function stack(snapshot, { stack: entries, row }) {
  if (!entries.length)
    return html`<p class="soft">No frames: ${row.state === 'pending' ? 'the coroutine has not begun or is not readable' : 'the coroutine has ended'}.</p>`;
  return html`<ol class="stack">${entries.map((entry) => (entry.kind === 'frame' ? frame(snapshot, entry) : awaits(snapshot, entry)))}</ol>${noCode(entries.flatMap((entry) => (entry.kind === 'frame' ? [entry.source] : [])))}`;
}

/** @param {string} snapshot @param {Extract<StackEntry, {kind: 'frame'}>} entry */
function frame(snapshot, entry) {
  return html`<li class="frame"><div class="frame-head"><span class="mono">${plain(entry.function)}</span> ${source(entry.file, entry.line)}</div>${codeAt(snapshot, entry)}
    ${
      entry.locals?.length
        ? html`<details class="frame-locals" ?open=${entry.locals.length <= localsOpen}><summary>${plural(entry.locals.length, 'local')}</summary><dl class="locals">${entry.locals.map(
            ({ name, value }) =>
              html`<div><dt>${plain(name)}</dt><dd>${value ? reference(value, snapshot) : html`<span class="faint">not set</span>`}</dd></div>`,
          )}</dl></details>`
        : html`<p class="faint no-locals">no locals</p>`
    }</li>`;
}

/** A grey line between the synchronous parts; it leads to what is awaited. @param {string} snapshot @param {Extract<StackEntry, {kind: 'awaits'}>} entry */
function awaits(snapshot, { text, target }) {
  if (!target) return html`<li class="awaits">— ${plain(text)} —</li>`;
  const to = /(Task|Future)$/.test(target.type)
    ? taskHref(snapshot, target.address)
    : objectHref(snapshot, target.address);
  return html`<li class="awaits">— <a href=${to} title=${target.preview.map((span) => plain(span.t)).join('')}>${plain(text)}</a> —</li>`;
}

const shown = 20;

/** A frame with more variables opens on a click. */
const localsOpen = 12;

/** @param {string} snapshot @param {WaitLink[]} all @param {string} none */
function links(snapshot, all, none) {
  if (!all.length) return html`<p class="soft">${none}</p>`;
  const line = (/** @type {WaitLink} */ { row, ref, kind }) =>
    html`<li>${row ? taskName(snapshot, row) : reference(ref, snapshot)} <span class="faint">${plain(kind)}</span></li>`;
  return html`<ul class="waits">${all.slice(0, shown).map(line)}</ul>
    ${all.length > shown ? html`<details><summary>${plural(all.length - shown, 'more', 'more')}</summary><ul class="waits">${all.slice(shown).map(line)}</ul></details>` : nothing}`;
}
