/** How anything stands in the graph of waits: a lock with holder and waiters, and the verdict it belongs to. */
import { html, nothing } from 'lit-html';
import { at, page } from '../api.js';
import { count, plain, plural, shortName } from '../format.js';
import { icon } from '../icons.js';
import { errorCard, loadingView } from '../parts.js';
import { source } from '../python.js';
import { changed, href } from '../route.js';
import { codeLine } from '../source-code.js';
import { load } from '../store.js';
import { memberName } from '../verdict.js';
import { isNative, kindTag, memberHref, memberLink } from './hang-parts.js';

const waitersShown = 50;

export const inferred = html`<span class="tag warn" title="It follows from what stands on a stack, memory does not record it">${icon('warn')}inferred</span>`;

/** Beside the list of locks. @param {import('../route.js').Route} route @param {string} address */
export function lockDetail(route, address) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const path = at.standing(snapshot, address);
  const answer = load(path);
  const content =
    answer.state === 'error'
      ? errorCard(answer.error, path)
      : answer.state !== 'ready'
        ? loadingView
        : detail(snapshot, address, answer.value);
  return html`<section class="beside-detail" aria-label="Lock ${address}">
    <a class="btn icon-only close" href=${changed(route, { lock: undefined })} data-replace aria-label="Close" title="Close">${icon('cross')}</a>
    ${content}</section>`;
}

/** @param {string} snapshot @param {string} address @param {HangStanding} standing */
function detail(snapshot, address, standing) {
  const { thing } = standing;
  if (!thing)
    return html`<h2 class="mono">${address}</h2><p class="soft">Nobody waits for it, and it is not known to be held.</p>`;
  const self = {
    kind: thing.kind,
    address,
    thread: null,
    nativeId: null,
    name: thing.name,
    function: '',
    place: null,
    detail: '',
  };
  const to = memberHref(snapshot, self);
  return html`<h2><span class="mono">${plain(thing.name) || thing.kind}</span> <span class="soft">${thing.kind}</span></h2>
    <p class="row">${to ? html`<a class="btn small" href=${to}>${isNative(thing.kind) ? 'Its bytes' : 'As an object'}</a>` : nothing}<span class="mono faint">${address}</span></p>
    ${standingNote(snapshot, address)} ${lockParts(snapshot, address, thing)}`;
}

/** State, holders and waiters, here and on the page of the object. @param {string} snapshot @param {string} address @param {LockRow} thing */
export function lockParts(snapshot, address, { kind, state, holders, holderCount, waiterCount }) {
  const more = holderCount - holders.length;
  // The memory of a native lock tells its holder even where that is no thread of this process.
  const told = kind === 'native lock' && state && !holders.length;
  return html`${state ? html`<p class="soft">${plain(state)}</p>` : nothing}
    ${told ? nothing : html`<h3>Held by</h3>`}
    ${
      told
        ? nothing
        : holders.length
          ? html`<ul class="waits">${holders.map(({ by, sureness }) => html`<li>${who(snapshot, by)}${sureness === 'inferred' ? inferred : nothing}</li>`)}
          ${more > 0 ? html`<li class="faint">and ${count(more)} more</li>` : nothing}</ul>`
          : html`<p class="soft">Nobody is known to have it.</p>`
    }
    <h3>Waited for by <span class="num">${waiterCount ? count(waiterCount) : ''}</span></h3>
    ${waiterCount ? waiters(snapshot, address) : html`<p class="soft">Nobody.</p>`}`;
}

/** @param {string} snapshot @param {string} address */
function waiters(snapshot, address) {
  const path = page(at.waiters(snapshot, address), 0, waitersShown);
  const answer = load(path);
  if (answer.state === 'error') return errorCard(answer.error, path);
  if (answer.state !== 'ready') return loadingView;
  const { items, total } = /** @type {Page<HangMember>} */ (answer.value);
  const more = total - items.length;
  return html`<ul class="waits">${items.map((member) => html`<li>${who(snapshot, member)}</li>`)}</ul>
    ${more > 0 ? html`<p class="soft">and ${count(more)} more, by place on the screen <a href=${href({ screen: 'hang', snapshot })}>Hang</a></p>` : nothing}`;
}

/** @param {string} snapshot @param {HangMember} member */
function who(snapshot, member) {
  return html`${memberLink(snapshot, member)} <span class="mono soft">${plain(shortName(member.function))}</span> ${member.place ? html`${source(member.place.file, member.place.line)}${codeLine(member.place.source)}` : nothing}`;
}

/** @param {string} snapshot @param {string} address @returns {HangStanding | undefined} */
export function standingOf(snapshot, address) {
  const answer = load(at.standing(snapshot, address));
  return answer.state === 'ready' ? answer.value : undefined;
}

/** A line that leads to the verdict, where there is one. @param {string} snapshot @param {string} address of an object, or of a thread's state */
export function standingNote(snapshot, address) {
  const standing = standingOf(snapshot, address);
  if (!standing?.verdict) return nothing;
  const { verdict, role, kind } = standing;
  const chosen = kind === 'thread' ? { thread: address } : isNative(kind) ? {} : { selected: address };
  const to = href({
    screen: 'hang',
    snapshot,
    query: {
      verdict: verdict.index ? `${verdict.index}` : undefined,
      ...chosen,
    },
  });
  return html`<p class="standing ${role} ${verdict.forEver && verdict.problem ? 'bad' : ''}">${kindTag(verdict)}
    <span>${role === 'part' ? 'It takes part in this' : 'It waits behind this'}: <a href=${role === 'part' ? to : href({ screen: 'hang', snapshot, query: { verdict: verdict.index ? `${verdict.index}` : undefined } })}>${plain(verdict.sentence)}</a></span></p>`;
}

/** What a thread or task waits for that is no task: a lock with its holder, an event, a queue. @param {string} snapshot @param {HangStanding | undefined} standing */
export function waitedThings(snapshot, standing) {
  const things = standing?.waitsFor.filter(({ thing }) => thing.kind !== 'task' && thing.kind !== 'future') ?? [];
  if (!things.length) return nothing;
  return html`<ul class="waits waited">${things.map(
    ({ how, thing, holders }) => html`<li><span class="soft">${plain(how)}</span> ${memberLink(snapshot, thing)}
      ${holders.map(({ by, sureness }) => html`<span class="soft">held by</span> ${memberLink(snapshot, by)}${sureness === 'inferred' ? inferred : nothing}`)}
      ${thing.detail ? html`<span class="faint">${plain(thing.detail)}</span>` : nothing}
      <a class="soft" href=${href({ screen: 'locks', snapshot, query: { lock: thing.address ?? undefined } })} aria-label="${memberName(thing)} among the locks">Locks</a></li>`,
  )}${standing && standing.waitsForCount > standing.waitsFor.length ? html`<li class="faint">and ${plural(standing.waitsForCount - standing.waitsFor.length, 'more', 'more')}</li>` : nothing}</ul>`;
}

/** Of an object that is a lock, event, queue …: who has it, who waits. @param {string} snapshot @param {string} address */
export function lockPanel(snapshot, address) {
  const thing = standingOf(snapshot, address)?.thing;
  if (!thing) return nothing;
  return html`<section class="lock-panel" aria-label="Who has it and who waits">${standingNote(snapshot, address)}${lockParts(snapshot, address, thing)}</section>`;
}
