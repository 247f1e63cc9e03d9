/** How members of a verdict are written wherever one stands: icon, name, link to its page; tags of verdicts. */
import { html, nothing } from 'lit-html';
import { plain, shortName } from '../format.js';
import { icon } from '../icons.js';
import { objectHref, taskHref } from '../python.js';
import { href } from '../route.js';
import { certaintyWords, memberName, severity, thingIcon, verdictTitle } from '../verdict.js';

/** The thread on the screen of threads. @param {string} snapshot @param {string} thread */
export const threadHref = (snapshot, thread) => href({ screen: 'threads', snapshot, query: { thread } });

/** Whether it is no Python object, but bytes. @param {string | null} kind */
export const isNative = (kind) => kind === 'native lock' || kind === 'GIL';

/** @param {string} snapshot @param {HangMember} member @returns {string | undefined} undefined where it has no page */
export function memberHref(snapshot, { kind, address, thread, name }) {
  if (kind === 'thread')
    return thread ? threadHref(snapshot, thread) : href({ screen: 'threads', snapshot, query: { view: 'each' } });
  if (kind === 'task' || kind === 'future') return address ? taskHref(snapshot, address) : undefined;
  if (kind === 'file descriptor') {
    const fd = /^fd (\d+)/.exec(name)?.[1];
    if (fd) return href({ screen: 'files', snapshot, query: { fd } });
  }
  if (!address) return undefined;
  if (isNative(kind)) return href({ screen: 'raw', snapshot, query: { tab: 'bytes', at: address } });
  return objectHref(snapshot, address);
}

/** @param {string} snapshot @param {HangMember} member */
export function memberLink(snapshot, member) {
  const to = memberHref(snapshot, member);
  const name = memberName(member);
  const title = plain(member.name);
  return html`<span class="member">${icon(thingIcon(member.kind))}${
    to
      ? html`<a class="mono" href=${to} title=${title}>${name}</a>`
      : html`<span class="mono" title=${title}>${name}</span>`
  }<span class="soft">${member.kind === name ? nothing : member.kind}</span></span>`;
}

/** @param {ThingKind} kind @param {string} name @param {Where | null} where */
export function functionName(kind, name, where) {
  const text = name || where?.function || '';
  return text
    ? html`<span class="mono soft" title=${plain(text)}>${plain(shortName(text))}</span>`
    : html`<span class="faint">${kind === 'thread' ? 'no Python code' : '–'}</span>`;
}

const marks = /** @type {const} */ ({ bad: 'cross', warn: 'warn', info: 'clock', ok: 'check' });

/** @param {{kind: VerdictKind, problem: boolean, forEver: boolean}} verdict */
export function kindTag(verdict) {
  const look = severity(verdict);
  return html`<span class="tag ${look === 'info' ? '' : look}">${icon(marks[look])}${verdictTitle(verdict.kind)}</span>`;
}

/** @param {'certain' | 'likely' | 'possible'} certainty */
export function certaintyTag(certainty) {
  const certain = certainty === 'certain';
  return html`<span class="tag ${certain ? 'ok' : 'warn'}" title=${certaintyWords[certainty]}>${icon(certain ? 'check' : 'warn')}${certainty}</span>`;
}

/** Where tasks at this place, or the thread, are shown. @param {string} snapshot @param {WaitingPlace} group */
export function placeHref(snapshot, { kind, place, sample, count }) {
  if (kind === 'thread')
    return sample === '0x0'
      ? href({ screen: 'threads', snapshot, query: { view: 'each' } })
      : threadHref(snapshot, sample);
  if (kind !== 'task') return objectHref(snapshot, sample);
  if (count === 1 || !place) return taskHref(snapshot, sample);
  return href({ screen: 'tasks', snapshot, query: { view: 'table', filter: place.text, state: 'unfinished' } });
}
