/** Locks of every kind and what else is waited for: what it is, how it stands, who has it, who waits. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { empty, errorCard, filterBox } from '../parts.js';
import { changed, go, href, keepScroll, scroll } from '../route.js';
import { rows } from '../store.js';
import { memberName, thingIcon } from '../verdict.js';
import { memberHref } from './hang-parts.js';
import { inferred, lockDetail } from './lock-parts.js';

/** @type {import('../app.js').View} */
export const locksView = {
  title: () => 'Locks',
  fills: true,
  needs: (route) => ({ overview: at.overview(route.snapshot) }),
  draw: (route) => {
    const { filter, kind, waited, sort, order } = route.query;
    const all = rows(at.locks(route.snapshot, { filter, kind, waited, sort, order })).begin();
    return html`<header class="page-head"><h1>Locks</h1><span class="soft">${summary(all)}</span></header>
      ${controls(route, all)}
      <div class="beside">${list(route, all)}${route.query.lock ? lockDetail(route, route.query.lock) : nothing}</div>`;
  },
};

/** @param {import('../rows.js').Rows<LockRow>} all */
function summary({ total, first }) {
  if (total === undefined) return nothing;
  const whole = /** @type {LocksPage} */ (first).kinds.reduce((sum, each) => sum + each.count, 0);
  const what = plural(whole, 'lock, event, queue and the like', 'locks, events, queues and the like');
  return total === whole ? what : `${count(total)} of ${what}`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<LockRow>} all */
function controls(route, all) {
  const page = /** @type {LocksPage | undefined} */ (all.first);
  const { kind: chosen, waited, filter } = route.query;
  return html`<div class="controls">
    ${filterBox({ label: 'Filter locks', placeholder: 'Name, address, state, holder', value: filter, change: (text) => go(changed(route, { filter: text }), { replace: true }) })}
    <nav class="facets" aria-label="Which">
      <a class="facet" data-replace aria-current=${waited ? 'true' : nothing} href=${changed(route, { waited: waited ? undefined : 'true' })}>waited for</a>
      ${page?.kinds.map(
        ({
          kind,
          count: number,
        }) => html`<a class="facet" data-replace aria-current=${kind === chosen ? 'true' : nothing}
          href=${changed(route, { kind: kind === chosen ? undefined : kind })}>${kind === 'gil' ? 'GIL' : kind.replace('_', ' ')} <span class="num">${count(number)}</span></a>`,
      )}</nav>
  </div>`;
}

/** @param {import('../route.js').Route} route @param {import('../rows.js').Rows<LockRow>} all */
function list(route, all) {
  if (all.error) return errorCard(all.error, () => all.retry());
  if (all.total === 0) {
    const { filter, kind, waited } = route.query;
    return filter || kind || waited
      ? empty(
          'Nothing fits',
          html`No lock fits this filter. <a href=${changed(route, { filter: undefined, kind: undefined, waited: undefined })} data-replace>Show all</a>`,
        )
      : empty(
          'No locks in use',
          html`Nobody waits for a lock, and no lock is known to be held. Locks that are free and that nobody wants are not listed here: see them among the <a href=${href({ screen: 'types', snapshot: route.snapshot, query: { filter: 'lock' } })}>types</a>.`,
        );
  }
  return html`<ouro-list .model=${all} .start=${scroll()} .columns=${columns(route)}></ouro-list>`;
}

/** @param {import('../route.js').Route} route @returns {import('../list.js').Columns} */
function columns(route) {
  const choose = (/** @type {LockRow} */ row) => go(changed(route, { lock: row.address }), { replace: true });
  const { sort = 'waiters', order } = route.query;
  const head = (/** @type {string} */ key, /** @type {string} */ text, /** @type {string} */ first, look = '') => {
    const now = sort === key ? (order ?? first) : undefined;
    const other = first === 'asc' ? 'desc' : 'asc';
    const next = now === first ? other : undefined;
    return html`<span role="columnheader" class=${look} aria-sort=${now ? (now === 'asc' ? 'ascending' : 'descending') : 'none'}><a href=${changed(route, { sort: key === 'waiters' ? undefined : key, order: next })} data-replace>${text}${now ? icon(now === 'asc' ? 'up' : 'down') : nothing}</a></span>`;
  };
  return {
    label: 'Locks and what else is waited for',
    kind: 'table',
    layout: route.query.lock ? 'lock-columns narrow' : 'lock-columns',
    head: html`${head('kind', 'Kind', 'asc')}${head('name', 'Name', 'asc')}<span role="columnheader">State</span><span role="columnheader">Held by</span>
      ${head('waiters', 'Waiters', 'desc', 'r')}<span role="columnheader">Who waits</span>`,
    attributes: (row) => ({ selected: row.address === route.query.lock }),
    choose,
    enter: choose,
    scrolled: keepScroll,
    cells: (/** @type {LockRow} */ row) => html`<span role="gridcell">${icon(thingIcon(row.kind))} ${row.kind}</span>
      <span role="gridcell" class="clip mono" title=${plain(`${row.name} ${row.address}`)}>${plain(row.name)} <span class="faint">${row.address}</span></span>
      <span role="gridcell" class="clip" title=${plain(row.state) || nothing}>${row.stuck && row.waiterCount ? html`<span class="tag bad light">${icon('cross')}stuck</span> ` : nothing}${plain(row.state)}</span>
      <span role="gridcell" class="clip">${holder(route, row)}</span>
      <span role="gridcell" class="r num">${count(row.waiterCount)}</span>
      <span role="gridcell" class="clip">${waiters(route, row)}</span>`,
  };
}

/** @param {import('../route.js').Route} route @param {HangMember} member */
function link(route, member) {
  const to = memberHref(/** @type {string} */ (route.snapshot), member);
  const name = memberName(member);
  return to ? html`<a class="mono" href=${to}>${name}</a>` : html`<span class="mono">${name}</span>`;
}

/** @param {import('../route.js').Route} route @param {LockRow} row */
function holder(route, { holders, holderCount }) {
  if (!holders.length) return html`<span class="faint">nobody known</span>`;
  const [{ by, sureness }] = holders;
  return html`${icon(thingIcon(by.kind))} ${link(route, by)} ${holderCount > 1 ? html`<span class="faint">and ${count(holderCount - 1)} more</span>` : nothing}
    ${sureness === 'inferred' ? inferred : nothing}`;
}

/** @param {import('../route.js').Route} route @param {LockRow} row */
function waiters(route, { waiters: some, waiterCount }) {
  if (!waiterCount) return html`<span class="faint">nobody</span>`;
  const more = waiterCount - some.length;
  return html`${some.map((member, index) => html`${index ? ', ' : ''}${link(route, member)}`)}${more > 0 ? html` <span class="faint">and ${count(more)} more</span>` : nothing}`;
}
