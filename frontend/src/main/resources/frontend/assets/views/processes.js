/** The live Python processes as a tree, and captures in progress. */
import { html, nothing } from 'lit-html';
import * as api from '../api.js';
import { bytes, count, plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { copyButton, empty, errorCard, loadingView, problemCard, progress, size } from '../parts.js';
import { go, href } from '../route.js';
import { load, redraw, refresh } from '../store.js';

/** @typedef {{pid?: number, title: string, job?: Job, problem?: {title: string, detail?: string, hint?: string | null}}} Capture */

/** Captures of this page by process; not in the URL, for they are not a place. @type {Map<string, Capture>} */
const running = new Map();

/** Picks up captures that run already, after a reload. */
export async function resumeCaptures() {
  const jobs = await api.get(api.at.jobs()).catch(() => undefined);
  for (const job of jobs?.items ?? jobs ?? [])
    if (job.kind === 'capture') follow(job.id, job.title, { leaveHere: false });
}

/** @param {LiveProcess} process */
async function capture(process) {
  const key = `pid ${process.pid}`;
  running.set(key, { pid: process.pid, title: `Capturing ${process.name} (pid ${process.pid})` });
  redraw();
  try {
    const { jobId } = await api.capture(process.pid);
    running.delete(key);
    follow(jobId, `Capturing ${process.name} (pid ${process.pid})`, { leaveHere: true });
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    running.set(key, { pid: process.pid, title: key, problem: error.problem });
  }
  redraw();
}

/** @param {string} jobId @param {string} title @param {{leaveHere: boolean}} how leaveHere: go to the snapshot when done */
function follow(jobId, title, { leaveHere }) {
  if (running.get(jobId)?.job) return;
  running.set(jobId, { title });
  api.watch(jobId, (job) => {
    if (job.state === 'running') running.set(jobId, { title, job });
    else running.delete(jobId);
    if (job.state === 'failed') running.set(jobId, { title, problem: job.problem ?? { title: 'The capture failed' } });
    if (job.state !== 'running') refresh(api.at.snapshots());
    if (job.state === 'done' && job.snapshotId && leaveHere && location.pathname === '/')
      go(href({ screen: 'overview', snapshot: job.snapshotId }));
    redraw();
  });
}

/** Above everything else while one runs. */
export function captures() {
  return [...running].map(([key, { title, job, problem }]) => {
    const away = html`<button type="button" class="btn" @click=${() => {
      running.delete(key);
      redraw();
    }}>Dismiss</button>`;
    if (problem) return problemCard(problem, away);
    if (!job)
      return html`<section class="waiting-card" aria-live="polite"><div class="progress"><div class="progress-text"><b>${plain(title)}</b><span class="soft">starting</span></div><progress max="100"></progress></div></section>`;
    return html`<section class="waiting-card" aria-live="polite">${progress(job, title)}</section>`;
  });
}

/** @param {Info | undefined} info */
export function processes(info) {
  const path = api.at.processes();
  const answer = load(path);
  const items = /** @type {LiveProcess[]} */ (answer.state === 'ready' ? answer.value.items : []);
  return html`<section class="card"><h2>Python processes on ${plain(info?.host) || 'this machine'} <span>${items.length ? plural(items.length, 'process', 'processes') : nothing}</span></h2>
    ${info && !info.captureSupported ? html`<div class="card-text">${problemCard({ title: 'Capturing does not work here', detail: info.captureProblem })}</div>` : nothing}
    ${
      answer.state === 'error'
        ? errorCard(answer.error, path)
        : answer.state !== 'ready'
          ? loadingView
          : items.length
            ? table(items)
            : empty(
                'No Python process runs here',
                'Start one and it appears here by itself. Only processes of this machine and of its containers are seen.',
              )
    }</section>`;
}

/** @param {LiveProcess[]} items */
function table(items) {
  return html`<div class="card-scroll"><table class="rows processes"><thead><tr><th scope="col">Process</th><th scope="col" class="r">Pid</th><th scope="col">User</th><th scope="col">Python</th>
    <th scope="col" class="r">Memory</th><th scope="col" class="r">Threads</th><th><span class="away">Actions</span></th></tr></thead>
    <tbody>${asTree(items).map(({ process, depth }) => row(process, depth))}</tbody></table></div>`;
}

/**
 * Children below their parents, each group by pid. A parent that is not listed, or a circle, makes a root.
 * @param {LiveProcess[]} items
 * @returns {{process: LiveProcess, depth: number}[]}
 */
function asTree(items) {
  const known = new Set(items.map((process) => process.pid));
  const sorted = [...items].sort((a, b) => a.pid - b.pid);
  /** @type {{process: LiveProcess, depth: number}[]} */
  const out = [];
  const done = new Set();
  const add = (/** @type {LiveProcess} */ process, /** @type {number} */ depth) => {
    if (done.has(process.pid)) return;
    done.add(process.pid);
    out.push({ process, depth });
    for (const child of sorted) if (child.parent === process.pid) add(child, depth + 1);
  };
  for (const process of sorted)
    if (process.parent === null || process.parent === undefined || !known.has(process.parent)) add(process, 0);
  for (const process of sorted) add(process, 0);
  return out;
}

/** @param {LiveProcess} process @param {number} depth */
function row(process, depth) {
  const busy = running.has(`pid ${process.pid}`) && !running.get(`pid ${process.pid}`)?.problem;
  return html`<tr>
    <td class="clip command-cell"><span class="tree-cell">${Array.from({ length: Math.min(depth, 12) }, () => html`<span class="indent"></span>`)}${icon('process')}<b class="strong">${plain(process.name)}</b>
      <span class="mono soft clip" title=${plain(process.commandLine)}>${plain(process.commandLine)}</span></span></td>
    <td class="r num">${process.pid}</td><td>${plain(process.user)}</td>
    <td class="num" title=${plain(process.evidence) || nothing}>${plain(process.pythonVersion) || html`<span class="faint">unknown</span>`}</td>
    <td class="r">${size(process.rssBytes)}</td><td class="r num">${count(process.threads)}</td>
    <td class="r actions">${
      process.capturable
        ? html`<button type="button" class="btn small primary" ?disabled=${busy} title="Stops the process for a moment and copies its ${bytes(process.rssBytes)} of memory" aria-label="Capture ${plain(process.name)}, pid ${process.pid}" @click=${() => capture(process)}>${icon('camera')}Capture</button>`
        : html`<span class="tag warn">${icon('warn')}no rights</span>`
    }</td></tr>
    ${process.capturable ? nothing : html`<tr class="below"><td colspan="7">${refusal(process)}</td></tr>`}`;
}

/** Why it cannot be captured from here, and the command that can: its file then appears above by itself. @param {LiveProcess} process */
function refusal(process) {
  return html`<div class="refusal"><p>${plain(process.problem) || 'This process cannot be captured from here.'}</p>
    ${process.fix ? html`<p class="command"><code>${plain(process.fix)}</code>${copyButton(process.fix, 'Copy', 'btn small')}</p><p class="faint">Run it in a terminal; the snapshot then appears above by itself.</p>` : nothing}</div>`;
}
