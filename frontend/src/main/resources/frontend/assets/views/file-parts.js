/** What a list and a panel say alike of a file descriptor. */
import { html, nothing } from 'lit-html';
import { bytes, count, plain, plural } from '../format.js';
import { icon } from '../icons.js';

/** "TCP", "unix", "pipe", "file". @param {FileRow} row */
export function protocol({ kind, socket }) {
  if (kind === 'closed') return html`<span class="tag warn">${icon('warn')}closed</span>`;
  if (!socket) return kind;
  const { family, type } = socket;
  if (family === 'inet' || family === 'inet6') {
    const names = /** @type {Record<string, string>} */ ({ stream: 'TCP', dgram: 'UDP' });
    return `${names[type] ?? type}${family === 'inet6' ? ' v6' : ''}`;
  }
  return `${family}${type === 'stream' ? '' : ` ${type}`}`;
}

/** State and queues of a socket, position in a file, counters. @param {FileRow} row */
export function standing({ socket, descriptor, kind }) {
  if (socket) return html`${socketState(socket)}${queues(socket)}`;
  if (!descriptor) return nothing;
  if (kind === 'file') {
    return html`<span class="soft">${descriptor.access}</span> <span class="num faint">${position(descriptor)}</span>`;
  }
  return html`<span class="soft">${descriptorWords(descriptor, kind)}</span>`;
}

/** The same without marks, for where it is clipped. @param {FileRow} row */
export function standingWords({ socket, descriptor, kind }) {
  if (socket) return plain([socket.state, ...queueWords(socket)].filter(Boolean).join(' · '));
  if (!descriptor) return '';
  return kind === 'file' ? `${descriptor.access} ${position(descriptor)}` : descriptorWords(descriptor, kind);
}

/** @param {NonNullable<FileRow['descriptor']>} descriptor */
function position({ positionBytes, sizeBytes }) {
  if (sizeBytes === null) return `at ${bytes(positionBytes)}`;
  return positionBytes === sizeBytes
    ? `at the end of ${bytes(sizeBytes)}`
    : `at ${bytes(positionBytes)} of ${bytes(sizeBytes)}`;
}

/** @param {NonNullable<FileRow['descriptor']>} descriptor @param {string} kind */
function descriptorWords({ access, epoll, count: counter, timerNanos, processId }, kind) {
  if (kind === 'epoll') return `watches ${plural(epoll.length, 'descriptor')}`;
  if (counter !== null) return `count ${count(counter)}`;
  if (timerNanos !== null) return timer(timerNanos);
  return processId === null ? access : `of process ${processId}`;
}

/** @param {number} nanos */
export function timer(nanos) {
  return nanos ? `expires in ${(nanos / 1e9).toFixed(3)} s` : 'not set';
}

/** @param {FileSocket} socket */
export function socketState({ state }) {
  if (!state) return nothing;
  const dead = ['CLOSE_WAIT', 'FIN_WAIT1', 'FIN_WAIT2', 'LAST_ACK', 'CLOSING', 'CLOSE', 'SYN_SENT'].includes(state);
  const look = state === 'LISTEN' || state === 'ESTABLISHED' || state === 'CONNECTED' ? 'ok' : dead ? 'warn' : '';
  return html`<span class="tag ${look}">${plain(state)}</span>`;
}

/** @param {FileSocket} socket */
export function queues(socket) {
  return html`${queueWords(socket).map((words) => html` <span class="queue num">${words}</span>`)}`;
}

/** What waits in a socket's queues, in words. @param {FileSocket} socket @returns {string[]} */
export function queueWords({ state, receiveQueue, sendQueue, retransmits }) {
  const listens = state === 'LISTEN';
  return [
    receiveQueue ? (listens ? `${plural(receiveQueue, 'connection')} to accept` : `${bytes(receiveQueue)} unread`) : '',
    sendQueue && !listens ? `${bytes(sendQueue)} not taken` : '',
    retransmits ? `sent again ${plural(retransmits, 'time')}` : '',
  ].filter(Boolean);
}
