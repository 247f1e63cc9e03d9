/** Share: the link to this view, the file it needs, and links that let somebody in who has neither. */
import { html, nothing, render } from 'lit-html';
import * as api from './api.js';
import { leave, newDialog } from './dialog.js';
import { bytes, exactTime, plain, plural, time } from './format.js';
import { icon } from './icons.js';
import { noteCount } from './notes.js';
import { copy, copyButton, problemCard } from './parts.js';
import { current, grantLink, href, link } from './route.js';
import { mayChange, mayShare } from './session.js';
import { load, refreshAll } from './store.js';

const lengths = /** @type {const} */ ([
  [1, '1 hour'],
  [8, '8 hours'],
  [24, '1 day'],
  [24 * 7, '7 days'],
  [24 * 30, '30 days'],
]);

/** @param {string} id @returns {Snapshot | undefined} */
function snapshot(id) {
  const answer = load(api.at.snapshot(id));
  return answer.state === 'ready' ? answer.value : undefined;
}

/** The link to this view, with enough in it that a machine without the snapshot can say which file it wants. */
export function shareLink() {
  const { snapshot: id } = current();
  const shot = id ? snapshot(id) : undefined;
  return link(shot && { file: shot.file, size: shot.sizeBytes, captured: shot.capturedAt, id: shot.id });
}

export function copyShareLink() {
  copy(shareLink());
}

/** @param {import('./route.js').Route} route */
export function shareButton(route) {
  // Asked for now, so that a click copies at once.
  snapshot(/** @type {string} */ (route.snapshot));
  return html`<button type="button" class="btn primary" title="Share this view" @click=${open}>${icon('link')}<span class="word">Share</span></button>`;
}

function open() {
  const route = current();
  const id = /** @type {string} */ (route.snapshot);
  const shot = snapshot(id);
  const dialog = newDialog('share-dialog');
  /** @type {{key?: string, grant?: Grant, problem?: Problem}} */
  let made = {};
  const make = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    try {
      made = await api.makeGrant({
        snapshotId: shot?.id ?? id,
        hours: Number(form.get('hours')),
        label: `${form.get('label') ?? ''}`,
      });
      refreshAll(api.at.grants());
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      made = { problem: error.problem };
    }
    draw();
  };
  const close = () => leave(dialog);
  const draw = () =>
    render(
      html`<h2>Share this view</h2>
        ${linkLine(shareLink(), 'Link to this view', made.key ? 'btn' : 'btn primary')}
        <p class="soft">It names the snapshot by its content. Any Ouroscope that has this snapshot opens the same place, and one
          that has not asks for the file.</p>
        ${mayChange() && shot ? download(shot) : nothing}
        ${mayShare() ? letIn(make, made) : mayChange() ? howToLetIn() : asGuest()}
        <p class="row end"><button type="button" class="btn" autofocus @click=${close}>Close</button></p>`,
      dialog,
    );
  draw();
  dialog.addEventListener('click', (event) => {
    if (event.target instanceof HTMLAnchorElement) leave(dialog);
  });
  dialog.showModal();
}

/** @param {string} text @param {string} label @param {string} [classes] */
function linkLine(text, label, classes = 'btn primary') {
  const select = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select();
  return html`<div class="link-line"><input readonly aria-label=${label} .value=${text} @focus=${select}>${copyButton(text, 'Copy link', classes)}</div>`;
}

/** @param {Snapshot} shot */
function download(shot) {
  const notes = noteCount(shot.id ?? '') ?? 0;
  return html`<section><h3>The file for somebody else</h3>
    <p>${bytes(shot.sizeBytes)}, compressed on the way${notes ? html`, with ${plural(notes, 'note')}` : nothing}. It holds everything the process had
      in memory: passwords and keys too.</p>
    <p class="row"><a class="btn" href="${api.at.download(shot.id ?? '')}" download>${icon('download')}Download</a></p></section>`;
}

/** @param {(event: SubmitEvent) => void} make @param {{key?: string, grant?: Grant, problem?: Problem}} made */
function letIn(make, { key, grant, problem }) {
  return html`<section><h3>Let somebody in</h3>
    <p>A link that opens this snapshot on this server, to look at only: its screens and notes, no other snapshot, no process,
      no download.</p>
    ${problem ? problemCard(problem) : nothing}
    ${
      key && grant
        ? html`${linkLine(grantLink(key), 'Link that lets somebody in')}
          <p>Good until <b title=${exactTime(grant.until)}>${time(grant.until)}</b>${grant.label ? html`, for ${plain(grant.label)}` : nothing}.
            It is shown this once. <a href=${href({ screen: 'shared' })}>Shared links</a> lists it and takes it back.</p>`
        : html`<form class="row" @submit=${make}><label class="field">For <input name="label" maxlength="100" placeholder="whom or what (optional)"></label>
          <label class="field">during <select name="hours">${lengths.map(([hours, name]) => html`<option value=${hours} ?selected=${hours === 24}>${name}</option>`)}</select></label>
          <button type="submit" class="btn">Make the link</button> <a href=${href({ screen: 'shared' })}>Shared links</a></form>`
    }</section>`;
}

const howToLetIn = () => html`<section><h3>Let somebody in</h3>
  <p>This Ouroscope answers to this machine only. To share a snapshot by link, start it where others reach it:</p>
  <p class="command"><code>ouroscope serve --host 0.0.0.0</code>${copyButton('ouroscope serve --host 0.0.0.0', 'Copy', 'btn small')}</p>
  <p class="soft">It then demands a token, and Share makes links for one snapshot, until a date.</p></section>`;

const asGuest =
  () => html`<section><p>The snapshot was shared with you. Whoever you pass this link to needs the snapshot itself
  or a shared link of their own.</p></section>`;
