/** The links that let somebody in: for which snapshot, until when, when they were used last, and the way to take them back. */
import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { exactTime, plain, plural, time } from '../format.js';
import { icon } from '../icons.js';
import { confirm, empty, say } from '../parts.js';
import { changed, href } from '../route.js';
import { refresh } from '../store.js';

const pageSize = 100;

/** @param {import('../route.js').Route} route */
const path = (route) => api.at.grants({ offset: Number(route.query.offset ?? 0) || undefined, limit: pageSize });

/** @type {import('../app.js').View} */
export const sharedView = {
  title: () => 'Shared links',
  needs: (route) => ({ grants: path(route) }),
  draw: (route, { grants }) => {
    const page = /** @type {Page<Grant>} */ (grants);
    return html`<div class="page home"><header class="page-head"><h1>Shared links</h1>
        <span class="soft">${page.total ? plural(page.total, 'link') : nothing}</span></header>
      <p class="lede">Each lets whoever has it look at one snapshot of this server, and at nothing else, until its date. A link that is
        revoked stops working at once, also for who has the page open.</p>
      <section class="card">${page.total ? table(route, page) : empty('No links yet', 'Share, on any screen of a snapshot, makes one.')}</section>
      ${pager(route, page)}</div>`;
  },
};

/** @param {import('../route.js').Route} route @param {Page<Grant>} page */
function table(route, page) {
  return html`<div class="card-scroll"><table class="rows shared-links"><thead><tr><th scope="col">Snapshot</th><th scope="col">For</th><th scope="col">Made</th>
      <th scope="col">Good until</th><th scope="col">Last used</th><th scope="col">State</th><th scope="col"><span class="away">Action</span></th></tr></thead>
    <tbody>${page.items.map((grant) => row(route, grant))}</tbody></table></div>`;
}

const looks = { active: ['ok', 'check'], expired: ['', 'clock'], revoked: ['bad', 'cross'] };

/** @param {import('../route.js').Route} route @param {Grant} grant */
function row(route, grant) {
  const [look, sign] = looks[grant.state];
  const name = plain(grant.snapshotName) || grant.snapshotId.slice(0, 12);
  return html`<tr><td class="clip"><a class="strong" href=${href({ screen: 'overview', snapshot: grant.snapshotId })}>${name}</a>
      ${grant.snapshotName ? nothing : html`<span class="faint">no longer here</span>`}</td>
    <td class="short" title=${plain(grant.label)}>${plain(grant.label) || html`<span class="faint">–</span>`}</td>
    <td class="num" title=${exactTime(grant.createdAt)}>${time(grant.createdAt)}</td>
    <td class="num" title=${exactTime(grant.until)}>${time(grant.until)}</td>
    <td class="num" title=${exactTime(grant.lastUsedAt) || nothing}>${grant.lastUsedAt ? time(grant.lastUsedAt) : html`<span class="faint">never</span>`}</td>
    <td><span class="tag ${look}">${icon(/** @type {'check'} */ (sign))}${grant.state}</span></td>
    <td class="r actions">${grant.state === 'active' ? html`<button type="button" class="btn small" aria-label="Revoke the link for ${name}${grant.label ? `, ${plain(grant.label)}` : ''}" @click=${() => revoke(route, grant)}>Revoke</button>` : nothing}</td></tr>`;
}

/** @param {import('../route.js').Route} route @param {Page<Grant>} page */
function pager(route, { total, offset, items }) {
  if (total <= pageSize) return nothing;
  const to = (/** @type {number} */ start) => changed(route, { offset: start > 0 ? `${start}` : undefined });
  return html`<p class="row"><span class="soft">${offset + 1} to ${offset + items.length} of ${plural(total, 'link')}</span>
    ${offset ? html`<a class="btn small" href=${to(offset - pageSize)} data-replace>Newer</a>` : nothing}
    ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + pageSize)} data-replace>Older</a>` : nothing}</p>`;
}

/** @param {import('../route.js').Route} route @param {Grant} grant */
async function revoke(route, grant) {
  const sure = await confirm({
    title: 'Revoke this link?',
    text: html`Whoever has it${grant.label ? html` (${plain(grant.label)})` : nothing} sees nothing of the snapshot any more. This cannot be undone; a new link can be made.`,
    action: 'Revoke',
  });
  if (!sure) return;
  try {
    await api.revokeGrant(grant.id);
    say('Revoked');
  } catch (error) {
    say(`Not revoked: ${plain(/** @type {Error} */ (error).message)}`);
  }
  refresh(path(route));
}
