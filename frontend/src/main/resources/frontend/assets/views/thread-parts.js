/** How a thread is written wherever it is shown: what it does, facts, frames with their locals. */
import { html, nothing } from 'lit-html';
import { plain, plural } from '../format.js';
import { icon } from '../icons.js';
import { objectHref, reference, source } from '../python.js';
import { href } from '../route.js';
import { codeAt } from '../source-code.js';

const looks = /** @type {const} */ ({
  holds_gil: ['right', 'ok', 'holds the GIL'],
  active: ['right', 'ok', 'active'],
  waits_for_gil: ['clock', 'warn', 'waits for the GIL'],
  suspended: ['clock', 'warn', 'suspended'],
  blocked: ['clock', '', 'idle'],
  native_code: ['right', '', 'native code'],
  detached: ['info', '', 'not known'],
  not_python: ['other', '', 'not Python'],
});

/** @param {ThreadRow} row */
export function activityTag(row) {
  const [shape, colour, text] = looks[row.activity];
  return html`<span class="tag ${colour}">${icon(shape)}${text}</span>`;
}

/** Facts in one line each. @param {string} snapshot @param {ThreadRow} row @param {(thread: string) => string} to where another thread is shown */
export function threadFacts(snapshot, row, to) {
  const fact = (/** @type {string} */ name, /** @type {unknown} */ value) => html`<dt>${name}</dt><dd>${value}</dd>`;
  const { waiting } = row;
  return html`${fact('State', activityTag(row))}
    ${row.nativeId ? fact('Kernel id', html`<span class="mono">${row.nativeId}</span>`) : nothing}
    ${row.interpreter ? fact('Interpreter', html`<span class="mono">${row.interpreter}</span>`) : nothing}
    ${waiting ? fact('Doing', callWords(snapshot, waiting.words)) : nothing}
    ${waiting ? fact('System call', html`<span class="mono">${plain(waiting.call)}</span>`) : nothing}
    ${row.waitChannel ? fact('Kernel waits in', html`<span class="mono">${plain(row.waitChannel)}</span>`) : nothing}
    ${waiting?.lock ? fact('For', reference(waiting.lock, snapshot)) : nothing}
    ${waiting?.heldBy ? fact('Held by', html`<a class="mono" href=${to(waiting.heldBy.address)}>${plain(waiting.heldBy.name)}</a>`) : nothing}
    ${row.object ? fact('Object', reference(row.object, snapshot)) : nothing}`;
}

/** A file descriptor leads to its row among the open files, an object to its page. @param {string} snapshot @param {CallPiece[]} words */
function callWords(snapshot, words) {
  return words.map(({ text, file, address, object }) => {
    if (file !== null && file >= 0)
      return html`<a href=${href({ screen: 'files', snapshot, query: { fd: `${file}` } })}>${plain(text)}</a>`;
    if (object) return html`<a href=${objectHref(snapshot, object.address)}>${plain(text)}</a>`;
    return address ? html`<span class="mono">${plain(text)}</span>` : plain(text);
  });
}

/** @param {string} snapshot @param {ThreadFrame} frame */
export function threadFrame(snapshot, { place: where, locals, values, valuesCertain }) {
  if (where.problem)
    return html`<li class="frame"><span class="tag warn">${icon('warn')}broken</span> ${plain(where.problem)}</li>`;
  const set = locals.filter((each) => each.value);
  return html`<li class="frame"><div class="frame-head"><span class="mono">${plain(where.function)}</span> ${source(where.file, where.line)}</div>${codeAt(snapshot, where)}
    ${
      set.length
        ? html`<dl class="locals">${set.map(({ name, value }) => html`<div><dt>${plain(name)}</dt><dd>${reference(value, snapshot)}</dd></div>`)}</dl>`
        : html`<p class="faint no-locals">no locals</p>`
    }
    ${
      values.length
        ? html`<details class="values"><summary>${plural(values.length, 'value')} on its stack${valuesCertain ? '' : ', some may be left over'}</summary>
          <ol>${values.map((value) => html`<li>${reference(value, snapshot)}</li>`)}</ol></details>`
        : nothing
    }</li>`;
}
