/** All threads at the left, the stack of the chosen one at the right, its locals as links; below, what is suspended. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, place, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { errorCard, loadingView } from '../parts.js';
import { reference, source } from '../python.js';
import { changed, href } from '../route.js';
import { load } from '../store.js';

const threadsShown = 200;
const framesShown = 100;

const looks = /** @type {const} */ ({
  holds_gil: ['right', 'ok', 'holds the GIL'],
  active: ['right', 'ok', 'active'],
  waits_for_gil: ['clock', 'warn', 'waits for the GIL'],
  suspended: ['clock', 'warn', 'suspended'],
  blocked: ['clock', '', 'idle'],
  native_code: ['right', '', 'native code'],
  detached: ['info', '', 'not known'],
  not_python: ['other', '', 'not Python'],
});

/** @type {import('../app.js').View} */
export const threadsView = {
  title: () => 'Threads',
  needs: (route) => ({
    overview: at.overview(route.snapshot),
    threads: at.threads(route.snapshot, { offset: route.query.offset, limit: threadsShown }),
    suspended: at.suspended(route.snapshot),
  }),
  draw: (route, { threads, suspended }) => {
    const all = /** @type {ThreadsPage} */ (threads);
    const chosen = route.query.thread ?? all.items.find((row) => row.address)?.address;
    return html`<div class="page">
      <header class="page-head"><h1>Threads</h1><span class="soft">${plural(all.total, 'thread')}</span></header>
      ${all.problems.map((text) => html`<p class="row"><span class="tag warn">${icon('warn')}partial</span> ${plain(text)}</p>`)}
      <div class="threads">
        <nav class="card thread-list" aria-label="Threads"><ul>${all.items.map((row) => item(route, row, chosen))}</ul>
          ${pager(route, all, 'offset', 'thread')}</nav>
        <div>${chosen ? detail(route, chosen) : html`<p class="soft">No thread runs Python.</p>`}</div>
      </div>
      ${others(route, suspended)}</div>`;
  },
};

/** @param {import('../route.js').Route} route @param {ThreadRow} row @param {string | null | undefined} chosen */
function item(route, row, chosen) {
  const head = html`<span class="thread-head"><b class="mono">${plain(row.name) || 'unnamed'}</b>${tag(row)}<span class="spring"></span><span class="num faint">${row.nativeId ?? ''}</span></span>
    <span class="thread-top mono">${row.top ? (row.top.problem ? plain(row.top.problem) : html`${plain(row.top.function)} <span class="faint">${place(row.top.file, row.top.line)}</span>`) : html`<span class="faint">no Python code</span>`}</span>
    ${row.waiting ? html`<span class="thread-top faint">${plain(row.waiting.lock ? 'waits for a lock' : row.waiting.call)}</span>` : nothing}`;
  return html`<li>${
    row.address
      ? html`<a class="thread" href=${changed(route, { thread: row.address, from: undefined })} data-replace
          aria-current=${row.address === chosen ? 'true' : nothing}>${head}</a>`
      : html`<span class="thread">${head}</span>`
  }</li>`;
}

/** @param {ThreadRow} row */
function tag(row) {
  const [shape, colour, text] = looks[row.activity];
  return html`<span class="tag ${colour}">${icon(shape)}${text}</span>`;
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
    <dl class="facts">${facts(route, row)}</dl>
    ${
      stack.total
        ? html`<ol class="stack" start=${stack.offset + 1}>${stack.items.map((frame) => stackFrame(snapshot, frame))}</ol>`
        : html`<p class="soft card-text">It runs no Python code.</p>`
    }
    ${problem ? html`<p class="card-text"><span class="tag warn">${icon('warn')}torn</span> Not whole: ${plain(problem)}.</p>` : nothing}
    ${pager(route, stack, 'from', 'frame')}</section>`;
}

/** @param {import('../route.js').Route} route @param {ThreadRow} row */
function facts(route, row) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value) => html`<dt>${name}</dt><dd>${value}</dd>`;
  const { waiting } = row;
  return html`${fact('State', tag(row))}
    ${row.nativeId ? fact('Kernel id', html`<span class="mono">${row.nativeId}</span>`) : nothing}
    ${row.interpreter ? fact('Interpreter', html`<span class="mono">${row.interpreter}</span>`) : nothing}
    ${waiting ? fact('In', html`<span class="mono">${plain(waiting.call)}</span>`) : nothing}
    ${row.waitChannel ? fact('Kernel waits in', html`<span class="mono">${plain(row.waitChannel)}</span>`) : nothing}
    ${waiting?.lock ? fact('For', reference(waiting.lock, snapshot)) : nothing}
    ${waiting?.heldBy ? fact('Held by', html`<a class="mono" href=${changed(route, { thread: waiting.heldBy.address, from: undefined })} data-replace>${plain(waiting.heldBy.name)}</a>`) : nothing}
    ${row.object ? fact('Object', reference(row.object, snapshot)) : nothing}`;
}

/** @param {string} snapshot @param {ThreadFrame} frame */
function stackFrame(snapshot, { place: where, locals, values, valuesCertain }) {
  if (where.problem)
    return html`<li class="frame"><span class="tag warn">${icon('warn')}broken</span> ${plain(where.problem)}</li>`;
  const set = locals.filter((each) => each.value);
  return html`<li class="frame"><div class="frame-head"><span class="mono">${plain(where.function)}</span> ${source(where.file, where.line)}</div>
    ${
      set.length
        ? html`<dl class="locals">${set.map(({ name, value }) => html`<div><dt>${plain(name)}</dt><dd>${reference(value, snapshot)}</dd></div>`)}</dl>`
        : html`<p class="faint no-locals">no locals</p>`
    }
    ${
      values.length
        ? html`<details class="values"><summary>${plural(values.length, 'value')} on its stack${valuesCertain ? '' : ', some may be left over'}</summary>
          <ol>${values.map((value) => html`<li>${reference(value, snapshot)}</li>`)}</ol></details>`
        : nothing
    }</li>`;
}

/** @param {import('../route.js').Route} route @param {Page<any>} page @param {'offset' | 'from'} parameter @param {string} one */
function pager(route, { total, offset, limit, items }, parameter, one) {
  if (total <= limit && !offset) return nothing;
  const to = (/** @type {number} */ start) => changed(route, { [parameter]: start ? `${start}` : undefined });
  return html`<p class="pager card-text"><span class="soft">${count(offset + 1)} to ${count(offset + items.length)} of ${plural(total, one)}</span>
    ${offset ? html`<a class="btn small" href=${to(Math.max(0, offset - limit))} data-replace>Before</a>` : nothing}
    ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + limit)} data-replace>Next ${count(Math.min(limit, total - offset - items.length))}</a>` : nothing}</p>`;
}

/** @param {import('../route.js').Route} route @param {Page<SuspendedGroup>} page */
function others(route, page) {
  const snapshot = /** @type {string} */ (route.snapshot);
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
