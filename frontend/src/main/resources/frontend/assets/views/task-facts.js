/** Of one task, what stands beside its stack on its page: the chain it awaits, callbacks, context variables, traceback. */
import { html, nothing } from 'lit-html';
import { count, place, plain, plural } from '../format.js';
import { graphHref, objectHref, reference } from '../python.js';
import { href } from '../route.js';
import { taskName } from './task-parts.js';

/** @param {unknown} title @param {unknown} content */
const part = (title, content) => html`<section><h2 class="part">${title}</h2>${content}</section>`;

/** Facts in one line each. @param {string} snapshot @param {TaskDetail} task @param {TaskFacts} facts */
export function taskFactList(snapshot, { row }, facts) {
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value) => html`<dt>${name}</dt><dd>${value}</dd>`;
  return html`<dl class="facts">
    ${fact('Name', html`<span class="mono">${plain(row.name)}</span>`)}
    ${row.coroutine ? fact('Coroutine', html`<span class="mono">${plain(row.coroutine)}</span>`) : nothing}
    ${facts.depth === null ? nothing : fact('Depth', html`${count(facts.depth)} <span class="soft">${facts.depth === 1 ? 'wait leads' : 'waits lead'} to it</span>`)}
    ${fact('Behind it', facts.behind === null ? 'too many ways lead here to count them' : plural(facts.behind, 'task'))}
    ${facts.loop ? fact('Loop', reference(facts.loop, snapshot)) : nothing}
    ${fact('Address', html`<a class="mono" href=${objectHref(snapshot, row.address)}>${row.address}</a>`)}
  </dl>`;
}

/** What it awaits, to the end. @param {string} snapshot @param {TaskRow} row @param {TaskFacts} facts */
export function awaitedChain(snapshot, row, { chain }) {
  if (!chain.length) return nothing;
  const last = chain[chain.length - 1].row;
  const step = (/** @type {WaitLink} */ link) =>
    html`<li><span class="faint">${plain(link.kind)}</span> ${link.row ? taskName(snapshot, link.row) : reference(link.ref, snapshot)}${link.row?.repeats ? html` <span class="tag bad light">again: a circle</span>` : nothing}</li>`;
  const end = last?.repeats ? nothing : html`<li class="soft">${endOf(last)}</li>`;
  return part(
    html`What it awaits, to the end <span>${plural(chain.length, 'step')}</span>`,
    html`<ol class="await-chain"><li>${taskName(snapshot, row)}</li>${chain.slice(0, 30).map(step)}
      ${chain.length > 30 ? html`<li><details><summary>${plural(chain.length - 30, 'more step')}</summary><ol class="await-chain">${chain.slice(30).map(step)}</ol></details></li>` : nothing}${end}</ol>`,
  );
}

/** @param {TaskRow | null} row */
function endOf(row) {
  if (!row) return 'The chain ends here.';
  if (row.childCount > 1) return `It goes on in ${count(row.childCount)} ways: see what that one waits for.`;
  if (row.childCount === 1) return 'It goes on: follow the last one.';
  return row.kind === 'task'
    ? 'This task waits for nothing.'
    : 'Here asyncio’s waits end: only a timer, a socket, another thread or code that keeps it can set it.';
}

/** @param {string} snapshot @param {TaskFacts} facts */
export function moreParts(snapshot, { callbacks, variables, context, traceback }) {
  const lines = traceback.map(
    (line) =>
      html`<li><a class="mono" href=${line.frame ? objectHref(snapshot, line.frame.address) : nothing}>${plain(line.function) || '?'}</a> <span class="mono soft" title=${plain(line.file)}>${place(line.file, line.line)}</span></li>`,
  );
  const calls = callbacks.map(
    ({ words, callback }) =>
      html`<li>${words ?? 'calls'} <span class="callable">${reference(callback, snapshot)}</span></li>`,
  );
  const named = variables.map(
    ({ variable, value }) => html`<div><dt>${variableName(variable)}</dt><dd>${reference(value, snapshot)}</dd></div>`,
  );
  return html`${traceback.length ? part(html`Traceback <span>outermost first</span>`, html`<ol class="traceback">${lines}</ol>`) : nothing}
    ${part(html`When it is done <span>${plural(callbacks.length, 'callback')}</span>`, callbacks.length ? html`<ul class="waits">${calls}</ul>` : html`<p class="soft">Nobody is told.</p>`)}
    ${part(
      html`Context variables${context ? html` <a href=${objectHref(snapshot, context.address)}>the context</a>` : nothing}`,
      variables.length
        ? html`<dl class="locals">${named}</dl>`
        : html`<p class="soft">${context ? 'Its context has none.' : 'It has no context of its own.'}</p>`,
    )}`;
}

/** `<ContextVar name='user' …>` → user. @param {Ref} variable */
function variableName(variable) {
  const text = variable.preview.map((span) => span.t).join('');
  return plain(/name='([^']*)'/.exec(text)?.[1] ?? text);
}

/** Where else this task is shown. @param {string} snapshot @param {TaskRow} row */
export function taskLinks(snapshot, row) {
  return html`<a class="btn small" href=${graphHref(snapshot, row.address)}>Graph</a>
    ${row.cycle === null || row.cycle === undefined ? nothing : html`<a class="btn small" href=${href({ screen: 'cycle', snapshot, index: row.cycle, query: { selected: row.address } })}>The cycle</a>`}`;
}
