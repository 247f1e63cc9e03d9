/** Open files and sockets: what each is, how it stands, which objects have it, which threads wait for it. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty, errorCard, filterBox } from '../parts.js';
import { reference } from '../python.js';
import { changed, go, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { fileDetail } from './file-detail.js';
import { protocol, standing, standingWords } from './file-parts.js';

/** @type {import('../app.js').View} */
export const filesView = {
  title: () => 'Files & sockets',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const { filter, kind, state } = route.query;
    const all = rows(at.files(route.snapshot, { filter, kind, state })).begin();
    return html`<header class="page-head"><h1>Files & sockets</h1><span class="soft">${summary(all)}</span></header>
      ${controls(route, all)} ${unrecorded(all)}
      <div class="beside">${list(route, all)}${route.query.fd ? fileDetail(route, route.query.fd) : nothing}</div>`;
  },
};

/** @param {import('../rows.js').Rows<FileRow>} all */
function summary({ total, first }) {
  if (total === undefined) return nothing;
  const whole = /** @type {FilesPage} */ (first).kinds.reduce((sum, each) => sum + each.count, 0);
  return total === whole ? plural(total, 'descriptor') : `${count(total)} of ${plural(whole, 'descriptor')}`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<FileRow>} all */
function controls(route, all) {
  const page = /** @type {FilesPage | undefined} */ (all.first);
  return html`<div class="controls">
    ${filterBox({
      label: 'Filter files and sockets',
      placeholder: 'Path, address, type of object, fd 12',
      value: route.query.filter,
      change: (filter) => go(changed(route, { filter }), { replace: true }),
    })}
    ${facets(route, 'kind', 'Kind', page?.kinds)} ${facets(route, 'state', 'State', page?.states)}
  </div>`;
}

/** @param {import('../route.js').Route} route @param {'kind' | 'state'} name @param {string} label @param {NamedCount[] | undefined} counts */
function facets(route, name, label, counts) {
  if (!counts?.length) return nothing;
  const chosen = route.query[name];
  return html`<nav class="facets" aria-label=${label}>${counts.map(
    (each) => html`<a class="facet" data-replace aria-current=${each.name === chosen ? 'true' : nothing}
      href=${changed(route, { [name]: each.name === chosen ? undefined : each.name })}>${each.name} <span class="num">${count(each.count)}</span></a>`,
  )}</nav>`;
}

/** @param {import('../rows.js').Rows<FileRow>} all */
function unrecorded(all) {
  if (all.first?.recorded !== false) return nothing;
  return html`<p class="notice slim">${icon('info')}<span>This core was not made by Ouroscope and says nothing of open files: only those are listed that Python objects have. What they lead to, peers, states and queues are unknown.</span></p>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<FileRow>} all */
function list(route, all) {
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === 0) {
    const { filter, kind, state } = route.query;
    return filter || kind || state
      ? empty(
          'Nothing fits',
          html`No descriptor fits this filter. <a href=${changed(route, { filter: undefined, kind: undefined, state: undefined })} data-replace>Show all</a>`,
        )
      : empty('No open files', 'The snapshot has no account of open files, and no Python object has one.');
  }
  return html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @returns {import('../list.js').Columns} */
function columns(route) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const choose = (/** @type {FileRow} */ row) => go(changed(route, { fd: String(row.fd) }), { replace: true });
  return {
    label: 'Files and sockets',
    kind: 'table',
    layout: route.query.fd ? 'file-columns narrow' : 'file-columns',
    head: html`<span role="columnheader" class="r">fd</span><span role="columnheader">Kind</span><span role="columnheader">What it is</span>
      <span role="columnheader">How it stands</span><span role="columnheader">Held by</span><span role="columnheader">Waited for by</span>`,
    attributes: (row) => ({ selected: String(row.fd) === route.query.fd }),
    choose,
    enter: choose,
    scrolled: keepScroll,
    cells: (/** @type {FileRow} */ row) => html`<span role="gridcell" class="r num">${row.fd}</span>
      <span role="gridcell">${protocol(row)}</span>
      <span role="gridcell" class="clip mono" title=${whole(row)}>${what(row)}</span>
      <span role="gridcell" class="clip" title=${standingWords(row) || nothing}>${standing(row)}</span>
      <span role="gridcell" class="clip" title=${holderWords(row) || nothing}>${holder(row, snapshot)}</span>
      <span role="gridcell" class="clip" title=${waiterWords(row) || nothing}>${waiter(row)}</span>`,
  };
}

/** @param {FileRow} row all that `what` says, nothing of it left out */
function whole({ socket, target, peerFiles, otherEnds }) {
  const local = socket?.local || socket?.peer ? socket.local : target;
  const others = [...peerFiles.map((fd) => `fd ${fd}`), ...otherEnds.map((end) => `${end.process} (${end.pid})`)];
  return plain([local, socket?.peer, others.join(', ')].filter(Boolean).join(' → '));
}

/** @param {FileRow} row */
function holderWords({ holders, holderCount }) {
  if (!holders.length) return '';
  const preview = holders[0].outermost.preview.map((span) => span.t).join('');
  return plain(holderCount > 1 ? `${preview} and ${count(holderCount - 1)} more` : preview);
}

/** @param {FileRow} row */
function waiterWords({ waiters, watches }) {
  if (waiters.length) return plain(waiters.map((each) => `${each.name || each.nativeId} ${each.call}`).join('\n'));
  return watches.length ? 'A selector watches it, but no thread waits on that selector' : '';
}

/** @param {FileRow} row */
function what({ socket, target, kind, peerFiles, otherEnds }) {
  if (kind === 'closed') return html`<span class="faint">not open any more</span>`;
  if (!target) return html`<span class="faint">unknown</span>`;
  const local = socket?.local || socket?.peer ? socket.local : target;
  const others = [...peerFiles.map((fd) => `fd ${fd}`), ...otherEnds.map((end) => `${end.process} (${end.pid})`)];
  const peer = socket?.peer ? html` <span class="faint">→</span> ${plain(socket.peer)}` : nothing;
  return html`${plain(local)}${peer}${others.length ? html` <span class="faint">${socket?.peer ? '' : '→ '}${plain(others.slice(0, 3).join(', '))}${others.length > 3 ? '…' : ''}</span>` : nothing}`;
}

/** @param {FileRow} row @param {string} snapshot */
function holder({ holders, holderCount }, snapshot) {
  if (!holders.length) return html`<span class="faint">–</span>`;
  const more = holderCount > 1 ? html` <span class="faint">and ${count(holderCount - 1)} more</span>` : nothing;
  return html`${reference(holders[0].outermost, snapshot)}${more}`;
}

/** @param {FileRow} row */
function waiter({ waiters, watches }) {
  if (waiters.length) {
    const [first] = waiters;
    const more = waiters.length > 1 ? ` and ${waiters.length - 1} more` : '';
    return html`${icon('clock')}${plain(first.name) || first.nativeId} <span class="faint">${first.call}${more}</span>`;
  }
  return watches.length
    ? html`<span class="faint" title="A selector watches it, and no thread waits on that selector">watched, not waited</span>`
    : nothing;
}
