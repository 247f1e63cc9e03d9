/**
 * Files on their way to the server: one after the other, each with its progress, and a way to stop it. Kept here and not
 * in the URL, since an upload is no place; it ends when the page is left.
 */
import { html, nothing } from 'lit-html';
import * as api from './api.js';
import { bytes, duration, plain } from './format.js';
import { problemCard } from './parts.js';
import { go, href } from './route.js';
import { load, redraw, refresh } from './store.js';

/**
 * @typedef {{
 *   file: File, wanted?: string, state: 'sending' | 'checking' | 'other' | 'failed',
 *   sent: number, began: number, before: Set<string>, wasHere?: boolean, unusable?: boolean, jobId?: string, stop: () => void,
 *   snapshotId?: string, problem?: {title: string, detail?: string | null, hint?: string | null},
 * }} Upload wanted: the id that the content must have; before: the ids that were here then
 */

/** @type {Upload | undefined} */
let upload;

/** @type {File[]} */
let waiting = [];

/** What is under way or ended badly. */
export const current = () => upload;

const reading = () => upload?.state === 'sending' || upload?.state === 'checking';

/**
 * @param {Iterable<File>} files
 * @param {string} [wanted] the id that a link asks for
 */
export function uploadAll(files, wanted) {
  const all = [...files];
  if (!all.length) return;
  if (wanted) waiting = [];
  waiting.push(...all.slice(wanted ? all.length : reading() ? 0 : 1));
  if (!reading()) start(all[0], wanted);
}

/** @param {File} file @param {string} [wanted] */
async function start(file, wanted) {
  /** @type {Upload} */
  const mine = { file, wanted, state: 'sending', sent: 0, began: performance.now(), before: here(), stop: () => {} };
  upload = mine;
  redraw();
  try {
    await checkBeginning(file);
    const { jobId } = await api.announceUpload(file.name, file.size);
    if (upload !== mine) return void api.cancel(jobId).catch(() => {});
    mine.jobId = jobId;
    mine.stop = api.sendFile(
      jobId,
      file,
      (sent) => {
        mine.sent = sent;
        if (sent >= file.size) mine.state = 'checking';
        redraw();
      },
      (status) => setTimeout(() => broken(mine, status), patience),
    );
    api.watch(jobId, (job) => ended(mine, job));
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    mine.unusable = error.problem.type === '/problems/not-snapshot';
    fail(mine, error.problem);
  }
}

function here() {
  const answer = load(api.at.snapshots());
  const items = /** @type {Snapshot[]} */ (answer.state === 'ready' ? answer.value.items : []);
  return new Set(items.map((shot) => shot.id ?? ''));
}

/** The server may know better why; where it has heard nothing, its job would wait for a minute. In milliseconds. */
const patience = 1000;

/** @param {Upload} mine @param {number} status */
async function broken(mine, status) {
  const { file, sent, jobId } = mine;
  if (upload !== mine || !reading() || !jobId) return;
  if (!status && mine.state === 'checking') return;
  fail(mine, {
    title: 'The upload broke off',
    detail: status
      ? `The server, or a proxy before it, refused ${file.name} with HTTP status ${status}. Nothing of it was kept.`
      : `The connection ended when ${bytes(sent)} of ${bytes(file.size)} of ${file.name} were sent. Nothing of it was kept.`,
    hint: status === 413 ? 'The proxy must allow larger uploads.' : 'Upload it again.',
  });
  await api.cancel(jobId).catch(() => {});
}

/** @param {Upload} mine @param {Job} job */
function ended(mine, job) {
  if (job.state === 'running' || upload !== mine || mine.state === 'failed') return;
  refresh(api.at.snapshots());
  if (job.state === 'failed') return fail(mine, job.problem ?? { title: 'The upload failed' });
  if (job.state === 'cancelled') return dismiss();
  const id = /** @type {string} */ (job.snapshotId);
  if (mine.wanted && !id.startsWith(mine.wanted)) {
    Object.assign(mine, { state: 'other', snapshotId: id, wasHere: mine.before.has(id) });
    redraw();
    return;
  }
  upload = undefined;
  arrived(id, !!mine.wanted);
  const next = waiting.shift();
  if (next) start(next);
  redraw();
}

/** @type {(id: string, wanted: boolean) => void} */
let arrived = () => {};

/** @param {(id: string, wanted: boolean) => void} listener called with the snapshot that a file turned out to be */
export function onArrival(listener) {
  arrived = listener;
}

/** @param {Upload} mine @param {Upload['problem']} problem */
function fail(mine, problem) {
  if (upload !== mine) return;
  mine.stop();
  Object.assign(mine, { state: 'failed', problem });
  redraw();
}

/** A text file of a gigabyte need not travel to be refused. @param {File} file */
async function checkBeginning(file) {
  const first = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const is = (/** @type {number[]} */ ...magic) => magic.every((byte, index) => first[index] === byte);
  const skippable = first[0] >> 4 === 5 && first[1] === 0x2a && first[2] === 0x4d && first[3] === 0x18;
  if (is(0x7f, 0x45, 0x4c, 0x46) || is(0x28, 0xb5, 0x2f, 0xfd) || skippable) return;
  throw new api.ApiError({
    type: '/problems/not-snapshot',
    title: 'This file is no snapshot',
    status: 0,
    detail: `${file.name} is neither an ELF core file nor one compressed with zstd.`,
    hint: is(0x1f, 0x8b) ? 'It is compressed with gzip: unpack it first.' : 'Snapshots end in .core or .core.zst.',
  });
}

/** Stops it; what was sent is deleted by the server. */
function cancel() {
  const mine = upload;
  if (mine?.jobId) api.cancel(mine.jobId).catch(() => {});
  dismiss();
  mine?.stop();
}

export function dismiss() {
  upload = undefined;
  const next = waiting.shift();
  if (next) start(next);
  redraw();
}

function again() {
  if (upload) start(upload.file, upload.wanted);
}

/** Progress, or what became of it. */
export function uploadCard() {
  if (!upload) return nothing;
  if (upload.state === 'failed')
    return problemCard(
      upload.problem ?? { title: 'The upload failed' },
      html`${upload.unusable ? nothing : html`<button type="button" class="btn" @click=${again}>Try again</button>`}
        <button type="button" class="btn" @click=${dismiss}>Dismiss</button>`,
    );
  if (upload.state === 'other') return nothing;
  const { file, sent, state } = upload;
  const share = file.size ? Math.min(1, sent / file.size) : 0;
  const elapsed = (performance.now() - upload.began) / 1000;
  const left =
    state === 'sending' && elapsed > 1 && sent ? `about ${duration((elapsed / share) * (1 - share))} left` : '';
  return html`<section class="waiting-card" aria-live="polite">
    <div class="progress" role="group" aria-label="Uploading ${plain(file.name)}">
      <div class="progress-text"><b class="wrap">${plain(file.name)}</b>
        <span class="soft">${state === 'sending' ? `${bytes(sent)} of ${bytes(file.size)}` : 'Checking and keeping it'}</span>
        <span class="spring"></span>
        ${state === 'sending' ? html`<span class="num soft">${Math.floor(share * 100)} %</span><span class="num soft">${left}</span>` : nothing}
        <button type="button" class="btn small" @click=${cancel}>Cancel</button></div>
      <progress max="100" value=${state === 'sending' ? share * 100 : nothing} aria-label="Sent"></progress>
    </div>
    ${waiting.length ? html`<p class="soft">Then ${waiting.map((each) => plain(each.name)).join(', ')}</p>` : nothing}
  </section>`;
}

/** @param {string | undefined} [wanted] @param {string} [label] @param {string} [classes] */
export function chooseButton(wanted, label = 'Upload a file', classes = 'btn') {
  const chosen = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    uploadAll([...(input.files ?? [])], wanted);
    input.value = '';
  };
  return html`<label class="${classes} choose">${label}<input type="file" class="away" ?multiple=${!wanted}
    aria-label=${label} @change=${chosen}></label>`;
}

/** Goes to a snapshot that was uploaded from Home. @param {string} id */
export const open = (id) => go(href({ screen: 'overview', snapshot: id }));
