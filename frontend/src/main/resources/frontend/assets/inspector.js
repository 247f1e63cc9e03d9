/** The panel at the right: the selected task or object, without leaving the list or the drawing. */
import { html, nothing } from 'lit-html';
import { at, page } from './api.js';
import { count, plain } from './format.js';
import { icon } from './icons.js';
import { errorCard, loadingView } from './parts.js';
import { objectHref, reference, taskHref } from './python.js';
import { closed, href, inspected } from './route.js';
import { load } from './store.js';
import { lockPanel, standingNote, standingOf, waitedThings } from './views/lock-parts.js';
import { objectFacts, objectHeading } from './views/object.js';
import { taskParts } from './views/task.js';
import { threadFacts, threadFrame } from './views/thread-parts.js';

/** What was shown last: it stands, dimmed, until the next selection's answer is here. @type {unknown} */
let last = loadingView;

/** Rows of a part that are shown here. */
const briefRows = 6;

/** Of a thread's stack; its own page has all. */
const framesShown = 40;

/** @param {import('./route.js').Route} route of which something is inspected */
export function inspector(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const { kind, address } = /** @type {NonNullable<ReturnType<typeof inspected>>} */ (inspected(route));
  const now = kind === 'thread' ? threadContent(snapshot, address) : content(snapshot, address);
  last = now ?? last;
  return html`<aside class="inspector ${now ? '' : 'stale'}" aria-label="Inspector" aria-busy=${now ? 'false' : 'true'}>
    <a class="btn icon-only close" href=${closed(route)} data-replace aria-label="Close the Inspector" title="Close (Esc)">${icon('cross')}</a>
    ${last}
  </aside>`;
}

/** @param {string} snapshot @param {string} address of its state @returns {unknown} undefined while it is on the way */
function threadContent(snapshot, address) {
  const path = at.thread(snapshot, address, { limit: framesShown });
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return undefined;
  const { row, stack, problem } = /** @type {ThreadDetail} */ (answer.value);
  const open = href({ screen: 'threads', snapshot, query: { thread: address } });
  const more = stack.total - stack.items.length;
  return html`<h2 class="mono">${plain(row.name) || 'unnamed'}</h2>
    <p class="soft">thread</p>
    <p class="row"><a class="btn" href=${open}>Open the thread</a>${row.object ? html`<a class="btn" href=${objectHref(snapshot, row.object.address)}>As an object</a>` : nothing}</p>
    ${standingNote(snapshot, address)}${waitedThings(snapshot, standingOf(snapshot, address))}
    <dl class="facts">${threadFacts(snapshot, row, (thread) => href({ screen: 'threads', snapshot, query: { thread } }))}</dl>
    <section class="task-parts"><h3 class="part">Stack <span>${count(stack.total)} frames, innermost first</span></h3>
    ${stack.total ? html`<ol class="stack">${stack.items.map((frame) => threadFrame(snapshot, frame))}</ol>` : html`<p class="soft">It runs no Python code.</p>`}
    ${more > 0 ? html`<p class="soft"><a href=${open}>${count(more)} more frames</a></p>` : nothing}
    ${problem ? html`<p><span class="tag warn">${icon('warn')}torn</span> Not whole: ${plain(problem)}.</p>` : nothing}</section>`;
}

/** @param {string} snapshot @param {string} address @returns {unknown} undefined while it is on the way */
function content(snapshot, address) {
  const path = at.object(snapshot, address);
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return undefined;
  const object = /** @type {ObjectDetail} */ (answer.value);
  return object.taskKind ? taskContent(snapshot, object) : objectContent(snapshot, object);
}

/** @param {string} snapshot @param {ObjectDetail} object */
function taskContent(snapshot, object) {
  const path = at.task(snapshot, object.address);
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return undefined;
  const task = /** @type {TaskDetail} */ (answer.value);
  return html`<h2 class="mono">${plain(task.row.name)}</h2>
    <p class="mono faint">${object.address}</p>
    <p class="row"><a class="btn" href=${taskHref(snapshot, object.address)}>Open the ${task.row.kind === 'task' ? 'task' : 'future'}</a><a class="btn" href=${objectHref(snapshot, object.address)}>As an object</a></p>
    ${taskParts(snapshot, task)}`;
}

/** @param {string} snapshot @param {ObjectDetail} object */
function objectContent(snapshot, object) {
  return html`${objectHeading(snapshot, object)}
    <p class="row"><a class="btn" href=${objectHref(snapshot, object.address)}>Open</a>
      <a class="btn" href=${tabHref(snapshot, object, 'referrers')}>Referrers <kbd>r</kbd></a></p>
    ${objectFacts(snapshot, object)}
    ${lockPanel(snapshot, object.address)}
    ${object.kind === 'broken' ? nothing : [briefPart(snapshot, object, object.itemCount ? 'items' : 'fields'), briefPart(snapshot, object, 'referrers')]}`;
}

/** @param {string} snapshot @param {ObjectDetail} object @param {string} tab */
const tabHref = (snapshot, { address }, tab) => href({ screen: 'object', snapshot, address, query: { tab } });

const names = /** @type {Record<string, string>} */ ({ items: 'Items', fields: 'Fields', referrers: 'Referrers' });

/** The first few of a part, and where the others are. @param {string} snapshot @param {ObjectDetail} object @param {string} part */
function briefPart(snapshot, object, part) {
  const answer = load(page(at.part(snapshot, object.address, part), 0, briefRows));
  if (answer.state !== 'ready') return nothing;
  const { total, items } = /** @type {Page<any>} */ (answer.value);
  if (!total) return nothing;
  return html`<section class="brief"><h3><span>${names[part]}</span><a href=${tabHref(snapshot, object, part)}>${total > items.length ? `all ${count(total)}` : count(total)}</a></h3>
    <ul>${items.map((row) =>
      part === 'referrers'
        ? html`<li><span class="mono soft" title=${plain(row.label)}>${plain(row.label)}</span><span>${reference(row.from, snapshot)}</span></li>`
        : html`<li><span class="mono soft">${part === 'fields' ? plain(row.name) : row.key ? reference(row.key, snapshot) : count(row.index)}</span><span>${row.value ? reference(row.value, snapshot) : html`<code class="py">${plain(row.text)}</code>`}</span></li>`,
    )}</ul></section>`;
}
