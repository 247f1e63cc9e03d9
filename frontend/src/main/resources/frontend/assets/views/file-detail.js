/** One file descriptor: everything known of it, its objects from the inside out, who waits for it, the other end. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { errorCard, loadingView, size } from '../parts.js';
import { reference } from '../python.js';
import { changed, href } from '../route.js';
import { load } from '../store.js';
import { protocol, queueWords, socketState, timer } from './file-parts.js';

/** @param {import('../route.js').Route} route @param {string} fd */
export function fileDetail(route, fd) {
  const path = at.file(route.snapshot, fd);
  const answer = load(path);
  const content =
    answer.state === 'error'
      ? errorCard(answer.error, path)
      : answer.state === 'ready'
        ? parts(route, answer.value)
        : loadingView;
  return html`<section class="beside-detail" aria-label="File descriptor ${fd}">
    <a class="btn icon-only close" href=${changed(route, { fd: undefined })} data-replace aria-label="Close" title="Close">${icon('cross')}</a>
    ${content}</section>`;
}

/** @param {import('../route.js').Route} route @param {FileRow} row */
function parts(route, row) {
  return html`<h2>Descriptor ${row.fd} <span class="soft">${protocol(row)}</span></h2>
    ${row.target ? html`<p class="mono wrap">${plain(row.target)}</p>` : nothing}
    ${row.kind === 'closed' ? html`<p class="soft">Objects have this number, and the process has no such descriptor: it was closed behind their back, by <code>os.close</code> or C code.</p>` : nothing}
    <dl class="facts">${facts(row)}</dl>
    ${holders(route, row)} ${waiting(route, row)} ${ends(route, row)} ${watched(route, row)}`;
}

/** @param {FileRow} row */
function facts({ socket, descriptor, kind }) {
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    value === nothing || value === null || value === '' ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`;
  const waits = socket ? queueWords(socket) : [];
  return html`${
    socket
      ? html`${fact('State', socketState(socket))}
      ${fact('Local', socket.local ? html`<span class="mono">${plain(socket.local)}</span>` : nothing)}
      ${fact('Peer', socket.peer ? html`<span class="mono">${plain(socket.peer)}</span>` : nothing)}
      ${fact('Queues', waits.length ? waits.join(', ') : socket.receiveQueue === null ? 'not recorded' : 'empty')}`
      : nothing
  }
  ${
    descriptor
      ? html`${fact('Open to', descriptor.access)}
      ${fact('Flags', descriptor.flags.length ? html`<span class="mono">${descriptor.flags.join(' ')}</span>` : nothing)}
      ${kind === 'file' ? fact('Position', html`${size(descriptor.positionBytes)}${descriptor.sizeBytes === null ? nothing : html` of ${size(descriptor.sizeBytes)}`}`) : nothing}
      ${descriptor.count === null ? nothing : fact('Count', descriptor.count)}
      ${descriptor.timerNanos === null ? nothing : fact('Timer', timer(descriptor.timerNanos))}
      ${descriptor.processId === null ? nothing : fact('Process', descriptor.processId)}`
      : fact('Flags', html`<span class="faint">not in this snapshot</span>`)
  }`;
}

/** @param {import('../route.js').Route} route @param {FileRow} row */
function holders(route, row) {
  const snapshot = /** @type {string} */ (route.snapshot);
  if (!row.holderCount) {
    return html`<h3>Python objects</h3><p class="soft">None has it: C code opened it, it is a bare number (<code>os.open</code>, <code>os.pipe</code>), or it was inherited.</p>`;
  }
  const more = row.holderCount - row.holders.length;
  return html`<h3>Python objects <span class="num faint">${row.holderCount}</span></h3>
    ${row.holders.map(
      ({ object, field, owners }) => html`<ol class="chain">
        ${owners.toReversed().map((owner) => html`<li>${reference(owner.object, snapshot)} <span class="field mono">${plain(owner.attribute)}</span></li>`)}
        <li>${reference(object, snapshot)} <span class="field mono">.${field} = ${row.fd}</span></li></ol>`,
    )}
    ${more > 0 ? html`<p class="soft">${plural(more, 'more object')} have it.</p>` : nothing}`;
}

/** @param {import('../route.js').Route} route @param {FileRow} row */
function waiting(route, row) {
  const snapshot = /** @type {string} */ (route.snapshot);
  if (!row.waiters.length && !row.watches.length) return nothing;
  return html`<h3>Who waits for it</h3><ul class="lines">
    ${row.waiters.map(
      (waiter) =>
        html`<li>${icon('clock')}<span>${
          waiter.thread
            ? html`<a href=${href({ screen: 'threads', snapshot, query: { thread: waiter.thread } })}>${plain(waiter.name) || 'unnamed thread'}</a>`
            : plain(waiter.name) || 'unnamed thread'
        } <span class="soft">in <code>${waiter.call}</code>${waiter.events ? ` to ${waiter.events}` : ''}${
          waiter.through === null ? nothing : html` through ${link(route, waiter.through)}`
        }</span></span></li>`,
    )}
    ${row.watches.map(
      ({
        selector,
        events,
        data,
      }) => html`<li>${icon('right')}<span>${reference(selector, snapshot)} <span class="soft">to ${events || 'do nothing'}</span>
        ${data ? html`<br><span class="faint">with</span> ${reference(data, snapshot)}` : nothing}</span></li>`,
    )}</ul>`;
}

/** @param {import('../route.js').Route} route @param {FileRow} row */
function ends(route, { peerFiles, otherEnds }) {
  if (!peerFiles.length && !otherEnds.length) return nothing;
  return html`<h3>The other end</h3><ul class="lines">
    ${peerFiles.map((fd) => html`<li>${icon('link')}<span>${link(route, fd)} of this process</span></li>`)}
    ${otherEnds.map((end) => html`<li>${icon('process')}<span><b>${plain(end.process)}</b> <span class="soft">process ${end.pid}, descriptor ${end.fd}${end.access ? `, open to ${end.access}` : ''}</span></span></li>`)}</ul>`;
}

/** @param {import('../route.js').Route} route @param {FileRow} row */
function watched(route, { descriptor, kind }) {
  if (kind !== 'epoll' || !descriptor) return nothing;
  return html`<h3>What it watches <span class="num faint">${descriptor.epoll.length}</span></h3>
    ${descriptor.epoll.length ? html`<ul class="lines">${descriptor.epoll.slice(0, 200).map((each) => html`<li>${icon('right')}<span>${link(route, each.fd)} <span class="soft">to ${each.events}</span></span></li>`)}</ul>` : html`<p class="soft">Nothing.</p>`}
    ${descriptor.epoll.length > 200 ? html`<p class="soft">and ${plural(descriptor.epoll.length - 200, 'more')}</p>` : nothing}`;
}

/** @param {import('../route.js').Route} route @param {number} fd */
function link(route, fd) {
  return html`<a href=${changed(route, { fd: String(fd) })} data-replace>descriptor ${fd}</a>`;
}
