/** All notes of a snapshot, newest first: what was seen where, each with the way to its place. */
import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { exactTime, plain, plural, time } from '../format.js';
import { icon } from '../icons.js';
import { edit, refreshNotes } from '../notes.js';
import { confirm, empty, filterBox, problemCard, say } from '../parts.js';
import { changed, go } from '../route.js';
import { mayChange } from '../session.js';
import { redraw } from '../store.js';

/** @type {Problem | undefined} */
let importProblem;

const pageSize = 50;

/** @param {import('../route.js').Route} route */
const path = (route) =>
  api.at.notes(/** @type {string} */ (route.snapshot), {
    filter: route.query.filter,
    offset: Number(route.query.offset ?? 0) || undefined,
    limit: pageSize,
  });

/** @type {import('../app.js').View} */
export const notesView = {
  title: () => 'Notes',
  needs: (route) => ({ notes: path(route) }),
  draw: (route, { notes }) => {
    const snapshot = /** @type {string} */ (route.snapshot);
    const page = /** @type {NotesPage} */ (notes);
    return html`<div class="page notes-page"><header class="page-head"><h1>Notes</h1>
        <span class="soft">${page.total ? plural(page.total, 'note') : nothing}</span><span class="spring"></span>
        ${page.total && mayChange() ? html`<a class="btn" href="${api.at.notesFile(snapshot)}" download>${icon('download')}Export</a>` : nothing}
        ${mayChange() ? importButton(snapshot) : nothing}</header>
      ${importProblem ? problemCard(importProblem, html`<button type="button" class="btn" @click=${forgetProblem}>Dismiss</button>`) : nothing}
      ${page.problem ? problemCard(page.problem) : nothing}
      <div class="controls">${filterBox({
        label: 'Search the notes',
        placeholder: 'Text, title or place',
        value: route.query.filter,
        change: (filter) => go(changed(route, { filter, offset: undefined }), { replace: true }),
      })}</div>
      ${page.total ? html`<ol class="notes">${page.items.map((note) => row(snapshot, note))}</ol>${pager(route, page)}` : nothingHere(route)}
    </div>`;
  },
};

function forgetProblem() {
  importProblem = undefined;
  redraw();
}

/** @param {import('../route.js').Route} route */
function nothingHere(route) {
  return route.query.filter
    ? empty(
        'No such note',
        html`No note has “${plain(route.query.filter)}” in it. <a href=${changed(route, { filter: undefined })} data-replace>All notes</a>`,
      )
    : empty(
        'No notes yet',
        mayChange()
          ? html`Press <kbd>n</kbd> on any screen of this snapshot, or <b>Note</b> in the top bar, to pin one to what you see. Notes go along when the snapshot is downloaded or shared.`
          : 'Nobody has pinned a note to this snapshot.',
      );
}

/** @param {string} snapshot @param {Note} note */
function row(snapshot, note) {
  const target = `/s/${snapshot}${note.path}`;
  return html`<li class="note card">
    <div class="note-head"><a class="strong wrap" href=${target}>${plain(note.title) || note.path}</a>
      <span class="mono faint clip" title=${note.path}>${note.path}</span><span class="spring"></span>
      <span class="faint" title=${exactTime(note.createdAt)}>${time(note.createdAt)}</span>
      ${note.version > 1 ? html`<span class="faint" title=${exactTime(note.changedAt)}>changed ${time(note.changedAt)}</span>` : nothing}
      ${mayChange() ? changes(snapshot, note) : nothing}</div>
    <p class="note-text">${plain(note.text, { lines: true })}</p></li>`;
}

/** @param {string} snapshot @param {Note} note */
function changes(snapshot, note) {
  return html`<button type="button" class="btn quiet icon-only" aria-label="Edit the note on ${plain(note.title)}" title="Edit" @click=${() => edit(snapshot, note)}>${icon('edit')}</button>
      <button type="button" class="btn quiet icon-only" aria-label="Delete the note on ${plain(note.title)}" title="Delete" @click=${() => remove(snapshot, note)}>${icon('trash')}</button>`;
}

/** @param {import('../route.js').Route} route @param {NotesPage} page */
function pager(route, { total, offset, items }) {
  if (total <= pageSize) return nothing;
  const to = (/** @type {number} */ start) => changed(route, { offset: start > 0 ? `${start}` : undefined });
  return html`<p class="row"><span class="soft">${offset + 1} to ${offset + items.length} of ${plural(total, 'note')}</span>
    ${offset ? html`<a class="btn small" href=${to(offset - pageSize)} data-replace>Newer</a>` : nothing}
    ${offset + items.length < total ? html`<a class="btn small" href=${to(offset + pageSize)} data-replace>Older</a>` : nothing}</p>`;
}

/** @param {string} snapshot @param {Note} note */
async function remove(snapshot, note) {
  const sure = await confirm({
    title: 'Delete this note?',
    text: html`The note on <b>${plain(note.title)}</b> will be gone for everybody who uses this snapshot here.`,
    action: 'Delete',
  });
  if (!sure) return;
  try {
    await api.removeNote(snapshot, note.id);
    say('Deleted');
  } catch (error) {
    say(`Not deleted: ${plain(/** @type {Error} */ (error).message)}`);
  }
  refreshNotes(snapshot);
}

/** @param {string} snapshot */
function importButton(snapshot) {
  const chosen = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    importProblem = undefined;
    try {
      const { taken } = await api.importNotes(snapshot, file);
      say(taken ? `${plural(taken, 'note')} taken` : 'Nothing new in it');
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      importProblem = error.problem;
    }
    refreshNotes(snapshot);
  };
  return html`<label class="btn choose">Import<input type="file" class="away" accept=".json,application/json" aria-label="Import notes" @change=${chosen}></label>`;
}
