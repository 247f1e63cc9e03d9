/** The shortest path between two objects: the question, how far it is, and its answer, which goes into the drawing. */
import { html, nothing } from 'lit-html';
import { ApiError, at, cancel, get } from '../api.js';
import { duration, plural } from '../format.js';
import { typeTitle } from '../graph/box.js';
import { icon } from '../icons.js';
import { problemCard } from '../parts.js';
import { changed, current, go } from '../route.js';
import { redraw } from '../store.js';

/** @typedef {import('../route.js').Route} Route */
/** @typedef {import('../graph/session.js').Session} Session */

const lookAgainMillis = 250;

/** A question being answered; asked about as long as it is shown. */
class Question {
  /** @type {GraphPath | undefined} */
  answer;

  /** @type {ApiError | undefined} */
  error;

  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /** @param {string} [again] */
  async look(again) {
    try {
      this.answer = await get(again ? `${this.path}&again=${again}` : this.path);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    }
    redraw();
    if (asked === this && this.answer?.search.state === 'running')
      setTimeout(() => asked === this && this.look(), lookAgainMillis);
  }
}

/** @type {Question | undefined} */
let asked;

const address = /^0x[0-9a-f]{1,16}$/i;

/** @param {Route} route */
function questionPath({ snapshot, query }) {
  const { from = '', to = '', way } = query;
  const used = (query.with ?? 'globals').split('.');
  return at.path(snapshot, {
    from,
    to,
    direction: way ?? 'both',
    weak: String(used.includes('weak')),
    type: String(used.includes('type')),
    globals: String(used.includes('globals')),
  });
}

/** @param {Route} route @param {Session} session */
export function pathPanel(route, session) {
  const { from, to } = route.query;
  const complete = address.test(from ?? '') && address.test(to ?? '') && from !== to;
  const path = complete ? questionPath(route) : '';
  if (complete && asked?.path !== path) {
    asked = new Question(path);
    asked.look();
  }
  const start = session.state.spots.keys().next().value;
  return html`<form class="graph-path" @submit=${(/** @type {SubmitEvent} */ event) => find(event)}>
    ${end('from', 'From', from ?? start ?? '', route)} ${end('to', 'to', to ?? (route.query.selected !== (from ?? start) ? (route.query.selected ?? '') : ''), route)}
    <label class="field">follow <select name="way">${[
      ['both', 'references either way'],
      ['references', 'references only'],
      ['referrers', 'referrers only'],
    ].map(
      ([value, name]) =>
        html`<option value=${value} ?selected=${value === (route.query.way ?? 'both')}>${name}</option>`,
    )}</select></label>
    ${['globals', 'type', 'weak'].map((name) => html`<label class="check"><input type="checkbox" name="with" value=${name} ?checked=${(route.query.with ?? 'globals').split('.').includes(name)}>${name === 'type' ? 'types' : name}</label>`)}
    <button type="submit" class="btn small primary">Find</button>
    ${complete && asked ? state(session, asked) : html`<span class="soft">${from && from === to ? 'These are the same object.' : 'Two addresses; “Use selected” takes the chosen object.'}</span>`}
  </form>`;
}

/** @param {'from' | 'to'} name @param {string} label @param {string} value @param {Route} route */
function end(name, label, value, route) {
  const { selected } = route.query;
  const use = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (
      /** @type {Element} */ (event.currentTarget).parentElement?.querySelector('input')
    );
    input.value = selected ?? '';
  };
  return html`<span class="path-end"><label class="field">${label} <input name=${name} class="mono" size="15" placeholder="0x7f…" spellcheck="false" autocomplete="off" required pattern="0x[0-9a-fA-F]{1,16}" .value=${value}></label>
    ${selected && selected !== value ? html`<button type="button" class="as-link" @click=${use}>Use selected</button>` : nothing}</span>`;
}

/** @param {SubmitEvent} event */
function find(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  const text = (/** @type {string} */ name) =>
    String(form.get(name) ?? '')
      .trim()
      .toLowerCase();
  const way = text('way');
  // Without any class a dot stands, as an empty parameter is left out of the URL and would mean the usual ones.
  const used = form.getAll('with').join('.') || '.';
  asked = undefined;
  go(
    changed(current(), {
      from: text('from'),
      to: text('to'),
      way: way === 'both' ? undefined : way,
      with: used === 'globals' ? undefined : used,
    }),
    { replace: true },
  );
}

/** @param {Session} session @param {Question} question */
function state(session, question) {
  const { answer, error } = question;
  if (error)
    return html`<span class="path-answer bad">${icon('warn')}${error.problem.detail ?? error.problem.title}</span>`;
  if (!answer) return html`<span class="path-answer"><span class="spinner" aria-hidden="true"></span>Looking…</span>`;
  const { search } = answer;
  if (search.state === 'running')
    return html`<span class="path-answer" role="status"><progress max="100" value=${search.percent ?? nothing} aria-label="Progress of the search"></progress>${search.stage}${search.secondsLeft === null ? '' : `, at most ${duration(search.secondsLeft)}`}<button type="button" class="btn small" @click=${() => cancel(search.job).then(() => question.look())}>Cancel</button></span>`;
  if (search.state === 'cancelled')
    return html`<span class="path-answer" role="status">Cancelled.<button type="button" class="btn small" @click=${() => question.look(search.job)}>Search again</button></span>`;
  if (search.state === 'failed') return problemCard(search.problem ?? { title: 'The search failed' });
  if (!answer.total)
    return html`<span class="path-answer" role="status">${icon('info')}There is no such path. Other directions or kinds of reference may have one.</span>`;
  const isShown =
    session.state.path.length === answer.total &&
    answer.items.every((node) => session.state.path.includes(node.address));
  const names = answer.items.map((node) => typeTitle(node.type));
  const short = names.length > 6 ? [...names.slice(0, 3), '…', ...names.slice(-2)] : names;
  return html`<span class="path-answer" role="status"><b>${plural(answer.total - 1, 'step')}:</b> <span class="mono">${short.join(' – ')}</span>
    ${isShown ? html`<span class="tag ok">${icon('check')}shown</span>` : html`<button type="button" class="btn small" @click=${() => session.showPath(answer)}>Show it</button>`}</span>`;
}
