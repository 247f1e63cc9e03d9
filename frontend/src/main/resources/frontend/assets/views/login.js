/** What who may not look sees, at any place: why, and where to put the token. The place stays in the address bar. */
import { html, nothing } from 'lit-html';
import { exactTime, plain, time } from '../format.js';
import { icon } from '../icons.js';
import { problemCard } from '../parts.js';
import { href } from '../route.js';
import { keyProblem, logIn } from '../session.js';

/** @param {import('../route.js').Route} route @param {Session} session */
export function loginView(route, session) {
  const over = session.over.find((share) => share.snapshotId === route.snapshot) ?? session.over[0];
  const problem = keyProblem();
  const others = session.shares;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const box = /** @type {HTMLInputElement} */ (
      /** @type {HTMLFormElement} */ (event.target).elements.namedItem('token')
    );
    logIn(box.value.trim());
    box.value = '';
  };
  return html`<div class="login"><h1>${over ? title(over) : others.length ? (route.snapshot ? 'This was not shared with you' : 'Shared with you') : 'This Ouroscope wants a token'}</h1>
    ${over ? explain(over) : others.length ? shared(others) : nothing}
    ${problem ? problemCard(problem) : nothing}
    <p class="lede">${over || others.length ? 'With the token of this server you see everything:' : html`<code>ouroscope serve</code> printed it on its terminal when it was started. Whoever sent you here may also have a link for you that opens by itself.`}</p>
    <form @submit=${submit}><input name="token" type="password" required autocomplete="off" spellcheck="false" aria-label="Token" placeholder="Token" autofocus>
      <button type="submit" class="btn primary">Open</button></form></div>`;
}

/** @param {EndedShare} share */
const title = ({ state }) => (state === 'revoked' ? 'This link was taken back' : 'This link is over');

/** @param {EndedShare} share */
function explain({ state, until }) {
  return html`<section class="notice"><h2>${icon(state === 'revoked' ? 'cross' : 'clock')}${
    state === 'revoked'
      ? 'Whoever shared this snapshot with you has revoked the link'
      : html`The snapshot was shared with you until <span title=${exactTime(until)}>${time(until)}</span>`
  }</h2><p>Ask them for a new one. Nothing of the snapshot is kept in this browser.</p></section>`;
}

/** @param {Share[]} shares */
function shared(shares) {
  return html`<section class="notice"><h2>${icon('info')}You may look at</h2><ul>${shares.map(
    (
      share,
    ) => html`<li><a href=${href({ screen: 'overview', snapshot: share.snapshotId })}>${plain(share.snapshotName) || share.snapshotId.slice(0, 12)}</a>
      <span class="soft">until <span title=${exactTime(share.until)}>${time(share.until)}</span></span></li>`,
  )}</ul></section>`;
}
