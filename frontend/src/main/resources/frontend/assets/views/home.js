/** The first page: what was captured, and the Python processes of this machine that can be. */
import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { bytes, exactTime, millis, plain, plural, time } from '../format.js';
import { icon } from '../icons.js';
import { confirm, empty, errorCard, loadingView, problemCard, say, size } from '../parts.js';
import { href } from '../route.js';
import { load, refresh } from '../store.js';
import { chooseButton, uploadCard } from '../upload.js';
import { captures, processes, resumeCaptures } from './processes.js';

const refreshMillis = 2_500;

/** @type {import('../app.js').View} */
export const homeView = {
  title: () => 'Ouroscope',
  needs: () => ({}),
  draw: () => {
    const info = load(api.at.info());
    return html`<div class="page home"><h1 class="away">Snapshots and Python processes</h1>
      ${captures()} ${uploadCard()}
      ${snapshots()}
      ${processes(info.state === 'ready' ? info.value : undefined)}
      ${info.state === 'ready' ? html`<p class="faint foot">Ouroscope ${plain(info.value.version)} on ${plain(info.value.host)} · snapshots are kept in <code>${plain(info.value.store)}</code> (${bytes(info.value.storeBytes)})</p>` : nothing}
    </div>`;
  },
  enter: () => {
    resumeCaptures();
    const again = () => {
      if (document.visibilityState !== 'visible') return;
      refresh(api.at.snapshots());
      refresh(api.at.processes());
    };
    again();
    const timer = setInterval(again, refreshMillis);
    return () => clearInterval(timer);
  },
};

function snapshots() {
  const path = api.at.snapshots();
  const answer = load(path);
  const items = /** @type {Snapshot[]} */ (answer.state === 'ready' ? answer.value.items : []);
  return html`<section class="card"><h2>Snapshots <span>${items.length ? plural(items.length, 'snapshot') : nothing}</span></h2>
    ${
      answer.state === 'error'
        ? errorCard(answer.error, path)
        : answer.state !== 'ready'
          ? loadingView
          : items.length
            ? table(items)
            : empty('No snapshots yet', 'Capture one of the processes below, or drop a core file here.')
    }<div class="drop-line"><span>Drop a core file (.core or .core.zst) anywhere on this page, or</span>${chooseButton(undefined, 'Upload a file', 'btn small')}</div></section>`;
}

/** @param {Snapshot[]} items */
function table(items) {
  return html`<div class="card-scroll"><table class="rows snapshots"><thead><tr><th scope="col">Process</th><th scope="col">Label</th><th scope="col">Python</th><th scope="col">Captured</th>
    <th scope="col" class="r">Size</th><th scope="col" class="r">Paused</th><th scope="col">State</th><th><span class="away">Actions</span></th></tr></thead>
    <tbody>${items.map(row)}</tbody></table></div>`;
}

/** @param {Snapshot} shot */
function row(shot) {
  const name = plain(shot.process ?? shot.file);
  return html`<tr>
    <td class="clip name">${shot.id && shot.state !== 'broken' ? html`<a class="strong" href=${href({ screen: 'overview', snapshot: shot.id })} title=${plain(shot.commandLine) || nothing}>${name}</a>` : html`<span class="strong">${name}</span>`}
      ${shot.demo ? html`<span class="tag">demo</span>` : nothing} ${shot.pid ? html`<span class="faint num">pid ${shot.pid}</span>` : nothing}</td>
    <td>${label(shot)}</td>
    <td class="num">${plain(shot.pythonVersion) || html`<span class="faint">–</span>`}</td>
    <td class="num" title=${exactTime(shot.capturedAt) || nothing}>${time(shot.capturedAt)}</td>
    <td class="r">${size(shot.fileBytes)}</td>
    <td class="r num">${millis(shot.pauseMillis)}</td>
    <td>${state(shot)}</td>
    <td class="r actions">${shot.id && shot.state !== 'broken' ? html`<a class="btn icon-only quiet download" href=${api.at.download(shot.id)} download aria-label="Download the snapshot of ${name}" title="Download, compressed, with its notes">${icon('download')}</a>` : nothing}
      ${shot.id ? html`<button type="button" class="btn icon-only quiet" aria-label="Delete the snapshot of ${name}" title="Delete" @click=${() => remove(shot)}>${icon('trash')}</button>` : nothing}
      ${shot.id && shot.state !== 'broken' ? html`<a class="btn small" href=${href({ screen: 'overview', snapshot: shot.id })}>Open</a>` : nothing}</td></tr>
    ${shot.state === 'broken' ? html`<tr class="below"><td colspan="8">${problemCard({ title: 'This file cannot be opened', detail: shot.problem })}</td></tr>` : nothing}`;
}

const states = {
  new: ['', 'not analysed yet'],
  hashing: ['', 'reading…'],
  analysing: ['', 'analysing…'],
  ready: ['ok', 'ready'],
  broken: ['bad', 'broken'],
};

/** @param {Snapshot} shot */
function state({ state: value }) {
  const [look, word] = states[value] ?? ['', value];
  return html`<span class="tag ${look}">${look ? icon(look === 'ok' ? 'check' : 'warn') : nothing}${word}</span>`;
}

/** Written in place; Enter or leaving the field keeps it, Escape does not. @param {Snapshot} shot */
function label(shot) {
  if (!shot.id) return nothing;
  const keep = async (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const value = box.value.trim();
    if (value === (shot.label ?? '')) return;
    try {
      await api.rename(/** @type {string} */ (shot.id), value);
      say('Label kept');
    } catch (error) {
      box.value = shot.label ?? '';
      say(`Label not kept: ${plain(/** @type {Error} */ (error).message)}`);
    }
    refresh(api.at.snapshots());
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (event.key === 'Escape') box.value = shot.label ?? '';
    if (event.key === 'Escape' || event.key === 'Enter') box.blur();
    event.stopPropagation();
  };
  return html`<input class="label" aria-label="Label of ${plain(shot.process ?? shot.file)}" placeholder="Add a label" maxlength="200" .value=${shot.label ?? ''} @change=${keep} @keydown=${key}>`;
}

/** @param {Snapshot} shot */
async function remove(shot) {
  const sure = await confirm({
    title: 'Delete this snapshot?',
    text: html`The file <code>${plain(shot.file)}</code> (${bytes(shot.fileBytes)}) with its notes and everything derived from it will be gone. Links to it stop working.`,
    action: 'Delete',
  });
  if (!sure) return;
  try {
    await api.remove(/** @type {string} */ (shot.id));
    say('Deleted');
  } catch (error) {
    say(`Not deleted: ${plain(/** @type {Error} */ (error).message)}`);
  }
  refresh(api.at.snapshots());
}
