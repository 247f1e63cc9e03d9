/** The panel of a group: all its members in a list, to be shown one by one by choice. */
import { html, nothing } from 'lit-html';
import { at, get, page } from '../api.js';
import { bytes, count, plain } from '../format.js';
import { typeTitle } from '../graph/box.js';
import { groupedBeyond, groupParts, hideType, hoodKey } from '../graph/model.js';
import { icon } from '../icons.js';
import { errorCard, loadingView, searchBar, size } from '../parts.js';
import { python } from '../python.js';
import { changed, current, go } from '../route.js';
import { rows } from '../store.js';

/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../graph/session.js').Session} Session */

const atATime = 50;

/** @param {Route} route @param {Session} session */
export function groupPanel(route, session) {
  const { group } = route.query;
  const { owner, side, type } = groupParts(group);
  const hood = session.facts.hoods.get(hoodKey(owner, side));
  const known = hood?.groups.find((each) => each.type.address === type);
  if (!known) return nothing;
  const list = rows(at.group(route.snapshot, { address: owner, direction: side, type })).begin();
  const shown = session.picture.groups.find((each) => each.id === group);
  const close = changed(route, { group: undefined });
  const ownerNode = session.facts.nodes.get(owner);
  const name = ownerNode ? typeTitle(ownerNode.type) : owner;
  return html`<aside class="graph-group" aria-label="Group">
    <header><h2>${typeTitle(known.type)} <span class="soft">× ${count(known.count)}</span></h2>
      <a class="btn icon-only" href=${close} data-replace aria-label="Close the group" title="Close">${icon('cross')}</a></header>
    <p class="soft">${side === 'references' ? html`What <b class="mono">${name}</b> refers to` : html`What refers to <b class="mono">${name}</b>`}: ${bytes(known.bytes)}.
      ${shown ? (shown.more === known.count ? '' : `${count(known.count - shown.more)} are shown one by one.`) : 'All are shown one by one.'}</p>
    <p class="row">${shown ? html`<button type="button" class="btn small primary" @click=${() => session.open(group, () => nextMembers(session, list.path, known.count - shown.more))}>Show the next ${Math.min(groupedBeyond, shown.more)}</button>` : nothing}
      <button type="button" class="btn small" @click=${() => session.change((state) => hideType(state, type))}>${icon('hide')}Hide type</button></p>
    ${searchBar(list)}
    ${list.error ? errorCard(list.error, () => list.retry()) : list.total === undefined ? loadingView : members(route, session, list, group)}
  </aside>`;
}

/**
 * The next members that are not shown yet: looked for behind as many as are shown, then from the beginning.
 * @param {Session} session
 * @param {string} path of the members
 * @param {number} shown how many of them are
 */
async function nextMembers(session, path, shown) {
  /** @type {GroupMember[]} */
  const next = [];
  for (let offset = shown, first = true; next.length < groupedBeyond; ) {
    const { items, total } = await get(page(path, offset, atATime));
    for (const member of /** @type {GroupMember[]} */ (items))
      if (next.length < groupedBeyond && !session.state.spots.has(member.node.address)) next.push(member);
    offset += atATime;
    if (offset < total) continue;
    if (!first || !shown) break;
    first = false;
    offset = 0;
  }
  return next;
}

/** @param {Route} route @param {Session} session @param {import('../rows.js').Rows<GroupMember>} list @param {string} group */
function members(route, session, list, group) {
  const snapshot = /** @type {string} */ (route.snapshot);
  const isThere = (/** @type {GroupMember} */ member) => session.state.spots.has(member.node.address);
  /** @type {import('../list.js').Columns} */
  const columns = {
    label: 'Members of the group',
    kind: 'table',
    layout: 'member-columns',
    head: html`<span role="columnheader"><span class="away">Show</span></span><span role="columnheader">By</span><span role="columnheader">Value</span><span role="columnheader" class="r">Memory</span>`,
    attributes: (/** @type {GroupMember} */ row) => ({ selected: row.node.address === route.query.selected }),
    choose: (/** @type {GroupMember} */ row) =>
      go(changed(current(), { selected: row.node.address }), { replace: true }),
    enter: (/** @type {GroupMember} */ row) => session.open(group, async () => [row]),
    cells: (/** @type {GroupMember} */ row) => html`<span role="gridcell">${
      isThere(row)
        ? html`<span class="tag ok" title="In the drawing">${icon('check')}</span>`
        : html`<button type="button" class="btn small" aria-label="Show ${row.node.address} in the drawing" title="Show in the drawing" @click=${() => session.open(group, async () => [row])}>${icon('plus')}</button>`
    }</span>
      <span role="gridcell" class="clip mono">${plain(row.labels[0]?.text) || row.node.address}</span>
      <span role="gridcell" class="clip">${python(row.node.preview, snapshot, { self: row.node.address })}</span>
      <span role="gridcell" class="r">${size(row.node.memoryBytes)}</span>`,
  };
  return html`<ouro-list class="in-panel" .model=${list} .columns=${columns}></ouro-list>`;
}
