/** What stands above an object's parts: how it is reached, its value over lines, and what its type has to tell. */
import { html, nothing } from 'lit-html';
import { at } from '../api.js';
import { count, place, plain } from '../format.js';
import { answerBar, copyButton } from '../parts.js';
import { objectHref, python, reference } from '../python.js';
import { load } from '../store.js';

/** @param {string} path @returns {any} the answer, or undefined while there is none */
export function ready(path) {
  const answer = load(path);
  return answer.state === 'ready' ? answer.value : undefined;
}

/** The expression that names the object, each step a link. @param {string} snapshot @param {string} address */
export function pathLine(snapshot, address) {
  const part = at.part(snapshot, address, 'path');
  const path = /** @type {ObjectPath | undefined} */ (ready(part));
  if (!path) return html`<p class="object-path">&nbsp;</p>`;
  if (path.search && path.search.state !== 'done') return answerBar(part, path.search);
  if (!path.steps.length) return nothing;
  if (!path.steps.some((step) => step.text))
    return path.root ? html`<p class="object-path soft">Held by ${plain(path.root)}</p>` : nothing;
  const inCode = path.python && path.root === 'sys.modules';
  const steps = path.steps.map(
    ({ text, object }, i) =>
      html`${path.leftOut && i === 1 ? html`<span class="faint" title="${count(path.leftOut)} steps are left out">…</span>` : nothing}${
        // Some steps say nothing in Python, as from an instance to its dict.
        !text
          ? nothing
          : object.address === address
            ? html`<b>${plain(text)}</b>`
            : html`<a href=${objectHref(snapshot, object.address)} title=${`${object.address} ${plain(object.type)}`}>${plain(text)}</a>`
      }`,
  );
  return html`<p class="object-path">${path.root && !inCode ? html`<span class="soft">${plain(path.root)} →</span>` : nothing}<code class="py">${inCode ? plain(path.root) : nothing}${steps}</code>
    ${copyButton(path.expression, 'Copy', 'btn small quiet')}</p>`;
}

/**
 * The object over lines, every nested object a link.
 * @param {string} snapshot
 * @param {ObjectDetail} object
 * @param {About | undefined} about
 */
export function pretty(snapshot, object, about) {
  if (!about)
    return html`<div class="preview pretty">${python(object.preview, snapshot, { self: object.address })}</div>`;
  return html`<div class="preview pretty" tabindex="0" role="region" aria-label="Value">${about.lines.map(
    ({ indent, spans }) =>
      html`<div class="pretty-line i${Math.min(indent, 6)}">${python(spans, snapshot, { self: object.address })}</div>`,
  )}</div>`;
}

/** @param {string} snapshot @param {About | undefined} about */
export function aboutFacts(snapshot, about) {
  if (!about) return nothing;
  return html`${about.facts.length ? html`<dl class="about">${about.facts.map((fact) => html`<dt>${fact.name}</dt><dd>${factValue(snapshot, fact)}</dd>`)}</dl>` : nothing}
    ${traceback(snapshot, about)}`;
}

/** @param {string} snapshot @param {AboutFact} fact */
function factValue(snapshot, { text, objects, total, path }) {
  const more = total - objects.length;
  const words = text === null ? nothing : html`<span class="mono">${plain(text)}</span>`;
  return html`${path ? html`<a href="/s/${snapshot}${path}">${words}</a>` : words}${objects.map(
    (object, i) => html`${i ? ', ' : nothing}${reference(object, snapshot)}`,
  )}${objects.length && more > 0 ? html` <span class="faint">… ${count(more)} more</span>` : nothing}`;
}

/** As Python prints it: the outermost call first. @param {string} snapshot @param {About} about */
function traceback(snapshot, { traceback: calls }) {
  if (!calls.length) return nothing;
  return html`<div class="traceback" role="region" aria-label="Traceback" tabindex="0"><p class="soft">Traceback (most recent call last):</p>
    ${calls.map(
      ({ file, line, function: name, frame }) =>
        html`<p class="mono"><span title=${plain(file)}>${place(file, line || null)}</span> in ${
          frame ? html`<a href=${objectHref(snapshot, frame.address)}>${plain(name)}</a>` : plain(name)
        }</p>`,
    )}</div>`;
}
