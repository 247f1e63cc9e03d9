/**
 * Notes: what somebody pinned to a place in a snapshot. The button in the top bar, the strip above a place that has notes,
 * and the form. Texts are drawn as text, whoever wrote them.
 */
import { html, nothing, render } from 'lit-html';
import * as api from './api.js';
import { leave, newDialog } from './dialog.js';
import { exactTime, plain, plural, time } from './format.js';
import { icon } from './icons.js';
import { problemCard, say } from './parts.js';
import { current, href, placeIn } from './route.js';
import { mayChange } from './session.js';
import { load, redraw, refresh, refreshAll } from './store.js';

/** @param {import('./route.js').Route} route @returns {Note[]} the notes of this place, whatever state it is shown in */
function here(route) {
  const answer = load(api.at.notes(/** @type {string} */ (route.snapshot), { limit: 500 }));
  const items = /** @type {Note[]} */ (answer.state === 'ready' ? answer.value.items : []);
  const path = placeIn(route).split('?')[0];
  return items.filter((note) => note.path.split('?')[0] === path);
}

/** How many a snapshot has, for the rail. @param {string} snapshot */
export function noteCount(snapshot) {
  const answer = load(api.at.notes(snapshot, { limit: 500 }));
  return answer.state === 'ready' ? /** @type {number} */ (answer.value.total) : undefined;
}

/** @param {import('./route.js').Route} route */
export function noteButton(route) {
  if (route.screen === 'notes') return nothing;
  const number = here(route).length;
  return html`<button type="button" class="btn" title="Pin a note to this place (n)" @click=${pinHere}>${icon('pin')}<span class="word">Note</span>${
    number ? html`<span class="num soft" aria-label="${plural(number, 'note')} here">${number}</span>` : nothing
  }</button>`;
}

/** Above a place: what was noted there. @param {import('./route.js').Route} route @param {boolean} mayWrite */
export function pinned(route, mayWrite) {
  if (route.screen === 'notes') return nothing;
  const notes = here(route);
  if (!notes.length) return nothing;
  return html`<section class="pinned" aria-label="Notes on this place">${notes.slice(0, 3).map(
    (note) => html`<div class="pinned-note">${icon('pin')}<p class="note-text">${plain(note.text, { lines: true })}</p>
      <span class="faint" title=${exactTime(note.changedAt)}>${time(note.changedAt)}</span>
      ${mayWrite ? html`<button type="button" class="btn quiet icon-only" aria-label="Edit this note" title="Edit" @click=${() => edit(route.snapshot ?? '', note)}>${icon('edit')}</button>` : nothing}</div>`,
  )}${notes.length > 3 ? html`<a href=${href({ screen: 'notes', snapshot: route.snapshot, query: { filter: placeIn(route).split('?')[0] } })}>All ${plural(notes.length, 'note')} on this place</a>` : nothing}</section>`;
}

/** Opens the form for a new note on the present place. */
export function pinHere() {
  const route = current();
  if (!route.snapshot || route.screen === 'notes' || !mayChange()) return;
  const title = document.title.split(' · ')[0].slice(0, 300);
  form(route.snapshot, { path: placeIn(route), title, text: '' });
}

/** @param {string} snapshot @param {Note} note */
export function edit(snapshot, note) {
  form(snapshot, note);
}

/** @param {string} snapshot @param {{path: string, title: string, text: string} & Partial<Note>} note */
function form(snapshot, note) {
  const dialog = newDialog('note-dialog');
  /** @type {Problem | undefined} */
  let problem;
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const area = /** @type {HTMLTextAreaElement} */ (dialog.querySelector('textarea'));
    const draft = { path: note.path, title: note.title, text: area.value };
    try {
      if (note.id) await api.changeNote(snapshot, note.id, { ...draft, version: note.version });
      else await api.addNote(snapshot, draft);
      leave(dialog);
      say('Note kept');
      refreshNotes(snapshot);
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      problem = error.problem;
      // The text stays; what the note says meanwhile is shown with it, and saving again replaces that.
      if (problem.now) note = { ...note, version: problem.now.version };
      draw();
    }
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
  };
  const draw = () =>
    render(
      html`<form method="dialog" @submit=${save}><h2>${note.id ? 'Edit the note' : 'Pin a note'}</h2>
        <p class="soft clip" title=${plain(note.title)}>on <b>${plain(note.title)}</b> <span class="mono faint">${note.path}</span></p>
        ${problem ? problemCard({ title: problem.title, detail: problem.detail, hint: problem.now ? `It says now: ${problem.now.text}` : problem.hint }) : nothing}
        <textarea rows="6" maxlength="10000" autofocus aria-label="Note" placeholder="What did you see here?" .value=${note.text} @keydown=${key}></textarea>
        <p class="soft">Notes belong to the snapshot: they go along with its download, and who it is shared with reads them.</p>
        <p class="row end"><button type="button" class="btn" @click=${() => leave(dialog)}>Cancel</button>
          <button type="submit" class="btn primary">${problem?.now ? 'Replace it' : 'Keep the note'}</button></p></form>`,
      dialog,
    );
  draw();
  dialog.showModal();
}

/** @param {string} snapshot */
export function refreshNotes(snapshot) {
  refreshAll(`/api/snapshots/${snapshot}/notes`);
  refresh(api.at.notes(snapshot, { limit: 500 }));
  redraw();
}
