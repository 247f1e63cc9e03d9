/** Small pieces that several views share: states, badges, copy buttons, dialogs. */
import { html, nothing, render } from 'lit-html';
import * as api from './api.js';
import { leave, newDialog } from './dialog.js';
import { bytes, duration, plain, share } from './format.js';
import { icon } from './icons.js';
import { mayChange } from './session.js';
import { forget, refresh } from './store.js';

/** A button that copies a text and says so. @param {string | (() => string)} text @param {unknown} label @param {string} [classes] */
export function copyButton(text, label, classes = 'btn') {
  return html`<button type="button" class=${classes} @click=${(/** @type {MouseEvent} */ event) =>
    copy(
      typeof text === 'function' ? text() : text,
      /** @type {HTMLElement} */ (event.currentTarget),
    )}>${icon('copy')}${label}</button>`;
}

/** @param {string} text @param {HTMLElement} [button] */
export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'away';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('Copied');
  button?.classList.add('done');
  setTimeout(() => button?.classList.remove('done'), 1200);
}

/** A short word at the lower edge, read out by screen readers. @param {string} text */
export function say(text) {
  const toast = /** @type {HTMLElement} */ (document.getElementById('toast'));
  toast.textContent = text;
  toast.classList.add('shown');
  clearTimeout(Number(toast.dataset.timer));
  toast.dataset.timer = String(setTimeout(() => toast.classList.remove('shown'), 1600));
}

/** @param {{title: string, detail?: string | null, hint?: string | null}} problem @param {unknown} [actions] */
export function problemCard(problem, actions = nothing) {
  return html`<section class="notice bad" role="alert">
    <h2>${icon('warn')}${plain(problem.title)}</h2>
    ${problem.detail && problem.detail !== problem.title ? html`<p>${plain(problem.detail, { lines: true })}</p>` : nothing}
    ${problem.hint ? hint(problem.hint) : nothing}
    ${actions === nothing ? nothing : html`<p class="row">${actions}</p>`}
  </section>`;
}

/** What to do: a command gets a copy button, a sentence does not. @param {string} text */
export function hint(text) {
  const command =
    /^(sudo|\.?\/|ouroscope|docker|kubectl|gcore|echo|sysctl|setcap)\S*\s/.test(text) && !text.includes('. ');
  return command
    ? html`<p class="command"><code>${plain(text)}</code>${copyButton(text, 'Copy', 'btn small')}</p>`
    : html`<p class="hint">${plain(text, { lines: true })}</p>`;
}

/**
 * @param {import('./api.js').ApiError} error
 * @param {string | (() => void)} again the path of the answer to ask for again, or how to
 */
export function errorCard(error, again) {
  const retry = typeof again === 'string' ? () => forget(again) : again;
  return problemCard(error.problem, [
    html`<button type="button" class="btn" @click=${retry}>Try again</button>`,
    html`<a class="btn" href="/">All snapshots</a>`,
  ]);
}

/** Long work: stage, percent, time left, and a way to stop it. @param {Job} job @param {string} [what] */
export function progress(job, what = job.title) {
  const known = job.percent !== null && job.percent !== undefined;
  const left = job.secondsLeft ? `about ${duration(job.secondsLeft)} left` : '';
  return html`<div class="progress" role="group" aria-label=${plain(what)}>
    <div class="progress-text">
      <b>${plain(what)}</b><span class="soft">${plain(job.stage)}</span>
      <span class="spring"></span>
      <span class="num soft">${known ? `${Math.floor(job.percent ?? 0)} %` : ''}</span><span class="num soft">${left}</span>
      <button type="button" class="btn small" @click=${() => api.cancel(job.id).catch(() => {})}>Cancel</button>
    </div>
    <progress max="100" value=${known ? job.percent : nothing} aria-label=${plain(job.stage ?? what)}></progress>
  </div>`;
}

/** The answer waits for the analysis. @param {Job} job @param {string} path */
export function jobView(job, path) {
  const again = html`<button type="button" class="btn primary" @click=${() => forget(path)}>Analyse again</button>`;
  if (job.state === 'failed') return problemCard(job.problem ?? { title: 'The analysis failed' }, again);
  if (job.state === 'cancelled') {
    return html`<section class="notice"><h2>The analysis was cancelled</h2>
      <p>Nothing half-finished was kept. The snapshot itself is untouched.</p><p class="row">${again}</p></section>`;
  }
  return html`<section class="waiting-card" aria-live="polite">${progress(job, job.title || 'Analysing the snapshot')}
    <p class="soft">This page opens by itself when the analysis is done.</p></section>`;
}

/** How the search stands that fills a list; nothing once it is done. @param {{search?: Search, again: () => unknown, cancel: () => unknown}} list */
export function searchBar(list) {
  const { search } = list;
  if (!search || search.state === 'done') return nothing;
  const again = html`<button type="button" class="btn small" @click=${() => list.again()}>Search again</button>`;
  if (search.state === 'failed') return problemCard(search.problem ?? { title: 'The search failed' }, again);
  if (search.state === 'cancelled')
    return html`<p class="search-bar" role="status">${icon('warn')}<span>Cancelled: only what was found until then is shown.</span>${again}</p>`;
  const { percent, secondsLeft } = search;
  return html`<p class="search-bar" role="status"><progress max="100" value=${percent ?? nothing} aria-label="Progress of the search"></progress>
    <span>${search.stage || 'Searching'}${percent === null ? '' : ` ${percent} %`}${secondsLeft === null ? '' : ` · about ${duration(secondsLeft)} left`}</span>
    ${mayChange() ? html`<button type="button" class="btn small" @click=${() => list.cancel()}>Cancel</button>` : nothing}</p>`;
}

/** The same for one answer that has to be found whole. @param {string} path of it @param {Search | null} search */
export function answerBar(path, search) {
  const again = async () => {
    await api.get(`${path}${path.includes('?') ? '&' : '?'}again=${search?.job}`).catch(() => {});
    refresh(path);
  };
  const cancel = async () => {
    if (search) await api.cancel(search.job).catch(() => {});
    refresh(path);
  };
  return searchBar({ search: search ?? undefined, again, cancel });
}

export const loadingView = html`<div class="loading" role="status"><span class="spinner" aria-hidden="true"></span>Loading…</div>`;

/** Why there is nothing, and what next. @param {string} title @param {unknown} text */
export function empty(title, text) {
  return html`<div class="empty"><b>${title}</b><p>${text}</p></div>`;
}

/** A size with the exact number of bytes as tooltip. @param {number | null | undefined} value */
export function size(value) {
  return html`<span class="num" title=${value === null || value === undefined ? nothing : `${value.toLocaleString('en-GB')} bytes`}>${bytes(value)}</span>`;
}

/**
 * Asks before something is lost. @param {{title: string, text: unknown, action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, action }) {
  const dialog = newDialog('');
  const close = (/** @type {string} */ value) => () => leave(dialog, value);
  render(
    html`<h2>${title}</h2><p>${text}</p>
      <p class="row end"><button type="button" class="btn" autofocus @click=${close('')}>Cancel</button>
        <button type="button" class="btn danger" @click=${close('yes')}>${action}</button></p>`,
    dialog,
  );
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'));
  });
}

let typing = 0;

/**
 * A filter over a list; asks when the reader pauses.
 * @param {{label: string, placeholder: string, value: string | undefined, change: (value: string | undefined) => void}} how
 */
export function filterBox({ label, placeholder, value, change }) {
  const ask = (/** @type {HTMLInputElement} */ box) => {
    clearTimeout(typing);
    // Who went elsewhere meanwhile is not called back.
    if (box.isConnected && box.value !== (value ?? '')) change(box.value || undefined);
  };
  const input = (/** @type {Event} */ { target }) => {
    clearTimeout(typing);
    typing = setTimeout(ask, 200, target);
  };
  // Enter, or the first half of a click on something else, which then counts with the filter.
  const left = (/** @type {Event} */ { target }) => ask(/** @type {HTMLInputElement} */ (target));
  return html`<input type="search" class="filter" aria-label=${label} placeholder=${placeholder} spellcheck="false" autocomplete="off" .value=${value ?? ''} @input=${input} @change=${left}>`;
}

/**
 * One of a few states; the first is what the server shows unasked.
 * @param {string[]} values
 * @param {string | undefined} value
 * @param {(value: string | undefined) => void} change
 */
export function stateSelect(values, value, change) {
  const choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    change(chosen === values[0] ? undefined : chosen);
  };
  return html`<label class="field">State <select @change=${choose}>${values.map(
    (each) => html`<option value=${each} ?selected=${each === (value ?? values[0])}>${each}</option>`,
  )}</select></label>`;
}

/** A small bar beside a number that says the same. @param {number} part @param {number} whole */
export function bar(part, whole) {
  return html`<svg class="bar" aria-hidden="true"><rect width="${share(part, whole).toFixed(1)}%" height="100%"></rect></svg>`;
}
