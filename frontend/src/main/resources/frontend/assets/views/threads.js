/** Threads at the left, the stack of the chosen one at the right, its locals as links; below, what is suspended. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { switcher } from '../controls.js';
import { count, place, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { answerBar, empty, errorCard, loadingView } from '../parts.js';
import { reference } from '../python.js';
import { changed, href } from '../route.js';
import { noCode } from '../source-code.js';
import { load } from '../store.js';
import { standingNote, standingOf, waitedThings } from './lock-parts.js';
import { activityTag, threadFacts, threadFrame } from './thread-parts.js';

const threadsShown = 200;
const framesShown = 100;
const membersShown = 500;

/** @param {import('../route.js').Route} route */
const isEach = (route) => route.query.view === 'each';

/** @type {import('../app.js').View} */
export const threadsView = {
  title: () => 'Threads',
  needs: (route) => ({
    overview: at.overview(route.snapshot),
    threads: (isEach(route) ? at.threads : at.threadGroups)(route.snapshot, {
      offset: route.query.offset,
      limit: threadsShown,
    }),
    suspended: at.suspended(route.snapshot),
  }),
  draw: (route, { threads: all, suspended }) => {
    const each = isEach(route);
    const number = each ? all.total : all.threads;
    /** @type {ThreadRow[]} */
    const rows = each ? all.items : all.items.map((/** @type {ThreadGroupRow} */ group) => group.first);
    const chosen = route.query.thread ?? firstWithCode(rows)?.address;
    return html`<div class="page">
      <header class="page-head"><h1>Threads</h1><span class="soft">${plural(number, 'thread')}${each ? '' : ` at ${plural(all.total, 'place')}`}</span><span class="spring"></span>
        ${number > 1 ? merging(route, each) : nothing}</header>
      ${all.problems.map((/** @type {string} */ text) => html`<p class="row"><span class="tag warn">${icon('warn')}partial</span> ${plain(text)}</p>`)}
      ${number ? content(route, all, each, chosen) : none}
      ${others(route, suspended)}</div>`;
  },
};

const none = empty(
  'No thread was found',
  'Neither an interpreter nor the snapshot itself names a thread: the file has no notes of threads, and the list in the memory cannot be read.',
);

/** @param {ThreadRow[]} rows */
function firstWithCode(rows) {
  return rows.find((row) => row.frames) ?? rows.find((row) => row.address);
}

/** @param {import('../route.js').Route} route @param {boolean} each */
function merging(route, each) {
  const to = (/** @type {string | undefined} */ view) => changed(route, { view, offset: undefined, open: undefined });
  return switcher('Shown as', [
    { name: 'Equal stacks merged', href: to(undefined), on: !each },
    { name: 'Each thread', href: to('each'), on: each },
  ]);
}

/** @param {import('../route.js').Route} route @param {any} all @param {boolean} each @param {string | null | undefined} chosen */
function content(route, all, each, chosen) {
  const rows = each
    ? all.items.map((/** @type {ThreadRow} */ row) => item(route, row, chosen))
    : all.items.map((/** @type {ThreadGroupRow} */ row, /** @type {number} */ index) =>
        group(route, row, all.offset + index, chosen),
      );
  return html`<div class="threads">
    <nav class="card thread-list" aria-label="Threads"><ul>${rows}</ul>${pager(route, all, 'offset', each ? 'thread' : 'place')}</nav>
    <div>${chosen ? detail(route, chosen) : html`<p class="soft">No thread runs Python.</p>`}</div>
  </div>`;
}

/** Threads that do the same: one stands for all, and opens to them. @param {import('../route.js').Route} route @param {ThreadGroupRow} row @param {number} number @param {string | null | undefined} chosen */
function group(route, row, number, chosen) {
  if (row.count === 1) return item(route, row.first, chosen);
  const opened = (route.query.open ?? '').split(',').filter(Boolean);
  const open = opened.includes(`${number}`);
  const next = open ? opened.filter((each) => each !== `${number}`) : [...opened, `${number}`];
  return html`<li class="thread-group">
    <a class="thread" href=${changed(route, { open: next.join(',') || undefined, thread: row.first.address ?? undefined, from: undefined })} data-replace aria-expanded=${open ? 'true' : 'false'}
      aria-current=${row.first.address === chosen && !open ? 'true' : nothing}>
      <span class="thread-head">${icon(open ? 'down' : 'right')}<b>${count(row.count)} threads</b>${activityTag(row.first)}</span>
      <span class="thread-top mono">${plain(row.title)}</span>${doing(row.first, inCommon(row.first))}</a>
    ${open ? members(route, row, number, chosen) : nothing}</li>`;
}

/** @param {import('../route.js').Route} route @param {ThreadGroupRow} row @param {number} number @param {string | null | undefined} chosen */
function members(route, row, number, chosen) {
  const path = at.threads(route.snapshot, { group: number, limit: membersShown });
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const more = row.count - answer.value.items.length;
  return html`<ul class="thread-members">${answer.value.items.map((/** @type {ThreadRow} */ each) => item(route, each, chosen, true))}</ul>
    ${more > 0 ? html`<p class="card-text soft">${plural(more, 'more', 'more')}: <a href=${changed(route, { view: 'each', open: undefined })} data-replace>show each thread</a></p>` : nothing}`;
}

/** @param {import('../route.js').Route} route @param {ThreadRow} row @param {string | null | undefined} chosen @param {boolean} [short] what all of a group have in common is left out */
function item(route, row, chosen, short = false) {
  const head = html`<span class="thread-head"><b class="mono">${plain(row.name) || 'unnamed'}</b>${short ? nothing : activityTag(row)}<span class="spring"></span><span class="num faint">${row.nativeId ?? ''}</span></span>
    ${short ? nothing : doing(row)}`;
  return html`<li>${
    row.address
      ? html`<a class="thread" href=${changed(route, { thread: row.address, from: undefined })} data-replace
          aria-current=${row.address === chosen ? 'true' : nothing}>${head}</a>`
      : html`<span class="thread">${head}</span>`
  }</li>`;
}

/** Of what several do in the kernel, what they share: each has its own lock or file. @param {ThreadRow} row */
function inCommon({ waiting }) {
  if (!waiting) return '';
  return waiting.lock ? 'each waits for a lock' : `in ${waiting.call.replace(/\(.*/, '')}`;
}

/** Where it stands, and what it does in the kernel. @param {ThreadRow} row @param {string} [does] */
function doing({ top, waiting }, does = waiting?.words.map((piece) => piece.text).join('')) {
  const where = top
    ? top.problem
      ? plain(top.problem)
      : html`${plain(top.function)} <span class="faint">${place(top.file, top.line)}</span>`
    : html`<span class="faint">no Python code</span>`;
  return html`<span class="thread-top mono">${where}</span>
    ${does ? html`<span class="thread-top faint" title=${plain(does)}>${plain(does)}</span>` : nothing}`;
}

/** @param {import('../route.js').Route} route @param {string} chosen */
function detail(route, chosen) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const path = at.thread(snapshot, chosen, { offset: route.query.from, limit: framesShown });
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const { row, stack, problem } = /** @type {ThreadDetail} */ (answer.value);
  return html`<section class="card thread-detail"><h2><span class="thread-title mono">${plain(row.name) || 'unnamed'}</span><span>${plural(stack.total, 'frame')}, innermost first</span></h2>
    <div class="card-text thread-standing">${standingNote(snapshot, chosen)}${waitedThings(snapshot, standingOf(snapshot, chosen))}</div>
    <dl class="facts">${threadFacts(snapshot, row, (address) => changed(route, { thread: address, from: undefined }))}</dl>
    ${
      stack.total
        ? html`<ol class="stack" start=${stack.offset + 1}>${stack.items.map((frame) => threadFrame(snapshot, frame))}</ol><div class="card-text">${noCode(stack.items.map((frame) => frame.place.source))}</div>`
        : html`<p class="soft card-text">It runs no Python code.</p>`
    }
    ${problem ? html`<p class="card-text"><span class="tag warn">${icon('warn')}torn</span> Not whole: ${plain(problem)}.</p>` : nothing}
    ${pager(route, stack, 'from', 'frame')}</section>`;
}

/** @param {import('../route.js').Route} route @param {Page<any>} page @param {'offset' | 'from'} parameter @param {string} one */
function pager(route, { total, offset, limit, items }, parameter, one) {
  if (total <= limit && !offset) return nothing;
  const to = (/** @type {number} */ start) => changed(route, { [parameter]: start ? `${start}` : undefined });
  return html`<p class="pager card-text"><span class="soft">${count(offset + 1)} to ${count(offset + items.length)} of ${plural(total, one)}</span>
    ${offset ? html`<a class="btn small" href=${to(Math.max(0, offset - limit))} data-replace>Before</a>` : nothing}
    ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + limit)} data-replace>Next ${count(Math.min(limit, total - offset - items.length))}</a>` : nothing}</p>`;
}

/** @param {import('../route.js').Route} route @param {Page<SuspendedGroup> & {search: Search}} page */
function others(route, page) {
  const snapshot = /** @type {string} */ (route.snapshot);
  if (page.search.state !== 'done') return answerBar(at.suspended(snapshot), page.search);
  if (!page.total) return nothing;
  const more = page.total - page.items.length;
  return html`<section class="card suspended"><h2>Suspended beside the threads <span>${plural(page.total, 'place')}, equal ones together</span></h2>
    <div class="card-scroll"><table><thead><tr><th class="r">Count</th><th>Kind</th><th>State</th><th>Where</th><th>One of them</th></tr></thead>
    <tbody>${page.items.map(
      (
        group,
      ) => html`<tr><td class="r num">${count(group.count)}</td><td>${group.kind.replace('_', ' ')}</td><td>${group.state}</td>
        <td class="mono">${plain(group.function)} <span class="faint">${place(group.file, group.line)}</span></td>
        <td class="clip">${group.samples[0] ? reference(group.samples[0], snapshot) : nothing}</td></tr>`,
    )}</tbody></table></div>
    ${more > 0 ? html`<p class="card-text soft">${plural(more, 'more place')}; <code>ouroscope threads --suspended</code> and the <a href=${href({ screen: 'types', snapshot, query: { filter: 'coroutine' } })}>types</a> have all.</p>` : nothing}</section>`;
}
